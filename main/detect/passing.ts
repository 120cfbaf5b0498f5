/**
 * Another transmitter that is on during a part of a signal's time, beside it and far weaker, must not widen its band.
 * The signal's own slopes are there as long as it is.
 */
import { sumRows, type Sums } from './sums.ts';
import type { Block, Floor } from './types.ts';

/** The time is looked at in so many parts, of so many rows at least. */
const parts = 4;
const leastPartRows = 3;
/** Bins that are looked at together. */
const groupBins = 8;
/** Missing: this share of the mean, or less, in one of the parts… */
const missingShare = 1 / 4;
/** …where the mean would stand out by so many deviations. */
const sureDeviations = 6;
/** All that is missing at times holds no more of the power than this: a tone that is keyed holds more. */
const mostShare = 0.1;

/**
 * Puts noise in the place of powers that are missing in a part of the rows.
 * @param rows of the block, in which the signal is on
 * @param sums over just as many rows, these and perhaps others counted as noise
 */
export function takeOutPassing(block: Block, floor: Floor, rows: readonly number[], sums: Sums): void {
  const length = Math.floor(rows.length / parts);
  if (length < leastPartRows) return;
  const { fromBin, powers, noises } = sums;
  const excess = new Float64Array(parts);
  const missing: number[] = [];
  let share = 0;
  let total = 0;
  const ofParts = Array.from({ length: parts }, (_, k) =>
    excessOf(block, floor, rows.slice(k * length, (k + 1) * length), sums),
  );
  for (let from = 0; from < powers.length; from += groupBins) {
    const to = Math.min(powers.length, from + groupBins);
    let variance = 0;
    excess.fill(0);
    for (let k = from; k < to; k++) {
      variance += floor[fromBin + k]! ** 2 * length;
      for (let p = 0; p < parts; p++) excess[p] = excess[p]! + ofParts[p]![k]!;
    }
    // Neighbouring bins are alike under the window: two are worth one.
    const deviation = Math.sqrt(2 * variance);
    const mean = excess.reduce((sum, one) => sum + one, 0) / parts;
    total += Math.max(0, mean);
    if (mean < sureDeviations * deviation || Math.min(...excess) > missingShare * mean) continue;
    missing.push(from);
    share += mean;
  }
  if (share > mostShare * total) return;
  for (const from of missing)
    for (let k = from; k < Math.min(powers.length, from + groupBins); k++)
      powers[k] = Math.min(powers[k]!, noises[k]!);
}

function excessOf(
  block: Block,
  floor: Floor,
  rows: readonly number[],
  { fromBin, powers }: Sums,
): Float64Array {
  const excess = new Float64Array(powers.length);
  for (const row of rows) {
    const one = sumRows(block, floor, row, row + 1, fromBin, fromBin + powers.length);
    for (let k = 0; k < excess.length; k++) excess[k] = excess[k]! + one.powers[k]! - one.noises[k]!;
  }
  return excess;
}
