/**
 * The recorder as a state machine over a few file operations and a clock: blocks in, a recording on disk that is
 * valid after a crash at any moment. The thread that reads the ring drives it; a test can drive it as well, cut
 * the log of its writes anywhere and see what is left.
 *
 * Promises: the data file holds only samples; metadata on disk always describes every sample on disk, because a
 * new segment is described before its first sample is written; at most a second of samples is at risk.
 */
import { dirname } from 'node:path';
import { bytesPerSample, type ReceiverSettings } from '../../contract/radio.ts';
import { errorCode, writeDurably, type Files, type OpenFile } from '../sigmf/index.ts';
import { makeDataWriter, type Chunk, type Mark } from './recorder-data.ts';
import { makeDescription, type Progress, type RecordingSubject } from './recorder-meta.ts';
import type { Owner } from '../thread/index.ts';
import { makeTrack, type RecorderCounts } from './recorder-track.ts';
import type { ReadBlock } from './ring.ts';

/** Half a second between syncs keeps what a power loss takes, sync time included, below one second. */
const syncEveryMs = 500;
/** A slow radio fills a chunk in seconds; what a kill takes is what stands in the chunk. */
const flushEveryMs = 100;
/** Large writes cost least; eight chunks are 0.2 s at 40 MB/s, and the ring behind them holds 1.6 s more. */
const chunkBytes = 1024 * 1024;
const chunkCount = 8;
/** With very many segments metadata is large; refreshes take at most half of the time then. */
const upkeepShare = 2;

export interface RecorderOptions {
  files: Files;
  /** The new, empty data file at `dataPath`. */
  file: OpenFile;
  dataPath: string;
  metaPath: string;
  subject: RecordingSubject;
  settings: ReceiverSettings;
  owner: Owner;
  /** Largest block, bytes. */
  blockBytes: number;
  /** Size of the writes; default 1 MiB. Fifty slow recordings of one thread don't need 400 MiB. */
  chunkBytes?: number | undefined;
  /** Stops cleanly while this much of the medium is free. */
  reserveBytes: number;
  /** Ends after exactly this many samples. */
  sampleLimit?: number | undefined;
  /** Complex samples at full scale in these bytes: for the one block that is cut. */
  countClipped(samples: Uint8Array): number;
  /** Monotonic milliseconds. */
  nowMs: () => number;
}

export interface RecorderEnd {
  /** Complex samples in the data file. */
  samples: number;
  sha512: string;
  /** Why it ended by itself. */
  endedBecause: string | undefined;
  /** True when that was the disk: full, or down to its reserve. */
  diskFull?: boolean;
  /** Set when the last metadata could not be written: the repair at the next start completes the recording. */
  problem: string | undefined;
}

export interface Recorder {
  /** Where the next block may be copied, `blockBytes` long; undefined while the disk is behind or it has ended. */
  space(): Uint8Array | undefined;
  /** Settles when there is space again, or never will be. */
  room(): Promise<void>;
  /** The block that was copied into `space()`. */
  take(block: Readonly<ReadBlock>): void;
  /** Settings of the radio from `epoch` on; may come after the blocks that carry it. */
  settings(epoch: number, settings: ReceiverSettings): void;
  /** Flushes, syncs and refreshes what is due. Call about every 100 ms. */
  tick(): void;
  /** Ends the recording; the same promise as `finished`. */
  stop(because?: string): Promise<RecorderEnd>;
  readonly counts: Readonly<RecorderCounts>;
  readonly ended: boolean;
  /** Settles when data and metadata are final. Never rejects. */
  readonly finished: Promise<RecorderEnd>;
}

/** Writes the provisional metadata; when it settles the recording exists. Rejects with the system's error. */
export async function makeRecorder(options: RecorderOptions): Promise<Recorder> {
  const { files, subject, nowMs } = options;
  const frameBytes = bytesPerSample[subject.datatype];
  const description = makeDescription(subject, options.settings);
  const { segments } = description;
  const track = makeTrack(description, subject.sampleRateHz);
  const { counts } = track;
  let describedSegments = 0;
  let refreshing: Promise<void> = Promise.resolve();
  let upkeep: Promise<void> | undefined;
  let chunk: Chunk | undefined;
  let pushedAtMs = nowMs();
  let syncedAtMs = nowMs();
  let restMs = syncEveryMs;
  let ending = false;
  let reason: string | undefined;
  let diskFull = false;
  let settle: (end: RecorderEnd) => void;
  const finished = new Promise<RecorderEnd>((resolve) => (settle = resolve));

  const writer = makeDataWriter({
    file: options.file,
    frameBytes,
    // Blocks of any size fill a chunk best when one more always fits.
    chunkBytes: Math.max(options.chunkBytes ?? chunkBytes, options.blockBytes * 2),
    chunkCount,
    describe: async (needed) => {
      while (describedSegments < needed) await refresh();
    },
    onFailure: (error) => fail(error),
  });

  const progress = (): Progress => ({
    state: 'recording',
    owner: options.owner,
    synced: {
      samples: writer.synced.byteLength / frameBytes,
      sha512: writer.synced.hash.copy().digest('hex'),
    },
    lostSamples: counts.lostSamples,
    gaps: counts.gaps,
    clippedSamples: counts.clippedSamples,
  });

  /** Writes the metadata as it stands now. One at a time: the temporary file is shared. */
  const refresh = (): Promise<void> => {
    const next = refreshing.then(async () => {
      const described = segments.length;
      await writeDurably(files, options.metaPath, description.text(progress(), described));
      describedSegments = described;
    });
    refreshing = next.catch(() => undefined);
    return next;
  };

  const push = (): void => {
    pushedAtMs = nowMs();
    if (!chunk || chunk.byteLength === 0) return;
    chunk.segments = segments.length;
    writer.push(chunk);
    chunk = undefined;
  };

  const guardSpace = async (): Promise<void> => {
    const freeBytes = await files.freeBytes(dirname(options.dataPath));
    const secondBytes = subject.sampleRateHz * frameBytes;
    if (freeBytes >= options.reserveBytes + secondBytes) return;
    diskFull ||= !ending;
    end(`The disk has only ${Math.floor(freeBytes / 1e6)} MB left; the reserve stays free.`);
  };

  const fail = (error: unknown): void => {
    diskFull ||= !ending && isFull(error);
    end(explainFailure(error));
  };

  const keepUp = async (): Promise<void> => {
    const started = nowMs();
    try {
      // A radio that is paused or lost gives nothing to sync.
      if (writer.writtenBytes > writer.synced.byteLength && (await writer.sync())) await refresh();
      await guardSpace();
    } catch (error) {
      fail(error);
    } finally {
      upkeep = undefined;
      restMs = Math.max(syncEveryMs, (nowMs() - started) * upkeepShare);
    }
  };

  const finish = async (): Promise<void> => {
    let problem: string | undefined;
    let mark: Mark | undefined;
    try {
      mark = await writer.finish();
      await upkeep;
      mark = await writeLast(mark);
    } catch (error) {
      problem = `The last metadata could not be written (${errorCode(error) || String(error)}).`;
    }
    const last = mark ?? writer.synced;
    try {
      await writer.close();
    } catch (error) {
      problem ??= `The data file could not be closed (${errorCode(error) || String(error)}).`;
    }
    track.cut(last.byteLength / frameBytes, last.clippedSamples);
    settle({
      samples: counts.samples,
      sha512: last.hash.copy().digest('hex'),
      endedBecause: reason,
      ...(diskFull ? { diskFull } : {}),
      problem,
    });
  };

  /** The final document. On a full disk the last half second of data makes room for it. */
  const writeLast = async (mark: Mark): Promise<Mark> => {
    const write = (at: Mark): Promise<void> => {
      track.cut(at.byteLength / frameBytes, at.clippedSamples);
      const text = description.text(
        {
          state: 'complete',
          sha512: at.hash.copy().digest('hex'),
          lostSamples: counts.lostSamples,
          gaps: counts.gaps,
          clippedSamples: counts.clippedSamples,
          ...(reason === undefined ? {} : { endedBecause: reason }),
        },
        track.segmentsKept,
      );
      return writeDurably(files, options.metaPath, text);
    };
    await refreshing;
    try {
      await write(mark);
      return mark;
    } catch (error) {
      if (errorCode(error) !== 'ENOSPC' || !earlier) throw error;
      await writer.cutTo(earlier);
      await write(earlier);
      return earlier;
    }
  };
  let earlier: Mark | undefined;

  const end = (because: string | undefined): void => {
    if (ending) return;
    ending = true;
    reason = because;
    earlier = writer.synced;
    push();
    void finish();
  };

  await refresh();

  return {
    space() {
      if (ending) return undefined;
      if (chunk && chunk.byteLength + options.blockBytes > chunk.buffer.byteLength) push();
      chunk ??= writer.take();
      return chunk?.buffer.subarray(chunk.byteLength);
    },
    room: () => (ending ? Promise.resolve() : writer.room()),
    take(block) {
      if (ending || !chunk) return;
      const refusal = track.refusal(block);
      if (refusal !== undefined) {
        end(refusal);
        return;
      }
      const left = (options.sampleLimit ?? Infinity) - counts.samples;
      const sampleCount = Math.min(block.sampleCount, left);
      const bytes = sampleCount * frameBytes;
      const clipped =
        sampleCount === block.sampleCount
          ? block.clipped
          : options.countClipped(chunk.buffer.subarray(chunk.byteLength, chunk.byteLength + bytes));
      track.take(block, sampleCount, clipped);
      chunk.clippedSamples += clipped;
      chunk.byteLength += bytes;
      if (left <= block.sampleCount) end(undefined);
    },
    settings: (epoch, settings) => description.settings(epoch, settings),
    tick() {
      if (ending) return;
      const now = nowMs();
      if (now - pushedAtMs >= flushEveryMs) push();
      if (now - syncedAtMs >= restMs && !upkeep) {
        syncedAtMs = now;
        upkeep = keepUp();
      }
    },
    stop(because) {
      end(because);
      return finished;
    },
    counts,
    get ended() {
      return ending;
    },
    finished,
  };
}

function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(errorCode(error));
}

/** One sentence for the recording: why writing ended. */
function explainFailure(error: unknown): string {
  const code = errorCode(error);
  if (isFull(error)) return 'The disk is full.';
  if (code === '') return `Writing failed: ${error instanceof Error ? error.message : String(error)}.`;
  return `The disk reported an error (${code}).`;
}
