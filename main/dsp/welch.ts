/**
 * Power spectral density by Welch's method: the mean of windowed periodograms of overlapping stretches.
 * Source: P. D. Welch, "The use of fast Fourier transform for the estimation of power spectra", IEEE Trans. Audio
 * Electroacoust. 15 (1967).
 */
import { sampleBytes } from './check.ts';
import type { Kernels, SampleFormat } from './kernels.ts';
import { enbwBins, makeWindow } from './windows.ts';

export interface PowerDensity {
  /** Power per hertz, lowest frequency first; a complex tone of full scale has power 1 in all. */
  perHz: Float64Array;
  /** Middle of bin 0, hertz from the centre of the samples. */
  lowestHz: number;
  binHz: number;
  /** Length of the samples that were transformed. */
  seconds: number;
  /**
   * Averaging behind a sum over many bins, for each of them: the sum over n bins of white noise is gamma distributed
   * with shape n times this (half the degrees of freedom of chi-square). A single bin is a little better.
   */
  shapePerBin: number;
}

export interface WelchOptions {
  kernels: Kernels;
  /** Power of two, 64 to 1,048,576. */
  size: number;
  format: SampleFormat;
  sampleRateHz: number;
}

export interface Welch {
  /** Takes samples that follow on the last ones; copies what it keeps. Whole samples, any number. */
  process(samples: Uint8Array): void;
  /** The samples that come next don't follow on the last: no transform will reach over the gap. */
  gap(): void;
  /** Of everything so far, a gap behind it. Undefined while no stretch was as long as a transform. */
  density(): PowerDensity | undefined;
}

/**
 * -92 dB sidelobes, so that a strong carrier hides nothing. Its square has harmonics up to the sixth: with six hops
 * in a transform every sample counts alike within 0.1 % (with four it is 6 %), and nothing of the averaging is lost.
 */
const windowName = 'blackman-harris';
const hopsPerTransform = 6;
/** Gathered for one call of the kernel: this many bytes, or this many transforms side by side if they are longer. */
const batchBytes = 1 << 18;
const batchTransforms = 4;

const smallestSize = 64;
/** Bins of 18 Hz at 2.4 MS/s; a batch holds 4 MB of floats. */
const largestSize = 131_072;
/** Bins across the band wanted at least; the power of two above makes it up to twice as many. */
const bandBins = 512;
/** Transforms side by side wanted at least, before bins are made finer: below, a spectrum is mostly its own noise. */
const fewestTransforms = 4;

/** The transform for measuring a band of `sampleCount` samples in one stretch. @throws never; at least 64. */
export function welchSize(sampleRateHz: number, bandwidthHz: number, sampleCount: number): number {
  const finest = (bandBins * sampleRateHz) / bandwidthHz;
  const most = Math.min(largestSize, sampleCount / fewestTransforms);
  let size = smallestSize;
  while (size < finest && size * 2 <= most) size *= 2;
  return size;
}

export function makeWelch({ kernels, size, format, sampleRateHz }: WelchOptions): Welch {
  const window = makeWindow(windowName, size);
  const bytes = sampleBytes[format];
  const hop = Math.floor(size / hopsPerTransform);
  const atLeast = Math.max(Math.floor(batchBytes / bytes), batchTransforms * size);
  const batch = Math.floor((atLeast - size) / hop) + 1;
  const capacity = (batch - 1) * hop + size;
  const spectrum = kernels.makeSpectrum({
    size,
    format,
    window,
    detector: 'average',
    // Of rows in levels only, which are not asked for.
    floorDb: -200,
    stepDb: 1,
  });
  const stage = new Uint8Array(capacity * bytes);
  const row = new Float32Array(size);
  const sums = new Float64Array(size);
  const noiseBins = enbwBins(window);
  let filled = 0;
  let transforms = 0;
  let stretches = 0;
  /** The stretch at hand has been transformed in part. */
  let begun = false;

  const transform = (count: number): void => {
    spectrum.rowDb(stage, count, hop, row);
    for (let bin = 0; bin < size; bin++) sums[bin] = sums[bin]! + count * 10 ** (row[bin]! / 10);
    if (!begun) stretches++;
    begun = true;
    transforms += count;
    const used = count * hop;
    stage.copyWithin(0, used * bytes, filled * bytes);
    filled -= used;
  };
  const gap = (): void => {
    if (filled >= size) transform(Math.floor((filled - size) / hop) + 1);
    filled = 0;
    begun = false;
  };

  return {
    process(samples) {
      for (let at = 0; at < samples.byteLength;) {
        const part = samples.subarray(at, at + (capacity - filled) * bytes);
        stage.set(part, filled * bytes);
        filled += part.byteLength / bytes;
        at += part.byteLength;
        if (filled === capacity) transform(batch);
      }
    },
    gap,
    density() {
      gap();
      if (transforms === 0) return undefined;
      const binHz = sampleRateHz / size;
      const perHz = new Float64Array(size);
      // A bin shows the noise of `noiseBins` bins, because rows are scaled for tones.
      for (let bin = 0; bin < size; bin++) perHz[bin] = sums[bin]! / transforms / (noiseBins * binHz);
      const hops = transforms - stretches;
      return {
        perHz,
        lowestHz: -sampleRateHz / 2,
        binHz,
        seconds: (hops * hop + stretches * size) / sampleRateHz,
        // The first transform of a stretch is worth its window's own equivalent length.
        shapePerBin: (hops * hop + (stretches * size) / noiseBins) / size,
      };
    },
  };
}
