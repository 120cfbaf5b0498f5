/** An answer of the queue for as long as a component shows it, kept up to date while the queue changes. */
import { useEffect, useRef, useState } from 'react';
import type { EngineClient } from '../../contract/index.ts';
import { reportFault } from '../frame/toasts.tsx';
import { engine, useLink } from '../link.ts';
import { makeLatest, type Latest } from '../frame/latest.ts';
import { useTasks } from './store.ts';

/** At most two questions a second for one answer. */
const waitMs = 500;

/**
 * `key` says what is asked: another key asks at once. `load` may be a new function each time; the latest is used.
 * The old value stays until the new one is there, with the key it answers.
 */
export function useLatest<T>(
  key: string,
  load: (client: EngineClient, signal: AbortSignal) => Promise<T>,
): { value: T | undefined; key: string | undefined } {
  const [answer, setAnswer] = useState<{ value: T; key: string }>();
  const loader = useRef(load);
  const open = useLink((state) => state.phase === 'open');
  useEffect(() => {
    loader.current = load;
  });
  useEffect(() => {
    if (!open) return;
    const latest: Latest = makeLatest<T>({
      load: (signal) => loader.current(engine(), signal),
      onValue: (value) => setAnswer({ value, key }),
      onFault: reportFault,
      waitMs,
    });
    latest.ask();
    const stop = useTasks.subscribe((state, before) => {
      if (state.queue?.revision !== before.queue?.revision) latest.stale();
    });
    return () => {
      stop();
      latest.close();
    };
  }, [key, open]);
  return { value: answer?.value, key: answer?.key };
}
