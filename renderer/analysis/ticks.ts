/** Ticks of the axes and how places are written. Pure. */
import type { AnalysisInfo } from '../../contract/analysis.ts';
import { frequencyUnit, niceStep, tickLabel, ticks } from '../waterfall/scale.ts';

/** Since the beginning in seconds, UTC, or samples. */
export const timeScales = ['offset', 'utc', 'samples'] as const;
export type TimeScale = (typeof timeScales)[number];

/** `offset`: from the centre of the recording. */
export const bandScales = ['absolute', 'offset'] as const;
export type BandScale = (typeof bandScales)[number];

export interface Tick {
  /** Sample or hertz. */
  readonly at: number;
  readonly label: string;
}

type Clock = Pick<AnalysisInfo, 'sampleRateHz' | 'startedMs' | 'captures'>;

const clockSteps = [60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

/** The smallest step a clock has that divides `seconds` into at most `most` parts. */
function clockStep(seconds: number, most: number): number {
  const least = seconds / Math.max(1, most);
  if (least <= 30) {
    const step = niceStep(seconds, most);
    // 20 and 50 s are no steps of a clock; 15 and 30 are.
    return step <= 10 ? step : least <= 15 ? 15 : 30;
  }
  return clockSteps.find((step) => step >= least) ?? 86_400 * Math.ceil(least / 86_400);
}

const two = (value: number): string => String(value).padStart(2, '0');
const decimalsOf = (step: number): number => Math.min(9, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));

/** `1:02:03.5`, `12.5 s`, `3.25 ms`: seconds to the digit that `step` needs. */
export function secondsText(seconds: number, step: number): string {
  const sign = seconds < 0 ? '−' : '';
  const size = Math.abs(seconds);
  if (size < 60) {
    if (size < 1e-3 && step < 1e-4 && size > 0)
      return `${sign}${(size * 1e6).toFixed(decimalsOf(step * 1e6))} µs`;
    if (size < 1 && step < 0.1 && size > 0)
      return `${sign}${(size * 1e3).toFixed(decimalsOf(step * 1e3))} ms`;
    return `${sign}${size.toFixed(decimalsOf(step))} s`;
  }
  const units = 10 ** decimalsOf(step);
  const whole = Math.floor(Math.round(size * units) / units);
  const rest = decimalsOf(step) === 0 ? '' : (size % 1).toFixed(decimalsOf(step)).slice(1);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0
    ? `${sign}${String(hours)}:${two(minutes)}:${two(whole % 60)}${rest}`
    : `${sign}${String(minutes)}:${two(whole % 60)}${rest}`;
}

/** UTC of a sample, milliseconds: by the capture it lies in, so that a gap is not counted away. */
export function utcOf({ sampleRateHz, startedMs, captures }: Clock, sample: number): number | undefined {
  let from = 0;
  let timeMs = startedMs;
  for (const capture of captures) {
    if (capture.startSample > sample) break;
    if (capture.timeMs === undefined) continue;
    from = capture.startSample;
    timeMs = capture.timeMs;
  }
  return timeMs === undefined ? undefined : timeMs + ((sample - from) / sampleRateHz) * 1000;
}

/** `12:30:05.25`, to the digit that `step` seconds need: microseconds at most, as fine as a number of milliseconds is. */
export function utcText(timeMs: number, step: number): string {
  const decimals = Math.min(6, decimalsOf(step));
  const units = 10 ** decimals;
  const rounded = Math.round((timeMs / 1000) * units);
  const seconds = Math.floor(rounded / units);
  const clockText = new Date(seconds * 1000).toISOString().slice(11, 19);
  return decimals === 0
    ? clockText
    : `${clockText}.${String(rounded - seconds * units).padStart(decimals, '0')}`;
}

/** At most `most` ticks over [from, to] samples. UTC falls back to offsets where nobody knows when it began. */
export function timeTicks(clock: Clock, scale: TimeScale, from: number, to: number, most: number): Tick[] {
  const { sampleRateHz: rate } = clock;
  if (scale === 'samples') {
    const step = Math.max(1, niceStep(to - from, most));
    return ticks(from, to, step).map((at) => ({ at, label: Math.abs(at).toLocaleString('en') }));
  }
  const step = clockStep((to - from) / rate, most);
  if (scale === 'offset' || utcOf(clock, from) === undefined)
    return ticks(from / rate, to / rate, step).map((at) => ({
      at: at * rate,
      label: at === 0 ? '0' : secondsText(at, step),
    }));
  return stretches(clock, from, to).flatMap(([first, last, beginMs]) => {
    const begin = beginMs / 1000;
    return ticks(begin, begin + (last - first) / rate, step).map((at) => ({
      at: first + (at - begin) * rate,
      label: utcText(at * 1000, step),
    }));
  });
}

/** More segments in sight than this have no room for labels of their own. */
const mostStretches = 50;

/** The parts of [from, to] in which the clock goes on without a jump: first and last sample, UTC of the first. */
function stretches(clock: Clock, from: number, to: number): (readonly [number, number, number])[] {
  const inside = clock.captures.filter(
    ({ startSample, timeMs }) => timeMs !== undefined && startSample > from && startSample < to,
  );
  const starts = [
    from,
    ...(inside.length > mostStretches ? [] : inside.map(({ startSample }) => startSample)),
  ];
  return starts.flatMap((first, i) => {
    const beginMs = utcOf(clock, first);
    return beginMs === undefined ? [] : [[first, starts[i + 1] ?? to, beginMs] as const];
  });
}

export interface BandTicks {
  readonly unit: string;
  readonly ticks: readonly Tick[];
}

/** @param originHz what is written as 0: the centre where offsets are shown, otherwise 0. */
export function bandTicks(lowHz: number, highHz: number, originHz: number, most: number): BandTicks {
  const low = lowHz - originHz;
  const high = highHz - originHz;
  const step = niceStep(high - low, most);
  const unit = frequencyUnit(originHz === 0 ? (low + high) / 2 : Math.max(Math.abs(low), Math.abs(high)));
  const sign = (hz: number): string => (originHz !== 0 && hz > 0 ? '+' : '');
  return {
    unit: unit.name,
    ticks: ticks(low, high, step).map((hz) => ({
      at: hz + originHz,
      label: `${sign(hz)}${tickLabel(hz, step, unit)}`,
    })),
  };
}
