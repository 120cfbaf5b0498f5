/** Unpacks a zip file of stored and deflated entries: what the fallback runtime needs, and no more. */
import { chmodSync, closeSync, mkdirSync, openSync, readSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { inflateRawSync } from 'node:zlib';

const endMagic = 0x06054b50;
const entryMagic = 0x02014b50;

interface Entry {
  name: string;
  method: number;
  packedBytes: number;
  offset: number;
  mode: number;
}

/**
 * Writes the entries that `rename` gives a place (relative to `folder`; undefined leaves one out).
 * Unix permissions are kept. Throws an Error where the file is no zip, an entry leaves `folder`, or its
 * compression is unknown. Reads one entry at a time, so memory stays at the largest entry.
 */
export function unzip(zip: string, folder: string, rename: (name: string) => string | undefined): void {
  const file = openSync(zip, 'r');
  try {
    for (const entry of directory(file, statSync(zip).size)) {
      const name = entry.name.endsWith('/') ? undefined : rename(entry.name);
      if (name === undefined) continue;
      const path = join(folder, name);
      if (!path.startsWith(resolve(folder) + sep))
        throw new Error(`The zip entry ${entry.name} leaves its folder.`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content(file, entry));
      if (entry.mode !== 0) chmodSync(path, entry.mode);
    }
  } finally {
    closeSync(file);
  }
}

function bytesAt(file: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  if (readSync(file, bytes, 0, length, offset) !== length) throw new Error('The zip file is cut short.');
  return bytes;
}

function directory(file: number, size: number): Entry[] {
  // The end record is 22 bytes plus a comment of at most 65,535.
  const tail = bytesAt(file, Math.max(0, size - 65_557), Math.min(size, 65_557));
  let end = tail.length - 22;
  while (end >= 0 && tail.readUInt32LE(end) !== endMagic) end--;
  if (end < 0) throw new Error('This is not a zip file.');
  const count = tail.readUInt16LE(end + 10);
  const listing = bytesAt(file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  const entries: Entry[] = [];
  for (let at = 0; entries.length < count;) {
    if (listing.readUInt32LE(at) !== entryMagic) throw new Error('The directory of the zip file is damaged.');
    const nameLength = listing.readUInt16LE(at + 28);
    entries.push({
      name: listing.toString('utf8', at + 46, at + 46 + nameLength),
      method: listing.readUInt16LE(at + 10),
      packedBytes: listing.readUInt32LE(at + 20),
      offset: listing.readUInt32LE(at + 42),
      mode: (listing.readUInt32LE(at + 38) >>> 16) & 0o777,
    });
    at += 46 + nameLength + listing.readUInt16LE(at + 30) + listing.readUInt16LE(at + 32);
  }
  return entries;
}

function content(file: number, entry: Entry): Buffer {
  const head = bytesAt(file, entry.offset, 30);
  const start = entry.offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
  const packed = bytesAt(file, start, entry.packedBytes);
  if (entry.method === 0) return packed;
  if (entry.method === 8) return inflateRawSync(packed);
  throw new Error(
    `The zip entry ${entry.name} uses compression method ${entry.method}, which is not known here.`,
  );
}
