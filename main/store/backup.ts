/** The backup copy of the database: whole, checked, and never half written under its name. */
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { openReadable, type Binding, type Readable, type Writable } from './db.ts';
import { problemOf } from './problem.ts';

/** A backup older than this is made anew at the next start. */
export const backupEveryMs = 24 * 3_600_000;

export const versionOf = (db: Readable): number =>
  db.query<{ user_version: number }>('PRAGMA user_version').get()?.user_version ?? 0;

/** The first thing wrong with a database, in SQLite's words; undefined: it is whole. Reads every page. */
export function damageOf(db: Readable): string | undefined {
  try {
    const said = db.query<{ quick_check: string }>('PRAGMA quick_check(1)').get()?.quick_check;
    return said === 'ok' ? undefined : (said ?? 'no answer');
  } catch (error) {
    if (problemOf(error) === 'corrupt') return error instanceof Error ? error.message : String(error);
    throw error;
  }
}

export interface Whole {
  version: number;
  tasks: number;
  savedMs: number;
}

/** Facts of a backup that can be trusted; undefined where it is missing or damaged. */
export async function wholeBackup(path: string, binding: Binding): Promise<Whole | undefined> {
  if (!existsSync(path)) return undefined;
  const savedMs = statSync(path).mtimeMs;
  let db: Readable | undefined;
  try {
    db = await openReadable(path, binding);
    const version = versionOf(db);
    if (version === 0 || damageOf(db) !== undefined) return undefined;
    return {
      version,
      tasks: db.query<{ n: number }>('SELECT count(*) AS n FROM task').get()?.n ?? 0,
      savedMs,
    };
  } catch (error) {
    if (problemOf(error) === 'corrupt') return undefined;
    throw error;
  } finally {
    db?.close();
  }
}

/** Copies what is committed to `path`. Other processes may write on meanwhile. Throws where the disk is full. */
export async function makeBackup(db: Writable, path: string, binding: Binding): Promise<void> {
  const unfinished = `${path}.new`;
  rmSync(unfinished, { force: true });
  try {
    db.change('VACUUM INTO ?').run(unfinished);
    // SQLite leaves syncing a copy to us.
    syncFile(unfinished);
    if ((await wholeBackup(unfinished, binding)) === undefined)
      throw new Error('The backup copy of the database was damaged while it was written.');
    renameSync(unfinished, path);
    syncFolder(dirname(path));
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

/** Puts a copy of the backup in the place of the database, which is not there now. */
export function restoreBackup(backup: string, path: string): void {
  const unfinished = `${path}.new`;
  rmSync(unfinished, { force: true });
  copyFileSync(backup, unfinished, constants.COPYFILE_FICLONE);
  syncFile(unfinished);
  renameSync(unfinished, path);
  syncFolder(dirname(path));
}

function syncFile(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** So that the names in it survive a power loss. Windows has no such call; its journal keeps names in order. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
