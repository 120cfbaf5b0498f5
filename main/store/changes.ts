/**
 * Tells that something was committed: by this process (it says so itself) or by another one on the same profile.
 * The others are noticed by the file system, which wakes us when the write-ahead log is written; the version SQLite
 * keeps says whether it was a commit of theirs. Nothing polls.
 */
import { watch, type FSWatcher } from 'node:fs';
import type { Readable } from './db.ts';
import { databaseName } from './open.ts';

/** At most ten notices a second: the first at once, the others gathered. */
const apartMs = 100;

/**
 * The log is written first, then synced, and only then is the commit to be seen; the sync wakes nobody. So after every
 * write the version is looked at again, after these waits, milliseconds: together longer than a slow disk's sync.
 */
const lookAgainMs = [2, 5, 10, 20, 50, 100, 200, 400, 800, 1600] as const;

export interface Changes {
  committed(): void;
  /** Why other processes' changes are not seen; undefined: they are. */
  readonly deaf: string | undefined;
  close(): void;
}

/**
 * @param db the handle that writes: its data_version tells of commits of others only.
 * The folder is watched, not the log, which comes and goes; and a file SQLite has open must never be opened and
 * closed by anybody else in the process (its locks would be lost: sqlite.org/howtocorrupt.html, 2.2).
 */
export function watchChanges(db: Readable, profileDir: string, notify: () => void): Changes {
  const version = db.query<{ data_version: number }>('PRAGMA data_version');
  let seen = current();
  let timer: NodeJS.Timeout | undefined;
  let again = false;
  let later: NodeJS.Timeout | undefined;
  let deaf: string | undefined;
  let watcher: FSWatcher | undefined;

  /** Undefined where the disk doesn't answer: looked at again after the next write. */
  function current(): number | undefined {
    try {
      return version.get()?.data_version;
    } catch {
      return undefined;
    }
  }

  function gather(): void {
    if (timer) {
      again = true;
      return;
    }
    notify();
    timer = setTimeout(() => {
      timer = undefined;
      if (!again) return;
      again = false;
      gather();
    }, apartMs);
  }

  function look(waits: readonly number[] = lookAgainMs): void {
    clearTimeout(later);
    later = undefined;
    const now = current();
    if (now !== undefined && now !== seen) {
      seen = now;
      gather();
    }
    // Also after a change: what woke us may have been the write of the next one.
    const [wait, ...rest] = waits;
    if (wait !== undefined) later = setTimeout(() => look(rest), wait);
  }

  try {
    watcher = watch(profileDir, (_event, name) => {
      if (name === `${databaseName}-wal` || name === databaseName || name === null) look();
    });
    watcher.on('error', (error) => void (deaf = error.message));
  } catch (error) {
    deaf = error instanceof Error ? error.message : String(error);
  }
  return {
    committed: gather,
    get deaf() {
      return deaf;
    },
    close() {
      clearTimeout(timer);
      clearTimeout(later);
      watcher?.close();
    },
  };
}
