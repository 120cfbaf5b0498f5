import { describe, expect, it } from 'vitest';
import { makeRandom } from '../../testing/random.ts';
import { autoRange, findPeaks, percentile, summarise } from './peaks.ts';

/** Noise of many averaged transforms around −100 dBFS with carriers on it. */
function row(carriers: readonly [number, number][]): Float32Array {
  const random = makeRandom(8);
  const db = Float32Array.from({ length: 1000 }, () => -100 + random.normal());
  for (const [x, level] of carriers) db[x] = level;
  return db;
}

describe('peaks', () => {
  it('finds the carriers, strongest first, and nothing in the noise', () => {
    const db = row([
      [100, -40],
      [500, -60],
      [900, -20],
    ]);
    // 12 dB is 12 standard deviations of this noise: none reaches it.
    const found = findPeaks(db, 0, 1000, { most: 5, aboveDb: 12, apart: 20 });
    expect(found.map((peak) => peak.x)).toEqual([900, 100, 500]);
  });

  it('a weaker neighbour of a strong one is not a second label', () => {
    const db = row([
      [500, -30],
      [508, -45],
      [540, -50],
    ]);
    const found = findPeaks(db, 0, 1000, { most: 5, aboveDb: 12, apart: 20 });
    expect(found.map((peak) => peak.x)).toEqual([500, 540]);
  });

  it('the automatic range holds the noise and 10 dB over the strongest', () => {
    const db = row([[300, -25]]);
    const range = autoRange(db, 0, 1000)!;
    expect(range.maxDb).toBe(-15);
    // Below the lowest noise of a thousand normal values (−3.3 deviations), not far below.
    expect(range.minDb).toBeLessThan(-104);
    expect(range.minDb).toBeGreaterThan(-115);
    const quiet = autoRange(row([]), 0, 1000)!;
    expect(quiet.maxDb - quiet.minDb).toBeGreaterThanOrEqual(30);
    expect(autoRange(db, 5, 5)).toBeUndefined();
  });

  it('percentiles are of the given part only', () => {
    const db = Float32Array.from([0, 1, 2, 3, 4, 100]);
    expect(percentile(db, 0, 5, 0.5)).toBe(2);
    expect(percentile(db, 0, 5, 1)).toBe(4);
  });

  it('says in words what is seen', () => {
    const view = { lowHz: 99e6, highHz: 101e6 };
    expect(summarise([{ x: 1, db: -40, hz: 100.1e6 }], view, 300, -98)).toBe(
      'Spectrum 99.000 MHz to 101.000 MHz: strongest 100.1000 MHz at −40.0 dBFS; noise about −98.0 dBFS.',
    );
    expect(summarise([], view, 300, -98)).toContain('no signal stands out');
  });
});
