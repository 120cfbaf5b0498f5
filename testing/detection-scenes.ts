/** Seeded scenes of four bursts, and what a detector finds of each: the figures of docs/detection.md. */
import type { Detection } from '../main/detect/index.ts';
import { makeBurstScene, type BurstPlan } from './bursts.ts';
import { matched, type Pair } from './detection-figures.ts';
import { makeRandom } from './random.ts';

const sampleRateHz = 2.4e6;
/** The detector's resolution at this rate: 2048 points, half overlapping. */
export const sceneResolution = { sampleRateHz, binHz: sampleRateHz / 2048, rowSamples: 1024 };

/** Bursts of every kind in four lanes of the band, so that none hides another. */
function plan(seed: number): BurstPlan[] {
  const random = makeRandom(seed);
  return [-0.9e6, -0.35e6, 0.3e6, 0.85e6].flatMap((lane) => {
    const kind = random.pick(['noise', 'fsk', 'tone'] as const);
    const seconds = 0.005 * 12 ** random.next();
    const bandwidthHz = Math.max(5e3 * 40 ** random.next(), 60 / seconds);
    const sampleCount = Math.round(seconds * sampleRateHz);
    return {
      kind,
      sampleCount,
      startSample: 20_000 + random.integer(440_000 - sampleCount),
      centreHz: lane + (random.next() - 0.5) * 2e5,
      bandwidthHz,
      // The resolution's own noise bandwidth, Hann's 1.5 bins: a tone can't be told from less noise.
      leastBandHz: 1.5 * sceneResolution.binHz,
      snrDb: random.pick([0, 5, 10, 10, 15, 20, 30, 40]),
    };
  });
}

/** What is found in one scene of 200 ms for each seed; `extra`: boxes beyond one a burst. */
export function ownPairs(
  seeds: readonly number[],
  detect: (samples: Uint8Array) => readonly Detection[],
): { pairs: Pair[]; extra: number } {
  const pairs: Pair[] = [];
  let extra = 0;
  for (const seed of seeds) {
    const scene = makeBurstScene({
      seed,
      sampleRateHz,
      sampleCount: 480_000,
      noiseDbfs: -40,
      bursts: plan(seed),
    });
    const found = detect(scene.samples);
    pairs.push(...matched(scene.bursts, found, sceneResolution.binHz));
    extra += Math.max(0, found.length - scene.bursts.length);
  }
  return { pairs, extra };
}
