/**
 * How fast a large recording opens and scrolls: a sparse one of 20 GB in a temporary folder, through the analysis room
 * as the page uses it. Prints a Markdown table. `--bytes N`: another size.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tileRows } from '../contract/analysis.ts';
import { makeAnalysis } from '../main/analysis/index.ts';
import { makeJobs } from '../main/job/index.ts';
import { makeRandom } from '../testing/random.ts';
import { largePlan, writeSparse } from '../testing/sparse.ts';

const { values } = parseArgs({ options: { bytes: { type: 'string', default: '20e9' } } });
const folder = mkdtempSync(join(tmpdir(), 'wavekeep-measure-'));
const path = join(folder, 'large.sigmf-meta');
const samples = Math.floor(Number(values.bytes) / 4);
const plan = largePlan(path);
await writeSparse({
  ...plan,
  samples,
  pieces: plan.pieces.filter(({ startSample }) => startSample + 2e6 < samples),
});

const jobs = makeJobs();
const analysis = makeAnalysis({
  library: {
    resolve: (id) => Promise.resolve({ id, name: id, path, stated: undefined, metaPath: path, own: true }),
    add: () => Promise.resolve('crop'),
  },
  jobs,
  recordingFolder: () => folder,
  version: 'measure',
  who: 'measure',
});
const { signal } = new AbortController();
const id = 'large';
const rows: [string, string][] = [];
const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};
const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
const spread = (times: number[]): string => {
  const sorted = [...times].sort((a, b) => a - b);
  return `${ms(sorted[sorted.length >> 1] ?? 0)} (${ms(sorted.at(-1) ?? 0)} at most)`;
};

/** Longest task of this thread: the page's engine must stay responsive. */
let blocked = 0;
let last = performance.now();
const watch = setInterval(() => {
  const now = performance.now();
  blocked = Math.max(blocked, now - last - 5);
  last = now;
}, 5);

try {
  const before = process.memoryUsage().rss;
  const rowSamples = 2 ** Math.ceil(Math.log2(samples / 1024));
  const tile = (index: number, fftSize: number, row: number): Promise<unknown> =>
    Promise.resolve(
      analysis.server.tile(
        { id, fftSize, rowSamples: row, index, firstBin: 0, bins: fftSize, columns: Math.min(1024, fftSize) },
        { signal },
      ),
    );
  const count = Math.ceil(samples / rowSamples / tileRows);
  let openMs = 0;
  const firstMs = await timed(async () => {
    openMs = await timed(async () => analysis.server.open({ id }, { signal }));
    await Promise.all(Array.from({ length: count }, (_, index) => tile(index, 1024, rowSamples)));
  });
  rows.push(['thread started, facts', ms(openMs)]);
  rows.push([`the same and the ${count} tiles of the overview`, ms(firstMs)]);
  const random = makeRandom(1);
  for (const [fftSize, row] of [
    [1024, 2 ** 20],
    [1024, 2 ** 12],
    [4096, 2 ** 12],
    [4096, 2 ** 9],
    [65_536, 2 ** 17],
  ] as const) {
    const times: number[] = [];
    const last = Math.max(1, Math.floor(samples / row / tileRows) - 1);
    for (let n = 0; n < 40; n++) {
      const index = random.integer(last);
      times.push(await timed(() => tile(index, fftSize, row)));
    }
    rows.push([`a tile anywhere: ${fftSize} bins, ${row} samples a row`, spread(times)]);
  }
  const box = { id, startSample: 0, sampleCount: samples, lowerHz: 90e6, upperHz: 95e6 };
  rows.push([
    'measurement of all of it, 5 MHz',
    ms(await timed(async () => analysis.server.measure(box, { signal }))),
  ]);
  const part = { ...box, startSample: samples >> 1, sampleCount: 20_000_000 };
  rows.push([
    'measurement of a second',
    ms(await timed(async () => analysis.server.measure(part, { signal }))),
  ]);
  rows.push([
    'signal of a second',
    ms(await timed(async () => analysis.server.signal({ ...part, points: 4096 }, { signal }))),
  ]);
  rows.push([
    'a second cropped to 5 MHz',
    ms(
      await timed(async () => {
        const { jobId } = await analysis.server.crop({ ...part, filter: true }, { signal });
        await jobs.ended(jobId);
      }),
    ),
  ]);
  rows.push(['memory taken', `${((process.memoryUsage().rss - before) / 1e6).toFixed(0)} MB`]);
  rows.push(['longest task of the engine’s thread', ms(blocked)]);
} finally {
  clearInterval(watch);
  await jobs.close();
  await analysis.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`| ${(samples * 4) / 1e9} GB at 20 MS/s | |\n| --- | --- |`);
for (const [what, figure] of rows) console.log(`| ${what} | ${figure} |`);
