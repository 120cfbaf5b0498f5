/** What the hashing thread does: SHA-512 of files of any size with bounded memory. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { fileFault } from '../sigmf/index.ts';
import type { ThreadSide } from '../thread/index.ts';

/** Large enough that the cost per read vanishes, small enough to be nothing. */
const readBytes = 1 << 20;
/** Progress is told this often, bytes: a disk of 2 GB/s tells it 60 times a second. */
const tellBytes = 1 << 25;

export interface HashCommands {
  [op: string]: (input: never) => unknown;
  /** Lower-case hex of the first `byteLength` bytes, all where that is left out. */
  hash(input: { path: string; byteLength?: number | undefined }): Promise<string>;
}

/** Notices: bytes of the present file that are read. */
export function hashCommands(side: ThreadSide<number>): HashCommands {
  const buffer = Buffer.allocUnsafe(readBytes);
  return {
    async hash({ path, byteLength = Infinity }) {
      try {
        const handle = await open(path, 'r');
        try {
          const hash = createHash('sha512');
          let position = 0;
          let told = 0;
          while (position < byteLength) {
            const wanted = Math.min(readBytes, byteLength - position);
            const { bytesRead } = await handle.read(buffer, 0, wanted, position);
            if (bytesRead === 0) break;
            hash.update(buffer.subarray(0, bytesRead));
            position += bytesRead;
            if (position - told < tellBytes) continue;
            told = position;
            side.notify(position);
          }
          return hash.digest('hex');
        } finally {
          await handle.close();
        }
      } catch (error) {
        throw fileFault(error, 'The data file');
      }
    },
  };
}
