/** An answer of the engine for as long as a component shows it, asked again when the library changes. */
import { useEffect, useRef, useState } from 'react';
import type { EngineClient } from '../../contract/index.ts';
import { makeLatest } from '../frame/latest.ts';
import { reportFault } from '../frame/toasts.tsx';
import { engine, useLink } from '../link.ts';

/** At most one question a second for one answer. */
const waitMs = 1000;

/** `key` says what is asked: another key asks at once. The old value stays until the new one is there. */
export function useAsked<T>(
  key: string,
  load: (client: EngineClient, signal: AbortSignal) => Promise<T>,
): T | undefined {
  const [answer, setAnswer] = useState<T>();
  const loader = useRef(load);
  const open = useLink((state) => state.phase === 'open');
  useEffect(() => {
    loader.current = load;
  });
  useEffect(() => {
    if (!open) return;
    const latest = makeLatest<T>({
      load: (signal) => loader.current(engine(), signal),
      onValue: (value) => setAnswer(value),
      onFault: reportFault,
      waitMs,
    });
    latest.ask();
    let first = true;
    const revision = engine().library.revision(
      {},
      {
        next: () => {
          // The first is what it is now.
          if (!first) latest.stale();
          first = false;
        },
      },
    );
    return () => {
      revision.close();
      latest.close();
    };
  }, [key, open]);
  return answer;
}
