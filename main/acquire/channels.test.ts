/** Channels as the lanes use them: a real thread, a real ring, real files. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeChannelStream } from '../../testing/channel-stream.ts';
import { validate } from '../sigmf/index.ts';
import type { StreamFacts } from './acquire.ts';
import type { ChannelSpec, Channels } from './channel-types.ts';
import { makeChannels, type ChannelsOptions } from './channels.ts';

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

describe('a channel', () => {
  it('is recorded to the sample, valid, hashed, at its own centre', async () => {
    const radio = makeChannelStream(240_000, 100.05e6, [{ hz: 100.1e6 + 2000, dbfs: -20 }]);
    const all = channels(radio.stream);
    const channel = await all.add(spec('plain'));
    await radio.write(240_000);
    const end = await channel.finished;
    const [capture] = end.captures;
    expect(end).toMatchObject({ reason: 'done', captures: [{ complete: true, centreHz: 100.1e6 }] });
    // 1.6 bandwidths at least: decimation 12, 20 kS/s.
    expect(capture?.sampleRateHz).toBe(20_000);
    expect(capture?.samples).toBe(10_000);
    const data = readFileSync(capture!.dataPath);
    expect(data.byteLength).toBe(80_000);
    expect(capture?.sha512).toBe(createHash('sha512').update(data).digest('hex'));
    expect(await validate([capture!.metaPath])).toMatchObject([{ ok: true, problems: [] }]);
    expect(end.meanDbfs).toBeCloseTo(-20, 1);
  });
});
