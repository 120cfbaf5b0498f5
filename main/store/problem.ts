/** What an error of SQLite means to us, whichever binding threw it. */
import { Fault } from '../../contract/fault.ts';
import { asFault } from '../thread/index.ts';

type Problem = 'busy' | 'full' | 'corrupt' | 'permission' | 'io' | 'constraint' | 'other';

/** Primary result codes: https://www.sqlite.org/rescode.html */
const byCode: Readonly<Record<number, Problem>> = {
  3: 'permission',
  5: 'busy',
  6: 'busy',
  8: 'permission',
  10: 'io',
  11: 'corrupt',
  13: 'full',
  14: 'permission',
  19: 'constraint',
  26: 'corrupt',
};
const byName: readonly (readonly [string, Problem])[] = [
  ['SQLITE_BUSY', 'busy'],
  ['SQLITE_LOCKED', 'busy'],
  ['SQLITE_READONLY', 'permission'],
  ['SQLITE_PERM', 'permission'],
  ['SQLITE_CANTOPEN', 'permission'],
  ['SQLITE_IOERR', 'io'],
  ['SQLITE_CORRUPT', 'corrupt'],
  ['SQLITE_NOTADB', 'corrupt'],
  ['SQLITE_FULL', 'full'],
  ['SQLITE_CONSTRAINT', 'constraint'],
];

/** The fallback leaves the number out where rows are read: SQLite's texts are as fixed as its numbers. */
const byText: readonly (readonly [string, Problem])[] = [
  ['database is locked', 'busy'],
  ['attempt to write a readonly database', 'permission'],
  ['unable to open database file', 'permission'],
  ['disk I/O error', 'io'],
  ['database disk image is malformed', 'corrupt'],
  ['file is not a database', 'corrupt'],
  ['database or disk is full', 'full'],
];

/** better-sqlite3 names the code, the fallback numbers it. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof Error)) return 'other';
  if ('errcode' in error && typeof error.errcode === 'number') return byCode[error.errcode & 0xff] ?? 'other';
  if ('code' in error && typeof error.code === 'string') {
    const { code, message } = error;
    if (code === 'ERR_SQLITE_ERROR') return byText.find(([text]) => message.startsWith(text))?.[1] ?? 'other';
    return byName.find(([prefix]) => code.startsWith(prefix))?.[1] ?? 'other';
  }
  return 'other';
}

/** A Fault that says what to do. Faults pass. */
export function storeFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const cause = error;
  switch (problemOf(error)) {
    case 'busy':
      return new Fault('busy', 'Another process holds the database.', {
        hint: 'Close other Wavekeep processes of this profile, or wait for them.',
        cause,
      });
    case 'full':
      return new Fault('disk-full', 'The disk of the profile is full: nothing was written.', {
        hint: 'Make room on the disk and try again.',
        cause,
      });
    case 'corrupt':
      return new Fault('corrupt', 'The database is damaged.', {
        hint: 'Start Wavekeep anew: the damaged file is set aside and the last backup restored.',
        cause,
      });
    case 'permission':
      return new Fault('permission', 'The database of the profile can not be opened for writing.', {
        hint: 'Check who owns the profile folder, and that its disk is not read-only.',
        cause,
      });
    case 'io':
      return new Fault('internal', 'The disk of the profile gave an error: nothing was written.', {
        hint: 'Look at the disk: it may be full, failing or gone.',
        cause,
      });
    case 'constraint':
    case 'other':
      return asFault(error);
  }
}
