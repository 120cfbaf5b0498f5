/** 20 GB, sparse on disk: what is read for a tile does not depend on the size, nor on the place. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tileRows } from '../../contract/analysis.ts';
import { makeRandom } from '../../testing/random.ts';
import { largePlan, writeSparse } from '../../testing/sparse.ts';
import { loadKernels } from '../dsp/index.ts';
import { openSamples, type SampleFile } from '../formats/index.ts';
import { layBox } from './box.ts';
import { measure } from './measure.ts';
import { makeTiles, type TileWish } from './tile.ts';

let folder = '';
const path = (): string => join(folder, 'large.sigmf-meta');
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wavekeep-large-'));
  await writeSparse({ ...largePlan(path()), pieces: largePlan(path()).pieces.slice(0, 4) });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { kernels } = loadKernels();

/** The file, with what is read of it counted. */
async function counted(): Promise<{ file: SampleFile; taken: () => { samples: number; reads: number } }> {
  const real = await openSamples(path());
  let samples = 0;
  let reads = 0;
  return {
    file: {
      facts: real.facts,
      async read(startSample, count, into) {
        samples += count;
        reads++;
        return real.read(startSample, count, into);
      },
      close: () => real.close(),
    },
    taken() {
      const now = { samples, reads };
      samples = 0;
      reads = 0;
      return now;
    },
  };
}

it('tiles of every zoom read a bounded part of 20 GB, the same wherever they lie', async () => {
  const tiles = makeTiles(kernels);
  const { file, taken } = await counted();
  try {
    const { sampleCount } = file.facts;
    expect(sampleCount).toBe(5_000_000_000);
    const wish = { id: 'x', fftSize: 1024, firstBin: 0, bins: 1024, columns: 512 };
    const random = makeRandom(1);
    for (const rowSamples of [2 ** 26, 2 ** 20, 2 ** 14, 2 ** 10, 2 ** 7]) {
      const last = Math.floor(sampleCount / rowSamples / tileRows) - 1;
      const indices = [0, ...Array.from({ length: 3 }, () => random.integer(Math.max(1, last)))];
      for (const index of indices) {
        await tiles.make(file, { ...wish, rowSamples, index } satisfies TileWish);
        const { samples, reads } = taken();
        // 16 transforms a row at most; where rows overlap, each sample once and the last read's rest.
        expect(samples).toBeLessThanOrEqual(Math.max(tileRows * 16 * 1024, tileRows * rowSamples + 2 ** 19));
        expect(samples).toBeLessThanOrEqual(2 ** 21 + 2 ** 19);
        expect(reads).toBeLessThanOrEqual(tileRows * 16);
      }
    }
  } finally {
    await file.close();
  }
});

it('shows the signals where they are, in the overview and close by', async () => {
  const tiles = makeTiles(kernels);
  const { file, taken } = await counted();
  try {
    const [first] = largePlan(path()).pieces;
    const { startSample = 0, sampleCount = 0, cycles = 0 } = first ?? {};
    const rowSamples = 2 ** 20;
    const row = Math.floor((startSample + sampleCount / 2) / rowSamples);
    const { levels, columns } = await tiles.make(file, {
      id: 'x',
      fftSize: 1024,
      rowSamples,
      index: Math.floor(row / tileRows),
      firstBin: 0,
      bins: 1024,
      columns: 1024,
    });
    const line = levels.subarray((row % tileRows) * columns, ((row % tileRows) + 1) * columns);
    expect(line.indexOf(Math.max(...line))).toBe(Math.round(512 + 1024 * cycles));
    taken();
    // All 20 GB: a bounded part of them is measured, and the result says how much.
    const got = await measure(kernels, file, layBox(file.facts, { startSample: 0, sampleCount: 2 ** 40 }));
    expect(got.seconds).toBeLessThanOrEqual(16_000_000 / 20_000_000);
    expect(got.seconds).toBeGreaterThan(0.7);
    expect(taken().samples).toBeLessThan(17_000_000);
  } finally {
    await file.close();
  }
});
