/**
 * Where a block stands out of its noise. Powers are summed to cells of 4 × 4 and tested at twelve scales from one power
 * to 64 × 64, each with its part of the false alarms: short and strong, long and narrow, wide and faint are all found.
 */
import { noiseThreshold } from './tail.ts';
import { select } from './floor.ts';
import { label } from './regions.ts';
import type { Block, Floor } from './types.ts';

/** Rows and bins of a cell. */
export const cellRows = 4;
export const cellBins = 4;

/** 0 noise, 1 higher than most noise, 2 surely not noise. */
export interface CellMap {
  marks: Uint8Array;
  /** Cells along time and along frequency. */
  groups: number;
  across: number;
}

/** Rows × bins of what is summed. The first three are tested in one pass; the others on what those left over. */
const scales = [
  [1, 1],
  [4, 1],
  [4, 4],
  [4, 16],
  [16, 1],
  [16, 4],
  [16, 16],
  [16, 64],
  [64, 1],
  [64, 4],
  [64, 16],
  [64, 64],
] as const;
/** What noise raises at one scale it often raises at others too: so many alarms make one box. Measured. */
const sharedAlarms = 2.4;
/** A cell of noise is as high as this once in two thousand. */
const growProbability = 5e-4;
/** Noise is not even to better than this, however long it is averaged: 0.3 dB. */
const ripple = 10 ** 0.03;
/** Noise that rises and falls all over the band by up to 4 dB is noise. */
const mostSwing = 10 ** 0.4;
/** …and this much of it is chance. */
const leastSwing = 1.25;
/**
 * What a sudden start spreads, `bins` away, of its power: the window is cut, so it falls with the square. The theory says
 * 1 / (π·bins)²; four times that is left out.
 */
const skirt = 4 / Math.PI ** 2;
const skirtReach = 8;

/** Thresholds for rows of `size` bins, `rowsPerHour` of them. */
export function makeThresholds(falseAlarmsPerHour: number, size: number, rowsPerHour: number) {
  const means = new Map<string, number>();
  for (const [rows, bins] of scales) {
    const blocks = (rowsPerHour / rows) * (size / bins);
    const probability = Math.min(0.01, (falseAlarmsPerHour * sharedAlarms) / scales.length / blocks);
    const extra = rows * bins > 16 ? ripple : 1;
    means.set(`${rows}×${bins}`, noiseThreshold(rows, bins, probability) * extra);
  }
  const of = (rows: number, bins: number): number => means.get(`${rows}×${bins}`)! * rows * bins;
  return { of, grow: noiseThreshold(cellRows, cellBins, growProbability) * cellRows * cellBins };
}
export type Thresholds = ReturnType<typeof makeThresholds>;

export type Marker = (block: Block, floor: Floor, touched: Uint8Array | undefined) => CellMap;

/**
 * Holds a quarter of a block. What it returns is valid until it is called again.
 * Of its parameters `touched` is the last row of marks of the block before, if that one goes on without a gap.
 */
export function makeMarker(size: number, thresholds: Thresholds): Marker {
  const across = size / cellBins;
  let columns = new Float32Array(0);
  let cells = new Float32Array(0);
  let kept = new Uint8Array(0);
  return (block, floor, touched) => {
    const groups = Math.ceil(block.rowCount / cellRows);
    if (columns.length < groups * size) {
      columns = new Float32Array(groups * size);
      cells = new Float32Array(groups * across);
      kept = new Uint8Array(groups * across);
    }
    const marks = kept.subarray(0, groups * across).fill(0);
    const map: CellMap = { marks, groups, across };
    firstPass(block, floor, thresholds, map, columns, cells);
    if (touched) for (let c = 0; c < across; c++) if (touched[c] === 2 && marks[c] === 1) marks[c] = 2;
    label(map, () => undefined);
    const wide: Grid = { values: cells, width: across, cell: 1, mean: cellRows * cellBins };
    const narrow: Grid = { values: columns, width: size, cell: cellBins, mean: cellRows };
    // All are tested before any marks: a mark would hide from the next what it needs.
    const risen: (() => void)[] = [];
    for (const [rows, bins] of scales.slice(3))
      test(map, bins === 1 ? narrow : wide, rows, bins, thresholds.of(rows, bins), risen);
    for (const mark of risen) mark();
    return map;
  };
}

function firstPass(
  { power, rowCount, size }: Block,
  floor: Floor,
  thresholds: Thresholds,
  { marks, groups, across }: CellMap,
  columns: Float32Array,
  cells: Float32Array,
): void {
  const inverse = Float32Array.from(floor, (level) => 1 / level);
  const highest = new Float32Array(size);
  const lowCells = new Float32Array(across);
  const [one, four, sixteen] = [thresholds.of(1, 1), thresholds.of(4, 1), thresholds.of(4, 4)];
  for (let group = 0; group < groups; group++) {
    // A last group that is not whole shows its last row again.
    const at = (k: number): number => Math.min(group * cellRows + k, rowCount - 1) * size;
    const [a, b, c, d] = [at(0), at(1), at(2), at(3)];
    const base = group * size;
    for (let bin = 0; bin < size; bin++) {
      const scale = inverse[bin]!;
      const p = power[a + bin]! * scale;
      const q = power[b + bin]! * scale;
      const r = power[c + bin]! * scale;
      const s = power[d + bin]! * scale;
      columns[base + bin] = p + q + r + s;
      const pq = p > q ? p : q;
      const rs = r > s ? r : s;
      highest[bin] = pq > rs ? pq : rs;
    }
    let peak = 0;
    let peakCell = 0;
    for (let cell = 0; cell < across; cell++) {
      const i = base + cell * cellBins;
      const sum = columns[i]! + columns[i + 1]! + columns[i + 2]! + columns[i + 3]!;
      cells[group * across + cell] = sum;
      lowCells[cell] = sum;
      if (sum > peak) {
        peak = sum;
        peakCell = cell;
      }
    }
    // The lower quartile of cells of noise is at 0.71 of their mean (shape about 8).
    const rise = select(lowCells, across, across >> 2) / (0.73 * cellRows * cellBins);
    const swing = rise < leastSwing ? 1 : Math.min(rise, mostSwing);
    const strong = peak * skirt;
    const [oneHere, fourHere, sixteenHere] = [one * swing, four * swing, sixteen * swing];
    const growHere = thresholds.grow * swing;
    const markRow = group * across;
    for (let cell = 0; cell < across; cell++) {
      const sum = cells[markRow + cell]!;
      const i = cell * cellBins;
      const j = base + i;
      const away = Math.abs(cell - peakCell) * cellBins;
      if (away >= skirtReach && sum < strong / (away * away)) {
        cells[markRow + cell] = Math.min(cellRows * cellBins, sum);
        for (let k = j; k < j + cellBins; k++) columns[k] = Math.min(cellRows, columns[k]!);
        continue;
      }
      const top = Math.max(highest[i]!, highest[i + 1]!, highest[i + 2]!, highest[i + 3]!);
      const column = Math.max(columns[j]!, columns[j + 1]!, columns[j + 2]!, columns[j + 3]!);
      if (top > oneHere || column > fourHere || sum > sixteenHere) marks[markRow + cell] = 2;
      else if (sum > growHere) marks[markRow + cell] = 1;
    }
    if (swing === 1) continue;
    for (let cell = 0; cell < across; cell++) cells[markRow + cell] = cells[markRow + cell]! / swing;
    for (let k = base; k < base + size; k++) columns[k] = columns[k]! / swing;
  }
}

interface Grid {
  values: Float32Array;
  width: number;
  /** Values that share a cell. */
  cell: number;
  /** Of a value of noise. */
  mean: number;
}

/** Sums `rows` × `bins` side by side; what was found already counts as noise. */
function test(
  { marks, groups, across }: CellMap,
  { values, width, cell, mean }: Grid,
  rows: number,
  bins: number,
  threshold: number,
  risen: (() => void)[],
): void {
  const along = rows / cellRows;
  /** Of a position in the grid: its cell, and its place among the sums. */
  const toCell = cell === 1 ? 0 : 2;
  const toSum = cell === 1 ? Math.log2(bins / cellBins) : 0;
  const sums = new Float32Array(((width - 1) >> toSum) + 1);
  for (let first = 0; first + along <= groups; first += along) {
    sums.fill(0);
    for (let group = first; group < first + along; group++) {
      const row = group * width;
      const markRow = group * across;
      for (let i = 0; i < width; i++) {
        const value = marks[markRow + (i >> toCell)] === 2 ? mean : values[row + i]!;
        sums[i >> toSum] = sums[i >> toSum]! + value;
      }
    }
    for (let at = 0; at < sums.length; at++) {
      if (sums[at]! <= threshold) continue;
      const from = (at << toSum) >> toCell;
      const to = Math.min(across, from + (cell === 1 ? 1 << toSum : 1));
      risen.push(() => {
        for (let group = first; group < first + along; group++)
          marks.fill(2, group * across + from, group * across + to);
      });
    }
  }
}
