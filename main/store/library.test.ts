import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  libraryOrders,
  LibraryPage,
  LibraryQuery,
  LibrarySearch,
  type LibraryEntry,
} from '../../contract/library.ts';
import type { Label } from '../../contract/label.ts';
import { faultOf, makeTestFolder, type TestFolder } from '../../testing/files.ts';
import { makeRandom } from '../../testing/random.ts';
import { bindings, by, iq, lease, makeTestStore, startMs, type TestStore } from '../../testing/store.ts';
import type { CatalogueRow } from './library-types.ts';
import { sql as firstSql } from './migrations/0001-tasks.ts';
import { openDatabase, type Opened } from './open.ts';
import { openWritable } from './db.ts';
import { queueSql } from './tables/label-statistics.ts';
import { searchSql } from './tables/recording-search.ts';
import type { Store } from './types.ts';

const nowMs = startMs;
const query = (more: Partial<LibraryQuery> = {}): LibraryQuery => LibraryQuery.parse(more);

function rowOf(id: string, more: Partial<CatalogueRow> = {}): CatalogueRow {
  return {
    id,
    name: `${id} name`,
    origin: 'imported',
    place: 'reference',
    condition: 'complete',
    format: 'sigmf',
    path: `/somewhere/${id}.sigmf-meta`,
    datatype: 'cu8',
    channels: 1,
    sampleRateHz: 250_000,
    centreHz: 433.92e6,
    samples: 250_000,
    bytes: 500_000,
    seconds: 1,
    startedMs: nowMs,
    lostSamples: 0,
    gaps: 0,
    clippedSamples: 0,
    ...more,
  };
}

const labelOf = (n: number, more: Partial<Label> = {}): Label => ({
  uuid: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  startSample: 1000 * n,
  sampleCount: 500,
  lowerHz: 433.9e6,
  upperHz: 433.95e6,
  name: 'OOK',
  comment: '',
  author: by,
  byMachine: false,
  review: 'unreviewed',
  reviews: [],
  createdMs: nowMs,
  updatedMs: nowMs,
  ...more,
});

async function label(store: Store, recordingId: string, puts: Label[]): Promise<void> {
  const { revision } = await store.labels({ recordingId, limit: 0 });
  await store.editLabels({
    recordingId,
    what: 'Label',
    puts,
    removes: [],
    baseRevision: revision,
    by,
    nowMs,
  });
}

/** Distance on a sphere by the haversine formula: another way than the store's. */
function distanceM(a: { latitudeDeg: number; longitudeDeg: number }, b: typeof a): number {
  const rad = Math.PI / 180;
  const [lat, lon] = [(b.latitudeDeg - a.latitudeDeg) * rad, (b.longitudeDeg - a.longitudeDeg) * rad];
  const h =
    Math.sin(lat / 2) ** 2 +
    Math.cos(a.latitudeDeg * rad) * Math.cos(b.latitudeDeg * rad) * Math.sin(lon / 2) ** 2;
  return 2 * 6_371_008.8 * Math.asin(Math.sqrt(h));
}

function fits(entry: LibraryEntry, search: LibrarySearch): boolean {
  const { centreHz, sampleRateHz, startedMs, seconds, latitudeDeg, longitudeDeg } = entry;
  const half = (sampleRateHz ?? NaN) / 2;
  const words =
    `${entry.name} ${entry.notes} ${entry.radio ?? ''} ${entry.labels.map(({ name }) => name).join(' ')}`
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u);
  return [
    search.text?.split(' ').every((text) => words.some((word) => word.startsWith(text.toLowerCase()))),
    search.lowHz === undefined ? undefined : (centreHz ?? NaN) + half >= search.lowHz,
    search.highHz === undefined ? undefined : (centreHz ?? NaN) - half <= search.highHz,
    search.fromMs === undefined ? undefined : (startedMs ?? NaN) + seconds * 1000 >= search.fromMs,
    search.toMs === undefined ? undefined : (startedMs ?? NaN) <= search.toMs,
    search.leastSeconds === undefined ? undefined : seconds >= search.leastSeconds,
    search.label === undefined ? undefined : entry.labels.some(({ name }) => name === search.label),
    search.leastStars === undefined ? undefined : entry.stars >= search.leastStars,
    search.condition === undefined ? undefined : entry.condition === search.condition,
    search.leastSnrDb === undefined ? undefined : (entry.strongestSnrDb ?? NaN) >= search.leastSnrDb,
    search.labelled === undefined
      ? undefined
      : { unreviewed: entry.unreviewed > 0, none: entry.labelCount === 0, any: entry.labelCount > 0 }[
          search.labelled
        ],
    search.near === undefined
      ? undefined
      : latitudeDeg !== undefined &&
        longitudeDeg !== undefined &&
        distanceM(search.near, { latitudeDeg, longitudeDeg }) <= search.near.withinM,
  ].every((one) => one !== false);
}

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

describe.each(bindings)('searching the catalogue with %s', (binding) => {
  let test: TestStore;
  let all: LibraryEntry[];
  const random = makeRandom(5);
  const words = ['Wetter', 'Ähre', 'meteor', 'gqrx_2024', '433.92M'];

  beforeAll(async () => {
    test = await makeTestStore(binding);
    const { store } = test;
    const rows = Array.from({ length: 400 }, (_, i) =>
      rowOf(`id${i}`, {
        name: `${random.pick(words)} ${random.pick(words)} ${i}`,
        condition: random.pick(['complete', 'complete', 'missing'] as const),
        startedMs: random.next() < 0.1 ? undefined : nowMs + random.integer(100) * 60_000,
        seconds: 1 + random.integer(300),
        centreHz: random.next() < 0.1 ? undefined : 100e6 + random.integer(50) * 1e6,
        radio: random.pick(['rtlsdr:1', 'sim:band', '']),
        ...(random.next() < 0.3
          ? { latitudeDeg: random.next() * 180 - 90, longitudeDeg: random.next() * 360 - 180 }
          : {}),
      }),
    );
    await store.putRecordings({ rows, nowMs });
    for (let i = 0; i < 100; i++) {
      const id = `id${random.integer(400)}`;
      const review = random.pick(['unreviewed', 'accepted', 'rejected'] as const);
      const snrDb = random.integer(40);
      await label(store, id, [labelOf(i, { name: random.pick(['OOK', 'FSK', '']), review, snrDb })]);
      if (random.next() < 0.5)
        await store.changeRecordings({ ids: [id], change: { stars: random.integer(6) } });
    }
    await store.removeRecordings({ ids: ['id1', 'id2'], nowMs });
    const page = await store.libraryPage(query({ limit: 500 }));
    all = LibraryPage.parse(page).rows;
  });
  afterAll(() => test.close());

  it('finds what looking at every row finds, in every order', async () => {
    expect(all).toHaveLength(398);
    let found = 0;
    for (let i = 0; i < 300; i++) {
      const search: LibrarySearch = {};
      if (random.next() < 0.3)
        search.text = random.pick(['wett', 'ÄHR', 'gqrx', 'met we', 'ook', '2024', 'rtlsdr 1']);
      if (random.next() < 0.2) search.lowHz = 100e6 + random.integer(50) * 1e6;
      if (random.next() < 0.2) search.highHz = 100e6 + random.integer(50) * 1e6;
      if (random.next() < 0.2) search.fromMs = nowMs + random.integer(100) * 60_000;
      if (random.next() < 0.2) search.toMs = nowMs + random.integer(100) * 60_000;
      if (random.next() < 0.1) search.leastSeconds = random.integer(300);
      if (random.next() < 0.1) search.label = random.pick(['OOK', 'FSK']);
      if (random.next() < 0.1) search.leastStars = random.integer(4);
      if (random.next() < 0.1) search.condition = random.pick(['missing', 'complete']);
      if (random.next() < 0.1) search.leastSnrDb = random.integer(40);
      if (random.next() < 0.1) search.labelled = random.pick(['unreviewed', 'none', 'any']);
      if (random.next() < 0.1)
        search.near = {
          latitudeDeg: random.next() * 180 - 90,
          longitudeDeg: random.next() * 360 - 180,
          withinM: random.next() * 2e7,
        };
      const order = random.pick(libraryOrders);
      const { rows, ...sums } = await test.store.libraryPage(query({ ...search, order, limit: 500 }));
      const expected = all.filter((entry) => fits(entry, search));
      const ids = (entries: readonly LibraryEntry[]): string[] => entries.map(({ id }) => id).sort();
      expect({ search, ids: ids(rows) }).toEqual({ search, ids: ids(expected) });
      expect(sums).toEqual({
        total: expected.length,
        bytes: expected.reduce((sum, { bytes }) => sum + bytes, 0),
        seconds: expected.reduce((sum, { seconds }) => sum + seconds, 0),
      });
      expect(await test.store.libraryIds({ search, limit: 500 })).toEqual(ids(expected));
      found += expected.length;
    }
    expect(found).toBeGreaterThan(300);
  });

  it('gives pages that follow each other, up and down', async () => {
    const keys: Record<(typeof libraryOrders)[number], (entry: LibraryEntry) => number | string> = {
      started: ({ startedMs }) => startedMs ?? -Infinity,
      added: ({ addedMs }) => addedMs,
      name: ({ name }) => name.toLowerCase(),
      frequency: ({ centreHz }) => centreHz ?? -Infinity,
      seconds: ({ seconds }) => seconds,
      bytes: ({ bytes }) => bytes,
      strength: ({ strongestSnrDb }) => strongestSnrDb ?? -Infinity,
      labels: ({ labelCount }) => labelCount,
    };
    for (const order of libraryOrders) {
      const pages: LibraryEntry[] = [];
      for (let offset = 0; offset < 398; offset += 100)
        pages.push(...(await test.store.libraryPage(query({ order, offset, descending: false }))).rows);
      const down = (await test.store.libraryPage(query({ order, limit: 500 }))).rows;
      expect(pages.map(({ id }) => id)).toEqual(down.map(({ id }) => id).reverse());
      // SQLite folds ASCII only: the one name with another letter may stand elsewhere.
      const values = pages.filter(({ name }) => !name.startsWith('Ä')).map(keys[order]);
      expect(values).toEqual([...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
    }
  });

  it('takes nothing in a text for syntax', async () => {
    for (const text of ['"', 'a"b', 'NOT', 'name:x', '*', '(', 'a AND', '-wetter', '^', '%', "'"])
      await test.store.libraryPage(query({ text }));
    const minus = await test.store.libraryPage(query({ text: '-wetter' }));
    expect(minus.total).toBe(all.filter((entry) => fits(entry, { text: 'wetter' })).length);
  });
});

describe.each(bindings)('plans of searches with %s', (binding) => {
  let folder: TestFolder;
  let opened: Opened;
  beforeAll(async () => {
    folder = makeTestFolder();
    opened = await openDatabase({ profileDir: folder.path, binding, nowMs });
  });
  afterAll(() => {
    opened.close();
    folder.remove();
  });

  const planOf = (sql: string): string[] =>
    opened.writable
      .query<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql.replaceAll(/@\w+|\?/g, '1')}`)
      .all()
      .map(({ detail }) => detail);
  const slow = (plan: readonly string[]): string[] =>
    plan.filter((line) => /SCAN (recording|label)$/.test(line) || line.includes('TEMP B-TREE FOR ORDER'));

  it('read every order from its index', () => {
    for (const order of libraryOrders)
      for (const descending of [true, false]) {
        const { rows, totals } = searchSql(query({ order, descending }));
        expect([order, slow(planOf(rows)), slow(planOf(totals))]).toEqual([order, [], []]);
      }
  });

  it('find by index whatever picks few', () => {
    const searches: LibrarySearch[] = [
      { text: 'word' },
      { label: 'OOK' },
      { near: { latitudeDeg: 1, longitudeDeg: 2, withinM: 3 } },
      { fromMs: 1, toMs: 2 },
      { lowHz: 1, highHz: 2 },
      { sourceId: 1 },
      { sessionId: 1 },
      { taskId: 1 },
      { radio: 'x' },
      { leastSnrDb: 3 },
      { leastStars: 3 },
      { condition: 'missing' },
      { labelled: 'unreviewed' },
    ];
    for (const search of searches) {
      const { totals } = searchSql(query(search));
      const plan = planOf(totals);
      expect([totals, plan.filter((line) => /SCAN recording$/.test(line))]).toEqual([totals, []]);
    }
  });

  it('read no more of the queue than is asked for', () => {
    for (const second of [false, true])
      for (const name of [undefined, 'OOK'])
        expect(slow(planOf(queueSql({ second, name }).rows))).toEqual([]);
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
