import { describe, expect, it } from 'vitest';
import { axisOriginMs, clockStep, crossedTick, duration, timeLabel } from './time.ts';

const noon = Date.UTC(2026, 4, 1, 12, 0, 0);

describe('time axis', () => {
  it('takes the next step a clock has', () => {
    expect(clockStep(433)).toBe(500);
    expect(clockStep(11_000)).toBe(15_000);
    expect(clockStep(15_000)).toBe(15_000);
    expect(clockStep(1e9)).toBe(3_600_000);
  });

  it('ticks lie on the clock and each is crossed by exactly one pair of neighbouring rows', () => {
    // 33.3 ms rows over two minutes; ticks every 15 s: 12:00:00 (already passed) to 12:02:00.
    const found: number[] = [];
    const rowMs = 1000 / 30;
    for (let n = 1; n <= 3600; n++) {
      const tick = crossedTick(noon + (n - 1) * rowMs, noon + n * rowMs, 15_000, 0);
      if (tick !== undefined) found.push((tick - noon) / 1000);
    }
    // The last row's time is a float that may end a hair before 12:02:00.
    expect(found.slice(0, 7)).toEqual([15, 30, 45, 60, 75, 90, 105]);
    expect(found.length).toBeLessThanOrEqual(8);
  });

  it('a gap that jumps over several ticks shows the newest of them', () => {
    expect(crossedTick(noon + 1000, noon + 61_000, 15_000, 0)).toBe(noon + 60_000);
    expect(crossedTick(noon + 1000, noon + 14_999, 15_000, 0)).toBeUndefined();
  });

  it('offset counts from the start of the stream, and its ticks do too', () => {
    const start = noon + 345;
    const origin = axisOriginMs('offset', noon, start);
    expect(crossedTick(start + 900, start + 1100, 1000, origin)).toBe(start + 1000);
    expect(timeLabel('offset', start + 1000, start, 0)).toBe('+1 s');
    expect(timeLabel('offset', start + 185_000, start, 0)).toBe('+03:05');
    expect(timeLabel('offset', start + 3_725_500, start, 1)).toBe('+1:02:05.5');
  });

  it('local labels are UTC moved by the zone', () => {
    const zoneMs = new Date(noon).getTimezoneOffset() * 60_000;
    expect(timeLabel('local', noon + zoneMs, 0, 0)).toBe('12:00:00');
    expect(axisOriginMs('local', noon, 0)).toBe(zoneMs);
  });

  it('a float a hair under the second is that second', () => {
    expect(timeLabel('utc', noon - 1e-4, 0, 0)).toBe('12:00:00');
    expect(timeLabel('utc', noon + 299.9999, 0, 1)).toBe('12:00:00.3');
  });

  it('durations read like speech', () => {
    expect(duration(5)).toBe('5.00 ms');
    expect(duration(53.2)).toBe('53.2 ms');
    expect(duration(1234)).toBe('1.2 s');
    expect(duration(185_000)).toBe('3 min 5 s');
    expect(duration(7_440_000)).toBe('2 h 4 min');
  });
});
