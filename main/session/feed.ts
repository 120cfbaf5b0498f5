/** Keeps subscribers up to date with something read from the store, without polling and without reading too often. */
import type { Stop, ValueSink } from '../../contract/bridge.ts';
import { Fault } from '../../contract/fault.ts';

export interface FeedOptions<T> {
  read: () => Promise<T>;
  /** True where nothing a subscriber sees has changed. */
  same: (before: T, after: T) => boolean;
  /** Tells of every change of the store. */
  onChange: (listener: () => void) => Stop;
  /** Changes of the store are read this often at most, milliseconds. */
  everyMs: number;
  /** With no subscriber: whether a change is read all the same. @default never */
  watching?: () => boolean;
}

export interface Feed<T> {
  /** Sends the current value, then the latest after each change. */
  open(sink: ValueSink<T>): Stop;
  /** Reads again at once: after a change of one's own. */
  refresh(): void;
}

export function makeFeed<T>(options: FeedOptions<T>): Feed<T> {
  const sinks = new Set<ValueSink<T>>();
  /** Those that have seen nothing yet: they get the next value, changed or not. */
  const waiting = new Set<ValueSink<T>>();
  let latest: { value: T } | undefined;
  /** `stale`: something changed that has not been read. */
  const state = { reading: false, stale: false };
  let timer: NodeJS.Timeout | undefined;

  const load = async (): Promise<void> => {
    // Who comes while this is read may have changed something meanwhile: the next reading is theirs.
    const present = [...sinks];
    try {
      const value = await options.read();
      const changed = latest === undefined || !options.same(latest.value, value);
      latest = { value };
      for (const sink of present) {
        if (sinks.has(sink) && (changed || waiting.has(sink))) sink.send(value);
        waiting.delete(sink);
      }
    } catch (error) {
      // What is known is no longer true: the subscriber is told and may open again.
      latest = undefined;
      const fault = error instanceof Fault ? error : new Fault('internal', String(error), { cause: error });
      for (const sink of sinks) sink.end(fault);
      sinks.clear();
      waiting.clear();
    }
  };
  const read = (): void => {
    Object.assign(state, { reading: true, stale: false });
    void load().then(() => {
      state.reading = false;
      if (waiting.size > 0) now();
      else if (state.stale) later();
    });
  };
  const now = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (state.reading) state.stale = true;
    else read();
  };
  const later = (): void => {
    state.stale = true;
    if (state.reading || timer !== undefined) return;
    // Ends by itself, and nobody waits for it: it need not keep the process.
    timer = setTimeout(now, options.everyMs).unref();
  };

  options.onChange(() => {
    if (sinks.size > 0 || options.watching?.() === true) later();
    else latest = undefined;
  });

  return {
    open(sink) {
      sinks.add(sink);
      // What was read before may be old: never shown to who has just changed something.
      waiting.add(sink);
      now();
      return () => {
        sinks.delete(sink);
        waiting.delete(sink);
      };
    },
    refresh: now,
  };
}
