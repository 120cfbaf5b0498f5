/** Channels as the lanes use them: a real thread, a real ring, real files. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { makeChannelStream } from '../../testing/channel-stream.ts';
import {
  channels,
  centreHz,
  expectWhole,
  folder,
  outHz,
  rateHz,
  spec,
  until,
} from '../../testing/channels.ts';
import { openRecording } from '../sigmf/index.ts';
import type { ActiveChannel, Channels } from './channel-types.ts';
import { makeSession } from './session.ts';

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
