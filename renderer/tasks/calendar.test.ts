import { describe, expect, it } from 'vitest';
import { boxesOf, byDay, daysOf, joined, type Occurrence } from './calendar-layout.ts';
import { dateText, dayMs } from './clock.ts';

const hour = 3_600_000;
const monday = Date.UTC(2026, 10, 23);

const run = (taskId: number, timeMs: number, seconds = 60): Occurrence => ({
  timeMs,
  taskId,
  scheduleId: taskId,
  name: `task ${taskId}`,
  radio: 'any',
  centreHz: 1e8,
  bandwidthHz: 2e5,
  seconds,
});

describe('runs of a day', () => {
  it('of one task join while they follow each other closely', () => {
    const often = Array.from({ length: 96 }, (_, k) => run(1, monday + k * hour * 0.25));
    expect(joined(often, hour / 2)).toHaveLength(1);
    expect(joined(often, hour / 2)[0]).toMatchObject({ count: 96 });
    expect(joined(often, 60_000)).toHaveLength(96);
    expect(joined([run(1, monday), run(2, monday + 1000)], dayMs)).toHaveLength(2);
  });

  it('stand by the day of the zone', () => {
    const days = byDay([run(1, monday - 1), run(2, monday), run(3, monday + dayMs)], 'utc');
    expect([...days].map(([day, runs]) => [day, runs.length])).toEqual([
      ['2026-11-22', 1],
      ['2026-11-23', 1],
      ['2026-11-24', 1],
    ]);
  });

  it('stand side by side where they overlap, alone where they do not', () => {
    const entries = joined(
      [
        run(1, monday, 7200),
        run(2, monday + hour, 7200),
        run(3, monday + 2 * hour, 3600),
        run(4, monday + 12 * hour),
      ],
      0,
    );
    const boxes = boxesOf(entries, monday, monday + dayMs);
    expect(boxes.map(({ lane, lanes }) => [lane, lanes])).toEqual([
      [0, 2],
      [1, 2],
      [0, 2],
      [0, 1],
    ]);
    expect(boxes[0]).toMatchObject({ top: 0, height: 2 / 24 });
    // A minute is drawn as half an hour, so that its name can be read.
    expect(boxes[3]).toMatchObject({ top: 0.5, height: 0.5 / 24 });
  });
});

describe('the days shown', () => {
  it('are six whole weeks of a month, seven days of a week, a month from today', () => {
    const month = daysOf('month', monday, 'utc').map((day) => dateText(day, 'utc'));
    expect([month.length, month[0], month.at(-1)]).toEqual([42, '2026-10-26', '2026-12-06']);
    const week = daysOf('week', monday + 3 * dayMs, 'utc').map((day) => dateText(day, 'utc'));
    expect([week.length, week[0], week.at(-1)]).toEqual([7, '2026-11-23', '2026-11-29']);
    expect(daysOf('agenda', monday + 5 * hour, 'utc')[0]).toBe(monday);
  });
});
