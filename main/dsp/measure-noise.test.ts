import { describe, expect, it } from 'vitest';
import { makeRandom, type Random } from '../../testing/random.ts';
import { readNoise } from './measure-noise.ts';

/** Bins of averaged noise: the mean of `shape` exponential values around `level`. */
function averaged(random: Random, shape: number, level: number): number {
  let sum = 0;
  for (let k = 0; k < shape; k++) sum -= Math.log(1 - random.next());
  return (sum / shape) * level;
}

function spectrum(seed: number, size: number, shape: number, level: (bin: number) => number): Float64Array {
  const random = makeRandom(seed);
  return Float64Array.from({ length: size }, (_, bin) => averaged(random, shape, level(bin)));
}

describe('the noise of a spectrum', () => {
  it('of pure noise is its mean, and nothing stands out of it', () => {
    for (const shape of [1, 4, 16, 64])
      for (let seed = 0; seed < 50; seed++) {
        const { level, signals } = readNoise(
          spectrum(seed, 200, shape, () => 3),
          shape,
        );
        expect(signals).toEqual([]);
        // The mean of all 200 bins: four of its standard deviations.
        expect(Math.abs(level / 3 - 1)).toBeLessThan(4 / Math.sqrt(200 * shape));
      }
  });

  it('is right below signals that fill most of the spectrum, in one guard alone, and beside a strong line', () => {
    const size = 240;
    const cases: [string, (bin: number) => number][] = [
      ['200 of 240 bins', (bin) => (bin >= 20 && bin < 220 ? 20 : 1)],
      ['all but one guard', (bin) => (bin >= 20 ? 100 : 1)],
      ['a line 90 dB above', (bin) => (bin === 117 ? 1e9 : 1)],
      ['stairs', (bin) => (bin < 60 ? 1 : bin < 100 ? 3 : bin < 140 ? 40 : bin < 180 ? 4 : 1)],
      ['a notch', (bin) => (bin >= 100 && bin < 108 ? 0.01 : 1)],
    ];
    for (const [name, level] of cases) {
      const ratios = Array.from({ length: 40 }, (_, seed) => {
        const reading = readNoise(spectrum(seed + 100, size, 32, level), 32);
        return 10 * Math.log10(reading.level);
      });
      const mean = ratios.reduce((sum, one) => sum + one, 0) / ratios.length;
      // Unbiased within 0.3 dB; the notch takes 8 of the first 19 bins that are looked at, never the level.
      expect(Math.abs(mean), name).toBeLessThan(0.3);
    }
  });

  it('tells where what stands out begins and ends', () => {
    for (let seed = 0; seed < 40; seed++) {
      const bins = spectrum(seed + 200, 240, 32, (bin) => (bin >= 50 && bin < 90 ? 4 : bin === 200 ? 50 : 1));
      // 6 dB above with 32 averages, five deviations apart: an edge may move where one bin is an outlier.
      const { signals } = readNoise(bins, 32);
      expect(signals.length).toBe(2);
      expect(Math.abs((signals[0]?.from ?? 0) - 50)).toBeLessThanOrEqual(1);
      expect(Math.abs((signals[0]?.to ?? 0) - 90)).toBeLessThanOrEqual(1);
      expect(signals[1]).toEqual({ from: 200, to: 201 });
    }
  });

  it('takes a ripple of 0.1 dB for noise however sure it is, and 0.5 dB for a signal', () => {
    const wavy = (ripple: number): Float64Array =>
      Float64Array.from({ length: 600 }, (_, bin) => (bin % 200 < 100 ? 1 : 10 ** (ripple / 10)));
    expect(readNoise(wavy(0.1), 1e6).signals).toEqual([]);
    expect(readNoise(wavy(0.5), 1e6).signals.length).toBe(3);
  });

  it('of nothing at all is a number', () => {
    const { level, signals } = readNoise(new Float64Array(100).fill(1e-24), 10);
    expect(level).toBeCloseTo(1e-24, 30);
    expect(signals).toEqual([]);
  });
});
