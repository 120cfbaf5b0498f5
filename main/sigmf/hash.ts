/** SHA-512 of files of any size with bounded memory. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** Large enough that the cost per read vanishes, small enough to be nothing. */
const readBytes = 1024 * 1024;

/**
 * Lower-case hex SHA-512 of the first `byteLength` bytes of a file, all of it where that is left out.
 * Rejects with the system's error, or with the signal's reason.
 */
export async function sha512File(path: string, byteLength = Infinity, signal?: AbortSignal): Promise<string> {
  const handle = await open(path, 'r');
  try {
    const hash = createHash('sha512');
    const buffer = Buffer.allocUnsafe(readBytes);
    let left = byteLength;
    while (left > 0) {
      signal?.throwIfAborted();
      const { bytesRead } = await handle.read(buffer, 0, Math.min(left, readBytes), null);
      if (bytesRead === 0) break;
      hash.update(buffer.subarray(0, bytesRead));
      left -= bytesRead;
    }
    return hash.digest('hex');
  } finally {
    await handle.close();
  }
}

export function sha512(bytes: Uint8Array): string {
  return createHash('sha512').update(bytes).digest('hex');
}
