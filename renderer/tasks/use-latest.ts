/** An answer of the queue for as long as a component shows it, kept up to date while the queue changes. */
import type { Stop } from '../../contract/bridge.ts';
import type { EngineClient } from '../../contract/index.ts';
import { useAnswer } from '../frame/use-answer.ts';
import { useTasks } from './store.ts';

const onQueue = (listener: () => void): Stop =>
  useTasks.subscribe((state, before) => {
    if (state.queue?.revision !== before.queue?.revision) listener();
  });

/** As `useAnswer`. */
export const useLatest = <T>(
  key: string,
  load: (client: EngineClient, signal: AbortSignal) => Promise<T>,
): { value: T | undefined; key: string | undefined } => useAnswer(key, load, onQueue);
