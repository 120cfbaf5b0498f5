import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { taskSorts, taskStates, type TaskInfo, type TaskQuery } from '../../contract/task.ts';
import { makeTestFolder, type TestFolder } from '../../testing/files.ts';
import { makeRandom } from '../../testing/random.ts';
import { bindings, by, makeTestStore, newTask, startMs, type TestStore } from '../../testing/store.ts';
import { benchQueue } from './bench.ts';
import { openDatabase, type Opened } from './open.ts';
import { pageSql } from './tables/task-page.ts';
import { readySql } from './tables/task-ready.ts';
import { runSql } from './tables/task-run.ts';
import { firstSql } from './tables/task.ts';

const nowMs = startMs;
const everything: TaskQuery = { filter: {}, sort: 'created', descending: false, offset: 0, limit: 500 };

const valueOf: Record<TaskQuery['sort'], (task: TaskInfo) => number> = {
  created: (task) => task.id,
  due: (task) => task.dueMs,
  priority: (task) => task.priority,
  frequency: (task) => task.centreHz,
  // SQLite sorts what has no end before everything.
  ended: (task) => task.endedMs ?? -Infinity,
};

function expected(
  all: readonly TaskInfo[],
  { filter, sort, descending, offset, limit }: TaskQuery,
): {
  ids: number[];
  total: number;
} {
  const { states, text, radioId, lowHz, highHz, sessionId, sourceId } = filter;
  const found = all.filter(
    (task) =>
      (!states || states.length === 0 || states.includes(task.state)) &&
      (!text ||
        `${task.name}\n${task.radio}\n${task.radioId ?? ''}`.toLowerCase().includes(text.toLowerCase())) &&
      (radioId === undefined || task.radioId === radioId) &&
      (lowHz === undefined || task.centreHz + task.bandwidthHz / 2 >= lowHz) &&
      (highHz === undefined || task.centreHz - task.bandwidthHz / 2 <= highHz) &&
      (sessionId === undefined || task.sessionId === sessionId) &&
      (sourceId === undefined || task.sourceId === sourceId),
  );
  const order = (a: TaskInfo, b: TaskInfo): number => {
    const [x, y] = [valueOf[sort](a), valueOf[sort](b)];
    const by = x === y ? a.id - b.id : x < y ? -1 : 1;
    return descending ? -by : by;
  };
  return {
    ids: found
      .sort(order)
      .slice(offset, offset + limit)
      .map(({ id }) => id),
    total: found.length,
  };
}

describe.each(bindings)('pages of tasks with %s', (binding) => {
  let test: TestStore;
  let all: TaskInfo[];
  const random = makeRandom(4);

  beforeAll(async () => {
    test = await makeTestStore(binding);
    const { store } = test;
    const tasks = Array.from({ length: 300 }, (_, i) => ({
      ...newTask(
        {
          name: random.pick(['Wetter', 'Ähre', 'meteor']),
          radio: random.pick(['any', 'sim:band', 'rtlsdr']),
          centreHz: 100e6 + random.integer(20) * 25e3,
          priority: random.integer(5),
          ...(random.next() < 0.3 ? { sourceId: 1 + random.integer(3) } : {}),
        },
        nowMs - random.integer(10) * 1000,
      ),
      ...(i % 7 === 0 ? { sessionId: 1 + random.integer(2) } : {}),
    }));
    const ids = await store.addTasks({ tasks, by, nowMs });
    await store.cancelTasks({ ids: ids.filter((_, i) => i % 5 === 0), by, nowMs: nowMs + random.integer(3) });
    for (const id of ids.filter((_, i) => i % 5 === 1)) {
      const task = await test.claim(id);
      if (!task || id % 3 === 0) continue;
      const outcome = random.pick(['succeeded', 'failed'] as const);
      await store.finish({ taskId: id, attempt: 1, worker: 'w1', outcome, nowMs: nowMs + id, products: [] });
    }
    all = (await store.page(everything)).rows;
  });
  afterAll(() => test.close());

  it('are what sorting and filtering everything gives', async () => {
    expect(all).toHaveLength(300);
    for (let i = 0; i < 200; i++) {
      const filter: TaskQuery['filter'] = {};
      if (random.next() < 0.6) filter.states = taskStates.filter(() => random.next() < 0.5);
      if (random.next() < 0.3) filter.text = random.pick(['WETT', 'ähr', 'sim:', '%', '']);
      if (random.next() < 0.2) filter.radioId = 'sim:band';
      if (random.next() < 0.2) filter.lowHz = 100.2e6;
      if (random.next() < 0.2) filter.highHz = 100.3e6;
      if (random.next() < 0.2) filter.sessionId = 1;
      if (random.next() < 0.2) filter.sourceId = 2;
      const query: TaskQuery = {
        filter,
        sort: random.pick(taskSorts),
        descending: random.next() < 0.5,
        offset: random.integer(40),
        limit: 1 + random.integer(60),
      };
      const { rows, total } = await test.store.page(query);
      expect({ query, ids: rows.map(({ id }) => id), total }).toEqual({ query, ...expected(all, query) });
    }
  });

  it('count every state rightly', async () => {
    const { counts } = await test.store.facts({});
    for (const state of taskStates)
      expect(counts[state]).toBe(all.filter((task) => task.state === state).length);
  });

  it('leave no radio waiting behind another, and plan by priority, time and number', async () => {
    const { store } = test;
    await store.promote({ nowMs: Number.MAX_SAFE_INTEGER });
    const ready = await store.ready({ perRoute: 5 });
    expect(new Set(ready.map(({ draft }) => draft.radio))).toEqual(new Set(['any', 'sim:band', 'rtlsdr']));
    expect(ready).toHaveLength(15);
    const order = ready.map(({ draft, dueMs, id }) => [-draft.priority, dueMs, id]);
    expect(order).toEqual([...order].sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]! || a[2]! - b[2]!));
    const low = 100.1e6;
    const high = 100.2e6;
    const inBand = await store.readyInBand({ radio: 'any', lowHz: low, highHz: high, limit: 500 });
    const ids = all
      .filter((task) => task.state === 'queued' && task.radio === 'any')
      .filter((task) => task.centreHz - 6250 >= low && task.centreHz + 6250 <= high)
      .map(({ id }) => id);
    expect(inBand.map(({ id }) => id).sort((a, b) => a - b)).toEqual(ids);
    expect(ids.length).toBeGreaterThan(3);
  });
});

describe.each(bindings)('plans of SQLite with %s', (binding) => {
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

  function planOf(sql: string): string[] {
    const bound = sql.replaceAll(/@\w+|\?/g, '1');
    return opened.writable
      .query<{ detail: string }>(`EXPLAIN QUERY PLAN ${bound}`)
      .all()
      .map(({ detail }) => detail);
  }
  /** Whole reads of the table of tasks, and rows sorted; of the small indexes only the first entry is read. */
  const slow = (plan: readonly string[]): string[] =>
    plan.filter(
      (line) =>
        /SCAN task(?! USING COVERING INDEX task_(leased|waiting|deadline))/.test(line) ||
        line.includes('TEMP B-TREE'),
    );

  it('read no more of a page than its rows, in every order and of any states', () => {
    for (const sort of taskSorts)
      for (const descending of [true, false])
        for (const states of [
          undefined,
          ['queued'],
          ['queued', 'running'],
          taskStates,
        ] as TaskQuery['filter']['states'][]) {
          const { ids } = pageSql({ ...everything, filter: { states }, sort, descending });
          const plan = planOf(ids);
          // By number is the order of the table itself: a scan that ends at the limit.
          const inTableOrder =
            sort === 'created' && (states === undefined || states.length === taskStates.length);
          expect([ids, slow(plan)]).toEqual([ids, inTableOrder ? ['SCAN task'] : []]);
        }
  });

  it('find what is ready, due, overdue, leased and running by index', () => {
    const { radios, top, inBand, overdue, one } = readySql;
    for (const sql of [
      radios,
      top,
      inBand,
      overdue,
      one,
      ...Object.values(firstSql),
      runSql.promote,
      runSql.cancelling,
    ])
      expect([sql, slow(planOf(sql))]).toEqual([sql, []]);
  });

  it('see a scan where there is one', () => {
    expect(slow(planOf('SELECT id FROM task WHERE name = ? ORDER BY seconds'))).toHaveLength(2);
  });
});

it('adds, claims and lists among many tasks as among few', { timeout: 120_000 }, async () => {
  const long = process.env['WAVEKEEP_LONG'] === '1';
  const sizes = [100, long ? 100_000 : 10_000];
  // Other work on the machine may disturb one measurement; growth would show in all three.
  let slower: string[] = [];
  for (let tries = 0; tries < 3; tries++) {
    const { operations } = await benchQueue({ sizes, rounds: 41 });
    expect(operations.map(({ name }) => name)).toContain('claim');
    // Twice is the promise; a millisecond is what a busy disk and a thread's wake-up vary by.
    slower = operations.filter(({ ms }) => ms[1]! > 2 * ms[0]! + 1).map(({ name }) => name);
    if (slower.length === 0) break;
  }
  expect(slower).toEqual([]);
});
