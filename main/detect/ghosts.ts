/**
 * What a receiver makes of a strong signal elsewhere in the band: images, intermodulation, clicks. They come and go with
 * it and are far weaker.
 */
import type { Sighting } from './measure.ts';

/** Weaker by this factor, 15 dB: cheap receivers of 8 bits have images and intermodulation that strong. */
const farWeaker = 30;
/** Begins and ends with it to this share of its length, or this many transforms. */
const alike = 0.25;
const alikeTransforms = 4;

/** Those that are no ghosts of others. @param size samples of a transform */
export function withoutGhosts(sightings: readonly Sighting[], size: number): Sighting[] {
  const powers = sightings.map(
    (one) => one.powers.reduce((sum, power, k) => sum + power - one.noises[k]!, 0) / one.rows,
  );
  return sightings.filter(
    (one, i) =>
      !sightings.some((other, k) => {
        if (powers[i]! * farWeaker > powers[k]!) return false;
        const near = Math.max(alikeTransforms * size, alike * (other.endSample - other.startSample));
        return (
          Math.abs(one.startSample - other.startSample) < near &&
          Math.abs(one.endSample - other.endSample) < near
        );
      }),
  );
}
