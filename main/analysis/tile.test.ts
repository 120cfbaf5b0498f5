import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tileFloorDb, tileRows, tileStepDb } from '../../contract/analysis.ts';
import { makeAir, tone, writeSignal, type Format } from '../../testing/signals.ts';
import { loadKernels } from '../dsp/index.ts';
import { openSamples } from '../formats/index.ts';
import { makeTiles, type TileLevels, type TileWish } from './tile.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wavekeep-tile-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tiles = makeTiles(loadKernels().kernels);
const rateHz = 1_000_000;

async function tile(
  path: string,
  wish: Partial<TileWish>,
): Promise<TileLevels & { db: (row: number) => number[] }> {
  const file = await openSamples(path);
  try {
    const fftSize = wish.fftSize ?? 1024;
    const made = await tiles.make(file, {
      id: 'x',
      fftSize,
      rowSamples: 1024,
      index: 0,
      firstBin: 0,
      bins: fftSize,
      columns: fftSize,
      ...wish,
    });
    const { columns, levels } = made;
    const db = (row: number): number[] =>
      Array.from(
        levels.subarray(row * columns, (row + 1) * columns),
        (level) => tileFloorDb + level * tileStepDb,
      );
    return { ...made, db };
  } finally {
    await file.close();
  }
}

const strongest = (row: number[]): number => row.indexOf(Math.max(...row));

describe('a tile', () => {
  const formats: Format[] = ['cu8', 'ci8', 'ci16_le', 'cf32_le'];
  it.each(formats)('of %s shows a tone of full scale at its bin with 0 dBFS', async (format) => {
    const { iq } = makeAir(16_384).add(tone(200 / 1024));
    const path = await writeSignal(folder, `tone-${format}`, { format, sampleRateHz: rateHz, iq });
    const { rows, whole, db } = await tile(path, {});
    expect({ rows, whole }).toEqual({ rows: 16, whole: true });
    for (let row = 1; row < rows - 1; row++) {
      // DC is bin 512. Half a step of rounding, and the rounding of 8 bits.
      expect(strongest(db(row))).toBe(712);
      expect(Math.abs(Math.max(...db(row)))).toBeLessThan(tileStepDb / 2 + 0.1);
    }
  });

  it('of real samples has the tone and its mirror, half of its amplitude each', async () => {
    const { iq } = makeAir(8192).add(tone(200 / 1024));
    const path = await writeSignal(folder, 'real', { format: 'ri16_le', sampleRateHz: rateHz, iq });
    const row = (await tile(path, {})).db(3);
    for (const bin of [312, 712]) expect(Math.abs(row[bin]! + 6.02)).toBeLessThan(tileStepDb / 2 + 0.01);
  });

  it('keeps a short burst wherever it lies in a row, and says where it could not', async () => {
    const samples = 2 ** 18;
    for (const start of [10_000, 40_959, 70_001, 131_072]) {
      const wave = tone(0.1);
      const { iq } = makeAir(samples).add((n) =>
        n >= start && n < start + 512 ? wave(n) : { amplitude: 0, phase: 0 },
      );
      const path = await writeSignal(folder, `burst-${start}`, {
        format: 'ci16_le',
        sampleRateHz: rateHz,
        iq,
      });
      const { rows, whole, db } = await tile(path, { rowSamples: 8192 });
      expect({ rows, whole }).toEqual({ rows: 32, whole: true });
      const heights = Array.from({ length: rows }, (_, row) => Math.max(...db(row)));
      const row = heights.indexOf(Math.max(...heights));
      expect(Math.abs(row - (start + 256) / 8192 + 0.5)).toBeLessThan(1);
      // Half a transform long, in the middle of one of the overlapping transforms or a quarter from it.
      expect(heights[row]).toBeGreaterThan(-12);
    }
    const path = join(folder, 'burst-10000.sigmf-meta');
    expect((await tile(path, { rowSamples: 2 ** 17 })).whole).toBe(false);
    expect((await tile(path, { rowSamples: 2 ** 17, fftSize: 65_536 })).whole).toBe(false);
    expect((await tile(path, { rowSamples: 2 ** 16, fftSize: 65_536 })).whole).toBe(true);
  });

  it('places rows shorter than the transform by their middles', async () => {
    const samples = 65_536;
    const wave = tone(0.25);
    const { iq } = makeAir(samples).add((n) => (n < 20_000 ? { amplitude: 0, phase: 0 } : wave(n)));
    const path = await writeSignal(folder, 'step', { format: 'cf32_le', sampleRateHz: rateHz, iq });
    const rowSamples = 256;
    const { rows, columns, levels } = await tile(path, { fftSize: 4096, rowSamples, columns: 1 });
    expect({ rows, columns }).toEqual({ rows: tileRows, columns: 1 });
    const db = Array.from(levels, (level) => tileFloorDb + level * tileStepDb);
    // Half of the window's coefficients give half of the amplitude where the step is in its middle.
    const at = db.findIndex((level) => level >= -6.02);
    expect(Math.abs(at - 20_000 / rowSamples)).toBeLessThanOrEqual(1);
    const next = await tile(path, { fftSize: 4096, rowSamples, index: 1, columns: 1 });
    expect(next.rows).toBe(tileRows);
    expect(Math.abs(Math.max(...next.db(5)))).toBeLessThan(tileStepDb);
  });

  it('joins bins to columns by their maximum, from any bin on', async () => {
    const { iq } = makeAir(4096)
      .add(tone(100 / 1024))
      .add(tone(-300 / 1024, 0.1));
    const path = await writeSignal(folder, 'two', { sampleRateHz: rateHz, iq });
    const wide = (await tile(path, { columns: 8 })).db(1);
    // Bins 612 and 212 of 1024 in eight columns.
    expect(Math.abs(wide[4]!)).toBeLessThan(tileStepDb);
    expect(Math.abs(wide[1]! + 20)).toBeLessThan(tileStepDb);
    const part = (await tile(path, { firstBin: 600, bins: 24, columns: 24 })).db(1);
    expect(strongest(part)).toBe(12);
  });

  it('ends with the recording, and refuses what can’t be', async () => {
    const { iq } = makeAir(130 * 1024 + 5);
    const path = await writeSignal(folder, 'long', { format: 'cu8', sampleRateHz: rateHz, iq });
    expect((await tile(path, { index: 1, columns: 4 })).rows).toBe(3);
    await expect(tile(path, { index: 2 })).rejects.toMatchObject({ code: 'invalid' });
    await expect(tile(path, { fftSize: 1000, bins: 500, columns: 5 })).rejects.toThrow(/power of two/);
    await expect(tile(path, { rowSamples: 1000 })).rejects.toThrow(/power of two/);
    await expect(tile(path, { firstBin: 1 })).rejects.toThrow(/Bins up to 1025/);
    await expect(tile(path, { bins: 10, columns: 11 })).rejects.toThrow(/11 columns of 10/);
  });
});
