/** What the library's columns and chips say. Pure. */
import type { z } from 'zod';
import type {
  ImportCandidate,
  IntegrityFinding,
  libraryConditions,
  LibraryEntry,
  LibrarySearch,
} from '../../contract/library.ts';
import type { Job } from '../../contract/job.ts';
import { formatElapsed, formatRounded } from '../../contract/quantity.ts';
import { dayMs, stampText } from '../tasks/clock.ts';

export type Condition = (typeof libraryConditions)[number];
type Origin = LibraryEntry['origin'];
export type FindingKind = z.infer<typeof IntegrityFinding>['kind'];

interface Word {
  word: string;
  tone: string;
}

export const conditionWords: Readonly<Record<Condition, Word>> = {
  complete: { word: 'Complete', tone: 'wk-good' },
  'cut-short': { word: 'Cut short', tone: 'wk-warn' },
  changed: { word: 'Changed', tone: 'wk-bad' },
  missing: { word: 'Missing', tone: 'wk-bad' },
  unreadable: { word: 'Unreadable', tone: 'wk-bad' },
};

export const originWords: Readonly<Record<Origin, string>> = {
  recorded: 'Recorded here',
  task: 'Recorded by a task',
  imported: 'Imported',
  cropped: 'Cropped',
};

export const placeWords: Readonly<Record<LibraryEntry['place'], string>> = {
  folder: 'In the recording folder',
  reference: 'By reference',
};

export const labelledWords: Readonly<Record<NonNullable<LibrarySearch['labelled']>, string>> = {
  unreviewed: 'Labels to review',
  none: 'Without labels',
  any: 'With labels',
};

export const formatWords: Readonly<Record<ImportCandidate['format'], string>> = {
  sigmf: 'SigMF',
  'sigmf-archive': 'SigMF archive',
  wav: 'WAV',
  flac: 'FLAC',
  sdriq: 'SDR-IQ',
  raw: 'Raw',
};

export const findingWords: Readonly<Record<FindingKind, string>> = {
  hash: 'Content changed',
  size: 'Size changed',
  missing: 'Files missing',
  unknown: 'Not in the catalogue',
  half: 'Half a recording',
  unreadable: 'Unreadable',
  unhashed: 'Never hashed',
};

export const repairWords: Readonly<Record<z.infer<typeof IntegrityFinding>['repair'], string>> = {
  forget: 'Take it out of the catalogue',
  add: 'Add it to the catalogue',
  rehash: 'Accept what is there now and hash it',
  remake: 'Write its metadata anew',
  none: 'Nothing can be done here',
};

export const jobWords: Readonly<Record<Job['kind'], string>> = {
  import: 'Import',
  check: 'Check',
  repair: 'Repair',
  move: 'Move',
  export: 'Export',
  crop: 'Crop',
  detect: 'Detection',
  'bundle-export': 'Bundle export',
  'bundle-import': 'Bundle import',
};

export const jobStates: Readonly<Record<Job['state'], Word>> = {
  running: { word: 'Running', tone: 'wk-run' },
  done: { word: 'Done', tone: 'wk-good' },
  failed: { word: 'Failed', tone: 'wk-bad' },
  cancelled: { word: 'Cancelled', tone: 'wk-dim' },
};

/** `2026-11-23 12:30:05`; times of imported files may be long ago, so the year always stands there. */
export const utcText = (timeMs: number | undefined): string =>
  timeMs === undefined ? '' : stampText(timeMs, 'utc');

/** The date alone where the moment is a midnight. */
export const momentText = (timeMs: number): string =>
  timeMs % dayMs === 0 ? stampText(timeMs, 'utc').slice(0, 10) : stampText(timeMs, 'utc');

export const decibelText = (db: number | undefined): string =>
  db === undefined ? '' : `${db.toFixed(1).replace('-', '−')} dB`;

/** `1.73 GB`; a library holds terabytes. */
export const sizeText = (bytes: number): string =>
  bytes >= 1e12 ? `${String(Number((bytes / 1e12).toPrecision(3)))} TB` : formatRounded(bytes, 'B', 3);

/** `12 ms`, and from a second on as a clock shows it: bursts of real signals are short. */
export const elapsedText = (seconds: number): string =>
  seconds > 0 && seconds < 0.9995
    ? `${String(Number((seconds * 1000).toPrecision(3)))} ms`
    : formatElapsed(seconds);

/** As much of the end as tells recordings of one kind apart: a number, a frequency, a rate and an extension. */
const endLetters = 18;
/** An end that begins where a word does may be this long or short. */
const longestEnd = 22;
const shortestEnd = 8;

/** Start and end of a name; a short one has no end. Neither half of a character outside the first plane is torn off. */
export function splitName(name: string): readonly [start: string, end: string] {
  const letters = Array.from(name);
  if (letters.length <= endLetters) return [name, ''];
  let end = endLetters;
  for (let count = Math.min(longestEnd, letters.length - 1); count >= shortestEnd; count--)
    if (/[\s_-]/.test(letters.at(-count - 1) ?? '')) {
      end = count;
      break;
    }
  return [letters.slice(0, -end).join(''), letters.slice(-end).join('')];
}

/** How much of a job is done, 0 to 1; undefined while its size isn't known. */
export const jobShare = ({ done, total }: Pick<Job, 'done' | 'total'>): number | undefined =>
  total > 0 ? Math.min(1, done / total) : undefined;
