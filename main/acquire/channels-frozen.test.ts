/** A thread that hangs: noticed, ended, and what it left behind repaired. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { makeChannelStream } from '../../testing/channel-stream.ts';
import { channels, centreHz, expectWhole, folder, rateHz, spec, until } from '../../testing/channels.ts';
import type { FreezableStream } from '../../testing/frozen-channels.worker.ts';
import { openRecording, validate } from '../sigmf/index.ts';
import { startRepair } from './recorder-start.ts';

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
