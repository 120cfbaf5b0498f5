/** An answer of the engine for as long as a component shows it, kept up to date while what it tells of changes. */
import { useEffect, useRef, useState } from 'react';
import type { Stop } from '../../contract/bridge.ts';
import type { EngineClient } from '../../contract/index.ts';
import { engine, useLink } from '../link.ts';
import { makeLatest, type Latest } from './latest.ts';
import { reportFault } from './toasts.tsx';

/** At most two questions a second for one answer. */
const waitMs = 500;

/**
 * `key` says what is asked: another key asks at once. `load` may be a new function each time; the latest is used.
 * The old value stays until the new one is there, with the key it answers.
 * @param onStale calls its listener when the answer may be old; the same function each time.
 */
export function useAnswer<T>(
  key: string,
  load: (client: EngineClient, signal: AbortSignal) => Promise<T>,
  onStale: (listener: () => void) => Stop,
  onFault: (error: unknown) => void = reportFault,
): { value: T | undefined; key: string | undefined } {
  const [answer, setAnswer] = useState<{ value: T; key: string }>();
  const parts = useRef({ load, onFault });
  const open = useLink((state) => state.phase === 'open');
  useEffect(() => {
    parts.current = { load, onFault };
  });
  useEffect(() => {
    if (!open) return;
    const latest: Latest = makeLatest<T>({
      load: (signal) => parts.current.load(engine(), signal),
      onValue: (value) => setAnswer({ value, key }),
      onFault: (error) => parts.current.onFault(error),
      waitMs,
    });
    latest.ask();
    const stop = onStale(() => latest.stale());
    return () => {
      stop();
      latest.close();
    };
  }, [key, open, onStale]);
  return { value: answer?.value, key: answer?.key };
}
