/**
 * Where the files of an uncompressed tar lie: reads the headers only and seeks over the contents, so that a
 * recording in an archive of any size opens at once and is played in place. POSIX.1-2001 (ustar and pax), and the
 * long names of GNU tar.
 */
import type { FileHandle } from 'node:fs/promises';
import { posix } from 'node:path';
import { Fault } from '../../contract/fault.ts';

interface TarEntry {
  /** Plain relative path. */
  name: string;
  /** Byte of the archive its contents start at. */
  offset: number;
  byteLength: number;
}

const blockBytes = 512;
const mostEntries = 100_000;
/** Extended headers hold names and times, never more. */
const largestHeaderBytes = 1024 * 1024;

/** Lists the ordinary files of an archive. Throws Fault 'corrupt' where it is no whole tar. */
export async function listTar(archive: FileHandle): Promise<TarEntry[]> {
  const { size } = await archive.stat();
  const entries: TarEntry[] = [];
  const header = Buffer.alloc(blockBytes);
  let longName: string | undefined;
  let longSize: number | undefined;
  for (let at = 0; at + blockBytes <= size;) {
    await readAll(archive, header, at);
    if (header.every((byte) => byte === 0)) break;
    if (!checksumHolds(header)) throw damaged(at === 0 ? 'it is no tar archive' : 'a header is broken', at);
    const kind = String.fromCharCode(header[156] ?? 0);
    const byteLength = longSize ?? numberAt(header, 124, 12);
    const offset = at + blockBytes;
    if (!Number.isSafeInteger(byteLength) || byteLength < 0) throw damaged('a header says no size', at + 124);
    if (offset + byteLength > size) throw damaged('it ends in the middle of a file', size);
    at = offset + Math.ceil(byteLength / blockBytes) * blockBytes;
    if (kind === 'x' || kind === 'L') {
      if (byteLength > largestHeaderBytes) throw damaged('an extended header is too large', at);
      const more = Buffer.alloc(byteLength);
      await readAll(archive, more, offset);
      if (kind === 'L') longName = more.toString('utf8').replace(/\0.*$/s, '');
      else {
        const records = paxRecords(more);
        longName = records.get('path') ?? longName;
        const stated = records.get('size');
        longSize = stated === undefined ? undefined : Number(stated);
      }
      continue;
    }
    // Regular files: '0', an old NUL, or contiguous '7'.
    if (kind === '0' || kind === '\0' || kind === '7') {
      const name = posix.normalize(longName ?? shortName(header));
      entries.push({ name, offset, byteLength });
      if (entries.length > mostEntries) throw damaged(`it holds more than ${mostEntries} files`, at);
    }
    longName = undefined;
    longSize = undefined;
  }
  return entries;
}

function damaged(why: string, byte: number): Fault {
  return new Fault('corrupt', `The archive can't be read: ${why} (byte ${byte}).`, {
    hint: 'Run validate on it to see every problem.',
    data: { byte },
  });
}

async function readAll(archive: FileHandle, target: Buffer, position: number): Promise<void> {
  for (let filled = 0; filled < target.byteLength;) {
    const { bytesRead } = await archive.read(target, filled, target.byteLength - filled, position + filled);
    if (bytesRead === 0) throw damaged('it ends in the middle of a header', position + filled);
    filled += bytesRead;
  }
}

/** The sum of all header bytes, those of the checksum itself counted as spaces. */
function checksumHolds(header: Buffer): boolean {
  let sum = 0;
  for (const [i, byte] of header.entries()) sum += i >= 148 && i < 156 ? 0x20 : byte;
  return sum === numberAt(header, 148, 8);
}

/** Octal digits, or base 256 when the first bit is set (files above 8 GiB). NaN where it is neither. */
function numberAt(header: Buffer, at: number, length: number): number {
  const field = header.subarray(at, at + length);
  if (((field[0] ?? 0) & 0x80) !== 0) return field.subarray(1).reduce((value, byte) => value * 256 + byte, 0);
  const text = field
    .toString('latin1')
    .replace(/[\0 ]+$/, '')
    .trim();
  return /^[0-7]*$/.test(text) ? Number.parseInt(text || '0', 8) : Number.NaN;
}

function shortName(header: Buffer): string {
  const text = (from: number, to: number): string => header.toString('utf8', from, to).replace(/\0.*$/s, '');
  const prefix = header.toString('latin1', 257, 262) === 'ustar' ? text(345, 500) : '';
  return prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`;
}

/** `LENGTH KEY=VALUE\n` each; what does not fit the form ends the list. */
function paxRecords(bytes: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.byteLength;) {
    const space = bytes.indexOf(0x20, at);
    const length = space < 0 ? Number.NaN : Number(bytes.toString('latin1', at, space));
    if (!Number.isInteger(length) || length <= space - at) break;
    const record = bytes.toString('utf8', space + 1, at + length - 1);
    const equals = record.indexOf('=');
    if (equals > 0) records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}
