/** Something read from the store, for subscribers: sent at once and after every change of it. Nothing polls. */
import type { Stop, ValueSink } from '../../contract/bridge.ts';
import { asFault } from '../thread/index.ts';

/** Other rooms change the store many times a second while tasks run: read this often at most, milliseconds. */
const everyMs = 250;

export interface Feed<T> {
  open(sink: ValueSink<T>): Stop;
  /** Something changed that the store doesn't tell of. */
  refresh(): void;
  close(): void;
}

export function makeFeed<T>(read: () => Promise<T>, onChange: (listener: () => void) => Stop): Feed<T> {
  /** With what each was sent last, as text. */
  const sinks = new Map<ValueSink<T>, string | undefined>();
  let timer: NodeJS.Timeout | undefined;
  const state = { reading: false, stale: false };

  const load = async (): Promise<void> => {
    const present = [...sinks.keys()];
    try {
      const value = await read();
      const text = JSON.stringify(value);
      for (const sink of present) {
        if (!sinks.has(sink) || sinks.get(sink) === text) continue;
        sinks.set(sink, text);
        sink.send(value);
      }
    } catch (error) {
      // What is shown is no longer true: the subscriber is told and may open again.
      for (const sink of sinks.keys()) sink.end(asFault(error));
      sinks.clear();
    }
  };
  const now = (): void => {
    clearTimeout(timer);
    timer = undefined;
    state.stale = state.reading;
    if (state.reading) return;
    state.reading = true;
    void load().then(() => {
      state.reading = false;
      // Who came meanwhile has seen nothing yet.
      if ([...sinks.values()].includes(undefined)) now();
      else if (state.stale) later();
    });
  };
  const later = (): void => {
    if (sinks.size > 0) timer ??= setTimeout(now, everyMs).unref();
  };

  const stop = onChange(later);
  return {
    open(sink) {
      sinks.set(sink, undefined);
      now();
      return () => void sinks.delete(sink);
    },
    refresh: later,
    close() {
      stop();
      clearTimeout(timer);
      sinks.clear();
    },
  };
}
