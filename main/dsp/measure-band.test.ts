import { describe, expect, it } from 'vitest';
import { bandPower, occupiedBand } from './measure-band.ts';
import type { PowerDensity } from './welch.ts';

/** Bins 10 Hz wide around 0, ±50, ±40…; `perHz` from the middle frequency of the bin. */
function density(perHz: (hz: number) => number): PowerDensity {
  return {
    perHz: Float64Array.from({ length: 100 }, (_, bin) => perHz(-500 + 10 * bin)),
    lowestHz: -500,
    binHz: 10,
    seconds: 1,
    shapePerBin: 10,
  };
}

describe('power in a band', () => {
  it('counts parts of bins by their share', () => {
    const flat = density(() => 2);
    expect(bandPower(flat, -100, 100)).toBeCloseTo(400, 9);
    expect(bandPower(flat, 3, 4)).toBeCloseTo(2, 9);
    expect(bandPower(flat, 3, 23.5)).toBeCloseTo(41, 9);
    const one = density((hz) => (hz === 100 ? 1 : 0));
    expect(bandPower(one, 0, 100)).toBeCloseTo(5, 9);
    expect(bandPower(one, 0, 105)).toBeCloseTo(10, 9);
  });

  it('has nothing outside the spectrum', () => {
    expect(
      bandPower(
        density(() => 1),
        -2000,
        2000,
      ),
    ).toBeCloseTo(1000, 9);
  });
});

describe('the occupied band', () => {
  it('of a flat block leaves half of the rest on either side', () => {
    const block = density((hz) => (Math.abs(hz) <= 200 ? 5 : 1));
    // 41 bins: ±205 Hz.
    const { lowHz, highHz } = occupiedBand(block, -400, 400, 1, 0.99);
    expect(lowHz).toBeCloseTo(-205 * 0.99, 6);
    expect(highHz).toBeCloseTo(205 * 0.99, 6);
    const half = occupiedBand(block, -400, 400, 1, 0.5);
    expect(half.highHz - half.lowHz).toBeCloseTo(205, 6);
  });

  it('of an uneven spectrum lies where its power is', () => {
    // 99.4 % of the power in the bin at 0, 0.6 % in the one at 300: 0.5 % points at both.
    const uneven = density((hz) => (hz === 0 ? 994 : hz === 300 ? 6 : 0));
    const { lowHz, highHz } = occupiedBand(uneven, -400, 400, 0, 0.99);
    expect(lowHz).toBeCloseTo(-5 + (10 * 5) / 994, 6);
    expect(highHz).toBeCloseTo(305 - (10 * 5) / 6, 6);
  });

  it('of one bin is a part of it, and ends in parts of bins too', () => {
    const line = density((hz) => (hz === 50 ? 1 : 0));
    const { lowHz, highHz } = occupiedBand(line, 41, 58, 0, 0.99);
    expect(lowHz).toBeGreaterThan(45);
    expect(highHz).toBeLessThan(55);
    expect(highHz - lowHz).toBeCloseTo(9.9, 6);
  });
});
