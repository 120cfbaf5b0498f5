/** Marked cells that hang together. */
import type { CellMap } from './cells.ts';
import type { Box } from './types.ts';

/** Cells, the last ones not included. */
export interface Region {
  fromGroup: number;
  toGroup: number;
  fromCell: number;
  toCell: number;
}

/** Cells this far from each other hang together: one that is missing between them doesn't part them. */
const reach = 2;

/**
 * Finds what hangs together and holds at least one sure cell; all its cells become sure, and `found` gets its extent.
 * Others stay as they were.
 */
export function label({ marks, groups, across }: CellMap, found: (region: Region) => void): void {
  const seen = new Uint8Array(marks.length);
  const queue: number[] = [];
  for (let seed = 0; seed < marks.length; seed++) {
    if (marks[seed] !== 2 || seen[seed]) continue;
    const region: Region = { fromGroup: groups, toGroup: 0, fromCell: across, toCell: 0 };
    queue.push(seed);
    seen[seed] = 1;
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      marks[at] = 2;
      const group = Math.floor(at / across);
      const cell = at - group * across;
      region.fromGroup = Math.min(region.fromGroup, group);
      region.toGroup = Math.max(region.toGroup, group + 1);
      region.fromCell = Math.min(region.fromCell, cell);
      region.toCell = Math.max(region.toCell, cell + 1);
      for (let g = Math.max(0, group - reach); g <= Math.min(groups - 1, group + reach); g++)
        for (let c = Math.max(0, cell - reach); c <= Math.min(across - 1, cell + reach); c++) {
          const next = g * across + c;
          if (marks[next] === 0 || seen[next]) continue;
          seen[next] = 1;
          queue.push(next);
        }
    }
    found(region);
  }
}

/** Boxes that are one signal: on one frequency, and no more than `gap` rows between them. */
export function joinBoxes<T extends { fromRow: number; toRow: number; fromBin: number; toBin: number }>(
  boxes: readonly T[],
  gap: number,
): T[] {
  const joined = boxes.map((box) => ({ ...box })).sort((a, b) => a.fromRow - b.fromRow);
  for (let again = true; again;) {
    again = false;
    for (let i = 0; i < joined.length; i++)
      for (let k = joined.length - 1; k > i; k--) {
        const one = joined[i]!;
        const other = joined[k]!;
        if (other.fromRow - one.toRow > gap || one.fromRow - other.toRow > gap) continue;
        if (!sameBand(one, other)) continue;
        one.fromRow = Math.min(one.fromRow, other.fromRow);
        one.toRow = Math.max(one.toRow, other.toRow);
        one.fromBin = Math.min(one.fromBin, other.fromBin);
        one.toBin = Math.max(one.toBin, other.toBin);
        joined.splice(k, 1);
        again = true;
      }
  }
  return joined;
}

/** The bins around a box, of `size`, in which none of the others lies at the same time. */
export function freeAround(box: Box, boxes: readonly Box[], size: number): Pick<Box, 'fromBin' | 'toBin'> {
  let fromBin = 0;
  let toBin = size;
  for (const other of boxes) {
    if (other === box || other.fromRow >= box.toRow || other.toRow <= box.fromRow) continue;
    // What reaches into the box has its middle on one of its sides.
    const twice = other.fromBin + other.toBin;
    if (twice < 2 * box.fromBin) fromBin = Math.max(fromBin, other.toBin);
    if (twice > 2 * box.toBin) toBin = Math.min(toBin, other.fromBin);
  }
  return { fromBin, toBin };
}

/** Half of the narrower lies within the wider: a hop beside it doesn't. */
export function sameBand(
  one: { fromBin: number; toBin: number },
  other: { fromBin: number; toBin: number },
): boolean {
  const shared = Math.min(one.toBin, other.toBin) - Math.max(one.fromBin, other.fromBin);
  return shared >= Math.min(one.toBin - one.fromBin, other.toBin - other.fromBin) / 2;
}

/** On one frequency: each holds the middle of the other. */
export function sameFrequency(
  one: { low: number; high: number },
  other: { low: number; high: number },
): boolean {
  const middle = (one.low + one.high) / 2;
  const others = (other.low + other.high) / 2;
  return middle >= other.low && middle <= other.high && others >= one.low && others <= one.high;
}
