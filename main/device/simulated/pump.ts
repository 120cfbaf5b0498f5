/**
 * Moves samples from a source into a sink: by the clock as a radio does, or as fast as the sink takes them.
 * When late it catches up; when too late it counts samples as lost, it never runs slowly in silence.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Fault } from '../../../contract/fault.ts';
import type { SampleSink } from '../receiver.ts';
import type { FaultStep } from './faults.ts';
import type { Source } from './source.ts';

export interface Pump {
  /** After it settles the sink is not called again. */
  stop(): Promise<void>;
}

export interface PumpOptions {
  source: Source;
  sink: SampleSink;
  sampleRateHz: number;
  sampleBytes: number;
  paced: boolean;
  /** What the radio is called in faults. */
  label: string;
  /** Monotonic milliseconds; tests bring their own. */
  now?: () => number;
}

/** One write is at most this large. */
const chunkBytes = 256 * 1024;
/** Time between two writes: 125 a second, twice the frames of a screen. */
const periodMs = 8;
/** What a USB radio keeps for a late reader: 64 transfers of 256 KiB, 0.4 s at 20 MS/s of 8 bits. */
const bufferBytes = 64 * chunkBytes;
/** At slow rates that would be many seconds: a display that late helps nobody. */
const longestLagS = 1;
/** An overflow empties this part of the buffers, so that a machine too slow loses seldom but enough. */
const overflowShare = 0.25;
/** Work in one turn of the event loop, so that commands are heard. */
const longestTurnMs = 20;
/** A silence this long is told as a fault; a shorter one only as lost samples. */
const silenceS = 1;

export function startPump(options: PumpOptions): Pump {
  return options.paced ? startPaced(options) : startFast(options);
}

/** What a silence becomes: told when it has lasted long enough, ended when its samples have passed. */
interface Silence {
  step: FaultStep;
  toldAt: number;
  told: boolean;
  endsAt: number;
}

function silenceFault(label: string, unplugged: boolean): Fault {
  return unplugged
    ? new Fault('device-lost', `${label} was unplugged.`, { hint: 'Its script says when it returns.' })
    : new Fault('timeout', `${label} sends no samples.`, { hint: 'Its script says when it goes on.' });
}

function beginSilence(step: FaultStep, sampleRateHz: number): Silence {
  return {
    step,
    toldAt: step.atSample + (step.unplugged ? 0 : silenceS * sampleRateHz),
    told: false,
    endsAt: step.atSample + step.samples,
  };
}

function tell(silence: Silence, options: PumpOptions): void {
  if (silence.told || silence.toldAt >= silence.endsAt) return;
  silence.told = true;
  options.sink.disconnected(silenceFault(options.label, silence.step.unplugged));
}

function endSilence(silence: Silence, options: PumpOptions): void {
  options.sink.lost(silence.step.samples);
  options.source.skip(silence.step.samples);
  if (silence.told) options.sink.returned();
}

function startPaced(options: PumpOptions): Pump {
  const { source, sink, sampleRateHz } = options;
  const now = options.now ?? (() => performance.now());
  const chunk = new Uint8Array(chunkBytes);
  const beganMs = now();
  const beganAt = source.cursor;
  let silence: Silence | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const due = (): number => beganAt + Math.floor(((now() - beganMs) / 1000) * sampleRateHz);

  /** Time to the sample at an index; at most an hour, so that a timer takes it. */
  const msUntil = (sample: number): number =>
    sample === Infinity ? Infinity : Math.min(3.6e6, Math.max(1, ((sample - due()) / sampleRateHz) * 1000));

  /** True while the radio is silent. */
  const silent = (at: number): boolean => {
    if (!silence) return false;
    if (at >= silence.toldAt) tell(silence, options);
    if (at < silence.endsAt) return true;
    endSilence(silence, options);
    silence = undefined;
    return false;
  };

  const meetFault = (): void => {
    const step = source.takeFault();
    if (step?.kind === 'silence') silence = beginSilence(step, sampleRateHz);
    if (step?.kind !== 'lose') return;
    sink.lost(step.samples);
    source.skip(step.samples);
  };

  const held = Math.floor(Math.min(longestLagS * sampleRateHz, bufferBytes / options.sampleBytes));

  /** What a radio's buffers couldn't hold is lost, up to the next scripted fault. */
  const dropLate = (behind: number): boolean => {
    if (behind <= held) return false;
    const lost = Math.min(behind - Math.floor(held * (1 - overflowShare)), source.untilFault);
    sink.lost(lost);
    source.skip(lost);
    return true;
  };

  const turn = (): void => {
    const until = now() + longestTurnMs;
    // Fixed for the turn: chasing the running clock would end in blocks of a few samples each.
    const at = due();
    while (!stopped && now() < until) {
      if (silent(at)) break;
      const behind = at - source.cursor;
      if (behind <= 0) break;
      if (source.untilFault === 0) meetFault();
      else if (!dropLate(behind)) {
        const bytes = source.read(Math.min(behind, source.untilFault), chunk);
        void sink.write(chunk.subarray(0, bytes));
      }
    }
    const waitMs = silence ? msUntil(silence.told ? silence.endsAt : silence.toldAt) : periodMs;
    if (!stopped && waitMs < Infinity) timer = setTimeout(turn, now() >= until ? 0 : waitMs);
  };

  timer = setTimeout(turn, periodMs);
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      return Promise.resolve();
    },
  };
}

function startFast(options: PumpOptions): Pump {
  const { source, sink } = options;
  const chunk = new Uint8Array(chunkBytes);
  let halted = false;
  const stopped = (): boolean => halted;

  const meetFault = (): void => {
    const step = source.takeFault();
    if (step?.kind === 'lose') {
      sink.lost(step.samples);
      source.skip(step.samples);
    }
    if (step?.kind !== 'silence') return;
    const silence = beginSilence(step, options.sampleRateHz);
    tell(silence, options);
    if (step.samples === Infinity) halted = true;
    else endSilence(silence, options);
  };

  /** Faults and samples until the turn of the event loop is over. */
  const work = async (): Promise<void> => {
    const until = performance.now() + longestTurnMs;
    while (!stopped() && performance.now() < until) {
      if (source.untilFault === 0) {
        meetFault();
        continue;
      }
      const bytes = source.read(source.untilFault, chunk);
      await sink.write(chunk.subarray(0, bytes));
    }
  };

  const run = async (): Promise<void> => {
    while (!stopped()) {
      await work();
      await nextTurn();
    }
  };

  const running = nextTurn().then(run);
  return {
    async stop() {
      halted = true;
      await running;
    },
  };
}
