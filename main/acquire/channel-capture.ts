/** One recording of a channel: its files, and the samples that go from the tape into them. */
import type { ReceiverSettings } from '../../contract/radio.ts';
import { fileFault, recordingPaths } from '../sigmf/index.ts';
import type { Tape } from './channel-tape.ts';
import type { ChannelCapture, ChannelSpec } from './channel-types.ts';
import { beginRecording, type Disk } from './recorder-begin.ts';
import type { Recorder, RecorderEnd } from './recorder.ts';
import { emptyBlock } from './ring.ts';

interface Epoch {
  epoch: number;
  settings: ReceiverSettings;
}
/** Settings of the radio by the epoch blocks carry; ascending, the first holds for all before the second. */
export type Epochs = [Epoch, ...Epoch[]];

export interface CaptureOptions {
  spec: ChannelSpec;
  /** Path without extension. */
  base: string;
  sampleRateHz: number;
  /** What the radio says it is. */
  hardware: string;
  /** Kept current by its owner. */
  epochs: Readonly<Epochs>;
  /** Asked before files are made. */
  allowed(): Promise<boolean>;
  tape: Tape;
  /** Ends after so many samples. */
  samples: number;
  disk?: Disk | undefined;
}

export interface Capture {
  /** Settles when the files are there, or may not be made. Rejects with a Fault. */
  readonly ready: Promise<'ready' | 'refused'>;
  /** Moves what the tape holds, up to output index `until`, as far as the disk takes it. */
  drain(until: number): void;
  /** Samples taken from the tape. */
  readonly taken: number;
  /** All its samples were taken. */
  readonly full: boolean;
  /** It takes no more: the disk ended it, or its files could not be made. */
  readonly broken: boolean;
  /** Settles when the disk takes more, or the files are there. Never rejects. */
  room(): Promise<void>;
  settings(epoch: number, settings: ReceiverSettings): void;
  tick(): void;
  /** Facts as they stand; undefined while there are no files. */
  facts(): ChannelCapture | undefined;
  /** Settles when data and metadata are final; undefined where there never were files. */
  finish(because?: string): Promise<{ capture: ChannelCapture; end: RecorderEnd } | undefined>;
}

const frameBytes = 8;
const leastChunkBytes = 64 * 1024;
const mostChunkBytes = 1024 * 1024;
/** A chunk holds about so much; it is written every 100 ms anyway. */
const chunkSeconds = 0.2;

export function openCapture(options: CaptureOptions): Capture {
  const { spec, sampleRateHz, tape } = options;
  const chunkBytes = Math.min(
    mostChunkBytes,
    Math.max(leastChunkBytes, 2 ** Math.ceil(Math.log2(sampleRateHz * frameBytes * chunkSeconds))),
  );
  const blockBytes = chunkBytes / 16;
  const { meta, data } = recordingPaths(options.base);
  const block = { ...emptyBlock(), centreHz: spec.centreHz, sampleRateHz };
  let recorder: Recorder | undefined;
  let taken = 0;

  const [first] = options.epochs;
  const begin = async (): Promise<'ready' | 'refused'> => {
    if (!(await options.allowed())) return 'refused';
    try {
      const begun = await beginRecording({
        subject: {
          datatype: 'cf32',
          sampleRateHz,
          radio: spec.radio,
          hardware: options.hardware,
          recorder: `Wavekeep ${spec.version}`,
          author: spec.author,
          description: spec.description,
        },
        settings: first.settings,
        base: options.base,
        exact: true,
        reserveBytes: spec.reserveBytes,
        blockBytes,
        chunkBytes,
        disk: options.disk,
      });
      for (const { epoch, settings } of options.epochs.slice(1)) begun.recorder.settings(epoch, settings);
      recorder = begun.recorder;
      return 'ready';
    } catch (error) {
      throw fileFault(error, 'The recording');
    }
  };
  const ready = begin();
  let unmade = false;
  const begun = ready.then(
    (how) => void (unmade = how === 'refused'),
    () => void (unmade = true),
  );

  const describe = (to: Recorder, end?: RecorderEnd): ChannelCapture => ({
    metaPath: meta,
    dataPath: data,
    startedMs: to.counts.startMs ?? Date.now(),
    samples: to.counts.samples,
    sampleRateHz,
    centreHz: spec.centreHz,
    lostSamples: to.counts.lostSamples,
    gaps: to.counts.gaps,
    clippedSamples: to.counts.clippedSamples,
    sha512: end?.sha512 ?? '',
    bytes: to.counts.samples * frameBytes,
    complete: end !== undefined && end.problem === undefined,
    endedBecause: end?.problem ?? end?.endedBecause,
  });

  return {
    ready,
    drain(until) {
      while (recorder && !recorder.ended && taken < options.samples) {
        const space = recorder.space();
        if (!space) return;
        const most = Math.min(blockBytes / frameBytes, options.samples - taken);
        const count = tape.take(space, block, until, most);
        if (count === 0) return;
        recorder.take(block);
        taken += count;
      }
    },
    get taken() {
      return taken;
    },
    get full() {
      return taken >= options.samples;
    },
    get broken() {
      return unmade || recorder?.ended === true;
    },
    room: () => (recorder ? recorder.room() : begun),
    settings: (epoch, settings) => recorder?.settings(epoch, settings),
    tick: () => recorder?.tick(),
    facts: () => (recorder ? describe(recorder) : undefined),
    async finish(because) {
      await begun;
      if (!recorder) return undefined;
      const end = await recorder.stop(because);
      return { capture: describe(recorder, end), end };
    },
  };
}

/** A capture without files, where only power is asked for: it counts. */
export function countCapture(tape: Tape, samples: number): Capture {
  let taken = 0;
  return {
    ready: Promise.resolve('ready'),
    drain(until) {
      taken += tape.skip(until, samples - taken);
    },
    get taken() {
      return taken;
    },
    get full() {
      return taken >= samples;
    },
    broken: false,
    room: () => Promise.resolve(),
    settings: () => undefined,
    tick: () => undefined,
    facts: () => undefined,
    finish: () => Promise.resolve(undefined),
  };
}
