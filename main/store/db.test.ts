import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Fault } from '../../contract/fault.ts';
import { makeTestFolder, type TestFolder } from '../../testing/files.ts';
import { bindings } from '../../testing/store.ts';
import { assertDurable, openPlain, openReadable, openWritable } from './db.ts';
import { problemOf, storeFault } from './problem.ts';

let folder: TestFolder;
beforeEach(() => {
  folder = makeTestFolder();
});
afterEach(() => folder.remove());

const errorOf = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

describe.each(bindings)('SQLite through %s', (binding) => {
  it('syncs the log at every commit, and says so if asked', async () => {
    const db = await openWritable(join(folder.path, 'a.db'), binding);
    // SQLite's numbers: 2 is FULL; its default in WAL with both bindings is 1, NORMAL.
    expect(db.query('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    expect(db.query('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(db.query('PRAGMA foreign_keys').get()).toEqual({ foreign_keys: 1 });
    db.exec('PRAGMA synchronous = NORMAL');
    expect(errorOf(() => assertDurable(db))).toBeInstanceOf(Fault);
    db.close();
  });

  it('refuses to call a database durable that has no log', async () => {
    const db = await openPlain(join(folder.path, 'a.db'), binding);
    expect(errorOf(() => assertDurable(db))).toMatchObject({ code: 'internal' });
    db.close();
  });

  it('gives a readable handle no way to write', async () => {
    const path = join(folder.path, 'a.db');
    const writable = await openWritable(path, binding);
    writable.exec('CREATE TABLE t (n INTEGER) STRICT');
    const readable = await openReadable(path, binding);
    expect(Object.keys(readable).sort()).toEqual(['close', 'query']);
    const attempt = errorOf(() => readable.query('INSERT INTO t VALUES (1) RETURNING n').all());
    expect(problemOf(attempt)).toBe('permission');
    readable.close();
    writable.close();
  });

  it('takes and answers values by place and by name', async () => {
    const db = await openWritable(join(folder.path, 'a.db'), binding);
    db.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, x REAL, s TEXT) STRICT');
    const insert = db.change('INSERT INTO t (n, x, s) VALUES (@n, @x, @s)');
    expect(insert.run({ n: 8.64e15, x: 0.5, s: 'ä' })).toEqual({ changes: 1, id: 1 });
    expect(insert.run({ n: null, x: 100e6, s: null })).toEqual({ changes: 1, id: 2 });
    const rows = db.query<{ n: number | null; x: number; s: string | null }>('SELECT n, x, s FROM t LIMIT ?');
    expect(rows.all(5)).toEqual([
      { n: 8.64e15, x: 0.5, s: 'ä' },
      { n: null, x: 100e6, s: null },
    ]);
    expect(rows.get(0)).toBeUndefined();
    db.close();
  });

  it('names what went wrong', async () => {
    const path = join(folder.path, 'a.db');
    const db = await openWritable(path, binding);
    db.exec('CREATE TABLE t (n INTEGER PRIMARY KEY) STRICT; INSERT INTO t VALUES (1)');
    expect(problemOf(errorOf(() => db.exec('INSERT INTO t VALUES (1)')))).toBe('constraint');
    const other = await openWritable(path, binding);
    db.exec('BEGIN IMMEDIATE');
    const busy = errorOf(() => other.exec('BEGIN IMMEDIATE'));
    expect(problemOf(busy)).toBe('busy');
    expect(storeFault(busy)).toMatchObject({ code: 'busy' });
    db.exec('ROLLBACK');
    other.close();
    db.close();
    folder.put('b.db', Buffer.alloc(5000, 'no database '));
    const broken = await openWritable(join(folder.path, 'b.db'), binding).catch((error: unknown) => error);
    expect(problemOf(broken)).toBe('corrupt');
    expect(storeFault(broken)).toMatchObject({ code: 'corrupt' });
  });
});
