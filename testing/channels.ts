/** What tests of channels share: a folder, channels that are closed after each test, a spec, and what a capture must be. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { StreamFacts } from '../main/acquire/acquire.ts';
import type { ChannelCapture, ChannelSpec, Channels } from '../main/acquire/channel-types.ts';
import { makeChannels, type ChannelsOptions } from '../main/acquire/channels.ts';
import { validate } from '../main/sigmf/index.ts';

export let folder = '';
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
export function channels(stream: StreamFacts, options?: ChannelsOptions): Channels {
  const made = makeChannels(stream, options);
  open.push(made);
  return made;
}

export async function until(is: () => boolean): Promise<void> {
  while (!is()) await sleep(20);
}

export const rateHz = 240_000;
export const centreHz = 100.05e6;
/** The rate of a channel of 12.5 kHz: 1.6 bandwidths at least, so a twelfth. */
export const outHz = 20_000;

export function spec(name: string, more: Partial<ChannelSpec> = {}): ChannelSpec {
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

export async function expectWhole(capture: ChannelCapture | undefined): Promise<ChannelCapture> {
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
