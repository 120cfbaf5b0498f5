/** `detect` as its users run it: a simulated band against its own truth, a raw file, and wrong usage. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cli, cliJson } from '../../testing/cli.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'wavekeep-detect-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Found {
  detections: { startSample: number; sampleCount: number; lowerHz: number; upperHz: number; snrDb: number }[];
  sampleRateHz: number;
  sampleCount: number;
}
interface Truth {
  emitters: { kind: string; centreHz: number }[];
}

it('finds every carrier of a simulated raster at its frequency, through the whole stretch', async () => {
  const data = join(dir, 'profile');
  const from = ['--freq', '446.6M', '--rate', '2.4M', '--to', '0.5', '--data', data];
  const { detections, sampleRateHz, sampleCount } = await cliJson<Found>('detect', 'sim:band', ...from);
  const { emitters } = await cliJson<Truth>('scene', 'sim:band', '--data', data);
  expect(sampleCount / sampleRateHz).toBe(0.5);
  // Not the one at the centre itself: there the receiver's own spike stands.
  const carriers = emitters.filter(
    ({ kind, centreHz }) =>
      kind === 'carrier' && Math.abs(centreHz - 446.6e6) < 0.9e6 && Math.abs(centreHz - 446.6e6) > 5e3,
  );
  expect(carriers.length).toBeGreaterThan(20);
  for (const { centreHz } of carriers) {
    // A bin is 1.2 kHz wide.
    const own = detections.find((one) => Math.abs((one.lowerHz + one.upperHz) / 2 - centreHz) < 1200);
    expect(own, `${centreHz} Hz`).toBeDefined();
    expect(own!.sampleCount / sampleCount, `${centreHz} Hz`).toBeGreaterThan(0.95);
  }
});

it('says that a file of nothing holds nothing, and what is wrong with a stretch outside of it', async () => {
  const path = join(dir, 'silence_100M_250k.cu8');
  writeFileSync(path, new Uint8Array(200_000).fill(128));
  const { detections } = await cliJson<Found>('detect', path, '--data', dir);
  expect(detections).toEqual([]);
  const outside = await cli('detect', path, '--from', '5', '--data', dir, '--json');
  expect(outside.code).toBe(1);
  expect(JSON.parse(outside.stdout)).toMatchObject({ error: { code: 'invalid' } });
});
