import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordingInfo } from '../../contract/recording.ts';
import { RecordingInfo as RecordingInfoSchema } from '../../contract/recording.ts';
import { recordingId } from '../sigmf/index.ts';
import { makeShelf, type Shelf } from './shelf.ts';

let folder = '';
let shelf: Shelf | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wavekeep-shelf-'));
});
afterEach(() => {
  shelf?.close();
  shelf = undefined;
  rmSync(folder, { recursive: true, force: true });
});

function put(name: string, more: object = {}, day = 1, samples = 1000): void {
  const meta = {
    global: { 'core:datatype': 'ci16_le', 'core:version': '1.2.5', 'core:sample_rate': 500, ...more },
    captures: [
      {
        'core:sample_start': 0,
        'core:frequency': 7e6,
        'core:datetime': `2026-03-0${day}T00:00:00Z`,
        'core:global_index': 0,
      },
      { 'core:sample_start': 400, 'core:global_index': 450, 'core:frequency': 8e6 },
    ],
    annotations: [],
  };
  writeFileSync(join(folder, `${name}.sigmf-data`), new Uint8Array(samples * 4));
  // Renamed into place, as every careful writer does.
  writeFileSync(join(folder, `${name}.part`), JSON.stringify(meta));
  renameSync(join(folder, `${name}.part`), join(folder, `${name}.sigmf-meta`));
}

/** Waits for a change after which `done` holds. */
async function changed(one: Shelf, done: () => boolean): Promise<void> {
  while (!done())
    await new Promise<void>((resolve) => {
      const stop = one.onChange(() => {
        stop();
        resolve();
      });
    });
}

const names = (one: Shelf): string[] => one.list().map((r) => r.name);

describe('the list of recordings', () => {
  it('tells of each what its files say, newest first', async () => {
    put('old', { 'wavekeep:state': 'cut-short', 'wavekeep:clipped_samples': 3, 'core:hw': 'HackRF' }, 1);
    put('new', {}, 2);
    shelf = await makeShelf(folder);
    expect(names(shelf)).toEqual(['new', 'old']);
    expect(shelf.list()[1]).toEqual({
      id: 'old',
      name: 'old',
      condition: 'cut-short',
      datatype: 'cs16',
      sampleRateHz: 500,
      centreHz: 7e6,
      samples: 1000,
      bytes: 4000,
      seconds: 2,
      startedAt: '2026-03-01T00:00:00Z',
      lostSamples: 50,
      gaps: 1,
      clippedSamples: 3,
      radio: 'HackRF',
    } satisfies RecordingInfo);
  });

  it('shows what can not be read, with the reason', async () => {
    writeFileSync(join(folder, 'half.sigmf-meta'), '{"global":');
    writeFileSync(join(folder, 'alone.sigmf-data'), 'abcd');
    put('gone');
    rmSync(join(folder, 'gone.sigmf-data'));
    shelf = await makeShelf(folder);
    const list = [...shelf.list()].sort((a, b) => a.name.localeCompare(b.name));
    expect(list.map((r) => [r.name, r.condition])).toEqual([
      ['alone', 'unreadable'],
      ['gone', 'unreadable'],
      ['half', 'unreadable'],
    ]);
    expect(list[0]).toMatchObject({ bytes: 4, problem: 'The metadata file is not there.' });
    expect(list[1]?.problem).toBe('The data file gone.sigmf-data is not there.');
    expect(list[2]?.problem).toMatch(/not JSON: line 1/);
    for (const info of list) expect(RecordingInfoSchema.safeParse(info).success).toBe(true);
  });

  it('follows files that come, change and go', async () => {
    shelf = await makeShelf(folder);
    const one = shelf;
    put('a');
    await changed(one, () => names(one).length === 1 && one.list()[0]?.condition === 'complete');
    put('a', { 'wavekeep:state': 'cut-short' });
    await changed(one, () => one.list()[0]?.condition === 'cut-short');
    rmSync(join(folder, 'a.sigmf-meta'));
    rmSync(join(folder, 'a.sigmf-data'));
    await changed(one, () => names(one).length === 0);
  });

  it('shows a recording of this engine as the recorder tells it, then as its files do', async () => {
    shelf = await makeShelf(folder);
    put('mine', { 'wavekeep:state': 'recording' });
    const meta = join(folder, 'mine.sigmf-meta');
    const info = (samples: number): RecordingInfo => ({
      id: 'mine',
      name: 'mine',
      condition: 'recording',
      samples,
      bytes: 0,
      seconds: 0,
      lostSamples: 0,
      gaps: 0,
      clippedSamples: 0,
    });
    shelf.follow(meta, info(5));
    shelf.follow(meta, info(6));
    expect(shelf.list()).toEqual([info(6)]);
    await expect(shelf.remove('mine')).rejects.toMatchObject({ code: 'busy' });
    put('mine', { 'wavekeep:state': 'complete' });
    await shelf.release(meta);
    expect(shelf.list()).toMatchObject([{ condition: 'complete', samples: 1000 }]);
  });

  it('moves what is removed to the trash, never over what is there', async () => {
    shelf = await makeShelf(folder);
    for (const expected of ['a', 'a-2']) {
      put('a');
      await shelf.rescan();
      await shelf.remove('a');
      expect(shelf.list()).toEqual([]);
      for (const part of ['meta', 'data'])
        expect(existsSync(join(folder, 'trash', `${expected}.sigmf-${part}`))).toBe(true);
    }
    await expect(shelf.remove('a')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('gives the paths of an id, and ids that fit the contract', async () => {
    put('a');
    shelf = await makeShelf(folder);
    expect(shelf.resolve('a')).toEqual({
      meta: join(folder, 'a.sigmf-meta'),
      data: join(folder, 'a.sigmf-data'),
    });
    const long = 'x'.repeat(240);
    expect(recordingId(long)).toHaveLength(200);
    expect(recordingId(long)).not.toBe(recordingId(`${long}y`));
    put(long);
    await shelf.rescan();
    expect(shelf.resolve(recordingId(long)).meta).toBe(join(folder, `${long}.sigmf-meta`));
  });

  it('reads a thousand recordings in a moment', async () => {
    for (let i = 0; i < 1000; i++) put(`r${i}`, {}, 1 + (i % 9), 10);
    const started = performance.now();
    shelf = await makeShelf(folder);
    expect(shelf.list()).toHaveLength(1000);
    // Half a second on a quiet machine; the limit is for a loaded one.
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
