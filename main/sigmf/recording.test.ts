import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatDatetime, parseDatetimeMs } from './layout.ts';
import { openRecording } from './recording.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wavekeep-open-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(
  name: string,
  global: object,
  captures: object[],
  dataBytes: number,
  dataName = `${name}.sigmf-data`,
): string {
  writeFileSync(
    join(folder, `${name}.sigmf-meta`),
    JSON.stringify({ global: { 'core:version': '1.2.5', ...global }, captures, annotations: [] }),
  );
  writeFileSync(join(folder, dataName), new Uint8Array(dataBytes));
  return join(folder, name);
}

describe('openRecording', () => {
  it('finds segments, their bytes, times and the samples lost between them', async () => {
    const path = put(
      'gaps',
      { 'core:datatype': 'ci16_le', 'core:sample_rate': 1000 },
      [
        { 'core:sample_start': 0, 'core:frequency': 1e8, 'core:datetime': '2026-03-01T12:00:00.000250Z' },
        { 'core:sample_start': 500, 'core:global_index': 1000, 'core:frequency': 2e8 },
        { 'core:sample_start': 700, 'core:global_index': 1200 },
      ],
      4000,
    );
    const recording = await openRecording(`${path}.sigmf-data`);
    expect(recording).toMatchObject({
      name: 'gaps',
      format: 'cs16',
      sampleRateHz: 1000,
      sampleCount: 1000,
      frameBytes: 4,
    });
    expect(
      recording.segments.map((s) => [
        s.startSample,
        s.sampleCount,
        s.byteOffset,
        s.streamIndex,
        s.lostBefore,
        s.centreHz,
      ]),
    ).toEqual([
      [0, 500, 0, 0, 0, 1e8],
      [500, 200, 2000, 1000, 500, 2e8],
      [700, 300, 2800, 1200, 0, undefined],
    ]);
    // Microseconds survive: the sample clock is finer than a millisecond.
    expect(recording.segments[0]?.timeMs).toBe(Date.UTC(2026, 2, 1, 12) + 0.25);
    expect(recording.segments[1]?.timeMs).toBeUndefined();
  });

  it('takes no captures as one, counts from core:offset, and ignores half a sample at the end', async () => {
    const path = put('plain', { 'core:datatype': 'cf32_le', 'core:offset': 100 }, [], 83);
    const recording = await openRecording(path);
    expect(recording).toMatchObject({ sampleCount: 10, strayBytes: 3 });
    expect(recording.segments).toMatchObject([{ startSample: 0, sampleCount: 10, streamIndex: 100 }]);
  });

  it('steps over headers and trailing bytes of a non-conforming dataset', async () => {
    const path = put(
      'ncd',
      { 'core:datatype': 'ci16_le', 'core:dataset': 'ncd.wav', 'core:trailing_bytes': 10 },
      [
        { 'core:sample_start': 0, 'core:header_bytes': 44 },
        { 'core:sample_start': 20, 'core:header_bytes': 8 },
      ],
      44 + 80 + 8 + 40 + 10,
      'ncd.wav',
    );
    const recording = await openRecording(path);
    expect(recording.dataPath).toBe(join(folder, 'ncd.wav'));
    expect(recording.segments.map((s) => [s.sampleCount, s.byteOffset])).toEqual([
      [20, 44],
      [10, 132],
    ]);
  });

  it('leaves out captures behind the end of the data', async () => {
    const path = put(
      'short',
      { 'core:datatype': 'cu8' },
      [{ 'core:sample_start': 0 }, { 'core:sample_start': 900 }],
      100,
    );
    expect((await openRecording(path)).segments).toHaveLength(1);
  });

  it('plays only what it can: other formats and several channels have no format', async () => {
    expect((await openRecording(put('be', { 'core:datatype': 'ci16_be' }, [], 100))).format).toBeUndefined();
    const two = await openRecording(put('two', { 'core:datatype': 'cu8', 'core:num_channels': 2 }, [], 100));
    expect(two).toMatchObject({ format: undefined, sampleCount: 25 });
  });

  it('says which file is missing', async () => {
    const path = put('alone', { 'core:datatype': 'cu8' }, [], 2);
    rmSync(`${path}.sigmf-data`);
    await expect(openRecording(path)).rejects.toMatchObject({
      code: 'not-found',
      message: 'The data file alone.sigmf-data is not there.',
    });
  });
});

describe('times', () => {
  it('go to microseconds and back', () => {
    // Doubles hold ms of today to a quarter of a microsecond: half a microsecond is what rounding leaves.
    for (const ms of [0, 1_772_366_400_000.123, 1_772_366_400_999.9996, 253_402_300_799_999]) {
      const text = formatDatetime(ms);
      expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      expect(Math.abs(parseDatetimeMs(text) - ms)).toBeLessThan(0.00075);
    }
    expect(parseDatetimeMs('2016-12-31T23:59:60Z')).toBe(Date.UTC(2017, 0, 1));
  });
});
