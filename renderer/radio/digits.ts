/**
 * The twelve digits of the frequency dial as pure steps on a whole number of hertz.
 * Digit 0 is the leftmost (100 GHz), digit 11 the rightmost (1 Hz).
 */
import { formatExact } from '../../contract/quantity.ts';

export const digitCount = 12;
/** What twelve digits can show. */
const largestHz = 10 ** digitCount - 1;

export interface TuningRange {
  min: number;
  max: number;
}

/** A step either lands at `hz`, or is refused with the sentence to show and leaves `hz` as it was. */
export interface Step {
  hz: number;
  refused?: string;
}

/** Hertz of one count of a digit. */
export function weightHz(digit: number): number {
  return 10 ** (digitCount - 1 - digit);
}

/** The digits 0 to 9 from left to right. Fractions of a hertz are not shown. */
export function digitsOf(hz: number): number[] {
  const whole = Math.floor(Math.min(Math.max(hz, 0), largestHz));
  return Array.from({ length: digitCount }, (_, digit) => Math.floor(whole / weightHz(digit)) % 10);
}

/** Index of the first digit that isn't a leading zero; the last digit always counts. */
export function firstLitDigit(hz: number): number {
  const first = digitsOf(hz).findIndex((digit) => digit !== 0);
  return first === -1 ? digitCount - 1 : first;
}

/** Why a frequency can't be tuned, or undefined where it can. */
export function refusal(hz: number, range: TuningRange): string | undefined {
  const max = Math.min(range.max, largestHz);
  if (hz < range.min) return `${formatExact(range.min, 'Hz')} is the lowest this radio tunes.`;
  if (hz > max) return `${formatExact(max, 'Hz')} is the highest this radio tunes.`;
  return undefined;
}

function arriveAt(hz: number, from: number, range: TuningRange): Step {
  const refused = refusal(hz, range);
  return refused === undefined ? { hz } : { hz: from, refused };
}

/** Adds `count` to one digit, with carry and borrow. */
export function stepDigit(hz: number, digit: number, count: number, range: TuningRange): Step {
  return arriveAt(Math.floor(hz) + count * weightHz(digit), hz, range);
}

/** Sets the digits right of one to zero. */
export function zeroRightOf(hz: number, digit: number, range: TuningRange): Step {
  const weight = weightHz(digit);
  return arriveAt(Math.floor(hz / weight) * weight, hz, range);
}

/**
 * Writes one digit. Not held to the range: while typing 4-3-3 the values on the way may lie outside;
 * the dial keeps them as a draft until they fit.
 */
export function writeDigit(hz: number, digit: number, value: number): number {
  const whole = Math.floor(hz);
  return whole + (value - (digitsOf(whole)[digit] ?? 0)) * weightHz(digit);
}

/** The next point of the step grid in the direction of `count`, `count` grid steps away. */
export function snapStep(hz: number, stepHz: number, count: number, range: TuningRange): Step {
  const grid = hz / stepHz;
  // An off-grid frequency goes to the neighbouring point first; half a hertz of rounding isn't off the grid.
  const slack = Math.min(0.51 / stepHz, 0.25);
  const base = count > 0 ? Math.floor(grid + slack) : Math.ceil(grid - slack);
  return arriveAt(Math.round((base + count) * stepHz), hz, range);
}
