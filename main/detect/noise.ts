/** The noise a signal is measured against: its own bins, while nothing is on in them. */
import { cellBins, cellRows, type CellMap } from './cells.ts';
import type { Block, Box, Floor } from './types.ts';

/** Rows without a signal that tell the noise better than the neighbours do: to 0.6 dB in one bin. */
const fewestRows = 48;
/** Of the floor: what it is read by is right to better than this. */
const leastRatio = 0.1;
/** Bins around a box that are measured with it, at least. */
const marginBins = 8;

/** `floor`, with the bins of `boxes` read anew where they are free for long enough. */
export function noiseOf(
  { power, rowCount, size }: Block,
  { marks, groups, across }: CellMap,
  floor: Floor,
  boxes: readonly Box[],
): Floor {
  const noise = floor.slice();
  const wanted = new Uint8Array(across);
  for (const { fromBin, toBin } of boxes)
    wanted.fill(
      1,
      Math.max(0, Math.floor((fromBin - marginBins) / cellBins)),
      Math.ceil((toBin + marginBins) / cellBins),
    );
  for (let cell = 0; cell < across; cell++) {
    if (!wanted[cell]) continue;
    const sums = new Float64Array(cellBins);
    let rows = 0;
    for (let group = 0; group < groups; group++) {
      // A burst's first and last row reach into the groups beside it.
      const at = group * across + cell;
      if (marks[at] === 2 || marks[at - across] === 2 || marks[at + across] === 2) continue;
      for (let row = group * cellRows; row < Math.min(rowCount, (group + 1) * cellRows); row++) {
        for (let k = 0; k < cellBins; k++) sums[k] = sums[k]! + power[row * size + cell * cellBins + k]!;
        rows++;
      }
    }
    if (rows < fewestRows) continue;
    // A single bin is read less surely than four are.
    const ratio = sums.reduce((sum, one, k) => sum + one / rows / floor[cell * cellBins + k]!, 0) / cellBins;
    // Digital silence between bursts is no noise to measure by.
    const bounded = Math.max(leastRatio, ratio);
    for (let k = 0; k < cellBins; k++) noise[cell * cellBins + k] = floor[cell * cellBins + k]! * bounded;
  }
  return noise;
}
