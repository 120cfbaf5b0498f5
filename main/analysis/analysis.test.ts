import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeAir, tone, writeSignal } from '../../testing/signals.ts';
import { makeJobs, type Jobs } from '../job/index.ts';
import { makeCache } from './cache.ts';
import { makeDesk } from './desk.ts';
import { makeAnalysis, type Analysis } from './index.ts';

let folder = '';
let jobs: Jobs;
let analysis: Analysis;
let added: string[] = [];
let resolved = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wavekeep-analysis-'));
  jobs = makeJobs();
  added = [];
  analysis = makeAnalysis({
    library: {
      resolve(id) {
        resolved++;
        const path = join(folder, `${id}.sigmf-meta`);
        return Promise.resolve({ id, name: id, path, stated: undefined, metaPath: path, own: true });
      },
      add(metaPath) {
        added.push(basename(metaPath));
        return Promise.resolve('new');
      },
    },
    jobs,
    recordingFolder: () => folder,
    version: '0.1.0',
    who: 'A. Tester',
  });
});
afterEach(async () => {
  await jobs.close();
  await analysis.close();
  rmSync(folder, { recursive: true, force: true });
});

const rateHz = 100_000;
const centreHz = 1_000_000;
const { signal } = new AbortController();
const place = { fftSize: 256, rowSamples: 256, index: 0, firstBin: 0, bins: 256, columns: 64 };

async function record(id: string, samples = 20_000): Promise<void> {
  const { iq } = makeAir(samples).noise(1e-4, 1).add(tone(0.25, 0.5));
  await writeSignal(folder, id, { sampleRateHz: rateHz, centreHz, iq });
}

describe('the analysis room', () => {
  it('opens a recording, draws a tile once, and anew when the recording changed', async () => {
    await record('a');
    const info = await analysis.server.open({ id: 'a' }, { signal });
    expect(info).toMatchObject({
      id: 'a',
      sampleRateHz: rateHz,
      centreHz,
      centreKnown: true,
      real: false,
      samples: 20_000,
    });
    expect(info.captures).toHaveLength(1);
    const first = await analysis.server.tile({ id: 'a', ...place }, { signal });
    expect({ rows: first.rows, columns: first.columns, whole: first.whole }).toEqual({
      rows: 79,
      columns: 64,
      whole: true,
    });
    const asked = resolved;
    expect(await analysis.server.tile({ id: 'a', ...place }, { signal })).toBe(first);
    expect(resolved).toBe(asked);
    await record('a', 5000);
    await analysis.server.open({ id: 'a' }, { signal });
    expect((await analysis.server.tile({ id: 'a', ...place }, { signal })).rows).toBe(20);
  });

  it('measures, and says how to go on where it can’t', async () => {
    await record('a');
    const box = { id: 'a', startSample: 0, sampleCount: 20_000, lowerHz: 1_020_000, upperHz: 1_030_000 };
    const got = await analysis.server.measure(box, { signal });
    expect(Math.abs(got.powerDbfs + 6.02)).toBeLessThan(0.1);
    expect((await analysis.server.spectrum(box, { signal })).dbBase64.length).toBeGreaterThan(100);
    expect((await analysis.server.signal({ ...box, points: 100 }, { signal })).sampleRateHz).toBeGreaterThan(
      0,
    );
    await expect(analysis.server.open({ id: 'none' }, { signal })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('crops as a job, and adds the crop to the library', async () => {
    await record('a');
    const { jobId } = await analysis.server.crop(
      {
        id: 'a',
        startSample: 1000,
        sampleCount: 10_000,
        lowerHz: 1_020_000,
        upperHz: 1_030_000,
        filter: true,
      },
      { signal },
    );
    const job = await jobs.ended(jobId);
    expect(job).toMatchObject({ state: 'done', ids: ['new'], done: 10_000, total: 10_000 });
    expect(added).toEqual(['a-crop.sigmf-meta']);
    expect(readdirSync(folder).sort()).toEqual([
      'a-crop.sigmf-data',
      'a-crop.sigmf-meta',
      'a.sigmf-data',
      'a.sigmf-meta',
    ]);
  });

  it('leaves nothing of a crop that is cancelled', async () => {
    await record('a', 2_000_000);
    const { jobId } = await analysis.server.crop(
      { id: 'a', startSample: 0, sampleCount: 2_000_000, filter: false },
      { signal },
    );
    jobs.cancel(jobId);
    expect((await jobs.ended(jobId)).state).toBe('cancelled');
    expect(readdirSync(folder).sort()).toEqual(['a.sigmf-data', 'a.sigmf-meta']);
  });
});

describe('the desk', () => {
  it('keeps the order in which it was asked and never begins what was given up', async () => {
    const desk = makeDesk();
    const done: string[] = [];
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const work =
      (name: string): (() => Promise<void>) =>
      async () => {
        done.push(name);
        if (name === 'first') await held;
      };
    const gone = new AbortController();
    const asked = [
      desk.ask(signal, work('first')),
      desk.ask(signal, work('old')),
      desk.ask(gone.signal, work('given up')),
      desk.ask(signal, work('new')),
    ];
    const given = asked[2]!.catch((error: unknown) => error);
    gone.abort();
    letGo();
    expect(await given).toMatchObject({ code: 'cancelled' });
    await Promise.all([asked[0], asked[1], asked[3]]);
    expect(done).toEqual(['first', 'old', 'new']);
    await desk.close();
    await expect(desk.ask(signal, work('late'))).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('ends its thread when nothing was asked, and starts another', async () => {
    const desk = makeDesk(20);
    const ask = (): Promise<unknown> => desk.ask(signal, (thread) => Promise.resolve(thread));
    const one = await ask();
    expect(await ask()).toBe(one);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await ask()).not.toBe(one);
    await desk.close();
  });
});

describe('the cache', () => {
  it('holds no more than its bytes, and keeps what was used last', () => {
    const cache = makeCache<number>(100);
    cache.put('a/1', 1, 40);
    cache.put('a/2', 2, 40);
    expect(cache.get('a/1')).toBe(1);
    cache.put('b/3', 3, 40);
    expect([cache.get('a/1'), cache.get('a/2'), cache.get('b/3')]).toEqual([1, undefined, 3]);
    expect(cache.bytes).toBe(80);
    cache.drop('a/');
    expect([cache.get('a/1'), cache.get('b/3'), cache.bytes]).toEqual([undefined, 3, 40]);
  });
});
