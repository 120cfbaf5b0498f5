/** Resolution bandwidth of a spectrum: rate / size × the window's equivalent noise bandwidth. */
import type { SpectrumRequest } from '../../contract/radio.ts';

/**
 * Bins of white noise in one bin. Cosine windows: 1 + Σaₖ²/(2a₀²) with the coefficients of Harris (1978),
 * Nuttall (1981, continuous first derivative) and ISO 18431-2; Kaiser for beta 14, by numeric summation.
 */
export const noiseBandwidthBins: Readonly<Record<SpectrumRequest['window'], number>> = {
  rect: 1,
  hann: 1.5,
  hamming: 1.36283,
  'blackman-harris': 2.00435,
  nuttall: 2.02123,
  'flat-top': 3.77093,
  kaiser: 2.16113,
};

export function resolutionHz(
  sampleRateHz: number,
  spectrum: Pick<SpectrumRequest, 'fftSize' | 'window'>,
): number {
  return (sampleRateHz / spectrum.fftSize) * noiseBandwidthBins[spectrum.window];
}
