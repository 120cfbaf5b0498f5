/** Two signals that are on together and share a part of the band: what is there is the stronger one's. */
import { bandOf, type Sighting } from './sighting.ts';
import type { Sums } from './sums.ts';

/** Stronger by this factor, 6 dB. */
const stronger = 4;

/** The same, those that are weaker without what lies in the band of others. */
export function withoutOverlaps(sightings: readonly Sighting[]): Sighting[] {
  const powers = sightings.map(
    (one) => one.powers.reduce((sum, power, k) => sum + power - one.noises[k]!, 0) / one.rows,
  );
  const bands = sightings.map(bandOf);
  return sightings.map((one, i) => {
    const middle = (bands[i]!.low + bands[i]!.high) / 2;
    let left = one;
    for (const [k, other] of sightings.entries()) {
      const { low, high } = bands[k]!;
      if (powers[k]! < stronger * powers[i]!) continue;
      if (other.startSample >= one.endSample || other.endSample <= one.startSample) continue;
      if (middle >= low && middle <= high) continue;
      left = { ...left, ...cleared(left, low, high), around: cleared(left.around, low, high) };
    }
    return left;
  });
}

function cleared({ fromBin, powers, noises }: Sums, low: number, high: number): Sums {
  const isTaken = (k: number): boolean => fromBin + k >= low && fromBin + k < high;
  return { fromBin, powers: powers.map((power, k) => (isTaken(k) ? noises[k]! : power)), noises };
}
