/**
 * Keeps the two branches of a zero-IF receiver equal. Unequal, they put a mirror image of every signal on the
 * other side of the middle: y = x + c·conj(x), with c small. First the mean goes (the spike in the middle),
 * then what is known of c is taken out again, in the form re += phase·im, im += phase·re, then re and im scaled
 * by 1 ± amplitude: to first order phase = -Im c and amplitude = -Re c.
 */
import { loadKernels, makeWindow, type Fft } from '../../dsp/index.ts';

/** What these receivers are off by when nothing has been measured yet: the reference's first values. */
const initialPhase = 0.000_06;
const initialAmplitude = -0.0045;
/** How much of the difference the running mean takes up with each sample: below 13 Hz at 768 kS/s. */
const meanGain = 1e-4;

const size = 4096;
/** One transform in so many samples is enough: an imbalance drifts over minutes. */
const spacing = 3 * size;
const transformsPerEstimate = 16;
/** Bins beside the middle and at both edges say more of the radio's spike and filters than of an imbalance. */
const middleBins = 8;
const edgeBins = Math.round(size / 22);
/** A pair of bins counts where one is stronger than its mirror by this factor: then what they share is image. */
const dominance = 10;
/** Weaker than this (of full scale 1, mean of a sample) there is nothing to measure. */
const leastPower = 1e-9;
/** Part of a new estimate that is taken over, and the largest imbalance believed. */
const trust = 0.25;
const largest = 0.1;

export interface Balancer {
  /** Corrects interleaved I,Q of one block in place. */
  process(samples: Float32Array): void;
  /** The correction as it stands. */
  readonly correction: { readonly phase: number; readonly amplitude: number };
}

export function makeBalancer(): Balancer {
  const correction = { phase: initialPhase, amplitude: initialAmplitude };
  let last = { phase: 0, amplitude: 0 };
  let meanI = 0;
  let meanQ = 0;
  const estimator = makeEstimator();

  const removeMean = (samples: Float32Array): void => {
    let [i, q] = [meanI, meanQ];
    for (let at = 0; at < samples.length; at += 2) {
      i += meanGain * (samples[at]! - i);
      q += meanGain * (samples[at + 1]! - q);
      samples[at] = samples[at]! - i;
      samples[at + 1] = samples[at + 1]! - q;
    }
    [meanI, meanQ] = [i, q];
  };

  return {
    correction,
    process(samples) {
      if (samples.length < 4) return;
      removeMean(samples);
      const found = estimator.take(samples);
      if (found) {
        correction.phase += trust * (found.phase - correction.phase);
        correction.amplitude += trust * (found.amplitude - correction.amplitude);
      }
      // Across a block from the new values to those before: the reference's way round, so that blocks agree with it.
      correct(samples, correction, last);
      last = { ...correction };
    },
  };
}

interface Imbalance {
  readonly phase: number;
  readonly amplitude: number;
}

function correct(samples: Float32Array, from: Imbalance, to: Imbalance): void {
  const steps = samples.length / 2 - 1;
  const phaseStep = (to.phase - from.phase) / steps;
  const amplitudeStep = (to.amplitude - from.amplitude) / steps;
  let { phase, amplitude } = from;
  for (let at = 0; at < samples.length; at += 2) {
    const re = samples[at]!;
    const im = samples[at + 1]!;
    samples[at] = (re + phase * im) * (1 + amplitude);
    samples[at + 1] = (im + phase * re) * (1 - amplitude);
    phase += phaseStep;
    amplitude += amplitudeStep;
  }
}

interface Estimator {
  /** Looks at samples; answers the correction they ask for when enough have come. */
  take(samples: Float32Array): Imbalance | undefined;
}

/** Compares each bin with its mirror over some transforms: their mean product is c times their power. */
function makeEstimator(): Estimator {
  const window = makeWindow('blackman-harris', size);
  let fft: Fft | undefined;
  const frame = new Float32Array(2 * size);
  const spectrum = new Float32Array(2 * size);
  const crossRe = new Float64Array(size / 2);
  const crossIm = new Float64Array(size / 2);
  const above = new Float64Array(size / 2);
  const below = new Float64Array(size / 2);
  let filled = 0;
  let skip = 0;
  let transforms = 0;

  const accumulate = (): void => {
    for (let at = 0; at < size; at++) {
      frame[2 * at] = frame[2 * at]! * window[at]!;
      frame[2 * at + 1] = frame[2 * at + 1]! * window[at]!;
    }
    fft ??= loadKernels().kernels.makeFft(size);
    fft.process(frame, spectrum);
    for (let bin = middleBins; bin < size / 2 - edgeBins; bin++) {
      const mirror = size - bin;
      const [a, b] = [spectrum[2 * bin]!, spectrum[2 * bin + 1]!];
      const [c, d] = [spectrum[2 * mirror]!, spectrum[2 * mirror + 1]!];
      crossRe[bin] = crossRe[bin]! + a * c - b * d;
      crossIm[bin] = crossIm[bin]! + a * d + b * c;
      above[bin] = above[bin]! + a * a + b * b;
      below[bin] = below[bin]! + c * c + d * d;
    }
  };

  const conclude = (): Imbalance | undefined => {
    let [re, im, power] = [0, 0, 0];
    for (let bin = middleBins; bin < size / 2 - edgeBins; bin++) {
      const [up, down] = [above[bin]!, below[bin]!];
      if (up <= dominance * down && down <= dominance * up) continue;
      re += crossRe[bin]!;
      im += crossIm[bin]!;
      power += up + down;
    }
    for (const sum of [crossRe, crossIm, above, below]) sum.fill(0);
    // The sums are of transforms: by Parseval a sample's power is theirs over size², the window apart.
    if (power / (transformsPerEstimate * size * size) < leastPower) return undefined;
    const limit = (value: number): number => Math.min(largest, Math.max(-largest, value));
    return { phase: limit(-im / power), amplitude: limit(-re / power) };
  };

  return {
    take(samples) {
      const pass = Math.min(skip, samples.length / 2);
      skip -= pass;
      const part = samples.subarray(2 * pass, Math.min(samples.length, 2 * (pass + size - filled)));
      frame.set(part, 2 * filled);
      filled += part.length / 2;
      if (filled < size) return undefined;
      filled = 0;
      skip = spacing - size;
      accumulate();
      if (++transforms < transformsPerEstimate) return undefined;
      transforms = 0;
      return conclude();
    },
  };
}
