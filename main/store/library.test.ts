import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { label, labelOf, rowOf } from '../../testing/catalogue.ts';
import { faultOf, makeTestFolder } from '../../testing/files.ts';
import { bindings, iq, lease, makeTestStore, startMs, type TestStore } from '../../testing/store.ts';
import { openWritable } from './db.ts';
import { sql as firstSql } from './migrations/0001-tasks.ts';
import { openDatabase } from './open.ts';
import type { Store } from './types.ts';

const nowMs = startMs;

describe.each(bindings)('the catalogue with %s', (binding) => {
  let test: TestStore;
  let store: Store;
  beforeAll(async () => {
    test = await makeTestStore(binding);
    ({ store } = test);
  });
  afterAll(() => test.close());

  it('keeps what was said of a recording when its files are read again', async () => {
    await store.putRecordings({ rows: [rowOf('said')], nowMs });
    const change = { stars: 4, notes: 'Häufig', sourceId: 3, problem: 'odd', condition: 'changed' } as const;
    expect(await store.changeRecordings({ ids: ['said', 'nobody'], change })).toBe(1);
    await store.putRecordings({ rows: [rowOf('said', { name: 'renamed', seconds: 2 })], nowMs: nowMs + 5 });
    const found = await store.entry({ id: 'said' });
    expect(found?.entry).toMatchObject({
      name: 'renamed',
      seconds: 2,
      stars: 4,
      notes: 'Häufig',
      sourceId: 3,
    });
    expect(found?.entry).toMatchObject({ addedMs: nowMs, condition: 'complete' });
    expect(found?.entry.problem).toBeUndefined();
    await store.changeRecordings({ ids: ['said'], change: { sourceId: null, stars: 0 } });
    expect((await store.entry({ id: 'said' }))?.entry).toMatchObject({ stars: 0, notes: 'Häufig' });
    expect((await store.entry({ id: 'said' }))?.entry.sourceId).toBeUndefined();
    await store.forgetRecordings({ ids: ['said'] });
  });

  it('recognises files by path and by hash, removes, restores and forgets', async () => {
    const before = await store.libraryRevision({});
    const sha512 = 'a'.repeat(128);
    await store.putRecordings({ rows: [rowOf('a', { sha512 }), rowOf('b'), rowOf('c')], nowMs });
    expect(await store.libraryRevision({})).toBeGreaterThan(before);
    const paths = ['/somewhere/b.sigmf-meta', '/elsewhere'];
    const found = await store.findRecordings({ paths, hashes: [sha512, 'b'.repeat(128)] });
    expect(found.map(({ id }) => id).sort()).toEqual(['a', 'b']);
    expect(await store.removeRecordings({ ids: ['a', 'b'], nowMs })).toBe(2);
    expect(await store.removeRecordings({ ids: ['a'], nowMs })).toBe(0);
    expect(await store.entry({ id: 'a' })).toBeUndefined();
    expect((await store.findRecordings({ hashes: [sha512] })).length).toBe(0);
    expect((await store.knownRecordings({ limit: 10 })).map(({ id }) => id)).toEqual(['c']);
    expect((await store.removedRecordings({ limit: 10 })).map(({ id }) => id)).toEqual(['a', 'b']);
    expect(await store.restoreRecordings({ ids: ['a'] })).toBe(1);
    // Imported again: it comes back.
    await store.putRecordings({ rows: [rowOf('b')], nowMs });
    expect((await store.knownRecordings({ afterId: 'a', limit: 1 })).map(({ id }) => id)).toEqual(['b']);
    await label(store, 'a', [labelOf(1)]);
    expect(await store.forgetRecordings({ ids: ['a', 'b', 'c'] })).toBe(3);
    await store.putRecordings({ rows: [rowOf('a')], nowMs });
    expect(await store.labels({ recordingId: 'a', limit: 10 })).toEqual({
      labels: [],
      left: 0,
      revision: 0,
      writtenRevision: 0,
    });
    await store.forgetRecordings({ ids: ['a'] });
  });

  it('takes in the recordings of tasks, and what was said of them stays', async () => {
    const taskId = await test.add({ sourceId: 7 });
    await test.claim(taskId);
    await store.finish({ ...lease(taskId), outcome: 'succeeded', nowMs, products: [iq('of-task')] });
    expect((await store.entry({ id: 'of-task' }))?.entry).toMatchObject({
      origin: 'task',
      place: 'folder',
      taskId,
      sourceId: 7,
      bytes: 100_000,
      addedMs: nowMs,
    });
    expect(await store.unknownNames({ names: ['of-task', 'other'] })).toEqual(['other']);
    await store.putRecordings({ rows: [rowOf('of-task', { origin: 'recorded', place: 'folder' })], nowMs });
    expect((await store.entry({ id: 'of-task' }))?.entry).toMatchObject({ origin: 'task', taskId });
    expect(await store.folderBytes({})).toBe(500_000);
    await store.forgetRecordings({ ids: ['of-task'] });
  });

  it('says what may go: oldest first, without stars, without labels somebody accepted', async () => {
    const rows = ['r1', 'r2', 'r3', 'r4'].map((id, i) =>
      rowOf(id, { place: 'folder', startedMs: nowMs - i * 1000 }),
    );
    await store.putRecordings({ rows: [...rows, rowOf('r5')], nowMs });
    await store.changeRecordings({ ids: ['r2'], change: { stars: 1 } });
    await label(store, 'r3', [labelOf(1, { review: 'accepted' })]);
    const ids = async (input: Parameters<Store['retainable']>[0]): Promise<string[]> =>
      (await store.retainable(input)).map(({ id }) => id);
    expect(await ids({ starsBelow: 1, labelledToo: false })).toEqual(['r4', 'r1']);
    expect(await ids({ starsBelow: 2, labelledToo: true })).toEqual(['r4', 'r3', 'r2', 'r1']);
    expect(await ids({ starsBelow: 2, labelledToo: true, olderThanMs: nowMs - 1500 })).toEqual(['r4', 'r3']);
    await store.forgetRecordings({ ids: ['r1', 'r2', 'r3', 'r4', 'r5'] });
  });

  it('keeps searches and watched folders', async () => {
    const saved = await store.saveSearch({ name: 'Bursts', search: { label: 'OOK' }, nowMs });
    expect(await store.saveSearch({ name: 'bursts', search: { leastStars: 2 }, nowMs })).toEqual({
      id: saved.id,
      name: 'bursts',
      search: { leastStars: 2 },
    });
    await store.removeSearch({ id: saved.id });
    expect(await store.searches({})).toEqual([]);
    expect((await faultOf(store.removeSearch({ id: saved.id }))).code).toBe('not-found');
    const id = await store.addWatched({ path: '/in', copy: false, nowMs });
    expect(await store.addWatched({ path: '/in', copy: true, nowMs })).toBe(id);
    expect(await store.watchedFolders({})).toEqual([{ id, path: '/in', copy: true }]);
    await store.removeWatched({ id });
    expect((await faultOf(store.removeWatched({ id }))).code).toBe('not-found');
  });

  it('goes on with an import where it stopped', async () => {
    const items = Array.from({ length: 5 }, (_, position) => ({
      position,
      path: `/in/${position}`,
      ...(position === 2 ? { stated: { sampleRateHz: 1e6 } } : {}),
    }));
    const importId = await store.openImport({ items, copy: false, incomplete: true, notes: 'found', nowMs });
    const settle = {
      importId,
      items: [{ position: 0 }, { position: 1, code: 'corrupt', message: 'Broken.' }],
      rows: [rowOf('i0')],
      nowMs,
    };
    await store.settleImport(settle);
    // Told twice after a crash: counted once.
    await store.settleImport(settle);
    expect(await store.openImports({})).toEqual([
      { id: importId, copy: false, incomplete: true, notes: 'found', total: 5, done: 2 },
    ]);
    expect(await store.importItems({ importId, limit: 2 })).toEqual([items[2], items[3]]);
    expect((await store.entry({ id: 'i0' }))?.entry.notes).toBe('found');
    await store.closeImport({ importId });
    expect(await store.openImports({})).toEqual([]);
    expect((await faultOf(store.settleImport(settle))).code).toBe('not-found');
    await store.forgetRecordings({ ids: ['i0'] });
  });
});

describe.each(bindings)('a profile of before the library with %s', (binding) => {
  it('keeps its recordings', async () => {
    const folder = makeTestFolder();
    try {
      const path = `${folder.path}/wavekeep.db`;
      const db = await openWritable(path, binding);
      db.exec(firstSql);
      db.exec(
        `INSERT INTO task (id, name, state, radio, centre_hz, bandwidth_hz, low_hz, high_hz, seconds, priority,
           created_ms, due_ms, ready_ms, search, draft, session_id, source_id, retries, products)
         SELECT 1, '', 'queued', 'any', 1, 1, 1, 1, 1, 0, 1, 1, 1, '', '{}', 5, 6, 0, '[]'`,
      );
      db.exec(
        `INSERT INTO recording VALUES ('old', 'old name', 'cu8', 1000, 5000, 2000, 77, 2, 1, 2, 3,
           '${'c'.repeat(128)}', 'rtlsdr:1', 1)`,
      );
      db.exec('PRAGMA user_version = 1');
      db.close();
      const test = await openDatabase({ profileDir: folder.path, binding, nowMs });
      const row = test.readable
        .query<Record<string, unknown>>(
          `SELECT id, name, origin, place, path, low_hz, high_hz, ended_ms, session_id, source_id FROM recording`,
        )
        .get();
      expect(row).toEqual({
        id: 'old',
        name: 'old name',
        origin: 'task',
        place: 'folder',
        path: 'old name',
        low_hz: 4500,
        high_hz: 5500,
        ended_ms: 2077,
        session_id: 5,
        source_id: 6,
      });
      const found = test.readable
        .query<{ n: number }>(`SELECT count(*) AS n FROM recording_text WHERE recording_text MATCH 'rtl*'`)
        .get();
      expect(found?.n).toBe(1);
      test.close();
    } finally {
      folder.remove();
    }
  });
});
