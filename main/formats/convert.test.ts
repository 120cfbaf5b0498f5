import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Stated } from '../../contract/library.ts';
import { faultOf, makeTestFolder } from '../../testing/files.ts';
import { encodeFlac } from '../../testing/flac.ts';
import { auxi, sigmfMeta, wav, wavChunk, wavFormat } from '../../testing/mutate-seeds.ts';
import { makeRandom } from '../../testing/random.ts';
import { readMeta, validate, type Meta } from '../sigmf/index.ts';
import { convert, openSamples, survey, type Converted } from './index.ts';

const folder = makeTestFolder();
const { put } = folder;
const out = join(folder.path, 'out');
mkdirSync(out);
afterAll(() => {
  folder.remove();
});

const random = makeRandom(51);
const randomBytes = (count: number): Uint8Array =>
  Uint8Array.from({ length: count }, () => random.integer(256));

let made = 0;
/** Converts and checks what holds of every conversion: it is SigMF, and its hash is that of its data. */
async function copyOf(path: string, stated?: Stated): Promise<Converted & { meta: Meta; data: Buffer }> {
  let told = 0;
  const copy = await convert(path, stated, join(out, `copy${made++}`), {
    signal: new AbortController().signal,
    onBytes: (done) => (told = done),
  });
  const [checked] = await validate([copy.metaPath]);
  expect(checked?.problems).toEqual([]);
  const data = readFileSync(copy.dataPath);
  expect(copy.sha512).toBe(createHash('sha512').update(data).digest('hex'));
  expect(copy.bytes).toBe(data.byteLength);
  if (!path.endsWith('.flac')) expect(told).toBe(data.byteLength);
  return { ...copy, data, meta: (await readMeta(copy.metaPath)).meta };
}

describe('a copy', () => {
  it('of a raw file has its bytes, and what its name and the user say', async () => {
    const bytes = randomBytes(700_001);
    const copy = await copyOf(put('x_433.92M_250k.cu8', bytes), { startedMs: Date.UTC(2026, 0, 2) });
    expect(copy.data.equals(bytes.subarray(0, 700_000))).toBe(true);
    expect(copy.meta.global).toMatchObject({ 'core:datatype': 'cu8', 'core:sample_rate': 250_000 });
    expect(copy.meta.captures).toEqual([
      {
        'core:sample_start': 0,
        'core:frequency': 433_920_000,
        'core:datetime': '2026-01-02T00:00:00.000000Z',
      },
    ]);
  });

  it('of 24 bits has them in the upper part of 32', async () => {
    const samples = Uint8Array.from([1, 2, 3, 4, 5, 6, 0, 0, 0x80, 0xff, 0xff, 0x7f]);
    const path = put('iq.wav', wav('RIFF', wavFormat(1, 2, 192_000, 24), auxi(), wavChunk('data', samples)));
    const copy = await copyOf(path);
    expect([...copy.data]).toEqual([0, 1, 2, 3, 0, 4, 5, 6, 0, 0, 0, 0x80, 0, 0xff, 0xff, 0x7f]);
    expect(copy.datatype).toBe('ci32_le');
    expect(copy.bytes).toBe((await survey(path)).copyBytes);
    expect(copy.meta.captures[0]).toMatchObject({
      'core:frequency': 12_900_000,
      'core:datetime': '2016-01-01T23:19:14.500000Z',
    });
  });

  it('of sound keeps all its channels', async () => {
    const samples = randomBytes(400);
    const path = put('two.wav', wav('RIFF', wavFormat(1, 2, 48_000, 16), wavChunk('data', samples)));
    const copy = await copyOf(path, { datatype: 'rs16' });
    expect(copy.data.equals(samples)).toBe(true);
    expect(copy.meta.global).toMatchObject({ 'core:datatype': 'ri16_le', 'core:num_channels': 2 });
    expect(copy.sampleCount).toBe(100);
  });

  it('of an old recording with headers in its data is SigMF of today', async () => {
    const blocks = [randomBytes(16), randomBytes(400), randomBytes(16), randomBytes(400), randomBytes(8)];
    put('old.dat', ...blocks);
    const meta = sigmfMeta(
      {
        'core:version': 'v0.0.2',
        'core:datatype': 'ci16',
        'core:dataset': 'old.dat',
        'core:trailing_bytes': 8,
        'acme:serial': 7,
      },
      [
        { 'core:sample_start': 0, 'core:header_bytes': 16, 'core:frequency': 1e8, 'core:length': 100 },
        { 'core:sample_start': 100, 'core:header_bytes': 16, 'core:global_index': 250 },
        { 'core:sample_start': 9999, 'core:frequency': 2e8 },
      ],
      [
        { 'core:sample_start': 190, 'core:sample_count': 50, 'core:description': 'burst' },
        { 'core:sample_start': 20, 'core:sample_count': 5, 'core:freq_lower_edge': 1e8 },
        { 'core:sample_start': 500, 'core:sample_count': 5 },
      ],
    );
    const copy = await copyOf(put('old.sigmf-meta', meta));
    expect(copy.data.equals(Buffer.concat([blocks[1] ?? randomBytes(0), blocks[3] ?? randomBytes(0)]))).toBe(
      true,
    );
    expect(copy.meta.global).toEqual({
      'core:version': '1.2.5',
      'core:datatype': 'ci16_le',
      'core:sample_rate': 1e6,
      'core:sha512': copy.sha512,
      'acme:serial': 7,
      'core:extensions': [{ name: 'acme', version: '0.0.0', optional: true }],
    });
    expect(copy.meta.captures).toEqual([
      { 'core:sample_start': 0, 'core:frequency': 1e8 },
      { 'core:sample_start': 100, 'core:global_index': 250 },
    ]);
    // One edge alone is left out, what lies behind the data too, and what reaches over its end is cut.
    expect(copy.meta.annotations).toMatchObject([
      { 'core:sample_start': 20, 'core:sample_count': 5 },
      { 'core:sample_start': 190, 'core:sample_count': 10, 'core:label': 'burst' },
    ]);
    expect(copy.meta.annotations[0]).not.toHaveProperty('core:freq_lower_edge');
  });

  it('of a large file is made in a thread', { timeout: 60_000 }, async () => {
    // Above the 32 MiB that are copied where they are asked for.
    const bytes = Buffer.alloc(40 * 1024 * 1024, randomBytes(4096));
    const copy = await copyOf(put('large_100M_2400k.cs16', bytes));
    expect(copy.data.equals(bytes)).toBe(true);
  });
});

describe('FLAC', () => {
  const tone = (amplitude: number, phase: number): number[] =>
    Array.from({ length: 3000 }, (_, n) => Math.round(amplitude * Math.sin(n / 11 + phase)));
  const options = { rateHz: 44_100, blockSize: 512 } as const;

  it.each(['verbatim', 'fixed', 'linear'] as const)('with %s prediction is decoded exactly', async (kind) => {
    const left = tone(1500, 0);
    const path = put(`${kind}.flac`, encodeFlac([left], { ...options, kinds: [kind] }));
    expect(await survey(path)).toMatchObject({
      format: 'flac',
      datatype: 'ri16_le',
      sampleRateHz: 44_100,
      samples: 3000,
      copyBytes: 6000,
      missing: [],
    });
    const copy = await copyOf(path);
    expect([...new Int16Array(copy.data.buffer, copy.data.byteOffset, 3000)]).toEqual(left);
  });

  it('of two channels is decoded from mid and side, as IQ where somebody says so', async () => {
    const [left, right] = [tone(1500, 0), tone(1300, 1)];
    const bytes = encodeFlac([left, right], { ...options, kinds: ['fixed', 'linear', 'verbatim'] });
    const path = put('stereo.flac', bytes);
    expect(await survey(path)).toMatchObject({ missing: ['datatype'], samples: 3000, copyBytes: 12_000 });
    const copy = await copyOf(path, { datatype: 'cs16' });
    expect(copy.datatype).toBe('ci16_le');
    const values = [...new Int16Array(copy.data.buffer, copy.data.byteOffset, 6000)];
    expect(values.filter((_, n) => n % 2 === 0)).toEqual(left);
    expect(values.filter((_, n) => n % 2 === 1)).toEqual(right);
  });

  it('of silence, constant blocks, is decoded too', async () => {
    const path = put(
      'silence.flac',
      encodeFlac([Array<number>(1000).fill(-3)], { ...options, kinds: ['constant'] }),
    );
    const { data } = await copyOf(path);
    expect(new Set(new Int16Array(data.buffer, data.byteOffset, 1000))).toEqual(new Set([-3]));
  });

  it('is not opened as it is, and refused with the byte where it is damaged', async () => {
    const whole = encodeFlac([tone(1500, 0)], { ...options, kinds: ['fixed'] });
    expect((await faultOf(openSamples(put('whole.flac', whole)))).code).toBe('unsupported');
    const signal = new AbortController().signal;
    const cut = put('cut.flac', whole.subarray(0, whole.byteLength - 40));
    const damaged = Uint8Array.from(whole);
    damaged[1000] = (damaged[1000] ?? 0) ^ 4;
    for (const path of [cut, put('damaged.flac', damaged)]) {
      const fault = await faultOf(
        convert(path, undefined, join(out, 'none'), { signal, onBytes: () => undefined }),
      );
      expect(fault.code).toBe('corrupt');
      expect(fault.data?.['byte']).toBeGreaterThan(42);
    }
    expect(readdirSync(out).filter((name) => name.startsWith('none'))).toEqual([]);
  });
});

describe('a conversion that fails', () => {
  const quiet = { signal: new AbortController().signal, onBytes: () => undefined };

  it('leaves nothing when it is cancelled, here and in a thread', { timeout: 60_000 }, async () => {
    for (const megabytes of [8, 40]) {
      const path = put('stop_100M_2400k.cs16', Buffer.alloc(megabytes * 1024 * 1024, 5));
      const abort = new AbortController();
      const fault = await faultOf(
        convert(path, { datatype: 'cs16' }, join(out, 'stopped'), {
          signal: abort.signal,
          onBytes: () => {
            abort.abort();
          },
        }),
      );
      expect(fault.code).toBe('cancelled');
      expect(readdirSync(out).filter((name) => name.startsWith('stopped'))).toEqual([]);
    }
  });

  it('never writes over a recording', async () => {
    const path = put('y_433.92M_250k.cu8', randomBytes(5000));
    const first = await convert(path, undefined, join(out, 'once'), quiet);
    const before = readFileSync(first.metaPath);
    expect((await faultOf(convert(path, undefined, join(out, 'once'), quiet))).code).toBe('invalid');
    expect(readFileSync(first.metaPath).equals(before)).toBe(true);
  });

  it('because its format is not known says what to state', async () => {
    const path = put('what.iq', randomBytes(5000));
    const fault = await faultOf(convert(path, undefined, join(out, 'what'), quiet));
    expect(fault.code).toBe('invalid');
    expect(fault.hint).toContain('cs16');
  });
});
