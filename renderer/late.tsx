/** Parts of the window that are not there from the start: they come when first shown, or before that at leisure. */
import { useEffect, useState } from 'react';
import type { Stop } from '../contract/bridge.ts';

type Component = () => React.ReactNode;

interface Late {
  /** Draws the part: at once where it is here, nothing until it is. Throws to its boundary where it can't be had. */
  readonly Part: Component;
  /** Brings it here; more than once does no harm. */
  bring(): Promise<void>;
}

/**
 * Makes a part of the window that `load` imports. Not React's `lazy`: that would leave a page empty for a moment even
 * when its code is here, and hold back what arrives for 300 ms once it has shown a fallback.
 */
export function late(load: () => Promise<Component>): Late {
  let Here: Component | undefined;
  const bring = async (): Promise<void> => {
    Here ??= await load();
  };
  function Part(): React.ReactNode {
    const [came, setCame] = useState<{ error?: Error }>();
    useEffect(() => {
      if (Here !== undefined) return;
      let gone = false;
      bring().then(
        () => gone || setCame({}),
        (error: unknown) => gone || setCame({ error: new Error('Its code did not load.', { cause: error }) }),
      );
      return () => {
        gone = true;
      };
    }, []);
    if (came?.error !== undefined) throw came.error;
    return Here === undefined ? null : <Here />;
  }
  return { Part, bring };
}

/** The first row of a radio comes first: it takes up to two seconds from the start. */
const leisureMs = 2000;

/** Brings parts here one after the other, while the page has nothing else to do. Returns what ends that. */
export function bringAtLeisure(parts: readonly Late[]): Stop {
  let idle = 0;
  const left = [...parts];
  const next = (): void => {
    const part = left.shift();
    if (part === undefined) return;
    // Whoever shows it tries again, and says why it can't.
    part.bring().then(wait, wait);
  };
  const wait = (): void => {
    idle = requestIdleCallback(next);
  };
  const timer = setTimeout(wait, leisureMs);
  return () => {
    clearTimeout(timer);
    cancelIdleCallback(idle);
    left.length = 0;
  };
}
