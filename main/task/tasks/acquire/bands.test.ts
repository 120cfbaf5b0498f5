import { describe, expect, it } from 'vitest';
import { makeRandom, type Random } from '../../../../testing/random.ts';
import { bandOf, bestCentre, centresFor, compareCounts, fits, guardHz, type Wanted } from './bands.ts';
import { rateFor } from './rates.ts';

const rate = 2.4e6;
const tunable = { min: 0, max: 6e9 };

function someWanted(random: Random, count: number, spanHz: number): Wanted[] {
  return Array.from({ length: count }, () => ({
    band: bandOf({
      centreHz: 100e6 + Math.round((random.next() - 0.5) * spanHz),
      bandwidthHz: random.pick([5000, 12_500, 25_000, 200_000, 900_000, 1_500_000]),
    }),
    rank: random.integer(3),
  }));
}

const served = (wanted: readonly Wanted[], centreHz: number): number[] => {
  const counts = [0, 0, 0];
  for (const { band, rank } of wanted) if (fits({ centreHz, sampleRateHz: rate }, band)) counts[rank]!++;
  return counts;
};

describe('the usable part of a stream', () => {
  it('is 0.8 of the rate, without DC and its guard', () => {
    const tuning = { centreHz: 100e6, sampleRateHz: rate };
    const at = (offsetHz: number): boolean =>
      fits(tuning, bandOf({ centreHz: 100e6 + offsetHz, bandwidthHz: 10_000 }));
    expect(guardHz(rate)).toBe(5000);
    expect(guardHz(10e6)).toBe(20_000);
    expect([at(955_000), at(955_001), at(-955_000), at(-955_001)]).toEqual([true, false, true, false]);
    expect([at(10_000), at(9_999), at(-10_000), at(-9_999), at(0)]).toEqual([
      true,
      false,
      true,
      false,
      false,
    ]);
  });

  it('lets a band hold DC only where it can not avoid it', () => {
    const tuning = { centreHz: 100e6, sampleRateHz: rate };
    const widest = 0.4 * rate - 5000;
    expect(fits(tuning, { lowHz: 100e6 - 1000, highHz: 100e6 - 1000 + widest })).toBe(false);
    expect(fits(tuning, { lowHz: 100e6 - 1000, highHz: 100e6 - 1000 + widest + 1 })).toBe(true);
  });

  it('every centre of the intervals serves the band, no centre beside them does', () => {
    const random = makeRandom(11);
    for (const { band } of someWanted(random, 200, 4e6)) {
      const intervals = centresFor(band, rate, tunable);
      for (const { min, max } of intervals)
        for (const centreHz of [min, (min + max) / 2, max])
          expect(fits({ centreHz, sampleRateHz: rate }, band)).toBe(true);
      for (let k = 0; k < 20; k++) {
        const centreHz = band.lowHz + (random.next() - 0.5) * 3e6;
        // 1 Hz: an edge itself is in, give or take the slack of rounding.
        if (intervals.every(({ min, max }) => centreHz < min - 1 || centreHz > max + 1))
          expect(fits({ centreHz, sampleRateHz: rate }, band)).toBe(false);
      }
    }
  });
});

describe('the best centre', () => {
  it('serves the first task and no centre of a fine grid serves more', () => {
    const random = makeRandom(5);
    for (let round = 0; round < 40; round++) {
      const wanted = someWanted(random, 2 + random.integer(30), 5e6);
      const best = bestCentre(wanted, rate, tunable)!;
      expect(fits({ centreHz: best.centreHz, sampleRateHz: rate }, wanted[0]!.band)).toBe(true);
      const counts = served(wanted, best.centreHz);
      expect(compareCounts(counts, best.counts)).toBe(0);
      for (let hz = wanted[0]!.band.lowHz - 1.2e6; hz < wanted[0]!.band.highHz + 1.2e6; hz += 1777) {
        if (!fits({ centreHz: hz, sampleRateHz: rate }, wanted[0]!.band)) continue;
        expect(compareCounts(served(wanted, hz), counts)).toBeLessThanOrEqual(0);
      }
    }
  });

  it('finds a place that only one point in the spectrum has', () => {
    // Together exactly 0.8 of the rate: a single centre, which no grid of kilohertz holds.
    const wanted: Wanted[] = [
      { band: { lowHz: 99_040_000.5, highHz: 99_100_000 }, rank: 0 },
      { band: { lowHz: 100_900_000, highHz: 100_960_000.5 }, rank: 0 },
    ];
    expect(bestCentre(wanted, rate, tunable)).toMatchObject({ centreHz: 100_000_000.5, counts: [2] });
  });

  it('serves one of higher rank rather than many of lower', () => {
    const narrow = (centreHz: number, rank: number): Wanted => ({
      band: bandOf({ centreHz, bandwidthHz: 10_000 }),
      rank,
    });
    const low = Array.from({ length: 10 }, (_, k) => narrow(101.5e6 + k * 20_000, 1));
    const best = bestCentre([narrow(100e6, 0), narrow(98.5e6, 0), ...low], rate, tunable)!;
    expect(best.counts).toEqual([2, 0]);
  });

  it('lies in the middle of what it serves', () => {
    const wanted = [99.5e6, 99.7e6, 100.3e6].map((centreHz) => ({
      band: bandOf({ centreHz, bandwidthHz: 20_000 }),
      rank: 0,
    }));
    expect(bestCentre(wanted, rate, tunable)!.centreHz).toBe(99.9e6);
  });

  it('stays where the radio tunes', () => {
    const wanted = [{ band: bandOf({ centreHz: 24.2e6, bandwidthHz: 20_000 }), rank: 0 }];
    expect(bestCentre(wanted, rate, { min: 24e6, max: 1.7e9 })!.centreHz).toBeGreaterThanOrEqual(24e6);
    expect(bestCentre(wanted, rate, { min: 26e6, max: 1.7e9 })).toBeUndefined();
  });
});

describe('the rate', () => {
  const stick = { driver: 'rtlsdr', sampleRatesHz: [250_000, 1_024_000, 2_400_000, 2_880_000, 3_200_000] };
  it('is the highest safe one, higher only for a band that needs it', () => {
    expect(rateFor(stick, 12_500)).toBe(2.4e6);
    expect(rateFor(stick, 1_920_000)).toBe(2.4e6);
    expect(rateFor(stick, 1_920_001)).toBe(2.88e6);
    expect(rateFor(stick, 3e6)).toBeUndefined();
    expect(rateFor({ driver: 'airspy', sampleRatesHz: [10e6, 2.5e6] }, 1e5)).toBe(10e6);
    expect(rateFor({ driver: 'hackrf', sampleRatesHz: [2e6, 8e6, 10e6, 20e6] }, 12e6)).toBe(20e6);
    expect(rateFor({ driver: 'sim', sampleRatesHz: { min: 250_000, max: 20e6 } }, 25_000)).toBe(2.4e6);
    expect(rateFor({ driver: 'sim', sampleRatesHz: { min: 250_000, max: 20e6 } }, 3e6)).toBe(3.8e6);
  });
});
