/** The library: everything recorded or imported, found again, checked and kept. */
import { z } from 'zod';
import { Datatype } from './radio.ts';

export const RecordingId = z.string().min(1).max(200);
const grant = z.string().max(64);
const hz = z.number().min(-1e12).max(1e12);
const timeMs = z.number().int().min(-8.64e15).max(8.64e15);
const stars = z.number().int().min(0).max(5);

/**
 * `complete`; `cut-short` (repaired after a crash); `changed` (size or hash is not what it was); `missing` (its files
 * are gone); `unreadable` (its files break their format).
 */
export const libraryConditions = ['complete', 'cut-short', 'changed', 'missing', 'unreadable'] as const;

export const LibraryEntry = z.object({
  id: RecordingId,
  name: z.string().max(300),
  /** `recorded` here, by a `task`, or `imported`. */
  origin: z.enum(['recorded', 'task', 'imported', 'cropped']),
  /** `folder`: its files lie in the recording folder. `reference`: where they were, untouched. */
  place: z.enum(['folder', 'reference']),
  condition: z.enum(libraryConditions),
  problem: z.string().max(2000).optional(),
  /** As SigMF spells it: cu8, ci16_le, ri16_le, cf32_le… */
  datatype: z.string().max(20),
  channels: z.number().int().min(1),
  /** Absent: nobody knows; it can be catalogued but not analysed until somebody says. */
  sampleRateHz: z.number().optional(),
  centreHz: z.number().optional(),
  samples: z.number().int(),
  bytes: z.number().int(),
  seconds: z.number(),
  startedMs: timeMs.optional(),
  addedMs: timeMs,
  lostSamples: z.number().int(),
  gaps: z.number().int(),
  clippedSamples: z.number().int(),
  /** Absent: not hashed yet. */
  sha512: z.string().length(128).optional(),
  radio: z.string().max(300).optional(),
  author: z.string().max(200).optional(),
  sourceId: z.number().int().positive().optional(),
  sessionId: z.number().int().positive().optional(),
  taskId: z.number().int().positive().optional(),
  /** Of the receiver, WGS 84 degrees. */
  latitudeDeg: z.number().optional(),
  longitudeDeg: z.number().optional(),
  notes: z.string().max(4000),
  stars,
  /** Names of its labels with their counts, the most frequent first. */
  labels: z.array(z.object({ name: z.string().max(100), count: z.number().int() })).max(20),
  labelCount: z.number().int(),
  /** Labels nobody has looked at. */
  unreviewed: z.number().int(),
  /** Highest ratio of its labels and detections, dB. */
  strongestSnrDb: z.number().optional(),
  /** When its hash was last found right. */
  checkedMs: timeMs.optional(),
});
export type LibraryEntry = z.infer<typeof LibraryEntry>;

export const libraryOrders = [
  'started',
  'added',
  'name',
  'frequency',
  'seconds',
  'bytes',
  'strength',
  'labels',
] as const;

export const LibrarySearch = z
  .object({
    /** Words of name, notes, radio, author and labels: all of them, each as it begins. */
    text: z.string().max(200).optional(),
    /** Overlaps this band, hertz. */
    lowHz: hz.optional(),
    highHz: hz.optional(),
    /** Overlaps this time. */
    fromMs: timeMs.optional(),
    toMs: timeMs.optional(),
    leastSeconds: z.number().min(0).optional(),
    mostSeconds: z.number().min(0).optional(),
    /** Has a label of this name. */
    label: z.string().max(100).optional(),
    radio: z.string().max(300).optional(),
    sourceId: z.number().int().positive().optional(),
    sessionId: z.number().int().positive().optional(),
    taskId: z.number().int().positive().optional(),
    leastSnrDb: z.number().optional(),
    leastStars: stars.optional(),
    condition: z.enum(libraryConditions).optional(),
    origin: z.enum(['recorded', 'task', 'imported', 'cropped']).optional(),
    /** Has labels nobody has looked at; has none; has any. */
    labelled: z.enum(['unreviewed', 'none', 'any']).optional(),
    /** Recorded within so many metres of a place. */
    near: z
      .object({
        latitudeDeg: z.number().min(-90).max(90),
        longitudeDeg: z.number().min(-180).max(180),
        withinM: z.number().positive().max(20_037_508),
      })
      .strict()
      .optional(),
  })
  .strict();
export type LibrarySearch = z.infer<typeof LibrarySearch>;

export const LibraryQuery = LibrarySearch.extend({
  order: z.enum(libraryOrders).default('started'),
  descending: z.boolean().default(true),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(500).default(100),
});
export type LibraryQuery = z.output<typeof LibraryQuery>;

/** Of all that was found, not only of the rows shown. */
export const LibraryPage = z.object({
  rows: z.array(LibraryEntry).max(500),
  total: z.number().int(),
  bytes: z.number(),
  seconds: z.number(),
});
export type LibraryPage = z.infer<typeof LibraryPage>;

/** One segment of a recording. */
export const LibraryCapture = z.object({
  startSample: z.number().int(),
  sampleCount: z.number().int(),
  centreHz: z.number().optional(),
  timeMs: z.number().optional(),
  /** Samples lost just before it. */
  lostBefore: z.number().int(),
});

export const LibraryDetail = z.object({
  entry: LibraryEntry,
  /** For people: the folder it lies in. */
  folder: z.string().max(4096),
  captures: z.array(LibraryCapture).max(10_000),
  hardware: z.string().max(500).optional(),
  description: z.string().max(4000).optional(),
  recorder: z.string().max(300).optional(),
  licence: z.string().max(300).optional(),
});
export type LibraryDetail = z.infer<typeof LibraryDetail>;

export const SavedSearch = z.object({
  id: z.number().int().positive(),
  name: z.string().min(1).max(100),
  search: LibrarySearch,
});
export type SavedSearch = z.infer<typeof SavedSearch>;

/** What is said of a file by the person who imports it. It never overrules what a header says. */
export const Stated = z
  .object({
    datatype: z.union([Datatype, z.enum(['rs16', 'ru8', 'rf32'])]).optional(),
    sampleRateHz: z.number().positive().max(1e12).optional(),
    centreHz: z.number().min(0).max(1e12).optional(),
    startedMs: timeMs.optional(),
  })
  .strict();
export type Stated = z.infer<typeof Stated>;

const importFormats = ['sigmf', 'sigmf-archive', 'wav', 'flac', 'sdriq', 'raw'] as const;

/** A file before it is imported: what it says of itself, what has to be asked. */
export const ImportCandidate = z.object({
  grant,
  name: z.string().max(300),
  format: z.enum(importFormats),
  bytes: z.number().int(),
  /** As SigMF spells it. */
  datatype: z.string().max(20).optional(),
  sampleRateHz: z.number().optional(),
  centreHz: z.number().optional(),
  startedMs: timeMs.optional(),
  samples: z.number().int().optional(),
  seconds: z.number().optional(),
  annotations: z.number().int().optional(),
  /** Where each fact comes from: header or name. What is only likely is not a fact: it stands in `likely`. */
  known: z.array(z.enum(['datatype', 'sampleRateHz', 'centreHz', 'startedMs'])).max(4),
  /** Proposals that must be confirmed: a name that says one thing where the data says another, a usual default. */
  likely: Stated.optional(),
  /** It can't be analysed until these are said. Centre frequency is asked for, never required. */
  missing: z.array(z.enum(['datatype', 'sampleRateHz'])).max(2),
  /** Why something is asked about, in whole sentences. */
  questions: z.array(z.string().max(400)).max(10),
  /** In the library already, under this id. */
  knownAs: RecordingId.optional(),
  /** It can't be imported: why. */
  rejected: z.object({ code: z.string().max(40), message: z.string().max(1000) }).optional(),
  /** Compressed or archived: it can only be imported as a copy of so many bytes. */
  copyBytes: z.number().int().optional(),
});
export type ImportCandidate = z.infer<typeof ImportCandidate>;

export const ImportRequest = z
  .object({
    items: z
      .array(z.object({ grant, stated: Stated.optional() }).strict())
      .min(1)
      .max(10_000),
    /** Copied into the recording folder as SigMF; otherwise left where they are. */
    copy: z.boolean().default(false),
    /** Files whose rate or format nobody knows are taken too; they wait in the library for somebody who does. */
    incomplete: z.boolean().default(false),
    sourceId: z.number().int().positive().optional(),
    notes: z.string().max(4000).default(''),
  })
  .strict();

/** A folder whose new files are imported by themselves, by reference. */
export const WatchedFolder = z.object({
  id: z.number().int().positive(),
  path: z.string().max(4096),
  copy: z.boolean(),
  /** Why it can't be watched now. */
  problem: z.string().max(500).optional(),
  /** Files that were refused or have to be asked about. */
  waiting: z.array(z.object({ grant, name: z.string().max(300), message: z.string().max(1000) })).max(1000),
});
export type WatchedFolder = z.infer<typeof WatchedFolder>;

/** What a check found; `repair` says what would be done about it. */
export const IntegrityFinding = z.object({
  kind: z.enum([
    /** The data is not what its hash says. */
    'hash',
    /** Longer or shorter than it was. */
    'size',
    /** In the catalogue, not on disk. */
    'missing',
    /** On disk, not in the catalogue. */
    'unknown',
    /** Data without metadata, metadata without data. */
    'half',
    'unreadable',
    /** Never hashed. */
    'unhashed',
  ]),
  id: RecordingId.optional(),
  name: z.string().max(300),
  message: z.string().max(1000),
  repair: z.enum(['forget', 'add', 'rehash', 'remake', 'none']),
});
export type IntegrityFinding = z.infer<typeof IntegrityFinding>;

/** What may go. A recording goes only when every condition given holds for it. */
export const RetentionRule = z
  .object({
    olderThanDays: z.number().min(0).optional(),
    /** Until the recording folder holds no more than this: the oldest go first. */
    keepBytes: z.number().min(0).optional(),
    /** With fewer stars than this. */
    starsBelow: z.number().int().min(1).max(6).default(1),
    /** With labels somebody accepted too. */
    labelledToo: z.boolean().default(false),
  })
  .strict();

export const RetentionPlan = z.object({
  rows: z
    .array(
      z.object({ id: RecordingId, name: z.string().max(300), bytes: z.number(), why: z.string().max(200) }),
    )
    .max(100_000),
  freesBytes: z.number(),
  keptBytes: z.number(),
});
export type RetentionPlan = z.infer<typeof RetentionPlan>;

export const bundleParts = ['settings', 'sources', 'sessions', 'recordings', 'labels', 'models'] as const;
export const BundleParts = z.array(z.enum(bundleParts)).min(1).max(bundleParts.length);

/** What a bundle holds, and what of it is here already in another form. */
export const BundleContents = z.object({
  madeMs: timeMs,
  madeBy: z.string().max(300),
  parts: z
    .array(
      z.object({
        part: z.enum(bundleParts),
        count: z.number().int(),
        bytes: z.number(),
        /** Here already, and not the same. */
        conflicts: z.number().int(),
        /** Here already, the same. */
        same: z.number().int(),
      }),
    )
    .max(bundleParts.length),
});
export type BundleContents = z.infer<typeof BundleContents>;

/** What becomes of what is here already in another form. */
export const bundleConflicts = ['keep-mine', 'take-theirs', 'keep-both'] as const;
