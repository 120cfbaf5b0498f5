/**
 * Which filters cut a band out of a stream. A narrow band is reached in several stages, each wide enough only to
 * keep what would fold into the band away; source: R. E. Crochiere and L. R. Rabiner, "Multirate digital signal
 * processing", chapter 5.
 */
import { designLowPass, lowPassLength } from './fir.ts';
import type { ChannelStage } from './kernels.ts';

export interface ChannelDesign {
  /** The largest integer for which `outRateHz` is at least 1.6 bandwidths (but see `largestPrime`). */
  decimation: number;
  outRateHz: number;
  stages: ChannelStage[];
  /** ±passHz is flat within 0.1 dB: 0.6 bandwidths, or half the rate where that is less. */
  passHz: number;
  /** What lies further away than this and would fold into ±passHz is at least 80 dB down. */
  stopHz: number;
}

/** 0.5 is the band itself; the rest is where a measurement looks for the noise. */
const passPerBandwidth = 0.6;
const leastRatePerBandwidth = 1.6;
/** 80 dB promised; the length's formula is good to 2 dB, with few taps to 7. */
const stopDb = 87;
/** A stage of a decimation with a larger prime factor would need thousands of taps: the next smaller one is taken. */
const largestPrime = 127;
const mostStages = 4;

/** Throws RangeError unless 0 < bandwidthHz <= sampleRateHz. */
export function designChannel(wanted: { sampleRateHz: number; bandwidthHz: number }): ChannelDesign {
  const { sampleRateHz, bandwidthHz } = wanted;
  if (!(Number.isFinite(sampleRateHz) && sampleRateHz > 0))
    throw new RangeError(`sampleRateHz is ${sampleRateHz}, not a positive number`);
  if (!(bandwidthHz > 0 && bandwidthHz <= sampleRateHz))
    throw new RangeError(`bandwidthHz is ${bandwidthHz}, not above 0 and up to the rate of ${sampleRateHz}`);
  const decimation = chooseDecimation(sampleRateHz / (leastRatePerBandwidth * bandwidthHz));
  const outRateHz = sampleRateHz / decimation;
  const passHz = Math.min(passPerBandwidth * bandwidthHz, outRateHz / 2);
  if (decimation > 1) {
    const pass = passHz / sampleRateHz;
    const factors = cheapestCascade(pass, decimation);
    return { decimation, outRateHz, stages: makeStages(pass, factors), passHz, stopHz: outRateHz - passHz };
  }
  // Nothing folds. The neighbours are taken away as far as the stream holds any beyond the transition.
  const stopHz = bandwidthHz;
  if (stopHz < sampleRateHz / 2) {
    const taps = designLowPass(passHz / sampleRateHz, stopHz / sampleRateHz, stopDb);
    return { decimation, outRateHz, stages: [{ taps, decimation }], passHz, stopHz };
  }
  const stages = [{ taps: Float32Array.of(1), decimation }];
  return { decimation, outRateHz, stages, passHz, stopHz: sampleRateHz / 2 };
}

function chooseDecimation(most: number): number {
  // A hair more, so that a quotient that should be whole isn't lost to rounding.
  let decimation = Math.max(1, Math.floor(most * (1 + 1e-12)));
  while (primeAbove(largestPrime, decimation)) decimation--;
  return decimation;
}

/** True when `number` has a prime factor above `limit`. */
function primeAbove(limit: number, number: number): boolean {
  let rest = number;
  for (let factor = 2; factor <= limit; factor++) while (rest % factor === 0) rest /= factor;
  return rest > 1;
}

/**
 * The decimations of the stages that need the fewest multiply-adds per input sample: taps over decimation, summed,
 * each stage weighed by the rate it runs at. `pass` in cycles per input sample.
 */
function cheapestCascade(pass: number, decimation: number): number[] {
  let best: number[] = [];
  let bestCost = Infinity;
  /** `done` has been decimated by, at `cost`; `rest` is still to do. */
  const search = (factors: number[], done: number, cost: number): void => {
    const rest = decimation / done;
    if (rest === 1) {
      best = factors;
      bestCost = cost;
      return;
    }
    const last = factors.length === mostStages - 1;
    for (let factor = last ? rest : 2; factor <= rest; factor++) {
      if (rest % factor !== 0) continue;
      const taps = lowPassLength(pass * done, stopOf(pass * done, factor), stopDb);
      const next = cost + taps / (done * factor);
      if (next < bestCost) search([...factors, factor], done * factor, next);
    }
  };
  search([], 1, 0);
  return best;
}

/** Where a stage's stop band must begin, so that nothing folds into ±pass; cycles per sample of its input. */
function stopOf(pass: number, decimation: number): number {
  return 1 / decimation - pass;
}

function makeStages(pass: number, factors: readonly number[]): ChannelStage[] {
  let done = 1;
  return factors.map((decimation) => {
    const inner = pass * done;
    done *= decimation;
    return { taps: designLowPass(inner, stopOf(inner, decimation), stopDb), decimation };
  });
}
