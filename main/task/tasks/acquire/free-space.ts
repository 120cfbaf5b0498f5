/** Free bytes of the recording folder, and a word when there are enough again. Looks only while somebody waits. */
import { statfsSync } from 'node:fs';

export interface FreeSpace {
  readonly bytes: number;
  /** Calls back once when at least so many bytes are free; undefined: nobody waits. */
  waitFor(bytes: number | undefined): void;
}

/** Space seldom comes back by itself; a person who frees some sees the queue go on soon. */
const lookMs = 3000;

/** @param read free bytes; default: what the file system says of the folder. */
export function makeFreeSpace(read: () => number, onSpace: () => void): FreeSpace {
  let wanted: number | undefined;
  let timer: NodeJS.Timeout | undefined;

  const look = (): void => {
    if (wanted === undefined || read() < wanted) return;
    waitFor(undefined);
    onSpace();
  };
  const waitFor = (bytes: number | undefined): void => {
    wanted = bytes;
    if (bytes === undefined) {
      clearInterval(timer);
      timer = undefined;
    } else timer ??= setInterval(look, lookMs);
  };
  return {
    get bytes() {
      return read();
    },
    waitFor,
  };
}

export function freeBytesOf(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    // The folder can't be asked: making the files will say why, in words of their own.
    return Infinity;
  }
}
