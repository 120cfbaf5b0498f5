/** Channels as the lanes use them: a real thread, a real ring, real files. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeChannelStream } from '../../testing/channel-stream.ts';
import type { FreezableStream } from '../../testing/frozen-channels.worker.ts';
import { openRecording, validate } from '../sigmf/index.ts';
import type { StreamFacts } from './acquire.ts';
import type {
  ActiveChannel,
  ChannelCapture,
  ChannelSpec,
  ChannelTrigger,
  Channels,
} from './channel-types.ts';
import { makeChannels, type ChannelsOptions } from './channels.ts';
import { startRepair } from './recorder-start.ts';
import { makeSession } from './session.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wavekeep-channels-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const open: Channels[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});
function channels(stream: StreamFacts, options?: ChannelsOptions): Channels {
  const made = makeChannels(stream, options);
  open.push(made);
  return made;
}

async function until(is: () => boolean): Promise<void> {
  while (!is()) await sleep(20);
}

const rateHz = 240_000;
const centreHz = 100.05e6;
/** The rate of a channel of 12.5 kHz: 1.6 bandwidths at least, so a twelfth. */
const outHz = 20_000;

function spec(name: string, more: Partial<ChannelSpec> = {}): ChannelSpec {
  return {
    centreHz: 100.1e6,
    bandwidthHz: 12_500,
    seconds: 0.5,
    base: join(folder, name),
    reserveBytes: 0,
    author: 'A. Tester',
    description: 'a test',
    radio: 'sim:test',
    version: '0.1.0',
    ...more,
  };
}

async function expectWhole(capture: ChannelCapture | undefined): Promise<ChannelCapture> {
  if (!capture) throw new Error('There is no such capture.');
  const data = readFileSync(capture.dataPath);
  expect(capture).toMatchObject({
    complete: true,
    bytes: data.byteLength,
    samples: data.byteLength / 8,
    sha512: createHash('sha512').update(data).digest('hex'),
  });
  expect(await validate([capture.metaPath])).toEqual([{ path: capture.metaPath, ok: true, problems: [] }]);
  return capture;
}

/** Powers of the complex samples of a recording. */
function powers(capture: ChannelCapture): Float64Array {
  const bytes = readFileSync(capture.dataPath);
  const floats = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  return Float64Array.from(
    { length: floats.length / 2 },
    (_, n) => floats[2 * n]! ** 2 + floats[2 * n + 1]! ** 2,
  );
}

describe('a channel', () => {
  it('is recorded to the sample, valid, hashed, at its own centre and time', async () => {
    const radio = makeChannelStream(rateHz, centreHz, [{ hz: 100.1e6 + 2000, dbfs: -20 }]);
    const all = channels(radio.stream);
    const channel = await all.add(spec('plain'));
    await radio.write(rateHz);
    const end = await channel.finished;
    expect(end).toMatchObject({ reason: 'done', detail: undefined });
    const capture = await expectWhole(end.captures[0]);
    expect(capture).toMatchObject({
      samples: 10_000,
      sampleRateHz: outHz,
      centreHz: 100.1e6,
      lostSamples: 0,
    });
    // The recording begins when the filter is full: some ms after the stream.
    expect(capture.startedMs).toBeGreaterThan(radio.startMs);
    expect(capture.startedMs).toBeLessThan(radio.startMs + 10);
    expect(Math.abs(end.meanDbfs + 20)).toBeLessThan(0.2);
    expect(Math.abs(end.peakDbfs + 20)).toBeLessThan(0.2);
    const { meta } = await openRecording(capture.metaPath);
    expect(meta.global).toMatchObject({ 'wavekeep:radio': 'sim:test', 'core:hw': 'Scripted tones' });
  });

  it('has gaps, changes of gain and clipping in its captures', async () => {
    const radio = makeChannelStream(rateHz, centreHz, []);
    const all = channels(radio.stream);
    const channel = await all.add(spec('gap', { seconds: 1 }));
    await radio.write(24_000);
    radio.lose(120_000);
    await radio.write(24_000, { clipped: 5 });
    all.settings(1, { ...radio.stream.settings, gainsDb: { LNA: 30 } });
    await radio.write(24_000, { settingsEpoch: 1 });
    // All the channel can give of 72,000 samples, less what the filter misses twice.
    await until(() => channel.progress.samples >= 5800);
    await channel.stop('Enough.');
    const end = await channel.finished;
    expect(end).toMatchObject({ reason: 'stopped', detail: 'Enough.' });
    const capture = await expectWhole(end.captures[0]);
    expect(capture).toMatchObject({ gaps: 1, endedBecause: 'Enough.', clippedSamples: 20 });
    const { meta, segments } = await openRecording(capture.metaPath);
    expect(segments).toHaveLength(3);
    const [first, second] = segments;
    // Half a second, and what the filter misses after it: a few ms of 20 kS/s.
    const missing = second!.streamIndex - first!.sampleCount;
    expect(missing).toBe(capture.lostSamples);
    expect(missing).toBeGreaterThan(10_000);
    expect(missing).toBeLessThan(10_100);
    // All inputs over the decimation, less what the filter misses at either start: nothing drifted.
    const inputs = radio.at / 12;
    expect(inputs - (capture.samples + missing)).toBe(missing - 10_000);
    const gains = meta.captures.map((one) => one['wavekeep:settings'] as { gains_db: { LNA: number } });
    expect(gains.map(({ gains_db }) => gains_db.LNA)).toEqual([10, 10, 30]);
  });

  it('ends by bytes, by silence, by the end of the stream, each with its reason', async () => {
    const radio = makeChannelStream(rateHz, centreHz, [{ hz: 100.1e6, dbfs: -30, until: 60_000 }]);
    const all = channels(radio.stream);
    const [bytes, silent, rest] = await Promise.all([
      all.add(spec('bytes', { maxBytes: 8005 })),
      all.add(spec('silence', { silence: { belowDbfs: -60, seconds: 0.1 } })),
      all.add(spec('rest', { seconds: 10 })),
    ]);
    await radio.write(120_000);
    const byBytes = await bytes.finished;
    expect(byBytes).toMatchObject({ reason: 'done', detail: 'It reached the 8005 bytes asked for.' });
    expect((await expectWhole(byBytes.captures[0])).samples).toBe(1000);
    const bySilence = await silent.finished;
    expect(bySilence.reason).toBe('done');
    expect(bySilence.detail).toMatch(/below -60 dBFS for 0.1 s/);
    // The tone ends at 0.25 s: 0.1 s more, and at most a block of 33 ms and two frames of 13 ms.
    const seconds = (await expectWhole(bySilence.captures[0])).samples / outHz;
    expect(seconds).toBeGreaterThan(0.34);
    expect(seconds).toBeLessThan(0.41);
    radio.end();
    const byStream = await rest.finished;
    expect(byStream).toMatchObject({ reason: 'stream-ended' });
    expect((await expectWhole(byStream.captures[0])).endedBecause).toMatch(/radio was stopped/);
  });

  it('ends where a retune loses its band', async () => {
    const radio = makeChannelStream(rateHz, centreHz, []);
    const all = channels(radio.stream);
    const channel = await all.add(spec('retune', { seconds: 10 }));
    await radio.write(24_000);
    radio.tune(200e6);
    await radio.write(24_000);
    const end = await channel.finished;
    expect(end).toMatchObject({ reason: 'stream-ended' });
    expect(end.detail).toMatch(/tuned to 200000000 Hz/);
    await expectWhole(end.captures[0]);
  });

  it('logs its power: a row per interval, exact in time, alone or beside a recording', async () => {
    const radio = makeChannelStream(rateHz, centreHz, [
      { hz: 100.1e6 - 1000, dbfs: -40 },
      { hz: 100.1e6 + 1000, dbfs: -10, from: 120_000, until: 144_000 },
      // Beside the band, inside what the channel passes.
      { hz: 100.1e6 + 7400, dbfs: -12 },
    ]);
    const all = channels(radio.stream);
    const channel = await all.add(
      spec('log', { base: undefined, seconds: 1, powerLog: join(folder, 'log.csv') }),
    );
    await radio.write(260_000);
    const { power, captures, reason } = await channel.finished;
    expect({ reason, captures }).toEqual({ reason: 'done', captures: [] });
    const text = readFileSync(power!.path);
    expect(power).toMatchObject({
      bytes: text.byteLength,
      sha512: createHash('sha512').update(text).digest('hex'),
    });
    const [heading, ...lines] = text.toString().trimEnd().split('\n');
    expect(heading).toBe('time_utc,centre_hz,bandwidth_hz,power_dbfs,peak_dbfs,samples');
    expect(lines).toHaveLength(power!.rows);
    const rows = lines.map((line) => line.split(','));
    expect(rows.length).toBeGreaterThanOrEqual(10);
    const times = rows.map(([time]) => Date.parse(time!));
    for (const [i, row] of rows.slice(0, 10).entries()) {
      expect(times[i]! - times[0]!).toBe(100 * i);
      expect(row.slice(1, 3)).toEqual(['100100000', '12500']);
      expect(Number(row[5])).toBe(2000);
      // The burst is the sixth tenth of a second, less the few ms the channel begins late: rows 4 and 5 have parts.
      const [mean, peak] = [Number(row[3]), Number(row[4])];
      if (i < 4 || i > 5) expect(Math.abs(mean + 40)).toBeLessThan(1);
      if (i === 5) expect(Math.abs(peak + 10)).toBeLessThan(0.3);
      expect(peak).toBeGreaterThanOrEqual(mean);
    }
  });

  it('refuses what can not be, and leaves no file', async () => {
    const radio = makeChannelStream(rateHz, centreHz, []);
    const all = channels(radio.stream);
    await expect(all.add(spec('far', { centreHz: 101e6 }))).rejects.toMatchObject({ code: 'invalid' });
    await expect(all.add(spec('none', { seconds: 0 }))).rejects.toMatchObject({ code: 'invalid' });
    writeFileSync(join(folder, 'taken.sigmf-data'), 'mine');
    const log = join(folder, 'taken.csv');
    await expect(all.add(spec('taken', { powerLog: log }))).rejects.toMatchObject({ code: 'invalid' });
    expect(readFileSync(join(folder, 'taken.sigmf-data'), 'utf8')).toBe('mine');
    expect(existsSync(log)).toBe(false);
    writeFileSync(log, 'mine too');
    await expect(all.add(spec('beside', { powerLog: log }))).rejects.toMatchObject({ code: 'invalid' });
    expect(existsSync(join(folder, 'beside.sigmf-data'))).toBe(false);
    await expect(all.add(spec('full', { reserveBytes: 1e15 }))).rejects.toMatchObject({ code: 'disk-full' });
    expect(existsSync(join(folder, 'full.sigmf-data'))).toBe(false);
  });

  it('comes and goes while others run, and after the last has gone', async () => {
    const radio = makeChannelStream(rateHz, centreHz, [{ hz: 100.1e6, dbfs: -20 }]);
    const all = channels(radio.stream);
    let reports = 0;
    all.onProgress(() => reports++);
    const long = await all.add(spec('long', { seconds: 100 }));
    await radio.write(24_000);
    const short = await all.add(spec('short', { seconds: 0.1 }));
    await radio.write(36_000);
    expect((await short.finished).captures[0]?.samples).toBe(2000);
    await sleep(600);
    expect(reports).toBeGreaterThanOrEqual(2);
    expect(long.progress.samples).toBeGreaterThan(4000);
    expect(Math.abs(long.progress.powerDbfs + 20)).toBeLessThan(0.2);
    await long.stop('Enough.');
    const again = await all.add(spec('again', { seconds: 0.1 }));
    await radio.write(36_000);
    const end = await again.finished;
    await expectWhole(end.captures[0]);
    expect(end.captures[0]?.samples).toBe(2000);
    const left = await all.add(spec('left', { seconds: 100 }));
    await radio.write(36_000);
    await all.close();
    const last = await left.finished;
    expect(last).toMatchObject({ reason: 'stopped', detail: 'The radio was given back.' });
    await expectWhole(last.captures[0]);
    await expect(all.add(spec('late'))).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('fifty channels', () => {
  it('share a simulated radio that goes as fast as they do: all whole, nothing lost', async () => {
    const id = 'sim:band?seed=3&speed=max';
    const session = makeSession(id, id);
    let all: Channels | undefined;
    const active: ActiveChannel[] = [];
    session.onStream(async (stream) => {
      if (!stream) return;
      all = channels(stream);
      const wishes = Array.from({ length: 50 }, (_, i) =>
        spec(`fifty-${i}`, { centreHz: 99.1e6 + 36_000 * i, seconds: 0.3, radio: 'sim:band' }),
      );
      active.push(...(await Promise.all(wishes.map((wish) => all!.add(wish)))));
    });
    try {
      await session.start({ centreHz: 100e6, sampleRateHz: 2.4e6 });
      const ends = await Promise.all(active.map((one) => one.finished));
      expect(ends).toHaveLength(50);
      for (const end of ends) {
        expect(end).toMatchObject({ reason: 'done' });
        expect(end.captures).toMatchObject([{ samples: 6000, lostSamples: 0, complete: true }]);
      }
      // They began with the first sample: nothing had flowed when they were added.
      expect(new Set(ends.map((end) => end.captures[0]!.startedMs)).size).toBe(1);
      // A carrier of the scene at -28 dBFS is the first channel's.
      expect(Math.abs(ends[0]!.meanDbfs + 28)).toBeLessThan(0.5);
      await expectWhole(ends[7]!.captures[0]);
    } finally {
      await all?.close();
      await session.close();
    }
  });
});

describe('a triggered channel', () => {
  const trigger: ChannelTrigger = {
    openDbfs: -40,
    closeDbfs: -46,
    preRollSeconds: 0.05,
    holdSeconds: 0.1,
    captures: 2,
  };
  /** -20 dBFS from 0.5 to 0.6 s, again after a pause shorter than the hold, and another from 1.5 s. */
  const bursts = [
    { hz: 100.1e6, dbfs: -20, from: 120_000, until: 144_000 },
    { hz: 100.101e6, dbfs: -20, from: 156_000, until: 180_000 },
    { hz: 100.1e6, dbfs: -20, from: 360_000, until: 384_000 },
  ];
  /** 13 ms of 20 kS/s, rounded up to a power of two. */
  const frameSeconds = 256 / outHz;

  it('holds what came before the burst, merges bursts within the hold, and makes files only then', async () => {
    const radio = makeChannelStream(rateHz, centreHz, bursts);
    const all = channels(radio.stream);
    const asked: string[] = [];
    const channel = await all.add(spec('burst', { seconds: 2, trigger }), async (capture, base) => {
      asked.push(`${capture} ${base}`);
      return Promise.resolve(true);
    });
    await radio.write(100_000);
    await sleep(400);
    expect(channel.progress).toMatchObject({ armed: true, captures: 0, samples: 0 });
    expect(existsSync(join(folder, 'burst-1.sigmf-data'))).toBe(false);
    await radio.write(400_000);
    const end = await channel.finished;
    expect(end).toMatchObject({ reason: 'done', detail: undefined });
    expect(asked).toEqual([1, 2].map((n) => `${n} ${join(folder, `burst-${n}`)}`));
    expect(end.captures.map(({ metaPath }) => metaPath)).toEqual(
      [1, 2].map((n) => join(folder, `burst-${n}.sigmf-meta`)),
    );
    const [first, second] = end.captures;
    for (const [capture, burstSeconds, lastSeconds] of [
      [first!, 0.5, 0.75],
      [second!, 1.5, 1.6],
    ] as const) {
      await expectWhole(capture);
      const edge = powers(capture).findIndex((power) => power > 0.01 / 4);
      // Half the amplitude is where the burst begins: the pre-roll later, within a frame.
      expect(Math.abs(edge / outHz - 0.05)).toBeLessThanOrEqual(frameSeconds);
      const startSeconds = (capture.startedMs - radio.startMs) / 1000;
      expect(Math.abs(startSeconds + edge / outHz - burstSeconds)).toBeLessThan(2 / outHz);
      const endSeconds = startSeconds + capture.samples / outHz;
      expect(Math.abs(endSeconds - (lastSeconds + 0.1))).toBeLessThanOrEqual(2 * frameSeconds);
    }
  });

  it('begins and ends at the same samples however the stream is cut into blocks', async () => {
    const ends = [];
    for (const blockSamples of [500, 7919, 20_000]) {
      const radio = makeChannelStream(rateHz, centreHz, bursts, blockSamples);
      const all = channels(radio.stream);
      const channel = await all.add(spec(`blocks-${blockSamples}`, { seconds: 2, trigger }));
      await radio.write(500_000);
      const { captures } = await channel.finished;
      // A float of milliseconds since 1970 is good to 0.25 µs.
      ends.push(captures.map(({ samples, startedMs }) => [samples, startedMs.toFixed(2)]));
    }
    expect(ends[1]).toEqual(ends[0]);
    expect(ends[2]).toEqual(ends[0]);
  });

  it('ends each capture at its length at the latest and begins the next where it ended', async () => {
    const radio = makeChannelStream(rateHz, centreHz, [{ hz: 100.1e6, dbfs: -20 }]);
    const all = channels(radio.stream);
    const channel = await all.add(spec('split', { seconds: 0.2, trigger }));
    await radio.write(200_000);
    const { captures } = await channel.finished;
    expect(captures.map(({ samples }) => samples)).toEqual([4000, 4000]);
    const [first, second] = captures;
    expect(second!.startedMs - first!.startedMs).toBeCloseTo(200, 2);
  });

  it('ends when it listened long enough, and when a capture is not allowed', async () => {
    const radio = makeChannelStream(rateHz, centreHz, bursts.slice(0, 1));
    const all = channels(radio.stream);
    const deaf = await all.add(
      spec('deaf', { centreHz: 100.02e6, trigger: { ...trigger, listenSeconds: 0.4 } }),
    );
    const held = await all.add(spec('held', { trigger }), () => Promise.resolve(false));
    const broken = await all.add(spec('broken', { trigger }), () => Promise.reject(new Error('no store')));
    await radio.write(240_000);
    expect(await deaf.finished).toMatchObject({
      reason: 'done',
      captures: [],
      detail: 'It listened for 0.4 s.',
    });
    for (const one of [held, broken])
      expect(await one.finished).toMatchObject({
        reason: 'stopped',
        captures: [],
        detail: 'Its next capture was not allowed to begin.',
      });
    expect(existsSync(join(folder, 'held-1.sigmf-data'))).toBe(false);
  });

  it('counts its captures where only power is asked for', async () => {
    const radio = makeChannelStream(rateHz, centreHz, bursts);
    const all = channels(radio.stream);
    const channel = await all.add(
      spec('power', { base: undefined, trigger, powerLog: join(folder, 'power.csv') }),
    );
    await radio.write(500_000);
    const end = await channel.finished;
    expect(end).toMatchObject({ reason: 'done', captures: [] });
    // The pre-roll, a burst with its pause, the hold; and again.
    expect(channel.progress).toMatchObject({ captures: 2, share: 1 });
    expect(end.power!.rows).toBeGreaterThan(15);
  });
});

describe('a thread that hangs', () => {
  it('is noticed while samples come, ended by close, and its recording repaired', async () => {
    const radio = makeChannelStream(rateHz, centreHz, [{ hz: 100.1e6, dbfs: -20 }]);
    const place = join(folder, 'frozen');
    const stream: FreezableStream = { ...radio.stream, freeze: new SharedArrayBuffer(4) };
    const all = channels(stream, {
      frozenAfterMs: 800,
      thread: { beside: new URL('../../testing/index.ts', import.meta.url).href, name: 'frozen-channels' },
    });
    const changes: boolean[] = [];
    all.onProgress(() => changes.push(all.alive));
    const channel = await all.add(spec('frozen', { seconds: 60, base: join(place, 'channel') }));
    await radio.write(rateHz);
    await until(() => channel.progress.samples >= 10_000);
    // Half a second is how long samples may lie in memory.
    await sleep(700);
    Atomics.store(new Int32Array(stream.freeze), 0, 1);
    await sleep(50);
    expect(all.alive).toBe(true);
    // What the ring takes without waiting for its reader.
    await radio.write(50_000);
    await until(() => !all.alive);
    expect(changes.at(-1)).toBe(false);
    // The folder's repair leaves alone what this process still counts as being written.
    expect(await startRepair(place).done).toEqual([{ name: 'channel', outcome: 'live' }]);
    await all.close();
    const end = await channel.finished;
    expect(end).toMatchObject({ reason: 'failed', captures: [{ complete: false, sha512: '' }] });
    expect(end.detail).toMatch(/hung/);
    expect(await startRepair(place).done).toMatchObject([{ name: 'channel', outcome: 'repaired' }]);
    const base = join(place, 'channel.sigmf-meta');
    expect(await validate([base])).toMatchObject([{ ok: true, problems: [] }]);
    const { sampleCount, meta } = await openRecording(base);
    expect(meta.global['wavekeep:state']).toBe('cut-short');
    expect(sampleCount).toBeGreaterThanOrEqual(10_000);
  });

  it('is alive again when it goes on, and where no samples come it is not called frozen', async () => {
    const radio = makeChannelStream(rateHz, centreHz, []);
    const stream: FreezableStream = { ...radio.stream, freeze: new SharedArrayBuffer(4) };
    const freeze = new Int32Array(stream.freeze);
    const all = channels(stream, {
      frozenAfterMs: 400,
      thread: { beside: new URL('../../testing/index.ts', import.meta.url).href, name: 'frozen-channels' },
    });
    const channel = await all.add(spec('thawed', { seconds: 1 }));
    await radio.write(50_000);
    await until(() => channel.progress.samples >= 3000);
    Atomics.store(freeze, 0, 1);
    await sleep(1000);
    expect(all.alive).toBe(true);
    await radio.write(50_000);
    await until(() => !all.alive);
    Atomics.store(freeze, 0, 0);
    Atomics.notify(freeze, 0);
    await until(() => all.alive);
    await radio.write(200_000);
    expect((await expectWhole((await channel.finished).captures[0])).samples).toBe(20_000);
  });
});
