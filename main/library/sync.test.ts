import { appendFileSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTestLibrary, writeRecording, type TestLibrary } from '../../testing/library.ts';
import { LibraryQuery } from '../../contract/library.ts';
import { recordingId } from '../sigmf/index.ts';
import { referenceId } from './ids.ts';

let t: TestLibrary;
beforeEach(async () => {
  t = await makeTestLibrary();
});
afterEach(() => t.close());

const page = async (): Promise<{ id: string; condition: string }[]> => {
  await t.library.settled();
  const { rows } = await t.library.server.page(LibraryQuery.parse({ order: 'name', descending: false }), {
    signal: new AbortController().signal,
  });
  return rows.map(({ id, condition }) => ({ id, condition }));
};

/** The list of recordings hears of the folder by its notices; nothing tells when. */
const until = async (wanted: { id: string; condition: string }[]): Promise<void> => {
  await expect.poll(page, { timeout: 5000 }).toEqual(wanted);
};

describe('the catalogue follows the recording folder', () => {
  it('names recordings by their files as long as that fits, and files elsewhere by their path', () => {
    for (const name of ['a', 'b'.repeat(200)]) expect(recordingId(name)).toBe(name);
    const long = ['1', '2'].map((end) => recordingId('c'.repeat(230) + end));
    expect(long.map(({ length }) => length)).toEqual([200, 200]);
    expect(long[0]).not.toBe(long[1]);
    expect(referenceId('/a/b.wav')).not.toBe(referenceId('/a/c.wav'));
    expect(referenceId('/a/b.wav')).toMatch(/^ref-[0-9a-f]{32}$/);
  });

  it('takes in what is finished with its facts, and knows what went and came back', async () => {
    const one = writeRecording(t.recordings(), 'one', {
      samples: 2000,
      global: {
        'core:author': 'Ada',
        'core:hw': 'RTL-SDR',
        'core:geolocation': { type: 'Point', coordinates: [7.5, 47.25] },
      },
    });
    await until([{ id: 'one', condition: 'complete' }]);
    const found = await t.store.entry({ id: 'one' });
    expect(found?.entry).toMatchObject({
      name: 'one',
      origin: 'imported',
      place: 'folder',
      datatype: 'cu8',
      sampleRateHz: 1e6,
      centreHz: 100e6,
      samples: 2000,
      bytes: 4000,
      seconds: 0.002,
      startedMs: Date.UTC(2026, 2, 1, 12),
      sha512: one.sha512,
      author: 'Ada',
      latitudeDeg: 47.25,
      longitudeDeg: 7.5,
    });
    await t.store.changeRecordings({ ids: ['one'], change: { stars: 4 } });
    for (const file of [one.data, one.meta]) renameSync(file, join(t.folder, file.slice(-10)));
    await until([{ id: 'one', condition: 'missing' }]);
    for (const file of [one.data, one.meta]) renameSync(join(t.folder, file.slice(-10)), file);
    await until([{ id: 'one', condition: 'complete' }]);
    expect((await t.store.entry({ id: 'one' }))?.entry.stars).toBe(4);
  });

  it('leaves what is written alone, and halves whose other half is still to come', async () => {
    writeRecording(t.recordings(), 'live', { global: { 'wavekeep:state': 'recording' } });
    const half = writeRecording(t.recordings(), 'half');
    rmSync(half.meta);
    rmSync(writeRecording(t.recordings(), 'bare').data);
    writeRecording(t.recordings(), 'whole', { global: { 'wavekeep:state': 'complete' } });
    await until([{ id: 'whole', condition: 'complete' }]);
    expect((await t.store.entry({ id: 'whole' }))?.entry.origin).toBe('recorded');
  });

  it('reads at a start only what is new', async () => {
    const one = writeRecording(t.recordings(), 'one');
    const two = writeRecording(t.recordings(), 'two');
    await until([
      { id: 'one', condition: 'complete' },
      { id: 'two', condition: 'complete' },
    ]);
    const before = await t.store.libraryRevision({});
    await t.restart();
    await t.library.settled();
    expect(await t.store.libraryRevision({})).toBe(before);
    // Grown while the program was away: its metadata vouches for another size.
    await t.library.close();
    appendFileSync(two.data, Buffer.alloc(2));
    utimesSync(one.data, 1, 1);
    await t.restart();
    await until([
      { id: 'one', condition: 'complete' },
      { id: 'two', condition: 'changed' },
    ]);
  });

  it('hashes in the background what has no hash', async () => {
    const one = writeRecording(t.recordings(), 'one', { unhashed: true });
    await until([{ id: 'one', condition: 'complete' }]);
    await expect.poll(async () => (await t.store.entry({ id: 'one' }))?.entry.sha512).toBe(one.sha512);
  });
});
