/** What was seen of a signal in one block, or in several that were joined. */
import { occupiedBand, type Band } from './band.ts';
import type { Sums } from './sums.ts';

export interface Sighting extends Sums {
  startSample: number;
  endSample: number;
  toBin: number;
  /** The same sums with what lies beside them, where the slopes of its band may be. */
  around: Sums;
  /** Of the sums. */
  rows: number;
  /** Rows of them in which it is on. */
  onRows: number;
}

/** What surely stands out of it, in bins of its block, and a bin more on either side. */
export function bandOf({ powers, noises, rows, fromBin }: Sighting): Band {
  const { low, high } = occupiedBand(powers, noises, rows);
  return { low: fromBin + low - 1, high: fromBin + high + 1 };
}

/** The other goes on where the first ends: the first is both. */
export function join(into: Sighting, other: Sighting): void {
  const fromBin = Math.min(into.fromBin, other.fromBin);
  const toBin = Math.max(into.toBin, other.toBin);
  const [one, two] = [into.around, other.around];
  // Beside it only what both have: a slope of half the rows would look faint.
  const first = Math.min(fromBin, Math.max(one.fromBin, two.fromBin));
  const end = Math.max(toBin, Math.min(one.fromBin + one.powers.length, two.fromBin + two.powers.length));
  into.around = added(one, two, first, end);
  Object.assign(into, added(into, other, fromBin, toBin));
  into.toBin = toBin;
  into.startSample = Math.min(into.startSample, other.startSample);
  into.endSample = Math.max(into.endSample, other.endSample);
  into.rows += other.rows;
  into.onRows += other.onRows;
}

function added(one: Sums, two: Sums, fromBin: number, toBin: number): Sums {
  const sum = (key: 'powers' | 'noises'): Float64Array => {
    const sums = new Float64Array(toBin - fromBin);
    for (const part of [one, two])
      for (const [k, value] of part[key].entries()) {
        const at = part.fromBin - fromBin + k;
        if (at >= 0 && at < sums.length) sums[at] = sums[at]! + value;
      }
    return sums;
  };
  return { fromBin, powers: sum('powers'), noises: sum('noises') };
}
