/** What of a box of the past can still be kept, and how large it will be. Pure. */
import type { Past } from '../../contract/detection.ts';
import { formatRounded } from '../../contract/quantity.ts';
import { duration } from '../waterfall/time.ts';
import type { TimeBox } from '../waterfall/index.ts';

export interface Reach {
  fromMs: number;
  toMs: number;
  seconds: number;
  /** Of what was asked for, so much is gone already. */
  goneSeconds: number;
}

/** What is forgotten while the question is under way. */
const marginMs = 100;

/**
 * The part of a time that is still there. `ageMs`: how long ago the engine said what is kept; a past that is full
 * forgets as fast as time goes by. Undefined where nothing of it is there.
 */
export function reachOf(past: Past, ageMs: number, fromMs: number, toMs: number): Reach | undefined {
  const first = past.fromMs + ageMs + marginMs;
  // What came since the engine said so is there as well.
  const last = past.toMs + ageMs;
  const from = Math.max(fromMs, Math.min(first, last));
  const to = Math.min(toMs, last);
  if (to <= from) return undefined;
  return {
    fromMs: from,
    toMs: to,
    seconds: (to - from) / 1000,
    goneSeconds: Math.max(0, (from - fromMs) / 1000),
  };
}

/** Bytes of a stretch with the whole band; undefined while nothing is kept that would tell. */
export function wholeBytes(past: Past, seconds: number): number | undefined {
  return past.seconds > 0 ? (past.bytes / past.seconds) * seconds : undefined;
}

/** Room for the filter's edges on either side of a band. */
const guard = 1.25;
/** A filtered band is written as complex floats. */
const bytesPerSample = 8;

/** About how many bytes a filtered band of this width takes. */
export const bandBytes = (seconds: number, widthHz: number): number =>
  seconds * widthHz * guard * bytesPerSample;

/** `3.2 s, about 12.5 MB`. */
export function sizeText(seconds: number, bytes: number | undefined): string {
  const length = duration(seconds * 1000);
  return bytes === undefined ? length : `${length}, about ${formatRounded(bytes, 'B', 3)}`;
}

/** How far back one can go, in words. */
export function reachText(past: Past | undefined): string {
  if (past === undefined || past.seconds <= 0) return 'Nothing is kept of what this radio received yet.';
  const where = past.onDisk ? 'in memory and on disk' : 'in memory';
  return `The past reaches ${duration(past.seconds * 1000)} back (${formatRounded(past.bytes, 'B', 3)} ${where}).`;
}

/** The band of a box in whole hertz, its middle too; undefined where it is the whole band or more. */
export function bandOf(
  box: TimeBox | undefined,
  centreHz: number,
  sampleRateHz: number,
): { lowerHz: number; upperHz: number } | undefined {
  if (box === undefined) return undefined;
  const lowerHz = Math.max(box.lowerHz, centreHz - sampleRateHz / 2);
  const upperHz = Math.min(box.upperHz, centreHz + sampleRateHz / 2);
  // A share of the band that a filter would not make smaller is the whole band.
  if (upperHz <= lowerHz || upperHz - lowerHz > sampleRateHz * 0.8) return undefined;
  // A pixel is no whole number of hertz; a recording shall not be centred on 99640552.9953917 Hz.
  const middleHz = Math.round((lowerHz + upperHz) / 2);
  const halfHz = Math.max(1, Math.floor(Math.min(middleHz - lowerHz, upperHz - middleHz)));
  return { lowerHz: middleHz - halfHz, upperHz: middleHz + halfHz };
}
