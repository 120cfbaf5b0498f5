import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { faultOf, makeTestFolder } from '../../../testing/files.ts';
import { makeRandom } from '../../../testing/random.ts';
import { collectingSink, playOnce } from '../../../testing/sink.ts';
import { inspectFile } from './inspect.ts';
import { openFile } from './receiver.ts';

const folder = makeTestFolder();
const { put } = folder;
afterAll(() => folder.remove());

const random = makeRandom(11);
function randomBytes(count: number): Uint8Array {
  return Uint8Array.from({ length: count }, () => random.integer(256));
}

describe('a file as a radio', () => {
  it('plays every byte unchanged, in all four formats', async () => {
    for (const datatype of ['cu8', 'cs8', 'cs16', 'cf32']) {
      const bytes = randomBytes(800_008);
      const sink = await playOnce(openFile, `file:${put(`a_100M_250k.${datatype}`, bytes)}?speed=max&loop=0`);
      expect(Buffer.from(sink.bytes()).equals(bytes)).toBe(true);
      expect(sink.lostSamples).toBe(0);
    }
  });

  it('leaves out the bytes of a half sample at the end', async () => {
    const bytes = randomBytes(4003);
    const sink = await playOnce(openFile, `file:${put('half_100M_250k.cs16', bytes)}?speed=max&loop=0`);
    expect(sink.byteLength).toBe(4000);
  });

  it('loops, and says each time that it stands at the beginning', async () => {
    const bytes = randomBytes(20_000);
    const radio = await openFile(`file:${put('loop_100M_250k.cu8', bytes)}?speed=max`);
    const sink = collectingSink();
    await radio.start(sink);
    await sink.until((s) => s.byteLength >= 60_000);
    await radio.close();
    expect(Buffer.from(sink.bytes().subarray(20_000, 40_000)).equals(bytes)).toBe(true);
    expect(sink.events.slice(0, 2)).toEqual([
      { kind: 'position', sample: 0 },
      { kind: 'position', sample: 0 },
    ]);
  });

  it('keeps real time', async () => {
    const radio = await openFile(`file:${put('time_100M_250k.cu8', randomBytes(500_000))}`);
    const sink = collectingSink();
    const began = performance.now();
    await radio.start(sink);
    await sink.until((s) => s.byteLength >= 150_000);
    const seconds = (performance.now() - began) / 1000;
    await radio.close();
    // 75,000 samples at 250 kS/s are 0.3 s; never early by more than a block of 8 ms, late only by load.
    expect(seconds).toBeGreaterThan(0.29);
    expect(seconds).toBeLessThan(1.3);
  });

  it('seeks while playing and before, and pauses', async () => {
    const bytes = randomBytes(400_000);
    const radio = await openFile(`file:${put('seek_100M_250k.cu8', bytes)}`);
    const sink = collectingSink();
    expect(await radio.seek?.(100_000)).toBe(100_000);
    await radio.start(sink);
    await sink.until((s) => s.byteLength > 0);
    expect(sink.bytes()[0]).toBe(bytes[200_000]);
    await radio.pause?.(true);
    await new Promise((resolve) => setTimeout(resolve, 30));
    const paused = sink.byteLength;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(sink.byteLength).toBe(paused);
    expect(await radio.seek?.(1e9)).toBe(199_999);
    await radio.seek?.(50_000);
    await radio.pause?.(false);
    await sink.until((s) => s.byteLength > paused);
    expect(sink.events.at(-1)).toEqual({ kind: 'position', sample: 50_000 });
    expect(sink.bytes()[paused]).toBe(bytes[100_000]);
    await radio.close();
  });

  it('waits for a slow reader and loses nothing', async () => {
    const bytes = randomBytes(900_000);
    const radio = await openFile(`file:${put('slow_100M_250k.cu8', bytes)}?speed=max&loop=0`);
    const sink = collectingSink();
    let inFlight = 0;
    const slow = {
      ...sink,
      write: async (samples: Uint8Array): Promise<void> => {
        expect(inFlight++).toBe(0);
        void sink.write(samples);
        await new Promise((resolve) => setTimeout(resolve, 5));
        inFlight--;
      },
    };
    await radio.start(slow);
    await sink.until((s) => s.events.some((event) => event.kind === 'ended'));
    await radio.close();
    expect(Buffer.from(sink.bytes()).equals(bytes)).toBe(true);
  });

  it('ends with the place where a file was cut while it played', async () => {
    const path = put('cut_100M_250k.cu8', randomBytes(100_000));
    const radio = await openFile(`file:${path}?speed=max`);
    truncateSync(path, 30_000);
    const sink = collectingSink();
    await radio.start(sink);
    await sink.until((s) => s.events.some((event) => event.kind === 'ended'));
    await radio.close();
    const end = sink.events.at(-1);
    expect(end?.kind === 'ended' && end.fault?.code).toBe('corrupt');
    expect(end?.kind === 'ended' && end.fault?.data).toEqual({ byte: 30_000 });
  });

  it('has the centre and rate it was recorded with, and no other', async () => {
    const radio = await openFile(`file:${put('own_433.92M_250k.cu8', randomBytes(100))}`);
    expect(radio.settings).toMatchObject({ centreHz: 433_920_000, sampleRateHz: 250_000 });
    expect(await radio.tune(433_920_000)).toBe(433_920_000);
    expect((await faultOf(radio.tune(1e8))).code).toBe('unsupported');
    expect((await faultOf(radio.setSampleRate(1e6))).code).toBe('unsupported');
    await radio.close();
    await radio.close();
  });
});

describe('SigMF recordings', () => {
  const meta = (captures: unknown[]): Uint8Array =>
    new TextEncoder().encode(
      JSON.stringify({
        global: { 'core:datatype': 'ci8', 'core:version': '1.2.5', 'core:sample_rate': 250_000 },
        captures,
        annotations: [],
      }),
    );

  it('replays gaps as gaps and retunes as retunes', async () => {
    const bytes = randomBytes(6000);
    put('gaps.sigmf-data', bytes);
    const path = put(
      'gaps.sigmf-meta',
      meta([
        { 'core:sample_start': 0, 'core:global_index': 0, 'core:frequency': 100e6 },
        { 'core:sample_start': 1000, 'core:global_index': 1500, 'core:frequency': 100e6 },
        { 'core:sample_start': 2000, 'core:global_index': 2500, 'core:frequency': 101e6 },
      ]),
    );
    const sink = await playOnce(openFile, `file:${path}?speed=max&loop=0`);
    expect(Buffer.from(sink.bytes()).equals(bytes)).toBe(true);
    expect(sink.events).toEqual([
      { kind: 'lost', samples: 500, afterBytes: 2000 },
      { kind: 'position', sample: 1000 },
      { kind: 'retuned', centreHz: 101e6 },
      { kind: 'ended', fault: undefined },
    ]);
  });

  it('will not be told what they know better', async () => {
    const path = put('sure.sigmf-meta', meta([]));
    put('sure.sigmf-data', randomBytes(100));
    const fault = await faultOf(openFile(`file:${path}?rate=1M`));
    expect(fault.code).toBe('invalid');
    expect(fault.message).toContain('250kS/s');
  });
});

describe('what a raw file does not say', () => {
  it('is asked for, with proposals', async () => {
    expect(await inspectFile(put('noname.iq', randomBytes(8)))).toEqual({
      missing: ['datatype', 'sampleRateHz', 'centreHz'],
      datatype: 'cf32',
    });
    const fault = await faultOf(openFile(`file:${put('norate.cu8', randomBytes(8))}`));
    expect(fault.code).toBe('invalid');
    expect(fault.message).toContain('sample rate');
    expect(fault.hint).toContain('--rate');
  });

  it('can be given in the name of the radio', async () => {
    const path = put('what?is.iq', randomBytes(8000));
    const radio = await openFile(`file:${path}?datatype=cs16&rate=1.2M&freq=433.92M&speed=max&loop=0`);
    expect(radio.info.datatype).toBe('cs16');
    expect(radio.settings).toMatchObject({ sampleRateHz: 1.2e6, centreHz: 433_920_000 });
    expect(radio.info.playback?.totalSamples).toBe(2000);
    await radio.close();
  });

  it('names a missing file, an empty one, and a parameter that is none', async () => {
    expect((await faultOf(openFile(`file:${join(folder.path, 'absent.cu8')}`))).code).toBe('not-found');
    expect((await faultOf(openFile(`file:${put('empty_1M_1M.cu8')}`))).code).toBe('corrupt');
    expect((await faultOf(openFile('file:a.cu8?velocity=2'))).code).toBe('invalid');
    expect((await faultOf(openFile('file:a.cu8?loop=maybe'))).code).toBe('invalid');
    expect((await faultOf(openFile(`file:${folder.path}`))).code).not.toBe('internal');
  });
});
