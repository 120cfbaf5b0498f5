/** Copies a file so that what is at the target is whole or not there: hashed on the way, read back, then renamed. */
import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '../../contract/fault.ts';
import { fileFault, nodeFiles } from '../sigmf/index.ts';
import type { Hasher } from './hasher.ts';

const chunkBytes = 1 << 20;

/**
 * Returns the SHA-512 of what was copied, read back from the target. Keeps the time of the file. Throws Fault
 * disk-full, permission, not-found, corrupt (the target's disk gives back something else), or the signal's reason.
 */
export async function copyWhole(
  from: string,
  to: string,
  how: { hasher: Hasher; signal: AbortSignal; onBytes: (bytes: number) => void },
): Promise<string> {
  const temporary = `${to}.part`;
  try {
    await mkdir(dirname(to), { recursive: true });
    const before = await stat(from);
    const written = await copyBytes(from, temporary, how);
    await utimes(temporary, before.atime, before.mtime);
    const readBack = await how.hasher.hash(temporary, { signal: how.signal });
    if (readBack !== written)
      throw new Fault('corrupt', 'The new disk gives back something else than was written to it.', {
        hint: 'Check that disk; nothing of the old files was touched.',
      });
    await rename(temporary, to);
    await nodeFiles.syncFolder(dirname(to));
    return written;
  } catch (error) {
    await rm(temporary, { force: true });
    throw fileFault(error, 'The copy');
  }
}

async function copyBytes(
  from: string,
  to: string,
  { signal, onBytes }: { signal: AbortSignal; onBytes: (bytes: number) => void },
): Promise<string> {
  const source = await open(from, 'r');
  try {
    const target = await open(to, 'w');
    try {
      const hash = createHash('sha512');
      const buffer = Buffer.allocUnsafe(chunkBytes);
      for (let position = 0; ;) {
        signal.throwIfAborted();
        const { bytesRead } = await source.read(buffer, 0, chunkBytes, position);
        if (bytesRead === 0) break;
        const chunk = buffer.subarray(0, bytesRead);
        hash.update(chunk);
        await writeAll(target, chunk, position);
        position += bytesRead;
        onBytes(bytesRead);
      }
      await target.sync();
      return hash.digest('hex');
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function writeAll(
  target: Awaited<ReturnType<typeof open>>,
  chunk: Uint8Array,
  position: number,
): Promise<void> {
  for (let done = 0; done < chunk.byteLength;) {
    const { bytesWritten } = await target.write(chunk, done, chunk.byteLength - done, position + done);
    if (bytesWritten === 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    done += bytesWritten;
  }
}
