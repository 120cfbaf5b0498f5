/** Map tiles of the user's own folder. */
import { open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** Base64 of it stays below what the contract carries. */
const largestBytes = 1_400_000;
const extensions = ['png', 'jpg', 'jpeg', 'webp'] as const;

export interface Tile {
  type: string;
  base64: string;
}

/** What an image is, by its first bytes; undefined for what is none a page shows. */
function typeOf(bytes: Buffer): string | undefined {
  if (bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])))
    return 'image/png';
  if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'image/jpeg';
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP')
    return 'image/webp';
  return undefined;
}

/**
 * Tile Z/X/Y of a folder, with `png`, `jpg`, `jpeg` or `webp` behind the last number. Null where there is none, and for
 * what lies outside the folder (behind a link), is larger than 1.4 MB or is no image.
 */
export async function readTile(folder: string, z: number, x: number, y: number): Promise<Tile | null> {
  if (![z, x, y].every((n) => Number.isInteger(n) && n >= 0) || x >= 2 ** z || y >= 2 ** z) return null;
  const root = await realpath(folder).catch(() => undefined);
  if (root === undefined) return null;
  for (const extension of extensions) {
    const path = await realpath(join(root, String(z), String(x), `${y}.${extension}`)).catch(() => undefined);
    if (path === undefined || !path.startsWith(root.endsWith(sep) ? root : root + sep)) continue;
    const file = await open(path).catch(() => undefined);
    if (file === undefined) continue;
    try {
      const facts = await file.stat();
      if (!facts.isFile() || facts.size > largestBytes) continue;
      const bytes = await file.readFile();
      const type = bytes.length > largestBytes ? undefined : typeOf(bytes);
      if (type !== undefined) return { type, base64: bytes.toString('base64') };
    } finally {
      await file.close();
    }
  }
  return null;
}
