/**
 * SQLite for runtimes whose Node-API is too old for better-sqlite3: `node:sqlite`'s interface from a package with
 * prebuilt binaries. For development and tests only; packages for users carry a runtime that does not need it.
 */
import { Fault } from '../../contract/fault.ts';
import type { DatabaseSync } from '@photostructure/sqlite';
import type { Driver, DriverOptions, Query, Values } from './db.ts';

async function load(): Promise<{ DatabaseSync: typeof DatabaseSync }> {
  try {
    return await import('@photostructure/sqlite');
  } catch (cause) {
    throw new Fault('unsupported', 'This runtime is too old for the database, and has no other one.', {
      hint: 'Use Electron 35 or Node 22 or newer; or install the development packages.',
      cause,
    });
  }
}

export async function openFallback(options: DriverOptions): Promise<Driver> {
  const sqlite = await load();
  const db = new sqlite.DatabaseSync(options.path, { readOnly: options.readonly, timeout: options.busyMs });
  return {
    query<R>(sql: string): Query<R> {
      const statement = db.prepare(sql);
      return {
        get: (...values: Values) => statement.get(...values) as R | undefined,
        all: (...values: Values) => statement.all(...values) as R[],
      };
    },
    change(sql) {
      const statement = db.prepare(sql);
      return {
        run(...values) {
          const { changes, lastInsertRowid } = statement.run(...values);
          return { changes, id: Number(lastInsertRowid) };
        },
      };
    },
    exec: (sql) => db.exec(sql),
    get inTransaction() {
      return db.isTransaction;
    },
    close() {
      // Statements are freed when they are collected, and only then does SQLite close and empty its log.
      if (!options.readonly && !db.isTransaction) db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      db.close();
    },
  };
}
