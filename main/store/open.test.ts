import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultOf, makeTestFolder, type TestFolder } from '../../testing/files.ts';
import { makeRandom } from '../../testing/random.ts';
import { bindings, by, newTask, startMs } from '../../testing/store.ts';
import { openWritable } from './db.ts';
import { makeGroup } from './group.ts';
import { openStore } from './index.ts';
import { migrations } from './migrations/index.ts';
import { openDatabase, type OpenOptions, type Opened } from './open.ts';

const run = promisify(execFile);
const dayMs = 24 * 3_600_000;

let folder: TestFolder;
const open: Opened[] = [];
beforeEach(() => {
  folder = makeTestFolder();
});
afterEach(() => {
  for (const one of open.splice(0)) one.close();
  folder.remove();
});

const at = (name: string): string => join(folder.path, name);
const hashOf = (name: string): string =>
  createHash('sha256')
    .update(readFileSync(at(name)))
    .digest('hex');
const asides = (): string[] =>
  readdirSync(folder.path).filter((name) => /damaged-[^.]*$/.test(name) && !/-(wal|shm)$/.test(name));

describe.each(bindings)('opening a profile with %s', (binding) => {
  const options = (more: Partial<OpenOptions> = {}): OpenOptions => ({
    profileDir: folder.path,
    binding,
    nowMs: Date.now(),
    ...more,
  });

  function addTasks(opened: Opened, count: number): void {
    const { writable, readable, walBytes } = opened;
    const group = makeGroup({ writable, readable, walBytes, nowMs: () => 0, onCommit: () => undefined });
    const tasks = Array.from({ length: count }, (_, i) => newTask({ name: `task ${i}` }));
    group.take({ op: 'addTasks', input: { tasks, by, nowMs: startMs }, settle: () => undefined });
    group.turn();
  }

  const countOf = (opened: Opened): number =>
    opened.readable.query<{ n: number }>('SELECT count(*) AS n FROM task').get()?.n ?? -1;

  /** What the store does between two starts of the program. */
  async function session<T>(act: (opened: Opened) => T, more: Partial<OpenOptions> = {}): Promise<T> {
    const opened = await openDatabase(options(more));
    try {
      return act(opened);
    } finally {
      opened.close();
    }
  }

  /** Turns every page but the first into something that is no page. */
  function damage(name: string): void {
    const bytes = readFileSync(at(name));
    const random = makeRandom(1);
    for (let page = 1; page < bytes.length / 4096; page++)
      for (let i = 0; i < 40; i++) bytes[page * 4096 + i] = random.integer(256);
    writeFileSync(at(name), bytes);
  }

  it('finds what was kept, without a word', async () => {
    await session((opened) => addTasks(opened, 5));
    const { notice, count } = await session((opened) => ({ notice: opened.notice, count: countOf(opened) }));
    expect(notice).toBeUndefined();
    expect(count).toBe(5);
  });

  it('refuses a newer file and leaves every byte of it', async () => {
    await session((opened) => addTasks(opened, 5));
    const db = await openWritable(at('wavekeep.db'), binding);
    db.exec(`PRAGMA user_version = ${migrations.length + 1}`);
    db.close();
    const before = hashOf('wavekeep.db');
    const fault = await faultOf(openDatabase(options()));
    expect(fault.code).toBe('version');
    expect(fault.hint).toContain('newer');
    expect(hashOf('wavekeep.db')).toBe(before);
    expect(existsSync(at('wavekeep.backup.db'))).toBe(false);
  });

  it('makes a whole backup at a start, and a new one only when that is a day old', async () => {
    await session((opened) => addTasks(opened, 5));
    expect(existsSync(at('wavekeep.backup.db'))).toBe(false);
    await session((opened) => addTasks(opened, 1));
    const first = hashOf('wavekeep.backup.db');
    await session((opened) => addTasks(opened, 1));
    expect(hashOf('wavekeep.backup.db')).toBe(first);
    const old = (Date.now() - dayMs - 60_000) / 1000;
    utimesSync(at('wavekeep.backup.db'), old, old);
    await session(() => undefined);
    expect(hashOf('wavekeep.backup.db')).not.toBe(first);
    expect(readdirSync(folder.path).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  it('sets a damaged database aside, restores the backup and says so', async () => {
    await session((opened) => addTasks(opened, 50));
    await session((opened) => addTasks(opened, 7));
    damage('wavekeep.db');
    const damaged = hashOf('wavekeep.db');
    const { notice, count } = await session((opened) => ({ notice: opened.notice, count: countOf(opened) }));
    const [aside] = asides();
    expect(aside).toBeDefined();
    expect(hashOf(aside!)).toBe(damaged);
    expect(notice).toContain('damaged');
    expect(notice).toContain(aside);
    expect(notice).toContain('with 50 tasks');
    expect(notice).not.toContain(folder.path);
    expect(count).toBe(50);
    expect(await session((opened) => opened.notice)).toBeUndefined();
  });

  it('knows a damaged header as damage too', async () => {
    await session((opened) => addTasks(opened, 5));
    const bytes = readFileSync(at('wavekeep.db'));
    bytes.fill(0x55, 0, 64);
    writeFileSync(at('wavekeep.db'), bytes);
    const { notice, count } = await session((opened) => ({ notice: opened.notice, count: countOf(opened) }));
    expect(notice).toContain('There was no backup');
    expect(count).toBe(0);
    expect(asides()).toHaveLength(1);
  });

  it('begins anew where the backup is damaged as well, and keeps both', async () => {
    await session((opened) => addTasks(opened, 50));
    await session(() => undefined);
    damage('wavekeep.db');
    damage('wavekeep.backup.db');
    const notice = await session((opened) => opened.notice);
    expect(notice).toContain('The backup was damaged too');
    expect(asides()).toHaveLength(1);
    expect(existsSync(at('wavekeep.backup.db'))).toBe(true);
  });

  it('restores the backup where the database is gone', async () => {
    await session((opened) => addTasks(opened, 5));
    await session(() => undefined);
    rmSync(at('wavekeep.db'));
    const { notice, count } = await session((opened) => ({ notice: opened.notice, count: countOf(opened) }));
    expect(notice).toContain('was gone');
    expect(count).toBe(5);
  });

  it('backs up before it migrates, and takes a migration that fails back as a whole', async () => {
    await session((opened) => addTasks(opened, 5));
    const broken = [...migrations, 'CREATE TABLE later (n INTEGER) STRICT', 'CREATE TABLE task (n INTEGER)'];
    await faultOf(openDatabase(options({ migrations: broken })));
    expect(statSync(at('wavekeep.backup.db')).size).toBeGreaterThan(0);
    expect(await session(countOf)).toBe(5);
    const whole = broken.slice(0, -1);
    const tables = await session(
      (opened) => opened.readable.query(`SELECT name FROM sqlite_master WHERE name = 'later'`).all(),
      { migrations: whole },
    );
    expect(tables).toHaveLength(1);
    expect((await faultOf(openDatabase(options()))).code).toBe('version');
  });

  it('does not migrate while another process has the database open', async () => {
    open.push(await openDatabase(options()));
    const later = [...migrations, 'CREATE TABLE later (n INTEGER) STRICT'];
    expect((await faultOf(openDatabase(options({ migrations: later })))).code).toBe('busy');
  });
});

it('lets two processes begin one profile at the same moment', async () => {
  const program = `
    import { openStore } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))};
    import { by, newTask, startMs } from ${JSON.stringify(join(import.meta.dirname, '../../testing/store.ts'))};
    const store = await openStore({ profileDir: process.argv[2] });
    for (let i = 0; i < 20; i++) await store.addTasks({ tasks: [newTask()], by, nowMs: startMs });
    await store.close();`;
  const path = folder.put('program.mjs', Buffer.from(program));
  const both = [1, 2].map(() => run(process.execPath, [path, folder.path]));
  for (const { stderr } of await Promise.all(both)) expect(stderr).not.toContain('Error');
  const store = await openStore({ profileDir: folder.path });
  expect((await store.facts({})).counts.queued).toBe(40);
  await store.close();
});
