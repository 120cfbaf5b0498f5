/** Starting a recording from the engine: one thread per recording, its progress as the contract shows it. */
import { basename, join } from 'node:path';
import { Fault } from '../../contract/fault.ts';
import { bytesPerSample, type ReceiverSettings } from '../../contract/radio.ts';
import { recordingName } from '../../contract/recording-name.ts';
import type { RecordingInfo } from '../../contract/recording.ts';
import { formatDatetime, recordingId, recordingPaths } from '../sigmf/index.ts';
import type { RepairReport } from './recorder-repair.ts';
import type { RecorderCommands, RecorderNotice } from './recorder-thread.ts';
import type { RecorderCounts } from './recorder-track.ts';
import type { RecorderEnd } from './recorder.ts';
import type { RingMemory } from './ring.ts';
import { startThread, type Thread } from '../thread/index.ts';

export interface RecordingOptions {
  ring: RingMemory;
  /** The radio's public name. */
  radio: string;
  /** What it says it is. */
  hardware: string;
  datatype: RecordingInfo['datatype'] & string;
  settings: ReceiverSettings;
  /** Where recordings go, and how they are named: {utc} {local} {freq} {rate} {radio}. */
  folder: string;
  nameTemplate: string;
  /** A place of the user's choice instead, with or without extension. An existing file there is a fault. */
  out?: string | undefined;
  /** Ends by itself after this many seconds of samples, to the sample. */
  seconds?: number | undefined;
  /** Stops cleanly while this much of the disk is free. */
  reserveBytes: number;
  author: string;
  description: string;
  /** Version of this program. */
  version: string;
  /** About four times a second, and once at the end. */
  onProgress(info: RecordingInfo): void;
}

export interface ActiveRecording {
  readonly id: string;
  readonly metaPath: string;
  readonly dataPath: string;
  readonly info: RecordingInfo;
  /** Settings of the radio from a block's `settingsEpoch` on; written into the captures. */
  settings(epoch: number, settings: ReceiverSettings): void;
  /** Settles when the data is synced, hashed and described. @param because said in the recording when not the user. */
  stop(because?: string): Promise<RecordingInfo>;
  /** Settles however it ends: stopped, its seconds over, disk full, radio gone. Never rejects. */
  readonly finished: Promise<RecordingInfo>;
}

/** Metadata files of recordings under way in this process, those of channels too: never to be repaired. */
export const writing = new Set<string>();

/**
 * Starts recording the stream of a ring: everything written to the ring after this call is in it. When the promise
 * settles the recording is on disk as a valid, empty one. Throws Fault disk-full, permission, invalid.
 */
export async function startRecording(options: RecordingOptions): Promise<ActiveRecording> {
  const { settings, datatype } = options;
  const thread = startThread<RecorderCommands, RecorderNotice>(import.meta.url, 'recorder');
  const name = recordingName(options.nameTemplate, {
    timeMs: Date.now(),
    centreHz: settings.centreHz,
    sampleRateHz: settings.sampleRateHz,
    radio: options.radio,
  });
  let paths: { meta: string; data: string };
  let settle: (info: RecordingInfo) => void = () => undefined;
  const finished = new Promise<RecordingInfo>((resolve) => (settle = resolve));
  let info: RecordingInfo | undefined;
  let early: RecorderNotice[] = [];

  const take = (notice: RecorderNotice): void => {
    // The first notices may overtake the answer to `start`.
    if (!info) {
      early.push(notice);
      return;
    }
    info = describe(info, notice.counts, notice.kind === 'ended' ? notice.end : undefined);
    if (notice.kind === 'progress') {
      options.onProgress(info);
      return;
    }
    void thread.stop();
    over(info);
  };
  const over = (last: RecordingInfo): void => {
    writing.delete(paths.meta);
    settle(last);
    // The caller may not have its recording yet: tell it in a turn of its own.
    setImmediate(() => options.onProgress(last));
  };
  thread.onNotice(take);
  thread.onCrash((fault) => {
    if (!info) return;
    info = {
      ...info,
      condition: 'cut-short',
      problem: fault.message,
      endedBecause: fault.message.slice(0, 500),
    };
    over(info);
  });

  try {
    paths = await thread.ask('start', {
      ring: options.ring,
      subject: {
        datatype,
        sampleRateHz: settings.sampleRateHz,
        radio: options.radio,
        hardware: options.hardware,
        recorder: `Wavekeep ${options.version}`,
        author: options.author,
        description: options.description,
      },
      settings,
      base: options.out === undefined ? join(options.folder, name) : recordingPaths(options.out).base,
      exact: options.out !== undefined,
      reserveBytes: options.reserveBytes,
      sampleLimit:
        options.seconds === undefined
          ? undefined
          : Math.max(1, Math.round(options.seconds * settings.sampleRateHz)),
    });
  } catch (error) {
    await thread.stop();
    throw error;
  }
  const base = basename(recordingPaths(paths.meta).base);
  info = {
    id: recordingId(base),
    name: base,
    condition: 'recording',
    datatype,
    sampleRateHz: settings.sampleRateHz,
    centreHz: settings.centreHz,
    samples: 0,
    bytes: 0,
    seconds: 0,
    lostSamples: 0,
    gaps: 0,
    clippedSamples: 0,
    radio: options.radio,
  };
  writing.add(paths.meta);
  const ends = early.filter((notice) => notice.kind === 'ended');
  early = [];
  for (const notice of ends) take(notice);
  const id = info.id;

  return {
    id,
    metaPath: paths.meta,
    dataPath: paths.data,
    get info() {
      if (!info) throw new Fault('internal', 'The recording has no facts yet.');
      return info;
    },
    settings: (epoch, next) => thread.tell('settings', { epoch, settings: next }),
    async stop(because) {
      thread.tell('stop', { because });
      return finished;
    },
    finished,
  };
}

function describe(
  before: RecordingInfo,
  counts: RecorderCounts,
  end: RecorderEnd | undefined,
): RecordingInfo {
  const { datatype, sampleRateHz } = before;
  return {
    ...before,
    condition: end === undefined ? 'recording' : end.problem === undefined ? 'complete' : 'cut-short',
    ...(end?.problem === undefined ? {} : { problem: end.problem }),
    ...(counts.centreHz === undefined ? {} : { centreHz: counts.centreHz }),
    samples: counts.samples,
    bytes: datatype === undefined ? 0 : counts.samples * bytesPerSample[datatype],
    seconds: sampleRateHz === undefined ? 0 : counts.samples / sampleRateHz,
    ...(counts.startMs === undefined ? {} : { startedAt: formatDatetime(counts.startMs) }),
    lostSamples: counts.lostSamples,
    gaps: counts.gaps,
    clippedSamples: counts.clippedSamples,
    ...(end === undefined ? {} : { sha512: end.sha512 }),
    ...(end?.endedBecause === undefined ? {} : { endedBecause: end.endedBecause.slice(0, 500) }),
  };
}

/** Recordings whose writer died, being completed in a thread of their own: hashing takes its time. */
export interface Repair {
  /** Settles when every orphan of the folder is whole. Rejects when the folder can't be read, or after `stop`. */
  readonly done: Promise<RepairReport[]>;
  /** Gives up where it stands; the next start goes on. */
  stop(): Promise<void>;
}

export function startRepair(folder: string): Repair {
  const thread: Thread<RecorderCommands, RecorderNotice> = startThread(import.meta.url, 'recorder');
  const done = thread
    .ask('repair', { folder, active: [...writing], activeAtMs: Date.now() })
    .finally(() => thread.stop());
  return { done, stop: () => thread.stop() };
}
