/** Hashes files one after the other in a thread of its own. */
import { Fault } from '../../contract/fault.ts';
import { startThread, type Thread } from '../thread/index.ts';
import type { HashCommands } from './hash-thread.ts';

export interface Hasher {
  /**
   * Lower-case hex SHA-512. `onBytes` hears how far it is. Throws Fault not-found, permission, internal (the disk), or
   * the signal's reason: then the thread is gone at once, whatever it was reading.
   */
  hash(path: string, more?: { signal?: AbortSignal; onBytes?: (bytes: number) => void }): Promise<string>;
  close(): Promise<void>;
}

/** The thread starts with the first file. */
export function makeHasher(): Hasher {
  let thread: Thread<HashCommands, number> | undefined;
  let tail: Promise<unknown> = Promise.resolve();
  let closed = false;
  let onBytes: ((bytes: number) => void) | undefined;

  const running = (): Thread<HashCommands, number> => {
    if (closed) throw new Fault('cancelled', 'The program is closing.');
    if (thread) return thread;
    const started = startThread<HashCommands, number>(import.meta.url, 'hash');
    started.onNotice((bytes) => onBytes?.(bytes));
    started.onCrash(() => {
      if (thread === started) thread = undefined;
    });
    return (thread = started);
  };
  const stop = async (): Promise<void> => {
    const old = thread;
    thread = undefined;
    await old?.stop();
  };

  return {
    hash(path, { signal, onBytes: tell } = {}) {
      const over = tail.then(async () => {
        signal?.throwIfAborted();
        const asked = running();
        const abort = (): void => void stop();
        signal?.addEventListener('abort', abort, { once: true });
        onBytes = tell;
        try {
          return await asked.ask('hash', { path });
        } catch (error) {
          signal?.throwIfAborted();
          throw error;
        } finally {
          onBytes = undefined;
          signal?.removeEventListener('abort', abort);
        }
      });
      tail = over.catch(() => undefined);
      return over;
    },
    async close() {
      closed = true;
      await stop();
    },
  };
}
