import { describe, expect, it } from 'vitest';
import { bandsOf, coveredBy, hitAt, layOut, runsInOrder, yOf, type Tuning } from './timeline-layout.ts';
import { aroundNow, askedSpan, panned, spanOf, ticksOf, zoomed } from './timeline-view.ts';

const tuning = (id: number, radioId: string, centreHz: number, from: number, to?: number): Tuning => ({
  id,
  radioId,
  centreHz,
  sampleRateHz: 2e6,
  startedMs: from,
  ...(to === undefined ? {} : { endedMs: to }),
  runs: [
    {
      taskId: id * 10,
      name: 'low',
      centreHz: centreHz - 5e5,
      bandwidthHz: 2e5,
      startedMs: from,
      outcome: 'running',
    },
    {
      taskId: id * 10 + 1,
      name: 'high',
      centreHz: centreHz + 5e5,
      bandwidthHz: 12_500,
      startedMs: from + 100,
      outcome: 'running',
    },
  ],
});

const view = { fromMs: 0, toMs: 1000 };

describe('frequencies of a band', () => {
  it('join where tunings overlap and break where nobody was', () => {
    const spans = coveredBy([
      tuning(1, 'a', 100e6, 0, 1),
      tuning(2, 'a', 101e6, 0, 1),
      tuning(3, 'a', 433e6, 0, 1),
    ]);
    expect(spans).toEqual([
      { lowHz: 432e6, highHz: 434e6 },
      { lowHz: 99e6, highHz: 102e6 },
    ]);
  });

  it('take their share of the height, and room enough however many they are', () => {
    const many = Array.from({ length: 40 }, (_, k) => tuning(k, 'a', 100e6 + k * 10e6, 0, 1));
    const { bands, height } = bandsOf(many, 300);
    expect(bands[0]?.segments).toHaveLength(40);
    expect(Math.min(...bands[0]!.segments.map((segment) => segment.height))).toBeGreaterThanOrEqual(22);
    expect(height).toBeGreaterThan(300);
  });

  it('rise upwards', () => {
    const { bands } = bandsOf([tuning(1, 'a', 100e6, 0, 1)], 300);
    const [band] = bands;
    expect(yOf(band!, 101e6)).toBe(band!.top);
    expect(yOf(band!, 99e6)).toBeCloseTo(band!.top + band!.height);
    expect(yOf(band!, 100e6)).toBeCloseTo(band!.top + band!.height / 2);
    expect(yOf(band!, 1)).toBe(band!.top + band!.height);
  });
});

describe('the picture', () => {
  const layout = layOut([tuning(1, 'b', 100e6, 200, 600), tuning(2, 'a', 100e6, 700)], view, 500, 400, 900);

  it('has a band a radio and a block a tuning, as long as it lasted; what runs reaches to now', () => {
    expect(layout.bands.map(({ radioId }) => radioId)).toEqual(['a', 'b']);
    expect(layout.blocks.map(({ x, width }) => [x, width])).toEqual([
      [100, 200],
      [350, 100],
    ]);
  });

  it('shows tasks inside their tuning at their frequency', () => {
    for (const block of layout.blocks)
      for (const { y, height } of block.runs) {
        expect(y).toBeGreaterThanOrEqual(block.y);
        expect(y + height).toBeLessThanOrEqual(block.y + block.height);
      }
    const [low, high] = layout.blocks[0]!.runs;
    expect(high!.y).toBeLessThan(low!.y);
    // A tenth of the band's two megahertz.
    expect(low!.height).toBeCloseTo(layout.blocks[0]!.height / 10);
    expect(high!.height).toBe(3);
  });

  it('draws no task beyond its tuning: a try begins before it and ends after', () => {
    const one = tuning(1, 'a', 100e6, 200, 600);
    one.runs[0] = { ...one.runs[0]!, startedMs: 100, endedMs: 900, outcome: 'succeeded' };
    const [block] = layOut([one], view, 500, 400, 950).blocks;
    expect(block?.runs[0]).toMatchObject({ x: 100, width: 200 });
  });

  it('leaves out what is not in sight', () => {
    expect(layOut([tuning(1, 'a', 100e6, 2000, 3000)], view, 500, 400, 4000).blocks).toEqual([]);
  });

  it('is hit where it is drawn: a task before its tuning', () => {
    const block = layout.blocks[0]!;
    const [low] = block.runs;
    expect(hitAt(layout, low!.x + 5, low!.y + 1)?.run?.run.name).toBe('low');
    expect(hitAt(layout, block.x + 5, block.y + block.height / 2)).toMatchObject({ run: undefined });
    expect(hitAt(layout, 20, 20)).toBeUndefined();
  });

  it('is gone through by start', () => {
    expect(runsInOrder(layout).map(({ run }) => run.run.taskId)).toEqual([10, 11, 20, 21]);
  });
});

describe('time', () => {
  it('is zoomed about a moment that stays', () => {
    const next = zoomed({ fromMs: 0, toMs: 100_000 }, 2, 25_000);
    expect(next).toEqual({ fromMs: -25_000, toMs: 175_000 });
    expect(spanOf(zoomed({ fromMs: 0, toMs: 20_000 }, 0.01, 5000))).toBe(10_000);
    expect(panned({ fromMs: 0, toMs: 10 }, 5)).toEqual({ fromMs: 5, toMs: 15 });
  });

  it('is asked for in steps, with room on both sides', () => {
    const start = 1_790_000_000_000;
    const asked = askedSpan(aroundNow(3_600_000, start));
    expect(asked.fromMs).toBeLessThan(start - 2 * 3_600_000);
    expect(askedSpan(aroundNow(3_600_000, asked.fromMs + spanOf(asked) * 0.4))).toEqual(
      askedSpan(aroundNow(3_600_000, asked.fromMs + spanOf(asked) * 0.4 + 1000)),
    );
  });

  it('has round ticks far enough apart, and names the day where it begins', () => {
    const from = Date.UTC(2026, 10, 23, 22, 7);
    const ticks = ticksOf({ fromMs: from, toMs: from + 4 * 3_600_000 }, 800, 'utc');
    expect(ticks.map(({ label }) => label)).toEqual([
      '22:30',
      '23:00',
      '23:30',
      '11-24',
      '00:30',
      '01:00',
      '01:30',
      '02:00',
    ]);
    expect(ticks.filter(({ day }) => day)).toHaveLength(1);
  });
});
