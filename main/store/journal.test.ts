import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeTestFolder } from '../../testing/files.ts';
import { bindings } from '../../testing/store.ts';
import { openWritable } from './db.ts';
import { databaseName, openDatabase } from './open.ts';

it.each(bindings)('opens what a power cut left of the first transaction, with %s', async (binding) => {
  const from = makeTestFolder();
  const to = makeTestFolder();
  try {
    // A transaction larger than the cache, in a database without a write-ahead log: pages are in the file and their
    // former contents in a journal that counts.
    const path = join(from.path, databaseName);
    const db = await openWritable(path, binding);
    db.exec('PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1; CREATE TABLE half (text TEXT)');
    db.exec('BEGIN IMMEDIATE');
    const insert = db.change('INSERT INTO half VALUES (?)');
    for (let n = 0; n < 100; n++) insert.run('x'.repeat(4000));
    for (const ending of ['', '-journal']) copyFileSync(path + ending, join(to.path, databaseName + ending));
    db.exec('ROLLBACK');
    db.close();

    const opened = await openDatabase({ profileDir: to.path, binding, nowMs: 0 });
    expect(opened.notice).toBeUndefined();
    expect(existsSync(join(to.path, `${databaseName}-journal`))).toBe(false);
    expect(opened.readable.query<{ n: number }>('SELECT count(*) AS n FROM half').get()?.n).toBe(0);
    opened.close();
  } finally {
    from.remove();
    to.remove();
  }
});
