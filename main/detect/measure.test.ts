/** What a box holds beside its signal must not widen the signal's band. */
import { describe, expect, it } from 'vitest';
import { measureBox } from './measure.ts';
import { bandOf } from './sighting.ts';
import type { Block } from './types.ts';

const size = 256;
const rowCount = 200;

/** Even noise of level 1 with rectangles of power in it: the last rows and bins not included. */
function blockOf(
  signals: readonly { rows: readonly [number, number]; bins: readonly [number, number]; level: number }[],
): Block {
  const power = new Float32Array(rowCount * size).fill(1);
  for (const { rows, bins, level } of signals)
    for (let row = rows[0]; row < rows[1]; row++)
      power.fill(1 + level, row * size + bins[0], row * size + bins[1]);
  return { power, rowCount, size, hop: size / 2, firstSample: 0 };
}

function bandsIn(block: Block): { low: number; high: number }[] {
  const box = { fromRow: 0, toRow: rowCount, fromBin: 80, toBin: 200 };
  return measureBox(block, new Float32Array(size).fill(1), box, 47, { fromBin: 0, toBin: size }).whole.map(
    bandOf,
  );
}

const strong = { rows: [20, 40], bins: [100, 120], level: 1000 } as const;

describe('the band of a signal', () => {
  it('holds nothing of what lies on another frequency in its pauses, 12 dB weaker', () => {
    const other = { rows: [60, 160], bins: [160, 180], level: 60 } as const;
    const [band, ...more] = bandsIn(blockOf([strong, other]));
    expect(more).toEqual([]);
    // `bandOf` adds a bin on either side.
    expect(band!.low).toBeGreaterThanOrEqual(99);
    expect(band!.high).toBeLessThanOrEqual(121);
  });

  it('holds what is as strong, as the second tone of a keyed signal is', () => {
    const tone = { rows: [45, 65], bins: [160, 180], level: 500 } as const;
    const [band, ...more] = bandsIn(blockOf([strong, tone]));
    expect(more).toEqual([]);
    expect(band!.low).toBeLessThan(101);
    expect(band!.high).toBeGreaterThan(179);
  });
});
