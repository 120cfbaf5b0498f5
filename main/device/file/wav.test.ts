import { Fault } from '../../../contract/fault.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { faultOf, makeTestFolder } from '../../../testing/files.ts';
import { makeRandom } from '../../../testing/random.ts';
import { playOnce } from '../../../testing/sink.ts';
import { inspectFile } from './inspect.ts';
import { openFile } from './receiver.ts';

const folder = makeTestFolder();
const { put } = folder;
afterAll(() => folder.remove());

const random = makeRandom(11);
function randomBytes(count: number): Uint8Array {
  return Uint8Array.from({ length: count }, () => random.integer(256));
}

describe('WAV', () => {
  function chunk(id: string, body: Uint8Array, stated = body.length): Uint8Array {
    const head = Buffer.alloc(8);
    head.write(id);
    head.writeUInt32LE(stated, 4);
    return Buffer.concat([head, body, Buffer.alloc(body.length & 1)]);
  }
  function format(code: number, channels: number, rate: number, bits: number): Uint8Array {
    const body = Buffer.alloc(16);
    body.writeUInt16LE(code, 0);
    body.writeUInt16LE(channels, 2);
    body.writeUInt32LE(rate, 4);
    body.writeUInt16LE(bits, 14);
    return chunk('fmt ', body);
  }
  const riff = (...chunks: Uint8Array[]): Uint8Array[] => [
    Buffer.from('RIFF\0\0\0\0WAVE', 'latin1'),
    ...chunks,
  ];

  it.each([
    [1, 8, 'cu8'],
    [1, 16, 'cs16'],
    [3, 32, 'cf32'],
  ])('of format %i with %i bits is %s', async (code, bits, datatype) => {
    const samples = randomBytes(4000);
    const auxi = Buffer.alloc(68);
    auxi.writeUInt32LE(7_100_000, 32);
    const path = put(
      `iq${bits}.wav`,
      ...riff(
        chunk('LIST', randomBytes(7)),
        format(code, 2, 96_000, bits),
        chunk('auxi', auxi),
        chunk('data', samples),
      ),
    );
    expect(await inspectFile(path)).toEqual({
      missing: [],
      datatype,
      sampleRateHz: 96_000,
      centreHz: 7_100_000,
    });
    const sink = await playOnce(openFile, `file:${path}?speed=max&loop=0`);
    expect(Buffer.from(sink.bytes()).equals(samples)).toBe(true);
  });

  it('reads RF64 and the header of a program that died', async () => {
    const ds64 = Buffer.alloc(28);
    ds64.writeBigUInt64LE(4000n, 8);
    const samples = randomBytes(4000);
    const long = put(
      'long.wav',
      Buffer.from('RF64\xff\xff\xff\xffWAVE', 'latin1'),
      chunk('ds64', ds64),
      format(1, 2, 48_000, 16),
      chunk('data', samples, 0xffffffff),
      Buffer.from('trailing chunk'),
    );
    expect((await playOnce(openFile, `file:${long}?speed=max&loop=0`)).byteLength).toBe(4000);
    const died = put('died.wav', ...riff(format(1, 2, 48_000, 16), chunk('data', samples, 0)));
    expect((await playOnce(openFile, `file:${died}?speed=max&loop=0`)).byteLength).toBe(4000);
  });

  it('of one channel is sound, not IQ', async () => {
    const path = put('mono.wav', ...riff(format(1, 1, 48_000, 16), chunk('data', randomBytes(100))));
    const fault = await faultOf(openFile(`file:${path}`));
    expect(fault.code).toBe('unsupported');
    expect(fault.message).toContain('1 channel');
  });

  it('that is damaged is refused with the byte', async () => {
    expect((await faultOf(inspectFile(put('junk.wav', randomBytes(100))))).data).toEqual({ byte: 0 });
    const noData = put('nodata.wav', ...riff(format(1, 2, 48_000, 16)));
    expect((await faultOf(inspectFile(noData))).data).toEqual({ byte: 36 });
    const headless = put('headless.wav', ...riff(chunk('data', randomBytes(8))));
    expect((await faultOf(inspectFile(headless))).data).toEqual({ byte: 12 });
    const cut = put('cut.wav', Buffer.from('RIFF'));
    expect((await faultOf(inspectFile(cut))).data).toEqual({ byte: 4 });
  });

  it('never breaks on random damage', async () => {
    const whole = Buffer.concat(riff(format(1, 2, 48_000, 16), chunk('data', randomBytes(64))));
    for (let attempt = 0; attempt < 200; attempt++) {
      const damaged = Buffer.from(whole);
      for (let hit = 0; hit < 3; hit++) damaged[random.integer(48)] = random.integer(256);
      const path = put('fuzz.wav', damaged.subarray(0, 1 + random.integer(damaged.length)));
      await inspectFile(path).catch((error: unknown) => expect(error).toBeInstanceOf(Fault));
    }
  });
});
