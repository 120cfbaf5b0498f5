/** From a radio's past to a crop of it in the library, through the whole engine and the bridge. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Past } from '../../contract/detection.ts';
import type { Job } from '../../contract/job.ts';
import { openEngine, type OpenedEngine } from '../../testing/engine.ts';
import { firstValue } from '../cli/values.ts';

let dir = '';
let opened: OpenedEngine;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'wavekeep-analysis-engine-'));
  opened = await openEngine(dir, { tasks: 'submit' });
});
afterEach(async () => {
  await opened.close();
  rmSync(dir, { recursive: true, force: true });
  expect(opened.internal).toEqual([]);
});

/** A carrier of `sim:band`: -34 dBFS, apart from every other signal. */
const carrierHz = 446_000_000;
const radioId = 'sim:band';

it('a band of the past is kept, found in the library, measured and cropped', async () => {
  const { api } = opened;
  const pasts: Past[] = [];
  const watching = api.recording.past({ id: radioId }, { next: (past) => void pasts.push(past) });
  await api.radio.start({ id: radioId, change: { centreHz: carrierHz + 100_000 } });
  const past = await firstValue<Past>(
    (consumer) => api.recording.past({ id: radioId }, consumer),
    ({ seconds }) => seconds >= 1.5,
  );
  const kept = await api.recording.capturePast({
    radioId,
    fromMs: past.toMs - 1000,
    toMs: past.toMs,
    lowerHz: carrierHz - 25_000,
    upperHz: carrierHz + 25_000,
  });
  await api.radio.stop({ id: radioId });
  watching.close();
  expect(kept).toMatchObject({ condition: 'complete', centreHz: carrierHz, gaps: 0 });
  expect(Math.abs(kept.seconds - 1)).toBeLessThan(0.01);
  expect(pasts.length).toBeGreaterThan(1);

  // The library hears of it by the folder's own notices.
  let found = await api.library.page({});
  for (let turn = 0; turn < 100 && !found.rows.some(({ id }) => id === kept.id); turn++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    found = await api.library.page({});
  }
  const { id } = found.rows.find((row) => row.id === kept.id) ?? { id: '' };
  const info = await api.analysis.open({ id });
  expect(info).toMatchObject({ centreHz: carrierHz, samples: kept.samples });
  const box = {
    id,
    startSample: 0,
    sampleCount: info.samples,
    lowerHz: carrierHz - 6250,
    upperHz: carrierHz + 6250,
  };
  const got = await api.analysis.measure(box);
  // As the scene says; its carriers fade a little.
  expect(Math.abs(got.powerDbfs + 34)).toBeLessThan(1.5);
  expect(Math.abs(got.peakHz - carrierHz)).toBeLessThan(2 * got.resolutionHz);
  const tile = await api.analysis.tile({
    id,
    fftSize: 256,
    rowSamples: 1024,
    index: 0,
    firstBin: 0,
    bins: 256,
    columns: 256,
  });
  expect({ rows: tile.rows, columns: tile.columns }).toEqual({
    rows: Math.ceil(info.samples / 1024),
    columns: 256,
  });

  const { jobId } = await api.analysis.crop(box);
  const jobs = await firstValue<Job[]>(
    (consumer) => api.library.jobs({}, consumer),
    (list) => list.some((job) => job.id === jobId && job.state !== 'running'),
  );
  const job = jobs.find((one) => one.id === jobId);
  expect(job).toMatchObject({ kind: 'crop', state: 'done' });
  const detail = await api.library.get({ id: job?.ids[0] ?? '' });
  expect(detail.entry).toMatchObject({ origin: 'cropped', condition: 'complete', name: `${kept.name}-crop` });
});
