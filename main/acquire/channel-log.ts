/**
 * Power over time as CSV: a row per interval, appended whole. What a kill takes is what stood in memory, a quarter
 * of a second; what a power loss takes is at most a second and a half.
 */
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { Fault } from '../../contract/fault.ts';
import {
  errorCode,
  fileFault,
  formatDatetime,
  nodeFiles,
  type Files,
  type OpenFile,
} from '../sigmf/index.ts';
import type { CutFacts } from './channel-cut.ts';
import { powerToDbfs } from './channel-meter.ts';
import type { ChannelEnd } from './channel-types.ts';
import { requireSpace } from './recorder-begin.ts';

export interface PowerLog {
  /** Where the samples stand in time; call before the frames that end in them. */
  follow(facts: Readonly<CutFacts>): void;
  /** Mean power of one frame of the meter. */
  frame(power: number, first: number, end: number): void;
  /** Writes what is due. Call several times a second. */
  tick(): void;
  /** Set when writing failed; nothing more is written then. */
  readonly failure: { diskFull: boolean; message: string } | undefined;
  /**
   * Ends the last row after output index `end`; what is on disk is synced and hashed. Never rejects: whether all of it
   * came to the disk `failure` says then.
   */
  finish(end: number): Promise<NonNullable<ChannelEnd['power']>>;
  /** Takes the file away again: its channel never began. */
  discard(): Promise<void>;
}

export interface PowerLogOptions {
  path: string;
  centreHz: number;
  bandwidthHz: number;
  sampleRateHz: number;
  intervalSeconds: number;
  reserveBytes: number;
  /** Default: the operating system's. */
  files?: Files | undefined;
}

const heading = 'time_utc,centre_hz,bandwidth_hz,power_dbfs,peak_dbfs,samples\n';
const syncEveryMs = 1000;

/** Makes the file with its heading. Throws Fault 'invalid' where one is, 'disk-full', 'permission'. */
export async function openPowerLog(options: PowerLogOptions): Promise<PowerLog> {
  const { path, sampleRateHz, files = nodeFiles } = options;
  const file = await makeFile(path, options.reserveBytes, files);
  const intervalSamples = Math.max(1, Math.round(options.intervalSeconds * sampleRateHz));
  const hash = createHash('sha512');
  let waiting = '';
  let waitingRows = 0;
  let rows = 0;
  let written = 0;
  let syncedAtMs = performance.now();
  let busy: Promise<void> | undefined;
  let failure: PowerLog['failure'];

  /** Output index and UTC of the first sample of the stretch without a gap, and of what follows it. */
  let runFirst = 0;
  let runMs = 0;
  let runEnd = -1;
  /** The row under way: its first index, its end, and what it gathered. */
  let rowFirst = 0;
  let rowEnd = 0;
  let sum = 0;
  let peak = 0;
  let frames = 0;

  const closeRow = (end: number): void => {
    if (frames > 0) {
      const time = formatDatetime(runMs + ((rowFirst - runFirst) / sampleRateHz) * 1000);
      const power = powerToDbfs(sum / frames).toFixed(2);
      waiting += `${time},${options.centreHz},${options.bandwidthHz},${power},${powerToDbfs(peak).toFixed(2)},${end - rowFirst}\n`;
      waitingRows++;
    }
    rowFirst = end;
    rowEnd = end + intervalSamples;
    sum = 0;
    peak = 0;
    frames = 0;
  };

  const fail = (error: unknown): void => {
    const code = errorCode(error);
    const diskFull = code === 'ENOSPC' || code === 'EDQUOT';
    failure ??= {
      diskFull,
      message: diskFull
        ? 'The disk is full.'
        : `The power log could not be written (${code || String(error)}).`,
    };
  };

  const write = async (): Promise<void> => {
    const bytes = Buffer.from(waiting, 'utf8');
    const count = waitingRows;
    waiting = '';
    waitingRows = 0;
    try {
      if ((await file.write(bytes, written)) < bytes.byteLength) {
        // Half a row is none.
        await file.truncate(written);
        throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      }
      hash.update(bytes);
      written += bytes.byteLength;
      rows += count;
      if (performance.now() - syncedAtMs < syncEveryMs) return;
      syncedAtMs = performance.now();
      await file.datasync();
      await requireSpace(dirname(path), options.reserveBytes, files);
    } catch (error) {
      if (error instanceof Fault) failure ??= { diskFull: true, message: error.message };
      else fail(error);
    }
  };

  const flush = (): void => {
    if (busy || failure || waiting === '') return;
    busy = write().finally(() => (busy = undefined));
  };

  waiting = heading;
  await write();
  if (failure) {
    await file.close();
    await files.remove(path);
    throw new Fault(failure.diskFull ? 'disk-full' : 'internal', failure.message, {
      hint: 'Free some space or choose another folder.',
    });
  }

  return {
    follow(facts) {
      if (facts.firstSample !== runEnd) {
        if (runEnd >= 0) closeRow(runEnd);
        runFirst = rowFirst = facts.firstSample;
        rowEnd = rowFirst + intervalSamples;
        runMs = facts.timeMs;
      }
      runEnd = facts.firstSample + facts.sampleCount;
    },
    frame(power, first, end) {
      const middle = (first + end) / 2;
      // A slow channel may have less than a frame in an interval: its row grows until it has one.
      while (middle >= rowEnd) {
        if (frames > 0) closeRow(rowEnd);
        else rowEnd += intervalSamples;
      }
      sum += power;
      peak = Math.max(peak, power);
      frames++;
    },
    tick: flush,
    get failure() {
      return failure;
    },
    async finish(end) {
      if (runEnd >= 0) closeRow(Math.max(rowFirst, end));
      await busy;
      flush();
      await busy;
      try {
        await file.datasync();
        // Its name too: nothing else in the folder may be written after it.
        await files.syncFolder(dirname(path));
      } catch (error) {
        fail(error);
      }
      await file.close().catch(fail);
      return { path, bytes: written, sha512: hash.digest('hex'), rows };
    },
    async discard() {
      await busy;
      await file.close();
      await files.remove(path);
    },
  };
}

async function makeFile(path: string, reserveBytes: number, files: Files): Promise<OpenFile> {
  try {
    await requireSpace(dirname(path), reserveBytes, files);
    return await files.create(path);
  } catch (error) {
    if (errorCode(error) === 'EEXIST')
      throw new Fault('invalid', 'A power log of this name exists already.', {
        hint: 'Choose another name, or move the old one away.',
      });
    throw fileFault(error, 'The power log');
  }
}
