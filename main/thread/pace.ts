/** Long work on a thread that others need too. */
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Nobody notices having waited so long, milliseconds. */
const sliceMs = 5;

/**
 * To be awaited after every small step of work that is long in all: settles at once, or, when the work has had the
 * thread for 5 ms, after the others had their turn. One for each piece of work.
 */
export function makePace(): () => Promise<void> | undefined {
  let begunMs = performance.now();
  return () => {
    if (performance.now() - begunMs < sliceMs) return undefined;
    return nextTurn().then(() => void (begunMs = performance.now()));
  };
}
