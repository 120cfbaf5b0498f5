import { describe, expect, it } from 'vitest';
import { makeRandom } from '../../testing/random.ts';
import { noiseThreshold } from './tail.ts';

describe('thresholds of noise', () => {
  it('of one power are those of an exponential variable', () => {
    // The saddle point is within 8 % of the tail's probability there: 0.08 in its logarithm.
    for (const p of [1e-3, 1e-6, 1e-10])
      expect(Math.abs(noiseThreshold(1, 1, p) + Math.log(p))).toBeLessThan(0.1);
  });

  it('of 4 × 4 powers are exceeded by noise under the window as often as they say', () => {
    const random = makeRandom(3);
    const size = 64;
    const hop = size / 2;
    const trials = 20_000;
    const threshold = noiseThreshold(4, 4, 0.01) * 16;
    const window = Array.from({ length: size }, (_, n) => Math.sin((Math.PI * n) / size) ** 2);
    const squares = window.reduce((sum, w) => sum + w * w, 0);
    const turns = Array.from({ length: size }, (_, n) => (2 * Math.PI * n) / size);
    const [cos, sin] = [turns.map(Math.cos), turns.map(Math.sin)];
    let above = 0;
    for (let trial = 0; trial < trials; trial++) {
      const re = Array.from({ length: size + 3 * hop }, () => random.normal() * Math.SQRT1_2);
      const im = re.map(() => random.normal() * Math.SQRT1_2);
      let sum = 0;
      for (let row = 0; row < 4; row++)
        for (let bin = 9; bin < 13; bin++) {
          let x = 0;
          let y = 0;
          for (let n = 0; n < size; n++) {
            const c = cos[(n * bin) % size]! * window[n]!;
            const s = sin[(n * bin) % size]! * window[n]!;
            x += re[row * hop + n]! * c + im[row * hop + n]! * s;
            y += im[row * hop + n]! * c - re[row * hop + n]! * s;
          }
          sum += (x * x + y * y) / squares;
        }
      if (sum > threshold) above++;
    }
    // 200 are expected, give or take 14; that rows share more than one bin with the next adds a quarter.
    expect(above).toBeGreaterThan(150);
    expect(above).toBeLessThan(290);
  });
});
