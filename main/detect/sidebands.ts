/**
 * What a signal's own modulation leaves beside its band: lines and slopes far weaker than it, on both of its sides alike,
 * while it is on.
 */
import { bandOf, type Sighting } from './sighting.ts';
import type { Block, Floor } from './types.ts';

/** Weaker by this factor, 15 dB. */
const farWeaker = 30;
/** On the other side there is as much, to this factor. */
const alike = 1 / 8;
/** Begins and ends with it or later and earlier; to this many transforms. */
const aroundTransforms = 4;

/** Those of a block that are no sidebands of others. */
export function withoutSidebands(
  sightings: readonly Sighting[],
  block: Pick<Block, 'power' | 'rowCount' | 'firstSample' | 'size' | 'hop'>,
  floor: Floor,
): Sighting[] {
  const { size } = block;
  const powers = sightings.map(
    (one) => one.powers.reduce((sum, power, k) => sum + power - one.noises[k]!, 0) / one.rows,
  );
  const bands = sightings.map(bandOf);
  const near = aroundTransforms * size;
  return sightings.filter(
    (one, i) =>
      !sightings.some((other, k) => {
        if (powers[i]! * farWeaker > powers[k]!) return false;
        if (one.startSample < other.startSample - near || one.endSample > other.endSample + near)
          return false;
        const twice = bands[k]!.low + bands[k]!.high;
        const { low, high } = bands[i]!;
        const mirrored = meanExcess(block, floor, one, Math.round(twice - high), Math.round(twice - low));
        // Something far stronger there is another signal.
        return mirrored > alike * powers[i]! && mirrored * alike < powers[i]!;
      }),
  );
}

/** Mean power above the noise in these bins while the signal is on; 0 where they lie outside. */
function meanExcess(
  {
    power,
    rowCount,
    firstSample,
    size,
    hop,
  }: Pick<Block, 'power' | 'rowCount' | 'firstSample' | 'size' | 'hop'>,
  floor: Floor,
  { startSample, endSample }: Sighting,
  fromBin: number,
  toBin: number,
): number {
  if (fromBin < 0 || toBin > size) return 0;
  const fromRow = Math.max(0, Math.ceil((startSample - firstSample) / hop));
  const toRow = Math.min(rowCount, Math.floor((endSample - firstSample) / hop));
  let total = 0;
  for (let row = fromRow; row < toRow; row++)
    for (let bin = fromBin; bin < toBin; bin++) total += power[row * size + bin]! - floor[bin]!;
  return total / Math.max(1, toRow - fromRow);
}
