/**
 * The recordings of one channel: one from its first sample, or one whenever its trigger opens. Samples wait on the
 * tape until the files of a capture exist and the disk takes them; a capture's end is known before anything behind
 * it is taken from the tape, so a capture holds exactly its samples.
 */
import { Fault } from '../../contract/fault.ts';
import type { ReceiverSettings } from '../../contract/radio.ts';
import { asFault } from '../thread/index.ts';
import { countCapture, openCapture, type Capture, type Epochs } from './channel-capture.ts';
import type { CutFacts } from './channel-cut.ts';
import { makeGate } from './channel-gate.ts';
import { makeTape } from './channel-tape.ts';
import type { ChannelCapture, ChannelEnd, ChannelSpec } from './channel-types.ts';
import type { Disk } from './recorder-begin.ts';

export interface CapturesOptions {
  spec: ChannelSpec;
  sampleRateHz: number;
  /** Most samples of one block. */
  mostOutputs: number;
  /** Samples of a frame of the meter. */
  frameSamples: number;
  hardware: string;
  /** Kept current by its owner. */
  epochs: Readonly<Epochs>;
  /** Asked before the files of a triggered capture are made. */
  mayCapture(capture: number, base: string): Promise<boolean>;
  /** Settles before the files of an untriggered one are made; a rejection is its own. */
  first: Promise<void>;
  disk?: Disk | undefined;
  /** Nothing more will be recorded. */
  onEnd(reason: ChannelEnd['reason'], detail?: string): void;
}

export interface Captures {
  /** Settles when the files that must be there from the start are there. Rejects with a Fault. */
  readonly opened: Promise<void>;
  /** A capture is under way. */
  readonly open: boolean;
  /** Nothing more is taken: `onEnd` is called when the last capture is on disk. */
  readonly over: boolean;
  /** Output index behind the last sample it will ever take; Infinity while that is open. */
  readonly lastEnd: number;
  readonly begun: number;
  /** Samples taken, all captures together. */
  readonly samples: number;
  /** 0 to 1 of what was asked for. */
  readonly share: number;
  append(samples: Float32Array, facts: Readonly<CutFacts>): void;
  /** The level of samples `first` to `end`. */
  frame(dbfs: number, first: number, end: number): void;
  /** Moves what can be moved; frames that begin before `measured` were all seen. */
  drain(measured: number): void;
  /** What must settle before more is appended; undefined when it may be. Never rejects. */
  blocked(): Promise<void> | undefined;
  settings(epoch: number, settings: ReceiverSettings): void;
  tick(): void;
  /** Captures as they stand, by number. */
  facts(): ReadonlyMap<number, ChannelCapture>;
  /** Takes what is on the tape, ends the capture under way and waits for all. Never rejects. */
  finish(because?: string): Promise<readonly ChannelCapture[]>;
}

const frameBytes = 8;
/** Beside the pre-roll the tape holds so much: as long may files take to be made before blocks wait. */
const slackSeconds = 0.5;
const mostTapeBytes = 512 * 1024 * 1024;
/** Stretches the tape keeps facts for. */
const runSeconds = 0.01;

/** Throws Fault 'invalid' for a pre-roll that memory can't hold. */
export function makeCaptures(options: CapturesOptions): Captures {
  const { spec, sampleRateHz } = options;
  const { trigger } = spec;
  const limit = Math.max(1, Math.round(spec.seconds * sampleRateHz));
  const mostSamples =
    spec.maxBytes === undefined ? Infinity : Math.max(1, Math.floor(spec.maxBytes / frameBytes));
  // A pre-roll as long as the capture would leave no room for what it waited for.
  const preRoll = trigger
    ? Math.min(Math.round(trigger.preRollSeconds * sampleRateHz), Math.floor(limit / 2))
    : 0;
  const gate = trigger && makeGate(trigger, sampleRateHz);
  const slack = 2 * options.mostOutputs + 3 * options.frameSamples + Math.ceil(slackSeconds * sampleRateHz);
  if ((preRoll + slack) * frameBytes > mostTapeBytes)
    throw new Fault(
      'invalid',
      `A pre-roll of ${trigger?.preRollSeconds ?? 0} s at ${Math.round(sampleRateHz)} S/s does not fit the ${mostTapeBytes >> 20} MiB kept for it.`,
      { hint: 'Shorten the pre-roll or narrow the band.' },
    );
  const tape = makeTape(preRoll + slack, Math.max(64, Math.ceil(runSeconds * sampleRateHz)), sampleRateHz);
  let begun = 0;
  let done = 0;
  let kept = 0;
  let capture: Capture | undefined;
  /** Output index at which the capture ends; Infinity while it is open. */
  let captureEnd = Infinity;
  let over = false;
  /** Written into the capture that is cut short. */
  let because: string | undefined;
  const known = new Map<number, ChannelCapture>();
  const closing: Promise<void>[] = [];

  const end = (reason: ChannelEnd['reason'], detail?: string): void => {
    over = true;
    options.onEnd(reason, detail);
  };

  const samplesPerCapture = (): number => Math.min(limit, mostSamples - kept);

  const open = (): Capture => {
    const number = trigger ? ++begun : begun++;
    const samples = samplesPerCapture();
    captureEnd = Infinity;
    if (spec.base === undefined) return (capture = countCapture(tape, samples));
    const base = trigger ? `${spec.base}-${number}` : spec.base;
    capture = openCapture({
      spec,
      base,
      sampleRateHz,
      hardware: options.hardware,
      epochs: options.epochs,
      allowed: () => (trigger ? options.mayCapture(number, base) : options.first.then(() => true)),
      tape,
      samples,
      disk: options.disk,
    });
    return capture;
  };

  /** As soon as the tape holds the last sample the capture may have, its end is known. */
  const bound = (): void => {
    if (!capture || captureEnd !== Infinity) return;
    const missing = samplesPerCapture() - capture.taken;
    if (tape.held >= missing) captureEnd = tape.indexAfter(missing);
  };

  /** Why nothing follows a capture that went well; undefined when the next may come. */
  const enough = (): { detail: string | undefined } | undefined => {
    if (kept >= mostSamples) return { detail: `It reached the ${spec.maxBytes} bytes asked for.` };
    return done >= (trigger?.captures ?? 1) ? { detail: undefined } : undefined;
  };

  /** Hands the capture under way to the disk and goes on without it. */
  const close = (): void => {
    const closed = capture;
    if (!closed) return;
    const number = trigger ? begun : 0;
    const broken = closed.broken;
    capture = undefined;
    kept += closed.taken;
    done++;
    const last = enough();
    if (last || broken) over = true;
    const facts = closed.facts();
    if (facts) known.set(number, facts);
    closing.push(
      closed.finish(because).then((result) => {
        if (result) known.set(number, result.capture);
        if (result?.end.diskFull) end('disk-full', result.end.endedBecause);
        else if (result && (broken || result.end.problem !== undefined))
          end('failed', result.end.problem ?? result.end.endedBecause);
        else if (last && !broken) end('done', last.detail);
      }),
    );
    // It ended for its length only: what goes on goes on in the next.
    if (gate?.open && !over) start();
  };

  const start = (): void => {
    void begin();
    bound();
  };

  const begin = (): Promise<void> =>
    open().ready.then(
      (how) => {
        if (how === 'refused') end('stopped', 'Its next capture was not allowed to begin.');
      },
      (error: unknown) => {
        const fault = asFault(error);
        over = true;
        // The channel never was: whoever asked for it hears why.
        if (!trigger) throw fault;
        end(fault.code === 'disk-full' ? 'disk-full' : 'failed', fault.message);
      },
    );

  const opened = trigger ? Promise.resolve() : begin();
  let measured = -1;

  const drain = (): void => {
    if (!capture) return;
    // With a trigger a frame still to come may end the capture: nothing behind the frames seen is taken before.
    capture.drain(gate && captureEnd === Infinity ? measured : captureEnd);
    if (capture.broken || capture.full || tape.oldest >= captureEnd) close();
  };

  return {
    opened,
    get open() {
      return capture !== undefined;
    },
    get over() {
      return over;
    },
    get lastEnd() {
      return trigger ? Infinity : captureEnd;
    },
    get begun() {
      return begun;
    },
    get samples() {
      return kept + (capture?.taken ?? 0);
    },
    get share() {
      const partial = capture ? capture.taken / Math.min(limit, mostSamples) : 0;
      return Math.min(1, (done + partial) / (trigger?.captures ?? 1));
    },
    append(samples, facts) {
      tape.append(samples, facts);
      bound();
    },
    frame(dbfs, first, last) {
      // One that has closed and is still being written goes first; a level that stays opens a frame later.
      if (over || (capture && captureEnd !== Infinity)) return;
      const change = gate?.take(dbfs, first, last);
      if (change === 'opened') {
        tape.forget(first - preRoll);
        start();
      } else if (change === 'closed') captureEnd = last;
    },
    drain(until) {
      measured = until;
      drain();
      if (!capture) tape.forget(measured - preRoll);
    },
    blocked() {
      if (!capture || over) return undefined;
      if (captureEnd === Infinity && tape.fits(options.mostOutputs)) return undefined;
      return capture.room().then(drain);
    },
    settings: (epoch, settings) => capture?.settings(epoch, settings),
    tick() {
      drain();
      capture?.tick();
    },
    facts: () => {
      const facts = capture?.facts();
      if (facts) known.set(trigger ? begun : 0, facts);
      return known;
    },
    async finish(why) {
      over = true;
      because = why;
      captureEnd = Math.min(captureEnd, tape.end);
      while (capture && !capture.broken && tape.oldest < captureEnd) {
        await capture.room();
        drain();
      }
      close();
      await Promise.all(closing);
      return [...known.entries()].sort(([a], [b]) => a - b).map(([, one]) => one);
    },
  };
}
