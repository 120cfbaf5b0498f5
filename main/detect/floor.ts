/**
 * The noise of every bin while signals come and go. In time a low quantile survives bursts; in frequency a low quantile
 * of wide reach survives what is always on. What stands still and hardly above the rest is a receiver's own unevenness.
 */
import type { Block, Box, Floor } from './types.ts';

/** Of a bin's rows the lowest quarter is free of what is on for less than three quarters of the time. */
const timeShare = 0.25;
/** Powers looked at for it, at least 256 rows where there are. */
const looked = 1 << 19;
/** Of the bins around, this share is free of what is always on. */
const bandShare = 0.3;
/** …and this share of the band is looked at. */
const bandReach = 1 / 3;
/** Steady and less than this above the rest: a receiver's slopes and faint spurs. 5.5 dB. */
const unevenness = 10 ** 0.55;
/** A carrier is no wider than the window's main lobe and its drift. */
const carrierBins = 6;
/** The spike of direct conversion, and what the window makes of it, on either side. */
const spikeBins = 2;

export interface FloorReading {
  floor: Floor;
  /** The same without what stands still: what its neighbours have. */
  around: Floor;
  /** Carriers that stand still through the whole block. */
  carriers: Box[];
}

/** The `count`-th smallest of the first `length` values; reorders them. */
export function select(values: Float32Array, length: number, count: number): number {
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const kept = values[i]!;
      values[i++] = values[j]!;
      values[j--] = kept;
    }
    if (count <= j) high = j;
    else if (count >= i) low = i;
    else break;
  }
  return values[count]!;
}

/** Level of the noise in each bin, as the lowest quarter of its rows tells it. */
function steadyLevels({ power, rowCount, size }: Block): { levels: Float32Array; deviation: number } {
  const stride = Math.max(1, Math.floor(rowCount / Math.max(256, Math.floor(looked / size))));
  const rows = Math.floor((rowCount - 1) / stride) + 1;
  const count = Math.floor(timeShare * rows);
  // Mean of the order statistic of `rows` exponential variables.
  let mean = 0;
  let variance = 0;
  for (let i = 0; i <= count; i++) {
    mean += 1 / (rows - i);
    variance += 1 / (rows - i) ** 2;
  }
  const levels = new Float32Array(size);
  const column = new Float32Array(rows);
  for (let bin = 0; bin < size; bin++) {
    for (let row = 0; row < rows; row++) column[row] = power[row * stride * size + bin]!;
    levels[bin] = select(column, rows, count) / mean;
  }
  return { levels, deviation: Math.sqrt(variance) / mean };
}

/** A low quantile of the levels around, at some places of the band and straight between them. */
function envelope(levels: Float32Array, deviation: number): Float32Array {
  const size = levels.length;
  const half = Math.max(24, Math.floor((size * bandReach) / 2));
  const step = Math.max(1, size >> 6);
  // The 30 % quantile of a normal variable lies 0.524 deviations below its mean.
  const bias = 1 / Math.max(0.5, 1 - 0.524 * deviation);
  const smooth = new Float32Array(size);
  const at = (bin: number): number => {
    const from = Math.max(0, Math.min(bin - half, size - 2 * half - 1));
    const part = levels.slice(from, Math.min(size, from + 2 * half + 1));
    return select(part, part.length, Math.floor(bandShare * part.length)) * bias;
  };
  let left = at(0);
  for (let bin = 0; bin < size; bin += step) {
    const right = at(Math.min(size - 1, bin + step));
    for (let i = 0; i < step && bin + i < size; i++) smooth[bin + i] = left + ((right - left) * i) / step;
    left = right;
  }
  return smooth;
}

/**
 * Holds some hundred kilobytes beside the block.
 * @param least no floor lies below: what the samples' own steps leave in a bin, or digital silence has none
 * @param hasSpike what stands still at the centre is the receiver's
 */
export function readFloor(block: Block, least: number, hasSpike: boolean): FloorReading {
  const { size } = block;
  const { levels, deviation } = steadyLevels(block);
  const smooth = envelope(levels, deviation);
  const floor = new Float32Array(size);
  const half = Math.min(64, Math.max(8, size >> 5));
  const near = new Float32Array(2 * half + 1);
  for (let bin = 0; bin < size; bin++) {
    let count = 0;
    for (let other = Math.max(0, bin - half); other <= Math.min(size - 1, bin + half); other++)
      if (levels[other]! < smooth[other]! * unevenness) near[count++] = levels[other]!;
    const local = count > half / 2 ? select(near, count, count >> 1) : smooth[bin]!;
    floor[bin] = Math.max(least, Math.min(local, smooth[bin]! * unevenness));
  }
  const around = floor.slice();
  const carriers: Box[] = [];
  for (let from = 0; from < size; from++) {
    const spike = hasSpike && Math.abs(from - size / 2) <= spikeBins;
    const excess = levels[from]! / floor[from]!;
    if (spike || (excess > 1 + 4 * deviation && excess < unevenness))
      floor[from] = Math.max(floor[from]!, levels[from]!);
    if (spike || excess < unevenness) continue;
    let to = from + 1;
    while (to < size && levels[to]! >= floor[to]! * unevenness) to++;
    const box = { fromRow: 0, toRow: block.rowCount, fromBin: from, toBin: to };
    const beside = hasSpike && Math.abs((from + to - 1) / 2 - size / 2) <= spikeBins + 1;
    const narrow = to - from <= carrierBins && !beside;
    if (narrow && isSteady(block, box)) {
      carriers.push(box);
      for (let bin = from; bin < to; bin++) floor[bin] = levels[bin]!;
    }
    from = to - 1;
  }
  return { floor, around, carriers };
}

/** On in every eighth of the block, and never less than half as strong as in the whole. */
function isSteady({ power, size }: Block, { toRow, fromBin, toBin }: Box): boolean {
  if (toRow < 32) return false;
  const parts = new Float64Array(8);
  for (let row = 0; row < toRow; row++)
    for (let bin = fromBin; bin < toBin; bin++) {
      const part = Math.floor((row * 8) / toRow);
      parts[part] = parts[part]! + power[row * size + bin]!;
    }
  const mean = parts.reduce((sum, one) => sum + one, 0) / 8;
  return parts.every((one) => one > mean / 2);
}
