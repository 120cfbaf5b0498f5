/**
 * The data file of a recording: chunks in, whole samples on disk, the hash of exactly the bytes written.
 * Writes follow one another; a sync runs beside them, never two at a time.
 */
import { createHash, type Hash } from 'node:crypto';
import type { OpenFile } from '../sigmf/index.ts';

/** A buffer on its way to the disk; owned by the writer from `push` until it is handed out again. */
export interface Chunk {
  readonly buffer: Uint8Array;
  /** Bytes filled. */
  byteLength: number;
  /** Full-scale samples among them. */
  clippedSamples: number;
  /** How many segments must stand in the metadata on disk before this chunk may follow. */
  segments: number;
}

/** A point in the data: so many bytes, and the hash of exactly those. */
export interface Mark {
  readonly byteLength: number;
  /** Full-scale samples in them, to the chunk. */
  readonly clippedSamples: number;
  /** Copied before it is digested: the mark may be asked again. */
  readonly hash: Hash;
}

export interface DataWriterOptions {
  file: OpenFile;
  frameBytes: number;
  chunkBytes: number;
  chunkCount: number;
  /** Awaited before the first chunk of a new segment: data must never be on disk without its description. */
  describe(segments: number): Promise<void>;
  /** Called once; nothing more is written after it. */
  onFailure(error: unknown): void;
}

export interface DataWriter {
  /** A chunk to fill; undefined while all are on their way. */
  take(): Chunk | undefined;
  /** Settles when a chunk is free again or writing has failed. */
  room(): Promise<void>;
  push(chunk: Chunk): void;
  /** Bytes handed to the file system. */
  readonly writtenBytes: number;
  /** What was on the medium after the last sync. */
  readonly synced: Mark;
  /** True while a sync runs. */
  readonly syncing: boolean;
  /** Syncs what is written; false when writing has failed or a sync is already running. */
  sync(): Promise<boolean>;
  /** Waits for every chunk and the last sync. After a failure the file is cut to what can be trusted. */
  finish(): Promise<Mark>;
  /** Cuts the file back to a mark of it: frees space for metadata on a full disk. */
  cutTo(mark: Mark): Promise<void>;
  close(): Promise<void>;
}

export function makeDataWriter(options: DataWriterOptions): DataWriter {
  const { file, frameBytes } = options;
  const free: Chunk[] = Array.from({ length: options.chunkCount }, () => ({
    buffer: new Uint8Array(options.chunkBytes),
    byteLength: 0,
    clippedSamples: 0,
    segments: 0,
  }));
  const queue: Chunk[] = [];
  const hash = createHash('sha512');
  let written = 0;
  let clipped = 0;
  let synced: Mark = { byteLength: 0, clippedSamples: 0, hash: hash.copy() };
  let failed = false;
  let syncFailed = false;
  let draining: Promise<void> | undefined;
  let syncing: Promise<boolean> | undefined;
  let waiters: (() => void)[] = [];

  const wake = (): void => {
    const now = waiters;
    waiters = [];
    for (const waiter of now) waiter();
  };

  const fail = (error: unknown): void => {
    if (failed) return;
    failed = true;
    queue.length = 0;
    options.onFailure(error);
    wake();
  };

  const writeChunk = async (chunk: Chunk): Promise<void> => {
    let at = 0;
    while (at < chunk.byteLength) {
      const wrote = await file.write(chunk.buffer.subarray(at, chunk.byteLength), written);
      // A full disk takes a part: only whole samples count, the rest is written again or cut away.
      const whole = wrote - (wrote % frameBytes);
      if (whole === 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      hash.update(chunk.buffer.subarray(at, at + whole));
      at += whole;
      written += whole;
    }
  };

  const drain = async (): Promise<void> => {
    try {
      for (let chunk = queue[0]; chunk !== undefined && !failed; chunk = queue[0]) {
        await options.describe(chunk.segments);
        await writeChunk(chunk);
        clipped += chunk.clippedSamples;
        queue.shift();
        chunk.byteLength = 0;
        chunk.clippedSamples = 0;
        free.push(chunk);
        wake();
      }
    } catch (error) {
      fail(error);
    } finally {
      draining = undefined;
    }
  };

  const datasync = async (): Promise<boolean> => {
    // Hash and count move together, between awaits: this is one point of the data.
    const mark: Mark = { byteLength: written, clippedSamples: clipped, hash: hash.copy() };
    try {
      await file.datasync();
      synced = mark;
      return true;
    } catch (error) {
      // After a failed sync nobody knows which of the written pages are on the medium.
      syncFailed = true;
      fail(error);
      return false;
    }
  };

  const sync = async (): Promise<boolean> => {
    if (syncing || syncFailed) return false;
    syncing = datasync();
    const done = await syncing;
    syncing = undefined;
    return done;
  };

  return {
    take: () => (failed ? undefined : free.pop()),
    room() {
      if (failed || free.length > 0) return Promise.resolve();
      return new Promise((resolve) => waiters.push(resolve));
    },
    push(chunk) {
      if (failed) return;
      queue.push(chunk);
      draining ??= drain();
    },
    get writtenBytes() {
      return written;
    },
    get synced() {
      return synced;
    },
    get syncing() {
      return syncing !== undefined;
    },
    sync,
    async finish() {
      await draining;
      await syncing;
      if (failed) {
        await file.truncate(syncFailed ? synced.byteLength : written);
        if (syncFailed) return synced;
      }
      if (!(await sync())) await file.truncate(synced.byteLength);
      return synced;
    },
    async cutTo(mark) {
      await file.truncate(mark.byteLength);
      await file.datasync();
      synced = mark;
    },
    close: () => file.close(),
  };
}
