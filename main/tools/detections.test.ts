/** Detections in their own thread: a radio, files of every kind, and what is wrong with some. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeBurstScene } from '../../testing/bursts.ts';
import { faultOf } from '../../testing/files.ts';
import { DetectionSettings } from '../../contract/detection.ts';
import { readMeta, validate } from '../sigmf/index.ts';
import { annotateFile, detectFile, detectRadio } from './detections.ts';

const settings = DetectionSettings.parse({});
const rate = 250e3;
const never = new AbortController().signal;
let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'wavekeep-detections-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Two bursts of 20 kHz in a second of noise: from 0.2 s 50 kHz below, from 0.6 s 60 kHz above the centre. */
function scene(): Uint8Array {
  return makeBurstScene({
    seed: 3,
    sampleRateHz: rate,
    sampleCount: rate,
    noiseDbfs: -40,
    bursts: [
      [50_000, -50e3],
      [150_000, 60e3],
    ].map(([startSample = 0, centreHz = 0]) => ({
      kind: 'noise',
      startSample,
      sampleCount: 25_000,
      centreHz,
      bandwidthHz: 20e3,
      snrDb: 20,
      leastBandHz: 2000,
    })),
  }).samples;
}

/** A SigMF recording of the scene; of each capture its first sample, frequency, and samples lost before it. */
function recording(name: string, captures: readonly [number, number, number][]): string {
  writeFileSync(join(dir, `${name}.sigmf-data`), scene());
  let index = 0;
  let last = 0;
  const meta = join(dir, `${name}.sigmf-meta`);
  writeFileSync(
    meta,
    JSON.stringify({
      global: { 'core:datatype': 'cf32_le', 'core:version': '1.2.5', 'core:sample_rate': rate },
      captures: captures.map(([start, frequency, lost]) => {
        index += start - last + lost;
        last = start;
        return { 'core:sample_start': start, 'core:frequency': frequency, 'core:global_index': index };
      }),
      annotations: [],
    }),
  );
  return meta;
}

describe('detections in a thread', () => {
  it('of a raw file: what a person says of it counts, and progress is told', async () => {
    const path = join(dir, 'somefile.bin');
    writeFileSync(path, scene());
    const stated = { datatype: 'cf32', sampleRateHz: rate, centreHz: 100e6 } as const;
    const shares: number[] = [];
    const { detections, sampleRateHz, sampleCount } = await detectFile(
      { path, stated, settings },
      never,
      (share) => shares.push(share),
    );
    expect(shares.length).toBeGreaterThan(0);
    expect(shares.every((share) => share > 0 && share <= 1)).toBe(true);
    expect([sampleRateHz, sampleCount]).toEqual([rate, rate]);
    // A row is 0.5 ms: 128 samples; a bin 1 kHz.
    expect(detections).toHaveLength(2);
    for (const [k, [start, centreHz]] of [
      [50_000, 99.95e6],
      [150_000, 100.06e6],
    ].entries()) {
      const found = detections[k]!;
      expect(Math.abs(found.startSample - start!)).toBeLessThan(256);
      expect(Math.abs((found.lowerHz + found.upperHz) / 2 - centreHz!)).toBeLessThan(1000);
    }
    const refused = await faultOf(detectFile({ path, stated: { datatype: 'cf32' }, settings }, never));
    expect(refused.code).toBe('invalid');
    expect(refused.hint).toBeTruthy();
  });

  it('of a recording with a gap and a retune: samples are those of the file, frequencies those of their segment', async () => {
    const path = recording('gaps', [
      [0, 100e6, 0],
      [100_000, 100e6, 1_000_000],
      [140_000, 433e6, 0],
    ]);
    const { detections, sampleCount } = await detectFile({ path, settings }, never);
    expect(sampleCount).toBe(rate);
    expect(detections.map(({ startSample }) => Math.round(startSample / 1000))).toEqual([50, 150]);
    expect(detections.map(({ lowerHz, upperHz }) => Math.round((lowerHz + upperHz) / 2e4))).toEqual([
      9995, 43306,
    ]);
  });

  it('become annotations of a recording, only those of the band asked for', async () => {
    const path = recording('annotated', [[0, 100e6, 0]]);
    const request = {
      path,
      settings,
      lowerHz: 100e6,
      upperHz: 100.1e6,
      version: '0.0.0-test',
    };
    expect(await annotateFile(request, never)).toEqual({ found: 1, written: 1 });
    const { meta } = await readMeta(path);
    expect(meta.annotations).toHaveLength(1);
    expect(meta.annotations[0]).toMatchObject({ 'core:generator': 'wavekeep 0.0.0-test / detector' });
    expect((await validate([path]))[0]!.ok).toBe(true);
  });

  it('of a radio: the carriers of the simulated band, off this thread', async () => {
    const before = performance.eventLoopUtilization();
    const request = {
      ...settings,
      input: { radio: 'sim:band?speed=max' },
      sampleRateHz: 2.4e6,
      centreHz: 446.6e6,
      toSeconds: 1,
    };
    const { detections } = await detectRadio({ source: 'sim:band?speed=max', request }, never);
    const { utilization } = performance.eventLoopUtilization(before);
    expect(detections.length).toBeGreaterThan(20);
    // This thread does nothing but start the other; searching here it would be busy nearly all of the time.
    expect(utilization).toBeLessThan(0.4);
  });

  it('can be cancelled, of a radio that never ends too', async () => {
    const stop = new AbortController();
    const request = { ...settings, input: { radio: 'sim:quiet' }, toSeconds: 3600 };
    const search = faultOf(detectRadio({ source: 'sim:quiet', request }, stop.signal));
    setTimeout(() => stop.abort(), 500);
    expect((await search).code).toBe('cancelled');
    expect((await faultOf(detectRadio({ source: 'sim:quiet', request }, stop.signal))).code).toBe(
      'cancelled',
    );
  });
});
