/**
 * What a receiver makes of a strong signal elsewhere in the band: images, intermodulation, clicks. They come and go with
 * it and are far weaker.
 */
import type { Sighting } from './sighting.ts';
import { sameBand } from './regions.ts';
import type { Block } from './types.ts';

/** Weaker by this factor, 15 dB: cheap receivers of 8 bits have images and intermodulation that strong. */
const farWeaker = 30;
/** Begins and ends with it to this share of its length, or this many transforms. */
const alike = 0.25;
const alikeTransforms = 4;

/** Those of a block that are no ghosts of others. */
export function withoutGhosts(
  sightings: readonly Sighting[],
  { firstSample, rowCount, size, hop }: Pick<Block, 'firstSample' | 'rowCount' | 'size' | 'hop'>,
): Sighting[] {
  const end = firstSample + (rowCount - 1) * hop + size;
  const powers = sightings.map(
    (one) => one.powers.reduce((sum, power, k) => sum + power - one.noises[k]!, 0) / one.rows,
  );
  const goWith = (one: Sighting, other: Sighting): boolean => {
    const near = Math.max(alikeTransforms * size, alike * (other.endSample - other.startSample));
    return (
      Math.abs(one.startSample - other.startSample) < near && Math.abs(one.endSample - other.endSample) < near
    );
  };
  return sightings.filter(
    (one, i) =>
      !sightings.some((other, k) => {
        if (powers[i]! * farWeaker > powers[k]! || !goWith(one, other)) return false;
        // What is on all the time comes and goes with nothing: only its image is known, by its place.
        const always = other.startSample === firstSample && other.endSample === end;
        return !always || isImage(one, other, size);
      }),
  );
}

/** On the other side of the centre. */
function isImage(one: Sighting, { fromBin, toBin }: Sighting, size: number): boolean {
  return sameBand(one, { fromBin: size + 1 - toBin, toBin: size + 1 - fromBin });
}
