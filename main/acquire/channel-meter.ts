/**
 * Power within a band, in frames of some 10 ms. The pass band of a channel is wider than its bandwidth and what
 * follows it wider still: power of all its samples would count neighbours. So frames are transformed and the bins
 * of the band added up, those at its edges by the part of them that lies inside. Frames overlap by half under a
 * Hann window, so that no sample is without weight.
 */
import { makeWindow, type Kernels } from '../dsp/index.ts';
import type { CutFacts } from './channel-cut.ts';

/** Mean power of a frame; samples `first` to `end` (output indices). Linear: a full-scale tone has 1. */
export type OnFrame = (power: number, first: number, end: number) => void;

export interface Meter {
  /** Samples of one frame. */
  readonly frameSamples: number;
  /** Output index up to which every frame was measured: a frame that begins later may still come. */
  readonly measured: number;
  /** Output index after the last sample it was given. */
  readonly end: number;
  /** Feeds what a cut gave; frames never leap a gap. */
  push(samples: Float32Array, facts: Readonly<CutFacts>): void;
  /** Mean power of the samples no frame has: for a channel so short that there was none. 0 where there are none. */
  rest(): number;
}

const frameSeconds = 0.01;
/** The kernel's least; and enough bins to tell a band from its neighbours. */
const leastFrame = 64;
const mostFrame = 4096;

export function makeMeter(
  kernels: Kernels,
  sampleRateHz: number,
  bandwidthHz: number,
  onFrame: OnFrame,
): Meter {
  const power2 = 2 ** Math.floor(Math.log2(sampleRateHz * frameSeconds));
  const size = Math.min(mostFrame, Math.max(leastFrame, power2));
  const hop = size / 2;
  const fft = kernels.makeFft(size);
  const window = makeWindow('hann', size);
  const weights = bandWeights(size, sampleRateHz, bandwidthHz);
  const scale = 1 / (size * window.reduce((sum, w) => sum + w * w, 0));
  const stage = new Float32Array(2 * size);
  const work = new Float32Array(2 * size);
  let filled = 0;
  /** Output index of the first sample in the stage. */
  let first = -1;

  const measure = (): number => {
    for (let n = 0; n < size; n++) {
      work[2 * n] = stage[2 * n]! * window[n]!;
      work[2 * n + 1] = stage[2 * n + 1]! * window[n]!;
    }
    fft.process(work, work);
    let sum = 0;
    for (let k = 0; k < size; k++) {
      const weight = weights[k]!;
      if (weight > 0) sum += weight * (work[2 * k]! ** 2 + work[2 * k + 1]! ** 2);
    }
    return sum * scale;
  };

  return {
    frameSamples: size,
    get measured() {
      return first;
    },
    get end() {
      return first + filled;
    },
    push(samples, facts) {
      if (facts.firstSample !== first + filled) {
        first = facts.firstSample;
        filled = 0;
      }
      for (let at = 0; at < facts.sampleCount;) {
        const count = Math.min(size - filled, facts.sampleCount - at);
        stage.set(samples.subarray(2 * at, 2 * (at + count)), 2 * filled);
        filled += count;
        at += count;
        if (filled < size) return;
        const power = measure();
        stage.copyWithin(0, 2 * hop);
        filled -= hop;
        first += hop;
        onFrame(power, first - hop, first + hop);
      }
    },
    rest() {
      let sum = 0;
      for (let n = 0; n < 2 * filled; n++) sum += stage[n]! ** 2;
      return filled === 0 ? 0 : sum / filled;
    },
  };
}

/** How much of each bin (0 first, negative frequencies behind) lies within ±bandwidth/2. */
function bandWeights(size: number, sampleRateHz: number, bandwidthHz: number): Float32Array {
  const half = (Math.min(bandwidthHz, sampleRateHz) / 2 / sampleRateHz) * size;
  return Float32Array.from({ length: size }, (_, k) => {
    const inside = Math.max(0, half + 0.5 - Math.min(k, size - k));
    // The bin at half the rate has one half on either side.
    return Math.min(1, k === size / 2 ? 2 * inside : inside);
  });
}

const leastPower = 1e-20;

/** -200 dBFS stands for silence, as everywhere. */
export function powerToDbfs(power: number): number {
  return 10 * Math.log10(Math.max(leastPower, power));
}
