/** Every format as samples: what its header says, and that full scale is full scale. */
import { open, truncate } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Stated } from '../../contract/library.ts';
import { faultOf, makeTestFolder } from '../../testing/files.ts';
import { auxi, sdriq, sigmfMeta, tar, wav, wavChunk, wavFormat } from '../../testing/mutate-seeds.ts';
import { encodingOf, makeToFloats, sampleBytes } from './encoding.ts';
import { openSamples, survey } from './index.ts';
import { crc32 } from './sdriq.ts';

const folder = makeTestFolder();
const { put } = folder;
afterAll(() => {
  folder.remove();
});

async function samplesOf(path: string, stated?: Stated): Promise<number[]> {
  const file = await openSamples(path, stated);
  const into = new Float32Array(2 * file.facts.sampleCount);
  await file.read(0, file.facts.sampleCount, into);
  await file.close();
  return [...into];
}

function shorts(...values: number[]): Uint8Array {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [i, value] of values.entries()) bytes.writeInt16LE(value, 2 * i);
  return bytes;
}

describe('sample formats', () => {
  const kinds = ['f32', 'f64', 'i32', 'i16', 'u32', 'u16'];
  const names = ['r', 'c'].flatMap((letter) => [
    `${letter}i8`,
    `${letter}u8`,
    ...kinds.flatMap((kind) => [`${letter}${kind}_le`, `${letter}${kind}_be`]),
  ]);

  it.each(names)('%s has its full scale at 1', (name) => {
    const encoding = encodingOf(name);
    if (!encoding) throw new Error(name);
    const { width, kind, bigEndian, complex } = encoding;
    // The lowest value there is, and the highest: -1 and (nearly, for whole numbers) 1.
    const range = 2 ** (8 * width);
    const lowest = kind === 'unsigned' ? 0 : -range / 2;
    const bytes = Buffer.alloc(2 * sampleBytes(encoding));
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const write = (at: number, value: number): void => {
      if (kind === 'float' && width === 4) view.setFloat32(at, value, !bigEndian);
      else if (kind === 'float') view.setFloat64(at, value, !bigEndian);
      else if (width === 1) view.setUint8(at, value);
      else if (width === 2) view.setUint16(at, value, !bigEndian);
      else view.setUint32(at, value, !bigEndian);
    };
    const ends = kind === 'float' ? [-1, 1] : [lowest, lowest + range - 1];
    const parts = complex ? 2 : 1;
    for (const [n, end] of ends.entries())
      for (let i = 0; i < parts; i++) write((n * parts + i) * width, end);
    const into = new Float32Array(4);
    makeToFloats(encoding, sampleBytes(encoding))(bytes, 2, into, 0);
    // One step of the coarsest kind, 8 bits, is 1/128.
    expect(into[0]).toBeCloseTo(-1, 6);
    expect(Math.abs((into[2] ?? 0) - 1)).toBeLessThanOrEqual(1 / 128);
    expect(into[1]).toBeCloseTo(complex ? -1 : 0, 6);
  });
});

describe('WAV', () => {
  const two = wavChunk('data', shorts(16_384, -16_384, 8192, 0));

  it('of one channel is real sound', async () => {
    const path = put('voice.wav', wav('RIFF', wavFormat(1, 1, 48_000, 16), two));
    expect(await survey(path)).toMatchObject({
      datatype: 'ri16_le',
      sampleRateHz: 48_000,
      samples: 4,
      missing: [],
      questions: [],
    });
    expect(await samplesOf(path)).toEqual([0.5, 0, -0.5, 0, 0.25, 0, 0, 0]);
  });

  it('of two channels is asked about, unless its name or an auxi chunk says it is IQ', async () => {
    const plain = put('two.wav', wav('RIFF', wavFormat(1, 2, 48_000, 16), two));
    const asked = await survey(plain);
    expect(asked).toMatchObject({ missing: ['datatype'], likely: { datatype: 'cs16' }, samples: 2 });
    expect(asked.questions).toHaveLength(1);
    expect((await faultOf(openSamples(plain))).code).toBe('invalid');
    expect(await samplesOf(plain, { datatype: 'cs16' })).toEqual([0.5, -0.5, 0.25, 0]);
    expect(await samplesOf(plain, { datatype: 'rs16' })).toEqual([0.5, 0, 0.25, 0]);

    const withAuxi = put('auxi.wav', wav('RIFF', wavFormat(1, 2, 192_000, 16), auxi(), two));
    expect(await survey(withAuxi)).toMatchObject({
      datatype: 'ci16_le',
      centreHz: 12_900_000,
      startedMs: Date.UTC(2016, 0, 1, 23, 19, 14, 500),
      missing: [],
      questions: [],
    });
    const named = put(
      'HDSDR_20130101_120000Z_14200kHz_RF.wav',
      wav('RIFF', wavFormat(1, 2, 96_000, 16), two),
    );
    expect(await survey(named)).toMatchObject({ datatype: 'ci16_le', centreHz: 14_200_000, missing: [] });
    const sound = put(
      'HDSDR_20130101_120000Z_14200kHz_AF.wav',
      wav('RIFF', wavFormat(1, 2, 48_000, 16), two),
    );
    expect(await survey(sound)).toMatchObject({ datatype: 'ri16_le', missing: [] });
  });

  it('reads the XML of SDR Console', async () => {
    const xml = Buffer.from(
      '<?xml version="1.0"?><SDR-XML-Root><Definition CurrentTimeUTC="06-05-2017 04:03:02" RadioCenterFreq="99500000"/></SDR-XML-Root>',
      'utf16le',
    );
    const path = put('console.wav', wav('RIFF', wavFormat(1, 2, 192_000, 16), wavChunk('auxi', xml), two));
    expect(await survey(path)).toMatchObject({ centreHz: 99.5e6, startedMs: Date.UTC(2017, 4, 6, 4, 3, 2) });
  });

  it('of 24 bits is read as it is and imported as 32', async () => {
    const data = wavChunk('data', Uint8Array.from([0, 0, 0x40, 0, 0, 0xc0, 0xff, 0xff, 0x7f, 0, 0, 0x80]));
    const path = put('iq24.wav', wav('BW64', wavFormat(1, 2, 192_000, 24), auxi(), data));
    expect(await survey(path)).toMatchObject({ datatype: 'ci32_le', samples: 2, copyBytes: 16 });
    const [a, b, c, d] = await samplesOf(path);
    expect([a, b, d]).toEqual([0.5, -0.5, -1]);
    expect(c).toBeCloseTo(1, 6);
  });

  it('whose name says another rate is told of, and its header is taken', async () => {
    const path = put('voice_12k.wav', wav('RIFF', wavFormat(1, 1, 48_000, 16), two));
    const found = await survey(path);
    expect(found).toMatchObject({ sampleRateHz: 48_000, missing: [] });
    expect(found.questions[0]).toContain('header');
    expect((await faultOf(openSamples(path, { sampleRateHz: 12_000 }))).code).toBe('invalid');
  });
});

describe('SDRangel', () => {
  it('has rate, centre and start in its header, under a checksum', async () => {
    const path = put('a.sdriq', sdriq(16, shorts(16_384, -16_384), crc32));
    expect(await survey(path)).toMatchObject({
      format: 'sdriq',
      datatype: 'ci16_le',
      sampleRateHz: 2.4e6,
      centreHz: 433.92e6,
      startedMs: 1_700_000_000_123,
      samples: 1,
      missing: [],
    });
    const wide = Buffer.alloc(8);
    wide.writeInt32LE(2 ** 22, 0);
    wide.writeInt32LE(-(2 ** 23), 4);
    expect(await samplesOf(put('b.sdriq', sdriq(24, wide, crc32)))).toEqual([0.5, -1]);
    const damaged = put(
      'c.sdriq',
      sdriq(16, shorts(1, 2), (bytes) => (crc32(bytes) ^ 1) >>> 0),
    );
    expect((await survey(damaged)).rejected?.message).toContain('byte 28');
  });

  it('uses the CRC of Ethernet', () => {
    // The check value every description of CRC-32 gives.
    expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
  });
});

describe('SigMF', () => {
  it('is read where it lies in an archive, run by run', async () => {
    const captures = [
      { 'core:sample_start': 0, 'core:frequency': 100e6, 'core:global_index': 0 },
      { 'core:sample_start': 1, 'core:frequency': 101e6, 'core:global_index': 5 },
    ];
    const files = [
      { name: 'a/a.sigmf-data', bytes: shorts(16_384, 0, 0, -16_384) },
      { name: 'a/a.sigmf-meta', bytes: sigmfMeta({ 'core:datatype': 'ci16_le' }, captures) },
    ];
    const path = put('a.sigmf', await tar(files));
    const file = await openSamples(path);
    await file.close();
    expect(file.facts).toMatchObject({ format: 'sigmf-archive', sampleCount: 2, centreHz: 100e6 });
    expect(file.facts.runs.map(({ lostBefore, centreHz }) => [lostBefore, centreHz])).toEqual([
      [0, 100e6],
      [4, 101e6],
    ]);
    expect(await samplesOf(path)).toEqual([0.5, 0, 0, -0.5]);
  });

  it('of several channels gives the first, over headers of a foreign data set', async () => {
    const header = Buffer.alloc(10, 0x55);
    const frame = Buffer.from([0x40, 0, 1, 2, 0xc0, 0, 3, 4]);
    put('foreign.dat', header, frame.subarray(0, 4), header, frame.subarray(4), Buffer.alloc(3));
    const meta = sigmfMeta(
      {
        'core:datatype': 'ri16_be',
        'core:num_channels': 2,
        'core:dataset': 'foreign.dat',
        'core:trailing_bytes': 3,
      },
      [
        { 'core:sample_start': 0, 'core:header_bytes': 10 },
        { 'core:sample_start': 1, 'core:header_bytes': 10 },
      ],
    );
    expect(await samplesOf(put('foreign.sigmf-meta', meta))).toEqual([0.5, 0, -0.5, 0]);
  });

  it('without metadata is asked about', async () => {
    const found = await survey(put('orphan.sigmf-data', Buffer.alloc(5000, 7)));
    expect(found).toMatchObject({ format: 'raw', missing: ['datatype', 'sampleRateHz'] });
    expect(found.questions[0]).toContain('metadata is missing');
  });

  it('without a rate is asked for it, and takes what is stated', async () => {
    put('norate.sigmf-data', shorts(1, 2));
    const path = put(
      'norate.sigmf-meta',
      sigmfMeta({ 'core:datatype': 'ci16_le', 'core:sample_rate': undefined }),
    );
    expect(await survey(path)).toMatchObject({ missing: ['sampleRateHz'], known: ['datatype'] });
    const file = await openSamples(path, { sampleRateHz: 5e5, datatype: 'cs16' });
    await file.close();
    expect(file.facts.sampleRateHz).toBe(5e5);
    expect((await faultOf(openSamples(path, { datatype: 'cf32' }))).code).toBe('invalid');
  });
});

describe('any file', () => {
  it('of 100 GB is surveyed and opened at once, and read at its end', async () => {
    const path = put('big_433.92M_2400k.cs16', shorts(1, 2));
    // Sparse: it takes no room.
    await truncate(path, 100e9);
    const end = await open(path, 'r+');
    await end.write(shorts(16_384, -16_384), 0, 4, 100e9 - 4);
    await end.close();
    const began = performance.now();
    expect((await survey(path)).samples).toBe(25e9);
    const file = await openSamples(path);
    const into = new Float32Array(2);
    await file.read(25e9 - 1, 1, into);
    const ms = performance.now() - began;
    await file.close();
    rmSync(path);
    expect([...into]).toEqual([0.5, -0.5]);
    // Milliseconds; a loaded machine some more. Reading it would take minutes.
    expect(ms).toBeLessThan(500);
  });

  it('that is none says why', async () => {
    const reasons: [string, string, RegExp][] = [
      [put('empty.cu8'), 'corrupt', /byte 0/],
      [put('notes.bin', Buffer.from('Nothing but notes about recordings\n')), 'unsupported', /text/],
      [put('a.sigmf.gz', Buffer.from([0x1f, 0x8b])), 'unsupported', /unpack/],
      [folder.path, 'invalid', /not a file/],
      [join(folder.path, 'absent.cf32'), 'not-found', /not there/],
    ];
    for (const [path, code, message] of reasons) {
      const { rejected } = await survey(path);
      expect(rejected?.code).toBe(code);
      expect(rejected?.message).toMatch(message);
    }
  });

  it.each([false, true])('cut while it is open ends with the byte, blocking: %s', async (blocking) => {
    const path = put(`cut_${blocking}_433.92M_250k.cu8`, Buffer.alloc(8000, 128));
    const file = await openSamples(path, undefined, { blocking });
    const before = new Float32Array(2 * 1000);
    expect(await file.read(500, 1000, before)).toBe(1000);
    // 128 is half a step of 8 bits above the middle.
    expect(new Set(before)).toEqual(new Set([Math.fround(0.5 / 127.5)]));
    await truncate(path, 3000);
    const fault = await faultOf(file.read(0, 4000, new Float32Array(8000)));
    await file.close();
    expect(fault).toMatchObject({ code: 'corrupt', data: { byte: 3000 } });
  });
});
