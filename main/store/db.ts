/**
 * Opens databases: the only place that knows which SQLite is under us. Where the runtime's Node-API is too old for
 * better-sqlite3 (it crashes there, so it is not even loaded), the adapter of db-fallback.ts takes its place.
 * A readable handle has no way to write, neither in its type nor in SQLite; a writable one promises that a commit
 * that returned is on the disk.
 */
import { Fault } from '../../contract/fault.ts';

export type Value = string | number | null;
/** Positional (`?`), or one object of named ones (`@name`). */
export type Values = Value[] | [Readonly<Record<string, Value>>];

/** A prepared statement that answers rows. `R` is what its SELECT list says: written beside each other, always. */
export interface Query<R> {
  get(...values: Values): R | undefined;
  all(...values: Values): R[];
}

/** A prepared statement that changes rows. */
interface Change {
  run(...values: Values): { changes: number; id: number };
}

export interface Readable {
  query<R>(sql: string): Query<R>;
  close(): void;
}

export interface Writable extends Readable {
  change(sql: string): Change;
  /** Any statements, no parameters. */
  exec(sql: string): void;
  /** False after SQLite gave a transaction up by itself (disk full). */
  readonly inTransaction: boolean;
}

/** What a binding offers; `change` and `exec` are kept from readable handles. */
export type Driver = Writable;

export interface DriverOptions {
  path: string;
  readonly: boolean;
  /** How long SQLite itself waits for a lock of another process. */
  busyMs: number;
}

export type Binding = 'better-sqlite3' | 'fallback';

/** better-sqlite3 13 needs this Node-API. */
const neededNapi = 10;
export const defaultBinding = (): Binding =>
  Number(process.versions['napi'] ?? 0) < neededNapi ? 'fallback' : 'better-sqlite3';

/**
 * Pages in the log after which a commit also moves it into the database file (16 MB). The store does so earlier,
 * while it is idle (group.ts); this only bounds the log under steady load.
 */
const autoCheckpointPages = 4000;
/** A log that grew beyond this is cut back once it was moved into the database, bytes. */
const keptLogBytes = 64 * 1024 * 1024;

/** Of the writing handle, KiB: the inner pages of the indexes of a hundred thousand tasks stay in memory. */
const cacheKib = 32 * 1024;

/** PRAGMA synchronous: 0 OFF, 1 NORMAL, 2 FULL, 3 EXTRA. In WAL only FULL syncs the log at every commit. */
const full = 2;

/** Throws Faults: `permission`, `busy`, `corrupt`. */
export async function openReadable(path: string, binding: Binding, busyMs = 5000): Promise<Readable> {
  const driver = await openDriver({ path, readonly: true, busyMs }, binding);
  return { query: (sql) => driver.query(sql), close: () => driver.close() };
}

/**
 * Created when absent; in WAL, synced at every commit.
 * @param busyMs waits within a statement; who needs longer asks again.
 */
export async function openWritable(path: string, binding: Binding, busyMs = 100): Promise<Writable> {
  const driver = await openDriver({ path, readonly: false, busyMs }, binding);
  try {
    // Before anything is written: the switch to WAL is a write of its own.
    driver.exec('PRAGMA synchronous = FULL');
    driver.exec('PRAGMA journal_mode = WAL');
    driver.exec('PRAGMA foreign_keys = ON');
    driver.exec(`PRAGMA cache_size = -${cacheKib}`);
    driver.exec(`PRAGMA wal_autocheckpoint = ${autoCheckpointPages}`);
    driver.exec(`PRAGMA journal_size_limit = ${keptLogBytes}`);
    assertDurable(driver);
    return driver;
  } catch (error) {
    driver.close();
    throw error;
  }
}

/** A pragma SQLite does not take is ignored without an error: so what counts is read back. */
export function assertDurable(db: Readable): void {
  const sync = db.query<{ synchronous: number }>('PRAGMA synchronous').get()?.synchronous;
  const journal = db.query<{ journal_mode: string }>('PRAGMA journal_mode').get()?.journal_mode;
  if (sync !== full || journal !== 'wal')
    throw new Fault(
      'internal',
      `The database would not keep its promise: synchronous is ${String(sync)}, journal_mode ${String(journal)}.`,
      { hint: 'A profile must lie on a local disk: network folders have no write-ahead log.' },
    );
}

/** A database of its own without a log, for locks between processes (lock.ts). */
export const openPlain = (path: string, binding: Binding): Promise<Writable> =>
  openDriver({ path, readonly: false, busyMs: 0 }, binding);

async function openDriver(options: DriverOptions, binding: Binding): Promise<Driver> {
  if (binding === 'fallback') {
    const { openFallback } = await import('./db-fallback.ts');
    return await openFallback(options);
  }
  const { default: Database } = await import('better-sqlite3');
  const db = new Database(options.path, { readonly: options.readonly, timeout: options.busyMs });
  return {
    query: <R>(sql: string): Query<R> => db.prepare<unknown[], R>(sql),
    change(sql) {
      const statement = db.prepare(sql);
      return {
        run(...values) {
          const { changes, lastInsertRowid } = statement.run(...values);
          return { changes, id: Number(lastInsertRowid) };
        },
      };
    },
    exec: (sql) => void db.exec(sql),
    get inTransaction() {
      return db.inTransaction;
    },
    close: () => void db.close(),
  };
}
