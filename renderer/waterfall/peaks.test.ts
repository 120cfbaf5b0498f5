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

  it('the automatic range begins where the noise ends and reaches 10 dB over the strongest', () => {
    const db = row([[300, -25]]);
    const range = autoRange(db, 0, 1000, -25)!;
    expect(range.maxDb).toBe(-15);
    // 1.5 deviations of this noise are 1.5 dB; percentiles of a thousand values and the rounding leave a decibel.
    expect(range.minDb).toBeGreaterThanOrEqual(-100);
    expect(range.minDb).toBeLessThanOrEqual(-97);
    const quiet = autoRange(row([]), 0, 1000, -97)!;
    expect(quiet.maxDb - quiet.minDb).toBeGreaterThanOrEqual(30);
    expect(autoRange(db, 5, 5, -25)).toBeUndefined();
  });

  it('noise lies below the range whether rows are smooth or rough, and signals in 60 % of the band change little', () => {
    const random = makeRandom(3);
    const share = (db: Float32Array): number => {
      const { minDb } = autoRange(db, 0, db.length, -60)!;
      return db.filter((level) => level < minDb).length / db.length;
    };
    const smooth = Float32Array.from({ length: 2000 }, () => -100 + random.normal());
    // One transform without averaging: exponential power.
    const rough = Float32Array.from({ length: 2000 }, () => -100 + 10 * Math.log10(-Math.log(random.next())));
    for (const db of [smooth, rough]) {
      // Dark but for a few per cent of grains; not so high that weak signals sink in it.
      expect(share(db)).toBeGreaterThan(0.85);
      expect(share(db)).toBeLessThan(0.9999);
    }
    const full = smooth.map((level, x) => (x < 1200 ? level + 30 : level));
    const { minDb } = autoRange(full, 0, full.length, -60)!;
    expect(minDb).toBeGreaterThan(-100);
    expect(minDb).toBeLessThan(-94);
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
