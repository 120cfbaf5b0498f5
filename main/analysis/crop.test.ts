import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeAir, tone, writeSignal } from '../../testing/signals.ts';
import { loadKernels } from '../dsp/index.ts';
import { openSamples } from '../formats/index.ts';
import { readMeta, validate, type Meta } from '../sigmf/index.ts';
import { layBox } from './box.ts';
import { cropInto, type CropOrder } from './crop.ts';
import { measure } from './measure.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wavekeep-crop-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const { kernels } = loadKernels();
const rateHz = 1_000_000;
const centreHz = 433_920_000;
const uuid = '8d3c1c1e-3a76-4d1e-9c51-0f8f6d1b2a01';

type Part = Partial<Omit<CropOrder, 'wish'>> & { wish: CropOrder['wish'] };

async function crop(path: string, part: Part): Promise<{ path: string; meta: Meta; data: Buffer }> {
  const file = await openSamples(path);
  try {
    const made = await cropInto(
      kernels,
      file,
      {
        where: { path, stated: undefined },
        metaPath: path,
        filter: true,
        folder,
        name: 'part-crop',
        version: '0.1.0',
        who: 'A. Tester',
        cancelled: new SharedArrayBuffer(4),
        ...part,
      },
      () => undefined,
    );
    expect(await validate([made.metaPath])).toEqual([{ path: made.metaPath, ok: true, problems: [] }]);
    const { meta } = await readMeta(made.metaPath);
    const data = readFileSync(made.metaPath.replace('meta', 'data'));
    expect(meta.global['core:sha512']).toBe(createHash('sha512').update(data).digest('hex'));
    return { path: made.metaPath, meta, data };
  } finally {
    await file.close();
  }
}

async function powerOf(path: string, wish: CropOrder['wish']): Promise<number> {
  const file = await openSamples(path);
  try {
    return (await measure(kernels, file, layBox(file.facts, wish))).powerDbfs;
  } finally {
    await file.close();
  }
}

describe('a crop', () => {
  it('of a band keeps its power, and its signals their frequency, phase and time', async () => {
    const { iq } = makeAir(300_000).noise(1e-6, 1).add(tone(0.1004, 0.3)).add(tone(-0.3, 0.1));
    const path = await writeSignal(folder, 'whole', {
      format: 'ci16_le',
      sampleRateHz: rateHz,
      centreHz,
      iq,
    });
    const wish = {
      startSample: 50_001,
      sampleCount: 200_000,
      lowerHz: centreHz + 90_000,
      upperHz: centreHz + 110_000,
    };
    const { path: made, meta, data } = await crop(path, { wish });
    // 1.6 bandwidths or more: a 31st.
    expect(meta.global['core:sample_rate']).toBeCloseTo(rateHz / 31, 6);
    expect(meta.global['core:datatype']).toBe('cf32_le');
    const count = Math.ceil(200_000 / 31);
    expect(data.byteLength).toBe(8 * count);
    expect(meta.captures).toHaveLength(1);
    expect(meta.captures[0]).toMatchObject({ 'core:sample_start': 0, 'core:frequency': centreHz + 100_000 });
    // To the half sample that a filter of even length is off.
    const shownMs =
      Date.parse(meta.captures[0]?.['core:datetime'] ?? '') - Date.parse('2026-03-01T12:00:00Z');
    expect(Math.abs(shownMs - 50)).toBeLessThan(1.001);
    const box = { startSample: 0, sampleCount: 2 ** 40, lowerHz: wish.lowerHz, upperHz: wish.upperHz };
    expect(Math.abs((await powerOf(made, box)) - (await powerOf(path, wish)))).toBeLessThan(0.1);
    // 400 Hz above the new centre; phase by counting from the first sample shown, mixed by the centre's own.
    const floats = new Float32Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength));
    const phase = (n: number): number => Math.atan2(floats[2 * n + 1]!, floats[2 * n]!) / (2 * Math.PI);
    for (const n of [0, 1000, count - 1]) {
      // What is far outside is 80 dB down where it would fold into the band; beside it less.
      expect(Math.abs(Math.hypot(floats[2 * n]!, floats[2 * n + 1]!) - 0.3)).toBeLessThan(0.01);
      const turns = phase(n) - phase(0) - (400 * 31 * n) / rateHz;
      expect(Math.abs(turns - Math.round(turns))).toBeLessThan(0.01);
    }
  });

  it('sample for sample has the very bytes, and keeps captures, fields and annotations', async () => {
    const { iq } = makeAir(10_000).noise(1e-2, 3);
    const start = '2026-03-01T12:00:00.000000Z';
    const settings = (gain: number): Record<string, unknown> => ({
      'wavekeep:settings': { gain_mode: 'manual', gains_db: { LNA: gain }, controls: {} },
    });
    const path = await writeSignal(folder, 'whole', {
      format: 'ci8',
      sampleRateHz: rateHz,
      iq,
      global: {
        'core:hw': 'a receiver',
        'core:author': 'somebody',
        'core:offset': 0,
        'other:field': 7,
        'core:extensions': [
          { name: 'other', version: '2.0.0', optional: true },
          { name: 'wavekeep', version: '1.0.0', optional: true },
        ],
      },
      captures: [
        {
          'core:sample_start': 0,
          'core:global_index': 0,
          'core:frequency': centreHz,
          'core:datetime': start,
          ...settings(8),
        },
        {
          'core:sample_start': 4000,
          'core:global_index': 4000,
          'core:frequency': centreHz,
          'core:datetime': '2026-03-01T12:00:00.004000Z',
          ...settings(16),
        },
        {
          'core:sample_start': 6000,
          'core:global_index': 7500,
          'core:frequency': centreHz + 100_000,
          'core:datetime': '2026-03-01T12:00:00.007500Z',
          ...settings(16),
        },
      ],
      annotations: [
        { 'core:sample_start': 10, 'core:sample_count': 100, 'core:label': 'before' },
        {
          'core:sample_start': 900,
          'core:sample_count': 200,
          'core:freq_lower_edge': centreHz - 1000,
          'core:freq_upper_edge': centreHz + 1000,
          'core:label': 'across',
          'core:uuid': uuid,
        },
        { 'core:sample_start': 6500, 'core:sample_count': 100, 'core:label': 'behind the gap' },
      ],
    });
    const { meta, data } = await crop(path, {
      wish: { startSample: 1000, sampleCount: 6000 },
      filter: false,
    });
    expect(data).toEqual(readFileSync(path.replace('meta', 'data')).subarray(2000, 14_000));
    expect(meta.global).toMatchObject({
      'core:datatype': 'ci8',
      'core:sample_rate': rateHz,
      'core:hw': 'a receiver',
      'core:author': 'somebody',
      'core:recorder': 'Wavekeep 0.1.0',
      'other:field': 7,
      'wavekeep:lost_samples': 1500,
      'wavekeep:gaps': 1,
      'wavekeep:cropped_from': { name: 'whole', sample_start: 1000, sample_count: 6000, by: 'A. Tester' },
    });
    expect(meta.captures).toEqual([
      {
        'core:sample_start': 0,
        'core:global_index': 0,
        'core:frequency': centreHz,
        'core:datetime': '2026-03-01T12:00:00.001000Z',
        ...settings(8),
      },
      {
        'core:sample_start': 3000,
        'core:global_index': 3000,
        'core:frequency': centreHz,
        'core:datetime': '2026-03-01T12:00:00.004000Z',
        ...settings(16),
      },
      {
        'core:sample_start': 5000,
        'core:global_index': 6500,
        'core:frequency': centreHz + 100_000,
        'core:datetime': '2026-03-01T12:00:00.007500Z',
        ...settings(16),
        'wavekeep:lost_before': 1500,
      },
    ]);
    expect(meta.annotations).toMatchObject([
      { 'core:sample_start': 0, 'core:sample_count': 100, 'core:label': 'across', 'core:uuid': uuid },
      { 'core:sample_start': 5500, 'core:sample_count': 100, 'core:label': 'behind the gap' },
    ]);
  });

  it('of a band says what its filter can’t show beside a gap, and moves and clips what is labelled', async () => {
    const { iq } = makeAir(200_000).add(tone(0.05, 0.5));
    const path = await writeSignal(folder, 'gap', {
      sampleRateHz: rateHz,
      iq,
      captures: [
        { 'core:sample_start': 0, 'core:global_index': 0, 'core:frequency': centreHz },
        { 'core:sample_start': 100_000, 'core:global_index': 120_000, 'core:frequency': centreHz },
      ],
      annotations: [
        {
          'core:sample_start': 150_000,
          'core:sample_count': 1000,
          'core:freq_lower_edge': centreHz + 30_000,
          'core:freq_upper_edge': centreHz + 55_000,
        },
        {
          'core:sample_start': 150_000,
          'core:sample_count': 1000,
          'core:freq_lower_edge': centreHz - 30_000,
          'core:freq_upper_edge': centreHz - 20_000,
        },
      ],
    });
    const wish = {
      startSample: 40_000,
      sampleCount: 2 ** 40,
      lowerHz: centreHz + 40_000,
      upperHz: centreHz + 60_000,
    };
    const { meta, data } = await crop(path, { wish });
    const lost = meta.captures[1]?.['wavekeep:lost_before'] as number;
    const at = meta.captures[1]?.['core:sample_start'] ?? 0;
    // 20,000 samples are missing, and what the filter spans of some 250 µs.
    expect(lost * 31).toBeGreaterThan(20_000);
    expect(lost * 31).toBeLessThan(21_000);
    expect(meta.captures[1]?.['core:global_index']).toBe(at + lost);
    expect(meta.global['wavekeep:lost_samples']).toBe(lost);
    // Every sample is the tone at its full level: none was made of silence.
    const floats = new Float32Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength));
    for (let n = 0; n < floats.length; n += 2)
      expect(Math.abs(Math.hypot(floats[n]!, floats[n + 1]!) - 0.5)).toBeLessThan(0.005);
    // The tone is at the centre: its phase goes on over the gap, as the missing samples' would.
    // 20,000 samples of 0.05 turns are whole ones.
    const angle = (n: number): number => Math.atan2(floats[2 * n + 1]!, floats[2 * n]!);
    expect(Math.abs(angle(at + 5) - angle(at - 5))).toBeLessThan(0.02);
    expect(meta.annotations).toHaveLength(1);
    const [label] = meta.annotations;
    expect(label).toMatchObject({
      'core:freq_lower_edge': centreHz + 40_000,
      'core:freq_upper_edge': centreHz + 55_000,
    });
    // 150,000 of the file is 170,000 of the stream, which began at 40,000: 4,193.5 samples of the crop, less the lost.
    expect(label?.['core:sample_start']).toBe(4194 - lost);
  });

  it('takes the next free name, and leaves nothing behind when it is cancelled or fails', async () => {
    const { iq } = makeAir(50_000).noise(1e-3, 4);
    const path = await writeSignal(folder, 'whole', { sampleRateHz: rateHz, centreHz, iq });
    const wish = { startSample: 0, sampleCount: 40_000 };
    expect((await crop(path, { wish })).path).toBe(join(folder, 'part-crop.sigmf-meta'));
    expect((await crop(path, { wish })).path).toBe(join(folder, 'part-crop-2.sigmf-meta'));
    const before = readdirSync(folder).sort();
    const cancelled = new SharedArrayBuffer(4);
    new Int32Array(cancelled)[0] = 1;
    await expect(crop(path, { wish, cancelled })).rejects.toMatchObject({ code: 'cancelled' });
    const band = { lowerHz: centreHz, upperHz: centreHz + 100 };
    await expect(crop(path, { wish: { ...wish, ...band } })).rejects.toThrow(/too short for the filter/);
    await expect(crop(path, { wish: { ...wish, startSample: 50_000 } })).rejects.toMatchObject({
      code: 'invalid',
    });
    expect(readdirSync(folder).sort()).toEqual(before);
  });

  it('of a recording that knows no centre says where the band lay', async () => {
    const { iq } = makeAir(50_000).add(tone(0.2, 0.5));
    const path = await writeSignal(folder, 'whole', { sampleRateHz: rateHz, iq });
    const { meta } = await crop(path, {
      wish: { startSample: 0, sampleCount: 50_000, lowerHz: 180_000, upperHz: 220_000 },
    });
    expect(meta.captures[0]).not.toHaveProperty('core:frequency');
    expect(meta.global['core:description']).toBe('Its centre is 200000 Hz from that of whole.');
  });
});
