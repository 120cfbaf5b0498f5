/**
 * Opens the database of a profile: checked, mended if need be, backed up and brought to the version of this program.
 * What had to be mended is said in the notice; nothing is ever replaced silently.
 */
import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Fault } from '../../contract/fault.ts';
import {
  backupEveryMs,
  damageOf,
  makeBackup,
  restoreBackup,
  syncFolder,
  versionOf,
  wholeBackup,
} from './backup.ts';
import { openReadable, openWritable, type Binding, type Readable, type Writable } from './db.ts';
import { lockOpen, lockOpening, type OpenLock } from './lock.ts';
import { migrations as all } from './migrations/index.ts';
import { problemOf, storeFault } from './problem.ts';

export interface Opened {
  readable: Readable;
  writable: Writable;
  notice: string | undefined;
  /** Size of the write-ahead log now. */
  walBytes: () => number;
  close(): void;
}

export interface OpenOptions {
  profileDir: string;
  binding: Binding;
  nowMs: number;
  /** For tests: others than this program's. */
  migrations?: readonly string[];
}

export const databaseName = 'wavekeep.db';
const logs = ['-wal', '-shm', '-journal'];
/** A statement waits this long for a lock of another process while the database is opened, milliseconds. */
const openingBusyMs = 10_000;

/** Throws Faults: `version` for a newer file (left as it is), `busy`, `permission`, `disk-full`, `corrupt`. */
export async function openDatabase(options: OpenOptions): Promise<Opened> {
  mkdirSync(options.profileDir, { recursive: true });
  const path = join(options.profileDir, databaseName);
  try {
    const opening = await lockOpening(`${path}-opening`, options.binding);
    try {
      return await openLocked(path, options);
    } finally {
      opening.release();
    }
  } catch (error) {
    throw storeFault(error);
  }
}

async function openLocked(path: string, options: OpenOptions): Promise<Opened> {
  const lock = await lockOpen(`${path}-open`, options.binding);
  try {
    if (lock.alone) await rollBack(path, options);
    const notice = lock.alone ? await mend(path, options) : undefined;
    await refuseNewer(path, options);
    await migrate(path, options, lock);
    const writable = await openWritable(path, options.binding);
    const readable = await openReadable(path, options.binding);
    lock.share();
    return {
      writable,
      readable,
      notice,
      walBytes: () => statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0,
      close() {
        readable.close();
        writable.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * A rollback journal is left where the power went while the first database was made, before it had a write-ahead log.
 * Only a handle that may write takes back what is half done.
 */
async function rollBack(path: string, { binding }: OpenOptions): Promise<void> {
  if (!existsSync(`${path}-journal`)) return;
  try {
    const db = await openWritable(path, binding);
    versionOf(db);
    db.close();
  } catch (error) {
    // What is damaged is mended next.
    if (problemOf(error) !== 'corrupt') throw error;
  }
}

/** Answers what was wrong and what was done about it; undefined where all was well. */
async function mend(path: string, options: OpenOptions): Promise<string | undefined> {
  const backup = backupPath(path);
  if (sizeOf(path) === 0) {
    // An empty file is what a program leaves that ended while it made its first database, or a disk that lost one.
    if (!existsSync(backup)) return undefined;
    const gone = !existsSync(path);
    const aside = setAside(path, options.nowMs);
    const lost = gone ? 'was gone' : `was empty (it is kept as ${aside ?? databaseName})`;
    return `The database of the tasks ${lost}. ${await restore(path, options)}`;
  }
  const damage = await damageIn(path, options);
  if (damage === undefined) return undefined;
  const aside = setAside(path, options.nowMs);
  return (
    `The database of the tasks was damaged (${damage.slice(0, 200)}). ` +
    `It was set aside in the profile folder as ${aside ?? databaseName}. ${await restore(path, options)}`
  );
}

const backupPath = (path: string): string => path.replace(/\.db$/, '.backup.db');
const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

async function damageIn(
  path: string,
  { binding, migrations = all }: OpenOptions,
): Promise<string | undefined> {
  let db: Readable | undefined;
  try {
    db = await openReadable(path, binding, openingBusyMs);
    // A newer file is another program's to judge.
    return versionOf(db) > migrations.length ? undefined : damageOf(db);
  } catch (error) {
    if (problemOf(error) !== 'corrupt') throw error;
    return error instanceof Error ? error.message : String(error);
  } finally {
    db?.close();
  }
}

/** Nothing is deleted: the damaged file and its logs get another name. Answers the name. */
function setAside(path: string, nowMs: number): string | undefined {
  const aside = `${path}.damaged-${new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-')}`;
  let moved = false;
  for (const ending of ['', ...logs])
    if (existsSync(path + ending)) {
      renameSync(path + ending, aside + ending);
      moved = true;
    }
  return moved ? basename(aside) : undefined;
}

async function restore(path: string, { binding, migrations = all }: OpenOptions): Promise<string> {
  const backup = backupPath(path);
  const whole = await wholeBackup(backup, binding);
  if (whole && whole.version <= migrations.length) {
    restoreBackup(backup, path);
    return (
      `The backup of ${new Date(whole.savedMs).toISOString()} was restored, with ${whole.tasks} tasks: ` +
      'what was added or done after it is missing.'
    );
  }
  syncFolder(join(path, '..'));
  const why = existsSync(backup) ? 'The backup was damaged too' : 'There was no backup';
  return `${why}: a new, empty database was begun. Recordings are untouched.`;
}

async function refuseNewer(path: string, { binding, migrations = all }: OpenOptions): Promise<void> {
  if (sizeOf(path) === 0) return;
  const db = await openReadable(path, binding, openingBusyMs);
  const version = versionOf(db);
  db.close();
  if (version > migrations.length)
    throw new Fault(
      'version',
      `The profile was used by a newer Wavekeep: its database has version ${version}, this program knows ${migrations.length}.`,
      { hint: 'Use the newer program, or another profile. Nothing was changed.' },
    );
}

/** Backs up what is there, then brings it to the version of this program, all in one transaction. */
async function migrate(path: string, options: OpenOptions, lock: OpenLock): Promise<void> {
  const { binding, nowMs, migrations = all } = options;
  const db = await openWritable(path, binding, openingBusyMs);
  try {
    const version = versionOf(db);
    const backup = backupPath(path);
    const savedMs = statSync(backup, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    const behind = version < migrations.length;
    if (behind && !lock.alone)
      throw new Fault('busy', 'An older Wavekeep has the database open.', {
        hint: 'Close it: the database must be brought to the version of this program.',
      });
    if (version > 0 && lock.alone && (behind || nowMs - savedMs > backupEveryMs))
      await makeBackup(db, backup, binding);
    if (!behind) return;
    db.exec('BEGIN IMMEDIATE');
    try {
      for (const sql of migrations.slice(version)) db.exec(sql);
      db.exec(`PRAGMA user_version = ${migrations.length}`);
      db.exec('COMMIT');
    } catch (error) {
      if (db.inTransaction) db.exec('ROLLBACK');
      throw error;
    }
  } finally {
    db.close();
  }
}
