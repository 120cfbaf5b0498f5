/** State members: values that are read again after changes, gathered, and sent when they differ. */
import type { Stop, ValueSink } from '../../contract/bridge.ts';
import { asFault } from '../thread/index.ts';
import type { Clock } from './clock.ts';

/** Four a second: progress bars move smoothly enough, and fifty ends at once are one value. */
const everyMs = 250;

export interface Watches {
  /** Sends a value now and after changes, at most four a second and only when it differs. */
  open<T>(sink: ValueSink<T>, read: () => Promise<T>): Stop;
  /** Something changed. */
  poke(): void;
  close(): void;
}

export function makeWatches(clock: Clock): Watches {
  const open = new Set<{ poke(): void; stop(): void }>();
  return {
    open<T>(sink: ValueSink<T>, read: () => Promise<T>) {
      let timer: (() => void) | undefined;
      let reading = false;
      let again = false;
      let over = false;
      let last = '';
      const send = async (): Promise<void> => {
        reading = true;
        again = false;
        try {
          const value = await read();
          const text = JSON.stringify(value);
          // Cleared while it was read.
          if (!over && text !== last) sink.send(value);
          last = text;
        } catch (error) {
          if (!over) sink.end(asFault(error));
          stop();
        }
        reading = false;
        if (over) return;
        timer = clock.timer(everyMs, () => {
          timer = undefined;
          if (again) void send();
        });
      };
      const poke = (): void => {
        again = true;
        if (!reading && !timer) void send();
      };
      const stop = (): void => {
        over = true;
        timer?.();
        timer = undefined;
        open.delete(watch);
      };
      const watch = { poke, stop };
      open.add(watch);
      void send();
      return stop;
    },
    poke() {
      for (const watch of open) watch.poke();
    },
    close() {
      for (const watch of [...open]) watch.stop();
    },
  };
}
