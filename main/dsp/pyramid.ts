/** Maxima of rows of u8 levels: what a screen narrower than the row shows, so that no burst vanishes. */
import { checkLength } from './check.ts';

/** Bytes of a max pyramid: width + width/2 + … for `levels` levels, level 0 included. */
export function pyramidBytes(width: number, levels: number): number {
  checkPyramid(width, levels);
  return 2 * width - width / 2 ** (levels - 1);
}

/**
 * Fills levels 1 to levels-1 behind level 0: each value is the larger of two neighbours of the level below.
 * `width` halves evenly down to the last level.
 */
export function maxPyramid(pyramid: Uint8Array, width: number, levels: number): void {
  checkLength('pyramid', pyramid.length, pyramidBytes(width, levels));
  let from = 0;
  let to = width;
  for (let levelWidth = width / 2, level = 1; level < levels; level++, levelWidth /= 2) {
    for (let i = 0; i < levelWidth; i++) {
      const left = pyramid[from + 2 * i]!;
      const right = pyramid[from + 2 * i + 1]!;
      pyramid[to + i] = left > right ? left : right;
    }
    from = to;
    to += levelWidth;
  }
}

/** row[i] = max(row[i], other[i]). */
export function maxInto(row: Uint8Array, other: Uint8Array): void {
  if (row.length !== other.length)
    throw new RangeError(`rows of ${row.length} and ${other.length} levels can't be merged`);
  for (let i = 0; i < row.length; i++) if (other[i]! > row[i]!) row[i] = other[i]!;
}

function checkPyramid(width: number, levels: number): void {
  if (!Number.isInteger(levels) || levels < 1 || levels > 31)
    throw new RangeError(`levels is ${levels} where an integer from 1 to 31 is needed`);
  if (!Number.isInteger(width) || width < 1 || width % 2 ** (levels - 1) !== 0)
    throw new RangeError(`a width of ${width} does not halve evenly into ${levels} levels`);
}
