/** Sums over rows of a block, bin by bin. */
import type { Block, Floor } from './types.ts';

/** From bin `fromBin` on: of the powers, and of the noise in them. */
export interface Sums {
  fromBin: number;
  powers: Float64Array;
  noises: Float64Array;
}

export function sumRows(
  { power, size }: Block,
  floor: Floor,
  fromRow: number,
  toRow: number,
  fromBin: number,
  toBin: number,
): Sums {
  const powers = new Float64Array(toBin - fromBin);
  const noises = Float64Array.from(floor.subarray(fromBin, toBin), (level) => level * (toRow - fromRow));
  for (let row = fromRow; row < toRow; row++)
    for (let bin = fromBin; bin < toBin; bin++)
      powers[bin - fromBin] = powers[bin - fromBin]! + power[row * size + bin]!;
  return { fromBin, powers, noises };
}

/** Takes a row out of the powers, and puts the noise in its place. */
export function countAsNoise(
  { power, size }: Block,
  floor: Floor,
  row: number,
  { fromBin, powers }: Sums,
): void {
  for (let k = 0; k < powers.length; k++)
    powers[k] = powers[k]! + floor[fromBin + k]! - power[row * size + fromBin + k]!;
}

/** Of their bins `from` to `to`, a copy. */
export function part({ fromBin, powers, noises }: Sums, from: number, to: number): Sums {
  return {
    fromBin: from,
    powers: powers.slice(from - fromBin, to - fromBin),
    noises: noises.slice(from - fromBin, to - fromBin),
  };
}
