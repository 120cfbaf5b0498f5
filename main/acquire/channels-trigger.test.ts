/** Triggers: what a capture holds, where it begins and where it ends. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { makeChannelStream } from '../../testing/channel-stream.ts';
import { channels, centreHz, expectWhole, folder, outHz, rateHz, spec } from '../../testing/channels.ts';
import type { ChannelCapture, ChannelTrigger } from './channel-types.ts';

/** Powers of the complex samples of a recording. */
function powers(capture: ChannelCapture): Float64Array {
  const bytes = readFileSync(capture.dataPath);
  const floats = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  return Float64Array.from(
    { length: floats.length / 2 },
    (_, n) => floats[2 * n]! ** 2 + floats[2 * n + 1]! ** 2,
  );
}

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
