/** The rooms of the library: what is kept, what is in it, and what people and machines say of it. */
import { z } from 'zod';
import { call, events, state } from './bridge.ts';
import {
  AnalysisInfo,
  CropRequest,
  Measurements,
  Selection,
  SelectionSpectrum,
  Signal,
  SignalRequest,
  Tile,
  TileRequest,
} from './analysis.ts';
import { Job } from './job.ts';
import {
  DetectIntoRequest,
  LabelEdit,
  LabelPart,
  LabelStatistics,
  ReviewQueue,
  ReviewQueueRequest,
  Taxonomy,
  TaxonomyEdit,
} from './label.ts';
import {
  BundleContents,
  bundleConflicts,
  BundleParts,
  ImportCandidate,
  ImportRequest,
  IntegrityFinding,
  LibraryDetail,
  LibraryEntry,
  LibraryPage,
  LibraryQuery,
  LibrarySearch,
  RecordingId,
  RetentionPlan,
  RetentionRule,
  SavedSearch,
  Stated,
  WatchedFolder,
} from './library.ts';

const nothing = z.object({}).strict();
const oneId = z.object({ id: z.number().int().positive() }).strict();
const oneGrant = z.object({ grant: z.string().max(64) }).strict();
const oneRecording = z.object({ id: RecordingId }).strict();
const recordings = z.object({ ids: z.array(RecordingId).min(1).max(10_000) }).strict();
const labelled = z.object({ recordingId: RecordingId }).strict();
const started = z.object({ jobId: z.number().int().positive() });
const reached = z.object({ reached: z.number().int() });

export const libraryRoom = {
  page: call(LibraryQuery, LibraryPage),
  /** Rises with every change of the catalogue: time to ask again. */
  revision: state(nothing, z.object({ revision: z.number().int() })),
  get: call(oneRecording, LibraryDetail),
  change: call(
    oneRecording.extend({
      stars: z.number().int().min(0).max(5).optional(),
      notes: z.string().max(4000).optional(),
      /** null: none. */
      sourceId: z.number().int().positive().nullable().optional(),
      /** What nobody knew when it was imported. */
      stated: Stated.optional(),
    }),
    LibraryEntry,
  ),
  /** A small waterfall, PNG; null where it can't be drawn (yet). */
  thumbnail: call(oneRecording, z.object({ base64: z.string().max(400_000) }).nullable()),
  /** To the trash; can be undone with `restore`. Those imported by reference are only forgotten. */
  remove: call(recordings, reached),
  restore: call(recordings, reached),
  emptyTrash: call(nothing, z.object({ freedBytes: z.number() })),
  /** Files, and what is in folders, before they are imported. Reads headers only; keeps nothing. */
  inspect: call(
    z.object({ grants: z.array(z.string().max(64)).min(1).max(10_000) }).strict(),
    z.object({ candidates: z.array(ImportCandidate).max(10_000), left: z.number().int() }),
  ),
  import: call(ImportRequest, started),
  watched: state(nothing, z.array(WatchedFolder).max(50)),
  watch: call(oneGrant.extend({ copy: z.boolean().default(false) }), nothing),
  unwatch: call(oneId, nothing),
  searches: state(nothing, z.array(SavedSearch).max(200)),
  saveSearch: call(
    z.object({ name: z.string().min(1).max(100), search: LibrarySearch }).strict(),
    SavedSearch,
  ),
  removeSearch: call(oneId, nothing),
  /** Compares catalogue and disk; `hashes`: reads every byte. */
  check: call(
    z
      .object({ ids: z.array(RecordingId).max(10_000).optional(), hashes: z.boolean().default(false) })
      .strict(),
    started,
  ),
  findings: state(nothing, z.array(IntegrityFinding).max(10_000)),
  /** Mends what the last check found of these kinds. */
  repair: call(z.object({ kinds: z.array(IntegrityFinding.shape.kind).min(1).max(7) }).strict(), started),
  /** What would go. */
  retention: call(RetentionRule, RetentionPlan),
  /** To the trash, what `retention` says. */
  applyRetention: call(RetentionRule, reached),
  /** Moves the recording folder with everything in it. */
  move: call(oneGrant, started),
  /** One SigMF archive. */
  exportArchive: call(recordings.extend({ out: z.string().max(64) }), started),
  exportBundle: call(
    z.object({ out: z.string().max(64), parts: BundleParts, search: LibrarySearch.optional() }).strict(),
    started,
  ),
  inspectBundle: call(oneGrant, BundleContents),
  importBundle: call(
    oneGrant.extend({ parts: BundleParts, conflicts: z.enum(bundleConflicts).default('keep-mine') }),
    started,
  ),
  /** The running ones and the last that ended. */
  jobs: state(nothing, z.array(Job).max(200)),
  cancelJob: call(oneId, nothing),
} as const;

/** Into a recording. */
export const analysisRoom = {
  open: call(oneRecording, AnalysisInfo),
  tile: call(TileRequest, Tile),
  measure: call(Selection, Measurements),
  spectrum: call(Selection, SelectionSpectrum),
  signal: call(SignalRequest, Signal),
  /** A new recording of the library. */
  crop: call(CropRequest, started),
} as const;

export const labelRoom = {
  /** Everything once, in parts, then what changed: `makeLabelView` puts it together. */
  of: events(labelled, LabelPart),
  /** One step of undo. Answers when it is on disk. */
  edit: call(
    labelled.extend({ edits: z.array(LabelEdit).min(1).max(10_000) }),
    z.object({ revision: z.number().int(), uuids: z.array(z.string().max(36)).max(20_000) }),
  ),
  undo: call(labelled, z.object({ what: z.string().max(200).optional() })),
  redo: call(labelled, z.object({ what: z.string().max(200).optional() })),
  taxonomy: state(nothing, Taxonomy),
  changeTaxonomy: call(
    z.object({ edits: z.array(TaxonomyEdit).min(1).max(500) }).strict(),
    z.object({ renamed: z.number().int() }),
  ),
  statistics: call(z.object({ search: LibrarySearch.optional() }).strict(), LabelStatistics),
  queue: call(ReviewQueueRequest, ReviewQueue),
  /** Finds signals and adds them as labels. */
  detect: call(DetectIntoRequest, started),
} as const;
