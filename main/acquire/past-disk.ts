/**
 * The last blocks of a stream on disk: a rolling set of files in a folder of their own, removed at the end. Blocks go
 * to the disk in large pieces; where it is too slow they are left out, and it says so.
 */
import { mkdir, open, readdir, readFile, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { fileFault, nodeFiles } from '../sigmf/index.ts';
import { Owner, stateOfOwner, thisOwner } from '../thread/index.ts';
import type { KeptFacts } from './past-memory.ts';

export interface PastDisk {
  /** Number of the oldest block on disk; Infinity while there is none. */
  readonly first: number;
  readonly bytes: number;
  /** One sentence: why not everything is kept. */
  readonly problem: string | undefined;
  put(number: number, bytes: Uint8Array, facts: KeptFacts): void;
  /** Of a block that is on disk. */
  facts(number: number): KeptFacts | undefined;
  /** False when it is gone. Rejects with a Fault. */
  read(number: number, target: Uint8Array): Promise<boolean>;
  /** What was put is on disk. Never rejects. */
  flush(): Promise<void>;
  /** Removes its files. */
  close(): Promise<void>;
}

interface Segment {
  path: string;
  file: FileHandle;
  bytes: number;
  blocks: number[];
}

interface Chunk {
  buffer: Uint8Array;
  filled: number;
  blocks: { number: number; facts: KeptFacts; offset: number }[];
}

const ownerName = 'owner.json';
const chunkBytes = 4 * 1024 * 1024;
/** Memory that waits for the disk. */
const chunkCount = 8;
/** As many files share the space: with each a sixteenth of the past goes. */
const segmentShare = 1 / 16;
const largestSegment = 256 * 1024 * 1024;

export interface PastDiskOptions {
  /** Made by this. */
  folder: string;
  /** Never more on disk, but for what is being written. */
  bytes: number;
  /** So much of the disk stays free: recordings come first. */
  reserveBytes: number;
}

/** Throws Fault where the folder can't be made. */
export async function openPastDisk(options: PastDiskOptions): Promise<PastDisk> {
  const { folder, bytes: mostBytes, reserveBytes } = options;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, ownerName), JSON.stringify(thisOwner()));
  } catch (error) {
    throw fileFault(error, 'The folder of the past');
  }
  const segmentBytes = Math.max(chunkBytes, Math.min(largestSegment, Math.floor(mostBytes * segmentShare)));
  const free: Chunk[] = Array.from({ length: chunkCount }, () => ({
    buffer: new Uint8Array(chunkBytes),
    filled: 0,
    blocks: [],
  }));
  const queue: Chunk[] = [];
  const segments: Segment[] = [];
  const index = new Map<number, { segment: Segment; offset: number; facts: KeptFacts }>();
  let chunk: Chunk | undefined;
  let held = 0;
  let made = 0;
  let problem: string | undefined;
  let failed = false;
  let writing: Promise<void> | undefined;

  /** Undefined where the disk has no room for one, even when all others are gone. */
  const nextSegment = async (): Promise<Segment | undefined> => {
    while ((await nodeFiles.freeBytes(folder)) < reserveBytes + segmentBytes) {
      problem = 'The disk is down to its reserve: the past on disk is shorter than asked for.';
      if (segments.length === 0) return undefined;
      await dropOldest();
    }
    const path = join(folder, `${made++}.raw`);
    const segment: Segment = { path, file: await open(path, 'wx+'), bytes: 0, blocks: [] };
    segments.push(segment);
    return segment;
  };
  const dropOldest = async (): Promise<void> => {
    const oldest = segments.shift();
    if (!oldest) return;
    held -= oldest.bytes;
    for (const number of oldest.blocks) index.delete(number);
    await oldest.file.close();
    await rm(oldest.path, { force: true });
  };
  const writeChunk = async ({ buffer, filled, blocks }: Chunk): Promise<void> => {
    let segment = segments.at(-1);
    if (!segment || segment.bytes >= segmentBytes) segment = await nextSegment();
    if (!segment) return;
    while (held + filled > mostBytes && segments.length > 1) await dropOldest();
    for (let at = 0; at < filled;) {
      const { bytesWritten } = await segment.file.write(buffer, at, filled - at, segment.bytes + at);
      at += bytesWritten;
    }
    for (const { number, facts, offset } of blocks) {
      segment.blocks.push(number);
      index.set(number, { segment, offset: segment.bytes + offset, facts });
    }
    segment.bytes += filled;
    held += filled;
  };
  const drain = async (): Promise<void> => {
    try {
      for (let next = queue[0]; next && !failed; next = queue[0]) {
        await writeChunk(next);
        queue.shift();
        next.filled = 0;
        next.blocks = [];
        free.push(next);
      }
    } catch (error) {
      failed = true;
      problem = fileFault(error, 'The past on disk').message;
    } finally {
      writing = undefined;
    }
  };
  const push = (): void => {
    if (!chunk) return;
    queue.push(chunk);
    chunk = undefined;
    writing ??= drain();
  };

  return {
    get first() {
      for (const number of index.keys()) return number;
      return Infinity;
    },
    get bytes() {
      return held;
    },
    get problem() {
      return problem;
    },
    put(number, bytes, facts) {
      if (failed) return;
      const { byteLength } = facts;
      if (chunk && chunk.filled + byteLength > chunkBytes) push();
      chunk ??= free.pop();
      if (!chunk) {
        problem = 'The disk is too slow for all of the past: parts of it are missing.';
        return;
      }
      chunk.buffer.set(bytes.subarray(0, byteLength), chunk.filled);
      chunk.blocks.push({ number, facts: { ...facts }, offset: chunk.filled });
      chunk.filled += byteLength;
    },
    facts: (number) => index.get(number)?.facts,
    async read(number, target) {
      const entry = index.get(number);
      if (!entry) return false;
      const { byteLength } = entry.facts;
      try {
        for (let at = 0; at < byteLength;) {
          const { bytesRead } = await entry.segment.file.read(target, at, byteLength - at, entry.offset + at);
          if (bytesRead === 0) return false;
          at += bytesRead;
        }
      } catch (error) {
        // Its file was rolled over while it was read.
        if (!index.has(number)) return false;
        throw fileFault(error, 'The past on disk');
      }
      return true;
    },
    async flush() {
      push();
      await writing;
    },
    async close() {
      failed = true;
      await writing;
      while (segments.length > 0) await dropOldest();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Removes what programs that died left in the folder of the past. Never rejects. */
export async function sweepPast(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const own = join(folder, name);
    try {
      const path = join(own, ownerName);
      const owner = Owner.parse(JSON.parse(await readFile(path, 'utf8')));
      const { mtimeMs } = await stat(path);
      if (!stateOfOwner(owner, mtimeMs).alive) await rm(own, { recursive: true, force: true });
    } catch {
      // Without an owner it is nothing of ours, or being made right now: it stays.
      continue;
    }
  }
}
