/** Those who look at labels: told of every change, the first at once, then four times a second at most. */
import type { Stop, ValueSink } from '../../contract/bridge.ts';
import { asFault } from '../thread/index.ts';

const tellMs = 250;

export interface Watch<T> {
  add(sink: ValueSink<T>): Stop;
  /** Something may have changed: looked at now, or once what is under way has ended. */
  refresh(): void;
  readonly watched: boolean;
  close(): void;
}

/**
 * @param read what there is to see; undefined where nothing changed since the value before. A failure ends those who look.
 */
export function makeWatch<T>(read: (before: T | undefined) => Promise<T | undefined>): Watch<T> {
  const sinks = new Set<ValueSink<T>>();
  let last: T | undefined;
  let isReading = false;
  let isStale = false;
  let resting: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    isReading = true;
    isStale = false;
    try {
      const value = await read(last);
      if (value !== undefined && sinks.size > 0) {
        last = value;
        for (const sink of sinks) sink.send(value);
      }
    } catch (error) {
      for (const sink of sinks) sink.end(asFault(error));
      sinks.clear();
    }
    isReading = false;
    if (sinks.size === 0) last = undefined;
    else
      resting = setTimeout(() => {
        resting = undefined;
        if (isStale) void look();
      }, tellMs);
  }

  function refresh(): void {
    if (sinks.size === 0) return;
    if (isReading || resting) isStale = true;
    else void look();
  }

  return {
    add(sink) {
      sinks.add(sink);
      if (last !== undefined) sink.send(last);
      else refresh();
      return () => {
        sinks.delete(sink);
        if (sinks.size > 0) return;
        clearTimeout(resting);
        resting = undefined;
        last = undefined;
      };
    },
    refresh,
    get watched() {
      return sinks.size > 0;
    },
    close() {
      sinks.clear();
      clearTimeout(resting);
      resting = undefined;
    },
  };
}
