import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTestFolder, type TestFolder } from '../../testing/files.ts';
import { bindings, by, newTask, startMs } from '../../testing/store.ts';
import { openWritable, type Binding, type Writable } from './db.ts';
import { makeGroup, type Group } from './group.ts';
import { databaseName, openDatabase, type Opened } from './open.ts';

interface Bench {
  group: Group;
  opened: Opened;
  /** Commits and answers in the order in which they happened. */
  events: string[];
  ask: (op: string, input: unknown) => Promise<unknown>;
  /** The next commits fail as they do on a full disk. */
  full: boolean;
  nowMs: number;
}

let folder: TestFolder;
const open: Opened[] = [];
beforeEach(() => {
  folder = makeTestFolder();
});
afterEach(() => {
  for (const one of open.splice(0)) one.close();
  folder.remove();
});

async function makeBench(binding: Binding): Promise<Bench> {
  const opened = await openDatabase({ profileDir: folder.path, binding, nowMs: startMs });
  open.push(opened);
  const events: string[] = [];
  const { writable } = opened;
  const watched: Writable = {
    ...writable,
    query: (sql) => writable.query(sql),
    exec: (sql) => writable.exec(sql),
    close: () => writable.close(),
    get inTransaction() {
      return writable.inTransaction;
    },
    change(sql) {
      const change = writable.change(sql);
      if (sql !== 'COMMIT') return change;
      return {
        run(...values) {
          if (bench.full) {
            // What SQLite does by itself when the log can't grow.
            writable.exec('ROLLBACK');
            throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
          }
          const result = change.run(...values);
          events.push('commit');
          return result;
        },
      };
    },
  };
  const bench: Bench = {
    opened,
    events,
    nowMs: 0,
    full: false,
    group: makeGroup({
      writable: watched,
      readable: opened.readable,
      walBytes: opened.walBytes,
      nowMs: () => bench.nowMs,
      onCommit: () => void events.push('told'),
    }),
    ask: (op, input) =>
      new Promise((resolve, reject) =>
        bench.group.take({
          op,
          input,
          settle(outcome) {
            events.push('answer');
            if ('fault' in outcome) reject(outcome.fault);
            else resolve(outcome.value);
          },
        }),
      ),
  };
  return bench;
}

const add = (name: string): unknown => ({ tasks: [newTask({ name })], by, nowMs: startMs });
const bad = {
  tasks: [
    { ...newTask({ name: 'half' }), dueMs: startMs },
    { draft: null, dueMs: 0 },
  ],
  by,
  nowMs: startMs,
};
const all = { filter: {}, sort: 'created', descending: false, offset: 0, limit: 100 };

describe.each(bindings)('group commit with %s', (binding) => {
  it('answers fifty additions after one commit, none before', async () => {
    const { group, events, ask } = await makeBench(binding);
    const asked = Array.from({ length: 50 }, (_, i) => ask('addTasks', add(String(i))));
    expect(events).toEqual([]);
    expect(group.turn()).toBe('done');
    expect(events).toEqual(['commit', ...Array<string>(50).fill('answer'), 'told']);
    expect((await Promise.all(asked)).flat()).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    expect(group.commits).toBe(1);
  });

  it('takes back one that fails, and nothing of its neighbours', async () => {
    const { group, ask } = await makeBench(binding);
    const asked = [ask('addTasks', add('before')), ask('addTasks', bad), ask('addTasks', add('after'))];
    const page = ask('page', all);
    group.turn();
    const settled = await Promise.allSettled(asked);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await page).toMatchObject({ rows: [{ name: 'before' }, { name: 'after' }], total: 2 });
  });

  it('answers reads from what was committed, writes of the same turn included', async () => {
    const { group, ask } = await makeBench(binding);
    const [page] = [ask('page', all), ask('addTasks', add('one'))];
    group.turn();
    expect(await page).toMatchObject({ total: 1 });
  });

  it('tells nobody where nothing changed', async () => {
    const { group, ask, events } = await makeBench(binding);
    const asked = ask('promote', { nowMs: startMs });
    group.turn();
    expect(await asked).toBe(0);
    expect(events).toEqual(['commit', 'answer']);
    expect(group.commits).toBe(0);
  });

  it('waits while another process holds the database, and answers reads meanwhile', async () => {
    const bench = await makeBench(binding);
    const other = await openWritable(join(folder.path, databaseName), binding);
    other.exec('BEGIN IMMEDIATE');
    const asked = bench.ask('addTasks', add('late'));
    const page = bench.ask('page', all);
    expect(bench.group.turn()).toBe('busy');
    expect(await page).toMatchObject({ total: 0 });
    other.exec('COMMIT');
    expect(bench.group.turn()).toBe('done');
    expect(await asked).toEqual([1]);

    other.exec('BEGIN IMMEDIATE');
    const never = bench.ask('addTasks', add('never'));
    expect(bench.group.turn()).toBe('busy');
    bench.nowMs = 61_000;
    expect(bench.group.turn()).toBe('done');
    await expect(never).rejects.toMatchObject({ code: 'busy' });
    other.exec('ROLLBACK');
    other.close();
  });

  it('refuses all of a turn whose commit failed, and goes on when there is room', async () => {
    const bench = await makeBench(binding);
    bench.full = true;
    const asked = Array.from({ length: 10 }, (_, i) => bench.ask('addTasks', add(String(i))));
    const settled = Promise.allSettled(asked);
    bench.group.turn();
    for (const one of await settled)
      expect(one).toMatchObject({ status: 'rejected', reason: { code: 'disk-full' } });
    bench.full = false;
    const again = bench.ask('addTasks', add('again'));
    const page = bench.ask('page', all);
    bench.group.turn();
    expect(await again).toEqual([1]);
    expect(await page).toMatchObject({ total: 1 });
  });

  it('keeps what still fits when the database may not grow', async () => {
    const { group, ask, opened } = await makeBench(binding);
    const pages = opened.writable.query<{ page_count: number }>('PRAGMA page_count').get()?.page_count ?? 0;
    opened.writable.query(`PRAGMA max_page_count = ${pages + 2}`).get();
    const asked = Array.from({ length: 200 }, (_, i) => ask('addTasks', add(String(i))));
    const page = ask('page', all);
    group.turn();
    const settled = await Promise.allSettled(asked);
    const refused = settled.filter((one) => one.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const one of refused) expect(one.reason).toMatchObject({ code: 'disk-full' });
    expect(await page).toMatchObject({ total: 200 - refused.length });
  });

  it('names an operation it does not have', async () => {
    const { ask } = await makeBench(binding);
    await expect(ask('constructor', {})).rejects.toMatchObject({ code: 'not-found' });
  });
});
