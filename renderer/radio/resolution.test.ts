import { describe, expect, it } from 'vitest';
import { noiseBandwidthBins, resolutionHz } from './resolution.ts';

describe('resolution bandwidth', () => {
  it('has the noise bandwidth of each cosine window, from its coefficients', () => {
    const cosines: [keyof typeof noiseBandwidthBins, number[]][] = [
      ['hann', [0.5, 0.5]],
      ['hamming', [0.54, 0.46]],
      ['blackman-harris', [0.35875, 0.48829, 0.14128, 0.01168]],
      ['nuttall', [0.355768, 0.487396, 0.144232, 0.012604]],
      ['flat-top', [1, 1.933, 1.286, 0.388, 0.0322]],
    ];
    for (const [name, [a0 = 1, ...rest]] of cosines) {
      const bins = 1 + rest.reduce((sum, a) => sum + a * a, 0) / (2 * a0 * a0);
      // The table has five digits after the point.
      expect(noiseBandwidthBins[name]).toBeCloseTo(bins, 4);
    }
  });

  it('scales with rate and size', () => {
    expect(resolutionHz(2.4e6, { fftSize: 8192, window: 'rect' })).toBeCloseTo(292.97, 2);
    expect(resolutionHz(2.4e6, { fftSize: 4096, window: 'hann' })).toBeCloseTo(878.9, 1);
  });
});
