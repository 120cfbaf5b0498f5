import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  libraryOrders,
  LibraryPage,
  LibraryQuery,
  type LibraryEntry,
  type LibrarySearch,
} from '../../contract/library.ts';
import { label, labelOf, rowOf } from '../../testing/catalogue.ts';
import { makeTestFolder, type TestFolder } from '../../testing/files.ts';
import { makeRandom } from '../../testing/random.ts';
import { bindings, makeTestStore, startMs, type TestStore } from '../../testing/store.ts';
import { openDatabase, type Opened } from './open.ts';
import { queueSql } from './tables/label-statistics.ts';
import { searchSql } from './tables/recording-search.ts';

const nowMs = startMs;
const query = (more: Partial<LibraryQuery> = {}): LibraryQuery => LibraryQuery.parse(more);

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
