/**
 * One channel from its first sample to its end: what the cut gives out is measured, logged and recorded. Driven by
 * the thread, block by block; nothing in here waits while blocks come.
 */
import { Fault } from '../../contract/fault.ts';
import type { ReceiverSettings } from '../../contract/radio.ts';
import type { Kernels } from '../dsp/index.ts';
import type { Epochs } from './channel-capture.ts';
import { makeCaptures, type Captures } from './channel-captures.ts';
import { makeCut } from './channel-cut.ts';
import { openPowerLog, type PowerLog } from './channel-log.ts';
import { makeMeter, powerToDbfs } from './channel-meter.ts';
import type { ChannelCapture, ChannelEnd, ChannelProgress, ChannelSpec } from './channel-types.ts';
import type { Disk } from './recorder-begin.ts';
import type { ReadBlock } from './ring.ts';

export interface ChannelRunOptions {
  kernels: Kernels;
  spec: ChannelSpec;
  wideCentreHz: number;
  wideRateHz: number;
  /** Largest block of the ring, complex samples. */
  mostInputs: number;
  /** What the radio says it is. */
  hardware: string;
  /** Kept current by the thread. */
  epochs: Readonly<Epochs>;
  /** Asked before the files of a triggered capture are made. */
  mayCapture(capture: number, base: string): Promise<boolean>;
  /** Of recordings and power log; default: the operating system's. */
  disk?: Disk | undefined;
}

export interface ChannelRun {
  /** The files that must be there from the start are there. Rejects with a Fault. */
  readonly opened: Promise<void>;
  /** Takes no more blocks. */
  readonly over: boolean;
  feed(wide: Float32Array, block: Readonly<ReadBlock>): void;
  /** What must settle before the next block; undefined when it may come. Never rejects. */
  blocked(): Promise<void> | undefined;
  settings(epoch: number, settings: ReceiverSettings): void;
  /** Moves and writes what is due. Call about every 100 ms. */
  tick(): void;
  /** Power is the mean since the call before. */
  progress(): ChannelProgress;
  /** Captures as they stand, by number. */
  captures(): ReadonlyMap<number, ChannelCapture>;
  /** The first reason counts. */
  end(reason: ChannelEnd['reason'], detail?: string): void;
  /** Settles when everything is on disk and described. Never rejects. */
  readonly finished: Promise<ChannelEnd>;
}

const defaultIntervalSeconds = 0.1;

/** Throws Fault 'invalid' for what can't be. */
export function makeChannelRun(options: ChannelRunOptions): ChannelRun {
  const { kernels, spec } = options;
  const { trigger, silence } = spec;
  checkSpec(spec);
  const cut = makeCut({ ...options, centreHz: spec.centreHz, bandwidthHz: spec.bandwidthHz });
  const { sampleRateHz, facts } = cut;
  let over = false;
  let log: PowerLog | undefined;
  let firstIndex = -1;
  let quietFrom = -1;
  const whole = { frames: 0, sum: 0, peak: 0 };
  const report = { frames: 0, sum: 0, dbfs: powerToDbfs(0) };
  let settle: (end: ChannelEnd) => void;
  const finished = new Promise<ChannelEnd>((resolve) => (settle = resolve));

  const watchSilence = (dbfs: number, first: number, last: number): void => {
    if (!silence) return;
    if (!captures.open || dbfs >= silence.belowDbfs) quietFrom = -1;
    else if (quietFrom < 0) quietFrom = first;
    if (quietFrom >= 0 && last - quietFrom >= silence.seconds * sampleRateHz)
      end('done', `The band was below ${silence.belowDbfs} dBFS for ${silence.seconds} s.`);
  };

  const meter = makeMeter(kernels, sampleRateHz, spec.bandwidthHz, (power, first, last) => {
    // A block may reach beyond the recording: what is measured is what was recorded.
    if (last > captures.lastEnd) return;
    whole.frames++;
    whole.sum += power;
    whole.peak = Math.max(whole.peak, power);
    report.frames++;
    report.sum += power;
    log?.frame(power, first, last);
    const dbfs = powerToDbfs(power);
    captures.frame(dbfs, first, last);
    watchSilence(dbfs, first, last);
  });

  const openLog = async (): Promise<void> => {
    if (spec.powerLog === undefined) return;
    log = await openPowerLog({
      path: spec.powerLog,
      centreHz: spec.centreHz,
      bandwidthHz: spec.bandwidthHz,
      sampleRateHz,
      intervalSeconds: spec.powerIntervalSeconds ?? defaultIntervalSeconds,
      reserveBytes: spec.reserveBytes,
      files: options.disk?.files,
    });
  };

  const logged = openLog();
  const captures: Captures = makeCaptures({
    spec,
    sampleRateHz,
    mostOutputs: cut.mostOutputs,
    frameSamples: meter.frameSamples,
    hardware: options.hardware,
    epochs: options.epochs,
    mayCapture: (capture, base) => options.mayCapture(capture, base),
    first: logged,
    disk: options.disk,
    onEnd: (reason, detail) => end(reason, detail),
  });
  const opened = Promise.all([logged, captures.opened]).then(
    () => undefined,
    async (error: unknown) => {
      if (!over) await log?.discard();
      over = true;
      throw error;
    },
  );

  const end = (reason: ChannelEnd['reason'], detail?: string): void => {
    if (over) return;
    over = true;
    void finish(reason, detail);
  };

  const finish = async (reason: ChannelEnd['reason'], detail: string | undefined): Promise<void> => {
    const kept = await captures.finish(reason === 'done' ? undefined : detail);
    const power = await log?.finish(Math.min(meter.end, captures.lastEnd));
    const mean = whole.frames === 0 ? meter.rest() : whole.sum / whole.frames;
    // Its last rows are written only now.
    const failure = reason === 'done' ? log?.failure : undefined;
    settle({
      reason: failure ? failureReason(failure) : reason,
      detail: failure?.message ?? detail,
      captures: kept,
      ...(power ? { power } : {}),
      meanDbfs: powerToDbfs(mean),
      peakDbfs: powerToDbfs(whole.frames === 0 ? mean : whole.peak),
    });
  };

  const listen = (): void => {
    if (firstIndex < 0) firstIndex = facts.firstSample;
    const heard = (facts.firstSample + facts.sampleCount - firstIndex) / sampleRateHz;
    if (trigger?.listenSeconds !== undefined && heard >= trigger.listenSeconds && !captures.open)
      end('done', `It listened for ${trigger.listenSeconds} s.`);
  };

  return {
    opened,
    get over() {
      return over || captures.over;
    },
    feed(wide, block) {
      if (over || captures.over) return;
      const refusal = cut.refusal(block);
      if (refusal !== undefined) {
        end('stream-ended', refusal);
        return;
      }
      cut.process(wide, block);
      if (facts.sampleCount === 0) return;
      log?.follow(facts);
      captures.append(cut.samples, facts);
      meter.push(cut.samples, facts);
      captures.drain(meter.measured);
      listen();
    },
    blocked: () => (over ? undefined : captures.blocked()),
    settings: (epoch, settings) => captures.settings(epoch, settings),
    tick() {
      if (over) return;
      captures.tick();
      log?.tick();
      if (log?.failure) end(failureReason(log.failure), log.failure.message);
    },
    progress() {
      if (report.frames > 0) report.dbfs = powerToDbfs(report.sum / report.frames);
      report.frames = 0;
      report.sum = 0;
      return {
        share: captures.share,
        armed: trigger !== undefined && !captures.open,
        powerDbfs: report.dbfs,
        samples: captures.samples,
        captures: captures.begun,
      };
    },
    captures: () => captures.facts(),
    end,
    finished,
  };
}

const failureReason = ({ diskFull }: { diskFull: boolean }): 'disk-full' | 'failed' =>
  diskFull ? 'disk-full' : 'failed';

const longestPreRollSeconds = 60;

function checkSpec({ seconds, trigger, powerIntervalSeconds }: ChannelSpec): void {
  const refuse = (what: string, hint: string): never => {
    throw new Fault('invalid', what, { hint });
  };
  if (!(seconds > 0)) refuse(`A recording of ${seconds} s is none.`, 'Ask for more than 0 seconds.');
  if (powerIntervalSeconds !== undefined && !(powerIntervalSeconds > 0))
    refuse(`A row every ${powerIntervalSeconds} s can't be.`, 'Ask for more than 0 seconds.');
  if (!trigger) return;
  if (!(trigger.closeDbfs <= trigger.openDbfs))
    refuse(
      `The trigger opens at ${trigger.openDbfs} dBFS and would close at ${trigger.closeDbfs} dBFS.`,
      'Let it close at or below the level that opens it.',
    );
  if (!(trigger.preRollSeconds >= 0 && trigger.preRollSeconds <= longestPreRollSeconds))
    refuse(`A pre-roll of ${trigger.preRollSeconds} s can't be.`, `Ask for 0 to ${longestPreRollSeconds} s.`);
  if (!(trigger.captures >= 1)) refuse('A trigger without a capture records nothing.', 'Ask for 1 or more.');
}
