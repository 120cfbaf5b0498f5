import { afterEach, describe, expect, it, vi } from 'vitest';
import { dayMs, fieldsOf, lengthText, moved, readStamp, shortText, stampText, startOf } from './clock.ts';

afterEach(() => vi.unstubAllEnvs());

const noon = Date.UTC(2026, 10, 23, 12, 5, 9);

describe('times as they are written', () => {
  it('are read back as they were written', () => {
    expect(stampText(noon, 'utc')).toBe('2026-11-23 12:05:09');
    expect(readStamp('2026-11-23 12:05:09', 'utc')).toBe(noon);
    expect(readStamp(stampText(noon, 'local'), 'local')).toBe(noon);
    expect(readStamp('2026-02-31 00:00', 'utc')).toBeUndefined();
    expect(readStamp('tomorrow', 'utc')).toBeUndefined();
  });

  it('are as short as they stay clear', () => {
    expect(shortText(noon, 'utc', noon + 3_600_000)).toBe('12:05:09');
    expect(shortText(noon, 'utc', noon + dayMs)).toBe('11-23 12:05');
    expect(shortText(noon, 'utc', noon + 60 * dayMs)).toBe('2026-11-23');
  });

  it('of length', () => {
    expect([0.25, 10, 90, 3600, 5400, 90_000, 86_400 * 3].map(lengthText)).toEqual([
      '0.25 s',
      '10 s',
      '1 min 30 s',
      '1 h',
      '1 h 30 min',
      '1 d 1 h',
      '3 d',
    ]);
  });
});

describe('the calendar', () => {
  it('begins weeks on Monday', () => {
    expect(fieldsOf(noon, 'utc').weekday).toBe(0);
    expect(startOf('week', noon + 6 * dayMs, 'utc')).toBe(Date.UTC(2026, 10, 23));
    expect(startOf('month', noon, 'utc')).toBe(Date.UTC(2026, 10, 1));
    expect(moved('month', noon, 'utc', 2)).toBe(Date.UTC(2027, 0, 1));
  });

  it('has a day of 25 hours where daylight saving ends', () => {
    vi.stubEnv('TZ', 'Europe/Paris');
    const before = startOf('day', Date.UTC(2026, 9, 25, 10), 'local');
    expect(moved('day', before, 'local', 1) - before).toBe(25 * 3_600_000);
    expect(stampText(moved('day', before, 'local', 1), 'local')).toBe('2026-10-26 00:00:00');
  });
});
