/** Bands of known spectra. */
import { describe, expect, it } from 'vitest';
import { occupiedBand, slopingBand } from './band.ts';

const count = 201;
const middle = 100.5;
const rows = 100;

/** Sums over `rows` rows of noise of level 1 and a spectrum with this mean level in each bin. */
function sums(level: (bin: number) => number): { powers: Float64Array; noises: Float64Array } {
  const noises = new Float64Array(count).fill(rows);
  return { powers: noises.map((noise, bin) => noise + rows * level(bin)), noises };
}
const slope = (bin: number): number => 20 * Math.exp(-Math.abs(bin + 0.5 - middle) / 8);

describe('the band of 99 %', () => {
  it('of a spectrum that falls into the noise is read with what the noise hides', () => {
    const { powers, noises } = sums(slope);
    // Of a two-sided exponential 1 % lies beyond 8 · ln 100 bins.
    const half = 8 * Math.log(100);
    const { low, high } = slopingBand(powers, noises, rows, 60, 141);
    expect(Math.abs(low - (middle - half))).toBeLessThan(1);
    expect(Math.abs(high - (middle + half))).toBeLessThan(1);
    const seen = occupiedBand(powers, noises, rows);
    expect(seen.high - seen.low).toBeLessThan(0.85 * 2 * half);
  });

  it('of a rectangle is the rectangle: it has no slopes', () => {
    const { powers, noises } = sums((bin) => (bin >= 80 && bin < 120 ? 10 : 0));
    const { low, high } = slopingBand(powers, noises, rows, 60, 141);
    // The steepest slope looked at still holds some thousandths of the power.
    expect(Math.abs(low - 80.2)).toBeLessThan(0.3);
    expect(Math.abs(high - 119.8)).toBeLessThan(0.3);
  });

  it('of a keyed carrier is as wide on one side as on the other, whatever lies beside it', () => {
    const carrier = (bin: number): number =>
      (bin === 100 ? 500 : slope(bin) / 10) + (bin >= 150 && bin < 160 ? 0.5 : 0);
    const { powers, noises } = sums(carrier);
    const { low, high } = slopingBand(powers, noises, rows, 60, 165);
    // Eight bins more on one side than on the other, at most.
    expect(Math.abs(100.5 - low - (high - 100.5))).toBeLessThanOrEqual(8);
  });
});
