/**
 * Locks between the processes of one profile, held by SQLite on empty databases beside the real one: the system
 * frees them when a process ends, however it ends.
 * `opening`: one process at a time checks, mends and migrates. `open`: shared by all that have the database open;
 * whoever holds it alone may put another file in its place.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../../contract/fault.ts';
import { openPlain, type Binding, type Writable } from './db.ts';
import { problemOf } from './problem.ts';

/** A large database takes seconds to check and to copy. */
const patienceMs = 60_000;
const lookEveryMs = 20;

export interface Lock {
  release(): void;
}

/** Waits for the others. Throws Fault 'busy' after a minute. */
export async function lockOpening(path: string, binding: Binding): Promise<Lock> {
  const db = await openPlain(path, binding);
  const untilMs = performance.now() + patienceMs;
  while (!tried(db, 'BEGIN EXCLUSIVE')) {
    if (performance.now() > untilMs) {
      db.close();
      throw new Fault('busy', 'Another process has been opening the database for a minute: it hangs.', {
        hint: 'Close other Wavekeep processes of this profile.',
      });
    }
    await sleep(lookEveryMs);
  }
  return { release: () => free(db) };
}

export interface OpenLock extends Lock {
  /** No other process had the database open when this one began to open it. */
  readonly alone: boolean;
  /** Lets the others in. Called once, when the database is whole. */
  share(): void;
}

/** Only while holding the lock of opening. */
export async function lockOpen(path: string, binding: Binding): Promise<OpenLock> {
  const db = await openPlain(path, binding);
  const alone = tried(db, 'BEGIN EXCLUSIVE');
  const share = (): void => {
    if (alone) db.exec('ROLLBACK');
    // The read is what takes the lock; the transaction keeps it.
    db.exec('BEGIN');
    db.query('SELECT count(*) FROM sqlite_master').get();
  };
  return { alone, share, release: () => free(db) };
}

/** The transaction is the lock: ended by name, because closing may wait for statements to be collected. */
function free(db: Writable): void {
  if (db.inTransaction) db.exec('ROLLBACK');
  db.close();
}

function tried(db: Writable, sql: string): boolean {
  try {
    db.exec(sql);
    return true;
  } catch (error) {
    if (problemOf(error) === 'busy') return false;
    db.close();
    throw error;
  }
}
