import { describe, expect, it } from 'vitest';
import { Fault } from '../../contract/fault.ts';
import { nextRuns } from './schedule.ts';

const utc = (text: string): number => Date.parse(text);
const runs = (cron: string, zone: string, from: string, count: number, until?: string): string[] =>
  nextRuns(cron, zone, utc(from), count, until === undefined ? undefined : utc(until)).map((ms) =>
    new Date(ms).toISOString().replace(':00.000Z', 'Z'),
  );
const faultOf = (cron: string, zone = 'UTC'): Fault => {
  try {
    nextRuns(cron, zone, 0, 1);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error(`'${cron}' was taken`);
};

describe('the runs of a repetition', () => {
  it('have five parts, or six with seconds first', () => {
    expect(runs('30 6 * * 1-5', 'UTC', '2026-05-01T07:00:00Z', 2)).toEqual([
      '2026-05-04T06:30Z',
      '2026-05-05T06:30Z',
    ]);
    expect(nextRuns('*/10 * * * * *', 'UTC', 5000, 3)).toEqual([10_000, 20_000, 30_000]);
  });

  it('come strictly after the given time, and not after the last one', () => {
    expect(nextRuns('* * * * *', 'UTC', 60_000, 2)).toEqual([120_000, 180_000]);
    expect(nextRuns('* * * * *', 'UTC', 59_999, 1)).toEqual([60_000]);
    expect(nextRuns('* * * * *', 'UTC', 0, 9, 180_000)).toEqual([60_000, 120_000, 180_000]);
    expect(nextRuns('0 0 30 2 *', 'UTC', 0, 1)).toEqual([]);
  });

  it('follow the local clock of the zone, not of the machine', () => {
    expect(runs('0 9 * * *', 'Asia/Tokyo', '2026-01-01T00:00:00Z', 1)).toEqual(['2026-01-02T00:00Z']);
    expect(runs('0 9 * * *', 'Asia/Kathmandu', '2026-01-01T00:00:00Z', 1)).toEqual(['2026-01-01T03:15Z']);
  });
});

describe('daylight saving', () => {
  // Europe/Rome 2026: 29 March 02:00 → 03:00 at 01:00 UTC; 25 October 03:00 → 02:00 at 01:00 UTC.
  // America/New_York 2026: 8 March 02:00 → 03:00 at 07:00 UTC; 1 November 02:00 → 01:00 at 06:00 UTC.
  it('a time that does not exist runs once, at the first moment after the gap', () => {
    expect(runs('30 2 * * *', 'Europe/Rome', '2026-03-27T12:00:00Z', 4)).toEqual([
      '2026-03-28T01:30Z',
      '2026-03-29T01:00Z',
      '2026-03-30T00:30Z',
      '2026-03-31T00:30Z',
    ]);
    expect(runs('30 2 * * *', 'America/New_York', '2026-03-07T12:00:00Z', 2)).toEqual([
      '2026-03-08T07:00Z',
      '2026-03-09T06:30Z',
    ]);
  });

  it('a time that comes twice runs once, the first time', () => {
    expect(runs('30 2 * * *', 'Europe/Rome', '2026-10-23T12:00:00Z', 3)).toEqual([
      '2026-10-24T00:30Z',
      '2026-10-25T00:30Z',
      '2026-10-26T01:30Z',
    ]);
    expect(runs('30 1 * * *', 'America/New_York', '2026-10-31T12:00:00Z', 2)).toEqual([
      '2026-11-01T05:30Z',
      '2026-11-02T06:30Z',
    ]);
    // Asked from within the repeated hour, the second half past two is not a run.
    expect(runs('30 2 * * *', 'Europe/Rome', '2026-10-25T00:30:00Z', 1)).toEqual(['2026-10-26T01:30Z']);
    expect(runs('30 2 * * *', 'Europe/Rome', '2026-10-25T01:10:00Z', 1)).toEqual(['2026-10-26T01:30Z']);
  });

  it('times given as lists keep the same rule; two that fall into the gap are one run', () => {
    expect(runs('30 2,14 * * *', 'Europe/Rome', '2026-03-28T20:00:00Z', 3)).toEqual([
      '2026-03-29T01:00Z',
      '2026-03-29T12:30Z',
      '2026-03-30T00:30Z',
    ]);
    expect(runs('15,45 2 * * *', 'Europe/Rome', '2026-03-28T20:00:00Z', 2)).toEqual([
      '2026-03-29T01:00Z',
      '2026-03-30T00:15Z',
    ]);
    expect(runs('15,45 2 * * *', 'Europe/Rome', '2026-10-24T20:00:00Z', 3)).toEqual([
      '2026-10-25T00:15Z',
      '2026-10-25T00:45Z',
      '2026-10-26T01:15Z',
    ]);
  });

  it('intervals go on: the distance between runs stays, also through both changes', () => {
    for (const [zone, from] of [
      ['Europe/Rome', '2026-03-28T20:00:00Z'],
      ['Europe/Rome', '2026-10-24T20:00:00Z'],
      ['America/New_York', '2026-03-08T00:00:00Z'],
      ['America/New_York', '2026-11-01T00:00:00Z'],
    ] as const) {
      const found = nextRuns('*/20 * * * *', zone, utc(from), 36);
      expect(found).toEqual(found.map((_, i) => utc(from) + (i + 1) * 1_200_000));
    }
  });
});

describe('a repetition that is wrong', () => {
  it.each([
    ['61 * * * *', 'minute'],
    ['* 24 * * *', 'hour'],
    ['* * 32 * *', 'day of the month'],
    ['5 4 * foo *', 'month'],
    ['0 0 * * 9', 'weekday'],
    ['77 * * * * *', 'second'],
    ['*/0 * * * *', 'minute'],
    ['5-1 * * * *', 'minute'],
    ['? * * * *', 'minute'],
    ['1;2 * * * *', 'minute'],
  ])('%s names its %s', (cron, part) => {
    const fault = faultOf(cron);
    expect(fault.code).toBe('invalid');
    expect(fault.data).toEqual({ part });
    expect(fault.message).toContain(part);
    expect(fault.hint).toContain("'30 6 * * 1-5'");
  });

  it.each(['', '* * * *', '@daily', '* * * * * * 2030', 'every day'])('%j has the wrong parts', (cron) => {
    expect(faultOf(cron).message).toContain('five parts');
  });

  it('names a zone that is not one', () => {
    expect(faultOf('0 0 * * *', 'Mars/Olympus').message).toContain('Mars/Olympus');
    expect(faultOf('0 0 * * *', 'Mars/Olympus').hint).toContain('Europe/Rome');
  });
});
