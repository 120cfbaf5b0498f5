/** The past as the engine uses it: a real thread, a real ring, real files. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Past } from '../../contract/detection.ts';
import type { ReceiverSettings } from '../../contract/radio.ts';
import { makeChannelStream, type ChannelStream, type Tone } from '../../testing/channel-stream.ts';
import { openRecording, recordingPaths, validate, type OpenedRecording } from '../sigmf/index.ts';
import type { StreamFacts } from './acquire.ts';
import { makePasts, type Pasts } from './past.ts';
import type { Session } from './session.ts';

let folder = '';
let pasts: Pasts | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wavekeep-past-'));
});
afterEach(async () => {
  await pasts?.close();
  pasts = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const rateHz = 240_000;
const centreHz = 100.05e6;
const radioId = 'sim:test';

interface Bench {
  radio: ChannelStream;
  pasts: Pasts;
  seen: Past[];
  epoch: (epoch: number, settings: ReceiverSettings) => void;
  begin: (stream: ChannelStream) => Promise<void>;
  /** Settles when the past reaches so far, in samples of the stream. */
  reaches: (sample: number) => Promise<Past>;
}

async function bench(
  past: { memorySeconds: number; diskBytes: number },
  tones: Tone[] = [],
  reserveBytes = 0,
): Promise<Bench> {
  const radio = makeChannelStream(rateHz, centreHz, tones);
  let onStream: (stream: StreamFacts | undefined) => Promise<void> | void = () => undefined;
  let onEpoch: (epoch: number, settings: ReceiverSettings) => void = () => undefined;
  const session: Pick<Session, 'stream' | 'onStream' | 'onEpoch'> = {
    stream: undefined,
    onStream(listener) {
      onStream = listener;
      return () => undefined;
    },
    onEpoch(listener) {
      onEpoch = listener;
      return () => undefined;
    },
  };
  const made = makePasts({
    folder: () => folder,
    settings: { current: { past, nameTemplate: 'past-{freq}', reserveBytes, author: 'A. Tester' } },
    session: () => session,
    version: '0.1.0',
  });
  pasts = made;
  const seen: Past[] = [];
  made.watch(radioId, { send: (value) => void seen.push(value), end: () => undefined });
  await onStream(radio.stream);
  return {
    radio,
    pasts: made,
    seen,
    epoch: (epoch, settings) => onEpoch(epoch, settings),
    begin: async ({ stream }) => onStream(stream),
    async reaches(sample) {
      const ms = radio.startMs + (sample / rateHz) * 1000 - 0.01;
      for (;;) {
        const last = seen.at(-1);
        if (last && last.toMs >= ms) return last;
        await sleep(50);
      }
    },
  };
}

async function whole(name: string): Promise<OpenedRecording> {
  const { meta } = recordingPaths(join(folder, name));
  expect(await validate([meta])).toEqual([{ path: meta, ok: true, problems: [] }]);
  return openRecording(meta);
}

/** The past never holds a source back: the ring has room for 500,000 samples, and it has read them before more come. */
async function play({ radio, reaches }: Pick<Bench, 'radio' | 'reaches'>, samples: number): Promise<Past> {
  for (let left = samples; ; left -= 384_000) {
    await radio.write(Math.min(384_000, left));
    const past = await reaches(radio.at);
    if (left <= 384_000) return past;
  }
}

describe('the past of a radio', () => {
  it('becomes a recording, sample for sample, of the time asked for', async () => {
    const {
      radio,
      pasts: all,
      reaches,
    } = await bench({ memorySeconds: 10, diskBytes: 0 }, [
      { hz: 100.1e6, dbfs: -20, from: 60_000, until: 84_000 },
    ]);
    const past = await play({ radio, reaches }, 120_000);
    expect(past).toMatchObject({ fromMs: radio.startMs, seconds: 0.5, onDisk: false, bytes: 960_000 });
    const info = await all.capture({
      radioId,
      fromMs: radio.startMs + 200,
      toMs: radio.startMs + 400,
      description: 'what was that',
    });
    expect(info).toMatchObject({
      samples: 48_000,
      datatype: 'cf32',
      condition: 'complete',
      centreHz,
      lostSamples: 0,
    });
    const { meta, segments, dataPath } = await whole(info.name);
    expect(segments).toHaveLength(1);
    expect(meta.captures[0]?.['core:datetime']).toBe('2026-03-01T12:00:00.200000Z');
    expect(meta.global).toMatchObject({ 'core:description': 'what was that', 'wavekeep:radio': radioId });
    // The burst from 0.25 s to 0.35 s, to the sample.
    const data = readFileSync(dataPath);
    const floats = new Float32Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength));
    const loud = Array.from(
      { length: 48_000 },
      (_, n) => Math.hypot(floats[2 * n]!, floats[2 * n + 1]!) > 0.05,
    );
    expect([loud.indexOf(true), loud.lastIndexOf(true)]).toEqual([12_000, 35_999]);
  });

  it('becomes a narrow recording of a band, with its tone, place and time', async () => {
    const {
      radio,
      pasts: all,
      reaches,
    } = await bench({ memorySeconds: 10, diskBytes: 0 }, [{ hz: 100.101e6, dbfs: -20 }]);
    await play({ radio, reaches }, 240_000);
    const request = {
      radioId,
      fromMs: radio.startMs + 250,
      toMs: radio.startMs + 750,
      lowerHz: 100.1e6 - 6250,
      upperHz: 100.1e6 + 6250,
    };
    const info = await all.capture(request);
    // 12.5 kHz of 240 kS/s: a twelfth.
    expect(info).toMatchObject({ sampleRateHz: 20_000, samples: 10_000, centreHz: 100.1e6, gaps: 0 });
    const { dataPath, segments } = await whole(info.name);
    // To a sample of 20 kS/s.
    expect(Math.abs((segments[0]?.timeMs ?? 0) - request.fromMs)).toBeLessThan(0.06);
    const data = readFileSync(dataPath);
    const floats = new Float32Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength));
    for (let n = 0; n < 10_000; n += 97)
      expect(Math.abs(Math.hypot(floats[2 * n]!, floats[2 * n + 1]!) - 0.1)).toBeLessThan(0.002);
    // The same again gets another name.
    expect((await all.capture(request)).name).toBe(`${info.name}-2`);
    await expect(all.capture({ ...request, lowerHz: 90e6, upperHz: 90.01e6 })).rejects.toMatchObject({
      code: 'invalid',
    });
    // At the beginning of all the filter shows nothing for half a millisecond and more: an empty recording goes.
    const early = { ...request, fromMs: radio.startMs, toMs: radio.startMs + 0.1 };
    await expect(all.capture(early)).rejects.toThrow(/too short for the filter/);
    expect(readdirSync(folder).filter((name) => name.endsWith('data'))).toHaveLength(2);
  });

  it('has the gaps, retunes and settings of what it keeps', async () => {
    const { radio, pasts: all, epoch, reaches } = await bench({ memorySeconds: 10, diskBytes: 0 });
    await radio.write(48_000);
    radio.lose(24_000);
    await radio.write(48_000);
    epoch(1, { ...radio.stream.settings, gainsDb: { LNA: 30 } });
    radio.tune(101e6);
    await radio.write(48_000, { settingsEpoch: 1 });
    await reaches(168_000);
    const info = await all.capture({ radioId, fromMs: radio.startMs, toMs: radio.startMs + 700 });
    expect(info).toMatchObject({ samples: 144_000, gaps: 1, lostSamples: 24_000 });
    const { meta } = await whole(info.name);
    expect(meta.captures).toMatchObject([
      { 'core:frequency': centreHz, 'core:global_index': 0 },
      { 'core:frequency': centreHz, 'core:global_index': 72_000, 'wavekeep:lost_before': 24_000 },
      { 'core:frequency': 101e6, 'wavekeep:settings': { gains_db: { LNA: 30 } } },
    ]);
  });

  it('forgets what memory does not hold, and says from when on it is there', async () => {
    const { radio, pasts: all, reaches } = await bench({ memorySeconds: 0.5, diskBytes: 0 });
    const past = await play({ radio, reaches }, 480_000);
    // Half a second, less the block that makes room for the next.
    expect(past.seconds).toBeGreaterThan(0.4);
    expect(past.seconds).toBeLessThanOrEqual(0.5);
    const { fromMs, toMs } = past;
    await expect(all.capture({ radioId, fromMs: fromMs - 100, toMs })).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('is kept from 2026-03-01T12:00:01.') as string,
      data: { fromMs, toMs },
    });
    await expect(all.capture({ radioId, fromMs: toMs + 1, toMs: toMs + 50 })).rejects.toMatchObject({
      code: 'invalid',
    });
    expect((await all.capture({ radioId, fromMs, toMs })).samples).toBe(Math.round(past.seconds * rateHz));
    expect((await whole('past-100.05MHz')).meta.captures).toHaveLength(1);
  });

  it('reaches further back on disk, rolls over, and leaves nothing there', async () => {
    // 12 MB are 6 s of cf32 at 240 kS/s; memory holds a quarter of one.
    const {
      radio,
      pasts: all,
      reaches,
    } = await bench({ memorySeconds: 0.25, diskBytes: 12e6 }, [{ hz: 100.06e6, dbfs: -10 }]);
    const past = await play({ radio, reaches }, 8 * rateHz);
    expect(past.onDisk).toBe(true);
    expect(past.bytes).toBeLessThan(12e6 + 0.25 * rateHz * 8 + 4.2e6);
    expect(past.seconds).toBeGreaterThan(3);
    expect(past.seconds).toBeLessThan(8);
    // Across what is on disk only and what is in memory, without a seam.
    const info = await all.capture({ radioId, fromMs: past.toMs - 3000, toMs: past.toMs });
    expect(info).toMatchObject({ samples: 3 * rateHz, gaps: 0, lostSamples: 0 });
    const { dataPath } = await whole(info.name);
    const data = readFileSync(dataPath);
    const floats = new Float32Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength));
    // A tone turns by the same angle from sample to sample: nowhere does the order break.
    const step = (2 * Math.PI * 10_000) / rateHz;
    for (let n = 1; n < floats.length / 2; n++) {
      const turn = Math.atan2(
        floats[2 * n + 1]! * floats[2 * n - 2]! - floats[2 * n]! * floats[2 * n - 1]!,
        floats[2 * n]! * floats[2 * n - 2]! + floats[2 * n + 1]! * floats[2 * n - 1]!,
      );
      if (Math.abs(turn - step) > 1e-3) throw new Error(`Sample ${n} turns by ${turn}.`);
    }
    await all.close();
    expect(readdirSync(join(folder, 'past'))).toEqual([]);
  });

  it('leaves the disk its reserve, and says so', async () => {
    // No disk has so much free.
    const { radio, reaches } = await bench({ memorySeconds: 0.5, diskBytes: 12e6 }, [], 1e15);
    const past = await play({ radio, reaches }, 3 * rateHz);
    expect(past.problem).toMatch(/down to its reserve/);
    expect(past.bytes).toBeLessThanOrEqual(0.5 * rateHz * 8);
    const [own = ''] = readdirSync(join(folder, 'past'));
    expect(readdirSync(join(folder, 'past', own))).toEqual(['owner.json']);
  });

  it('of nearly all of the band is kept as it is: there is nothing to filter', async () => {
    const { radio, pasts: all, reaches } = await bench({ memorySeconds: 10, diskBytes: 0 });
    await play({ radio, reaches }, 48_000);
    const edges = { lowerHz: centreHz - 100_000, upperHz: centreHz + 110_000 };
    const info = await all.capture({ radioId, fromMs: radio.startMs, toMs: radio.startMs + 100, ...edges });
    expect(info).toMatchObject({ samples: 24_000, sampleRateHz: rateHz, centreHz });
  });

  it('can be captured after the radio stopped, and goes with the next start', async () => {
    const { radio, pasts: all, begin, reaches } = await bench({ memorySeconds: 10, diskBytes: 0 });
    await radio.write(48_000);
    radio.end();
    await reaches(48_000);
    expect((await all.capture({ radioId, fromMs: radio.startMs, toMs: radio.startMs + 100 })).samples).toBe(
      24_000,
    );
    const next = makeChannelStream(rateHz, centreHz, []);
    await begin(next);
    await expect(
      all.capture({ radioId, fromMs: radio.startMs, toMs: radio.startMs + 100 }),
    ).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('keeps nothing where the settings say so, and sweeps what a crash left', async () => {
    const left = join(folder, 'past', 'old');
    const mine = join(folder, 'past', 'not-ours');
    mkdirSync(left, { recursive: true });
    mkdirSync(mine);
    // No process has this id: it is above what systems give.
    writeFileSync(join(left, 'owner.json'), JSON.stringify({ pid: 2 ** 30, host: hostname() }));
    const { radio, pasts: all, seen } = await bench({ memorySeconds: 0, diskBytes: 0 });
    await radio.write(24_000);
    await expect(
      all.capture({ radioId, fromMs: radio.startMs, toMs: radio.startMs + 50 }),
    ).rejects.toMatchObject({ code: 'not-found' });
    expect(seen).toEqual([{ fromMs: 0, toMs: 0, seconds: 0, bytes: 0, onDisk: false }]);
    while (existsSync(left)) await sleep(20);
    expect(existsSync(mine)).toBe(true);
  });
});
