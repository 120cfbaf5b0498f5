import { describe, expect, it } from 'vitest';
import { bandTicks, secondsText, timeTicks, utcOf } from './ticks.ts';

const startedMs = Date.UTC(2026, 10, 23, 12, 30, 5, 500);
const clock = { sampleRateHz: 1e6, startedMs, captures: [] };
const labels = (found: readonly { label: string }[]): string[] => found.map(({ label }) => label);

describe('the time axis', () => {
  it('in seconds has round ones, in minutes those of a clock', () => {
    expect(labels(timeTicks(clock, 'offset', 0, 10e6, 5))).toEqual(['0', '2 s', '4 s', '6 s', '8 s', '10 s']);
    expect(labels(timeTicks(clock, 'offset', 0, 300e6, 6))).toEqual([
      '0',
      '1:00',
      '2:00',
      '3:00',
      '4:00',
      '5:00',
    ]);
    expect(labels(timeTicks(clock, 'offset', 0, 100e6, 5))).toEqual(['0', '30 s', '1:00', '1:30']);
    expect(labels(timeTicks(clock, 'offset', 1000, 1400, 4))).toEqual([
      '1.0 ms',
      '1.1 ms',
      '1.2 ms',
      '1.3 ms',
      '1.4 ms',
    ]);
  });

  it('in UTC falls on round clock times, and without a start is in seconds', () => {
    const found = timeTicks(clock, 'utc', 0, 10e6, 6);
    expect(labels(found).slice(0, 2)).toEqual(['12:30:06', '12:30:08']);
    expect(found[0]?.at).toBeCloseTo(0.5e6, 0);
    expect(labels(timeTicks(clock, 'utc', 0, 40, 2))).toEqual([
      '12:30:05.50000',
      '12:30:05.50002',
      '12:30:05.50004',
    ]);
    const without = { sampleRateHz: 1e6, captures: [] };
    expect(labels(timeTicks(without, 'utc', 0, 2e6, 3))).toEqual(['0', '1 s', '2 s']);
  });

  it('in samples counts whole ones', () => {
    expect(labels(timeTicks(clock, 'samples', 0, 4000, 4))).toEqual([
      '0',
      '1,000',
      '2,000',
      '3,000',
      '4,000',
    ]);
    expect(timeTicks(clock, 'samples', 0, 3, 100).every(({ at }) => Number.isInteger(at))).toBe(true);
  });

  it('counts what was lost: after a gap time goes on from where the capture says', () => {
    const captures = [
      { startSample: 0, sampleCount: 1e6, timeMs: startedMs, lostBefore: 0 },
      { startSample: 1e6, sampleCount: 1e6, timeMs: startedMs + 5000, lostBefore: 4e6 },
    ];
    expect(utcOf({ ...clock, captures }, 1_500_000)).toBe(startedMs + 5500);
    expect(utcOf({ ...clock, captures }, 500_000)).toBe(startedMs + 500);
    const seen = timeTicks({ ...clock, captures }, 'utc', 0, 2e6, 2);
    expect(labels(seen)).toEqual(['12:30:06', '12:30:11']);
    expect(seen.map(({ at }) => Math.round(at))).toEqual([500_000, 1_500_000]);
  });
});

describe('the frequency axis', () => {
  it('is absolute in the unit people use, or from the centre with a sign', () => {
    expect(bandTicks(99e6, 101e6, 0, 4)).toMatchObject({
      unit: 'MHz',
      ticks: [
        { label: '99.0' },
        { label: '99.5' },
        { label: '100.0' },
        { label: '100.5' },
        { label: '101.0' },
      ],
    });
    const offset = bandTicks(99e6, 101e6, 100e6, 4);
    expect(labels(offset.ticks)).toEqual(['−1.0', '−0.5', '0.0', '+0.5', '+1.0']);
    expect(offset.ticks.map(({ at }) => at)).toEqual([99e6, 99.5e6, 100e6, 100.5e6, 101e6]);
  });
});

describe('a time', () => {
  it('is written to the digit that is known', () => {
    expect(secondsText(0.0032514, 1e-6)).toBe('3.251 ms');
    expect(secondsText(0.000123, 1e-6)).toBe('123 µs');
    expect(secondsText(3725.25, 0.1)).toMatch(/^1:02:05\.[23]$/);
    expect(secondsText(59.99, 1)).toBe('60 s');
  });
});
