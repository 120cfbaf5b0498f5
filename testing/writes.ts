/**
 * A disk that remembers in which order things were asked of it, and shows what a power loss at any point would
 * leave: what was synced is there; what was not may be there, in pages, or not; names may be old, new or gone.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Files, OpenFile } from '../main/sigmf/index.ts';
import { makeRandom, type Random } from './random.ts';

type Entry =
  | { op: 'write'; inode: number; position: number; bytes: Uint8Array }
  | { op: 'truncate'; inode: number; byteLength: number }
  /** Everything of the inode logged before entry `covers` is on the medium from here on. */
  | { op: 'synced'; inode: number; covers: number }
  | { op: 'link'; folder: string; name: string; inode: number }
  | { op: 'unlink'; folder: string; name: string }
  | { op: 'folder synced'; folder: string; covers: number }
  | { op: 'mark'; value: number };

export interface WriteLog {
  /** Hand this to the code under test. Operations take effect at once and settle a turn of the loop later. */
  readonly files: Files;
  /** Number of entries so far: any k from 0 to this is a point to cut at. */
  readonly length: number;
  /** Notes a number of the test's own in the log. */
  mark(value: number): void;
  /** The last number noted before entry `cut`; undefined when there was none. */
  markAt(cut: number): number | undefined;
  /** Writes to `folder` what a power loss before entry `cut` could have left. Same seed, same image. */
  image(cut: number, seed: number, folder: string): void;
  /** Writes to `folder` what killing the program before entry `cut` leaves: all it had asked for. */
  killed(cut: number, folder: string): void;
  /** Lets the next writes to data fail with this code, as a broken or full disk does. */
  failWith(code: 'ENOSPC' | 'EIO' | undefined): void;
  /** What `freeBytes` answers. */
  freeBytes: number;
}

const pageBytes = 4096;

export function makeWriteLog(): WriteLog {
  const log: Entry[] = [];
  const names = new Map<string, number>();
  let inodes = 0;
  let failure: 'ENOSPC' | 'EIO' | undefined;
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const failed = (code: string): Error => Object.assign(new Error(`${code}: simulated`), { code });
  const link = (path: string, inode: number): void => {
    names.set(path, inode);
    log.push({ op: 'link', folder: dirname(path), name: basename(path), inode });
  };

  const openFile = (inode: number): OpenFile => ({
    async write(bytes, position) {
      if (failure) throw failed(failure);
      // The caller may reuse its buffer once this settles.
      log.push({ op: 'write', inode, position, bytes: bytes.slice() });
      await turn();
      return bytes.byteLength;
    },
    async datasync() {
      if (failure === 'EIO') throw failed(failure);
      const covers = log.length;
      await turn();
      log.push({ op: 'synced', inode, covers });
    },
    async truncate(byteLength) {
      log.push({ op: 'truncate', inode, byteLength });
      await turn();
    },
    close: turn,
  });

  const result: WriteLog = {
    freeBytes: 1e12,
    files: {
      async create(path) {
        await turn();
        if (names.has(path)) throw failed('EEXIST');
        link(path, inodes);
        return openFile(inodes++);
      },
      async replace(path) {
        await turn();
        const old = names.get(path);
        if (old !== undefined) {
          log.push({ op: 'truncate', inode: old, byteLength: 0 });
          return openFile(old);
        }
        link(path, inodes);
        return openFile(inodes++);
      },
      async rename(from, to) {
        const inode = names.get(from);
        if (inode === undefined) throw failed('ENOENT');
        names.delete(from);
        link(to, inode);
        log.push({ op: 'unlink', folder: dirname(from), name: basename(from) });
        await turn();
      },
      async remove(path) {
        if (names.delete(path)) log.push({ op: 'unlink', folder: dirname(path), name: basename(path) });
        await turn();
      },
      async syncFolder(folder) {
        const covers = log.length;
        await turn();
        log.push({ op: 'folder synced', folder, covers });
      },
      freeBytes: () => Promise.resolve(result.freeBytes),
    },
    get length() {
      return log.length;
    },
    mark: (value) => void log.push({ op: 'mark', value }),
    markAt(cut) {
      const entry = log.slice(0, cut).findLast((e) => e.op === 'mark');
      return entry?.op === 'mark' ? entry.value : undefined;
    },
    image(cut, seed, folder) {
      mkdirSync(folder, { recursive: true });
      const random = makeRandom(seed);
      const done = log.slice(0, cut);
      for (const [name, inode] of survivingNames(done, random))
        writeFileSync(join(folder, name), survivingBytes(done, inode, random));
    },
    killed(cut, folder) {
      mkdirSync(folder, { recursive: true });
      const done = log.slice(0, cut);
      // As if everything had been synced just now.
      const all: Entry[] = [...done];
      for (let inode = 0; inode < inodes; inode++) all.push({ op: 'synced', inode, covers: cut });
      all.push({ op: 'folder synced', folder, covers: cut });
      const random = makeRandom(0);
      for (const [name, inode] of survivingNames(all, random))
        writeFileSync(join(folder, name), survivingBytes(all, inode, random));
    },
    failWith: (code) => void (failure = code),
  };
  return result;
}

/** Synced changes of names are there. Of the others a journal keeps a first part; worse disks keep any of them. */
function survivingNames(done: readonly Entry[], random: Random): Map<string, number> {
  const covers = done.reduce((most, e) => (e.op === 'folder synced' ? Math.max(most, e.covers) : most), 0);
  const ordered = random.next() < 0.5;
  const until = covers + random.integer(done.length - covers + 1);
  const names = new Map<string, number>();
  for (const [at, entry] of done.entries()) {
    if (entry.op !== 'link' && entry.op !== 'unlink') continue;
    const kept = at < covers || (ordered ? at < until : random.next() < 0.5);
    if (!kept) continue;
    if (entry.op === 'link') names.set(entry.name, entry.inode);
    else names.delete(entry.name);
  }
  return names;
}

/** Synced bytes are there. Of the rest each page may be; the file may be longer than its pages, with zeros between. */
function survivingBytes(done: readonly Entry[], inode: number, random: Random): Uint8Array {
  const covers = done.reduce(
    (most, e) => (e.op === 'synced' && e.inode === inode ? Math.max(most, e.covers) : most),
    0,
  );
  const largest = done.reduce(
    (most, e) =>
      e.op === 'write' && e.inode === inode ? Math.max(most, e.position + e.bytes.byteLength) : most,
    0,
  );
  const bytes = new Uint8Array(largest);
  let byteLength = 0;
  const resize = (next: number): void => {
    // What was cut away comes back as zeros.
    if (next < byteLength) bytes.fill(0, next, byteLength);
    byteLength = next;
  };
  const chance = random.pick([0, 0.3, 0.7, 1]);
  for (const [at, entry] of done.entries()) {
    if (entry.op === 'truncate' && entry.inode === inode && (at < covers || random.next() < chance))
      resize(entry.byteLength);
    if (entry.op !== 'write' || entry.inode !== inode) continue;
    for (let from = 0; from < entry.bytes.byteLength; from += pageBytes) {
      const until = Math.min(entry.bytes.byteLength, from + pageBytes);
      const end = entry.position + until;
      const kept = at < covers || random.next() < chance;
      const sized = kept || random.next() < chance / 2;
      if (sized && end > byteLength) resize(end);
      if (kept) bytes.set(entry.bytes.subarray(from, until), entry.position + from);
    }
  }
  return bytes.subarray(0, byteLength);
}
