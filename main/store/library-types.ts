/**
 * What the store does for the library and its labels. Paths of recordings in the recording folder are their name in
 * it (the folder may move), all others are absolute.
 */
import type {
  LibraryEntry,
  LibraryPage,
  LibraryQuery,
  LibrarySearch,
  SavedSearch,
  Stated,
} from '../../contract/library.ts';
import type {
  Label,
  LabelStatistics,
  ReviewQueue,
  ReviewQueueRequest,
  Taxonomy,
  TaxonomyEdit,
} from '../../contract/label.ts';
import type { z } from 'zod';

/** Facts of a recording as its files say them. What a person said of it (stars, notes, source) is not touched. */
export type CatalogueRow = Omit<
  LibraryEntry,
  | 'addedMs'
  | 'sourceId'
  | 'notes'
  | 'stars'
  | 'labels'
  | 'labelCount'
  | 'unreviewed'
  | 'strongestSnrDb'
  | 'checkedMs'
> & {
  format: 'sigmf' | 'wav' | 'flac' | 'sdriq' | 'raw';
  /** The data file: its name in the recording folder, or an absolute path. */
  path: string;
  /** Where the person who imported it said what the file doesn't. */
  stated?: Stated | undefined;
  hardware?: string | undefined;
  /** Of the data file when it was last looked at. */
  modifiedMs?: number | undefined;
};

export type KnownRecording = Pick<
  CatalogueRow,
  'id' | 'name' | 'place' | 'path' | 'format' | 'stated' | 'bytes' | 'sha512' | 'modifiedMs' | 'condition'
>;

export interface RecordingChange {
  stars?: number | undefined;
  notes?: string | undefined;
  sourceId?: number | null | undefined;
  condition?: LibraryEntry['condition'] | undefined;
  /** null: none any more. */
  problem?: string | null | undefined;
  sha512?: string | undefined;
  checkedMs?: number | undefined;
}

export interface ImportItem {
  position: number;
  path: string;
  stated?: Stated | undefined;
}

/** An import that was asked for; it is gone on with after a crash. */
export interface OpenImport {
  id: number;
  copy: boolean;
  incomplete: boolean;
  sourceId?: number | undefined;
  notes: string;
  total: number;
  /** Settled so far. */
  done: number;
}

export interface LabelState {
  labels: Label[];
  left: number;
  revision: number;
  /** Revision that the recording's metadata holds. */
  writtenRevision: number;
  /** Of the metadata file when it was last written or read, so that changes by others are noticed; absent: it was never read. */
  stamp?: string | undefined;
  undo?: string | undefined;
  redo?: string | undefined;
}

/** A place in the order of changes; labels changed by one revision are in the order of their uuids. */
export interface ChangePlace {
  revision: number;
  uuid: string;
}

interface LabelChanges extends Omit<LabelState, 'left'> {
  /** Every label of the recording, changed or not. */
  total: number;
  /** Uuids of those that went; right with the answer that has no `next`. */
  removed: string[];
  /** There are more. */
  next?: ChangePlace;
  /** What changed is not known any more, or is too much: to be looked at anew, as a whole. */
  lost: boolean;
}

export interface LibraryOps {
  /** Adds or brings up to date, by id. One that was removed comes back. */
  putRecordings(input: { rows: readonly CatalogueRow[]; nowMs: number }): void;
  libraryPage(input: LibraryQuery): LibraryPage;
  /** Ids of everything found, in order of id. */
  libraryIds(input: { search: LibrarySearch; limit: number }): string[];
  /** Removed ones are not there. */
  entry(input: {
    id: string;
  }): { entry: LibraryEntry; row: KnownRecording; hardware?: string | undefined } | undefined;
  /** In order of id, after one; removed ones are left out. */
  knownRecordings(input: { afterId?: string | undefined; limit: number }): KnownRecording[];
  /** Which of these are known: by path, or by hash. */
  findRecordings(input: {
    paths?: readonly string[] | undefined;
    hashes?: readonly string[] | undefined;
  }): KnownRecording[];
  changeRecordings(input: { ids: readonly string[]; change: RecordingChange }): number;
  removeRecordings(input: { ids: readonly string[]; nowMs: number }): number;
  restoreRecordings(input: { ids: readonly string[] }): number;
  /** Gone for good: no trace but the labels' history. */
  forgetRecordings(input: { ids: readonly string[] }): number;
  removedRecordings(input: { limit: number }): KnownRecording[];
  /** Candidates for retention, oldest first: not removed, in the recording folder. */
  retainable(input: { starsBelow: number; labelledToo: boolean; olderThanMs?: number | undefined }): {
    id: string;
    name: string;
    bytes: number;
    startedMs: number;
    stars: number;
  }[];
  /** Bytes of all recordings in the recording folder. */
  folderBytes(input: Record<string, never>): number;
  /** Rises with every change of recordings, labels, searches, taxonomy or watched folders. */
  libraryRevision(input: Record<string, never>): number;

  searches(input: Record<string, never>): SavedSearch[];
  saveSearch(input: { name: string; search: LibrarySearch; nowMs: number }): SavedSearch;
  removeSearch(input: { id: number }): void;

  watchedFolders(input: Record<string, never>): { id: number; path: string; copy: boolean }[];
  addWatched(input: { path: string; copy: boolean; nowMs: number }): number;
  removeWatched(input: { id: number }): void;

  openImport(input: {
    items: readonly ImportItem[];
    copy: boolean;
    incomplete: boolean;
    sourceId?: number | undefined;
    notes: string;
    nowMs: number;
  }): number;
  openImports(input: Record<string, never>): OpenImport[];
  /** Not settled yet, in order. */
  importItems(input: { importId: number; limit: number }): ImportItem[];
  /** With the rows they became: all or nothing. */
  settleImport(input: {
    importId: number;
    items: readonly { position: number; code?: string | undefined; message?: string | undefined }[];
    rows: readonly CatalogueRow[];
    nowMs: number;
  }): void;
  closeImport(input: { importId: number }): void;

  /** At most `limit`, by their start. */
  labels(input: { recordingId: string; limit: number }): LabelState;
  /** All labels as JSON, and how far they are written: text passes between threads at the cost of copying it. */
  labelsText(input: { recordingId: string }): Omit<LabelState, 'labels' | 'left'> & { json: string };
  /** Labels by uuid; those that are not there are left out. */
  labelsById(input: { recordingId: string; uuids: readonly string[] }): Label[];
  /** At most `limit` of them by their start, then by uuid, from the first one after a place on. */
  labelPage(input: {
    recordingId: string;
    after?: { startSample: number; uuid: string } | undefined;
    limit: number;
  }): { labels: Label[]; revision: number };
  /** What changed after a revision, at most `limit` labels at once. */
  labelChanges(input: {
    recordingId: string;
    since: number;
    /** `next` of the answer before; absent: from the first on. */
    after?: ChangePlace | undefined;
    limit: number;
    /** Where more were removed the answer is `lost`. */
    mostRemoved: number;
  }): LabelChanges;
  /** One step of undo. Throws Fault 'busy' where the labels are no longer of `baseRevision`. Returns the new revision. */
  editLabels(input: {
    recordingId: string;
    what: string;
    puts: readonly Label[];
    removes: readonly string[];
    baseRevision: number;
    by: string;
    nowMs: number;
  }): number;
  /** Undefined: there is nothing to take back. */
  undoLabels(input: { recordingId: string; nowMs: number }): { what: string; revision: number } | undefined;
  redoLabels(input: { recordingId: string; nowMs: number }): { what: string; revision: number } | undefined;
  /**
   * What the metadata of a recording holds, not a step of undo; replaces labels of the same uuid only where they
   * were not edited since they were written, and brings back none that were removed here. Returns the revision.
   */
  readLabels(input: {
    recordingId: string;
    labels: readonly Label[];
    /** It holds every label of the catalogue: where nothing was behind, nothing is after. */
    holdsAll?: boolean | undefined;
    stamp?: string | undefined;
    nowMs: number;
  }): number;
  labelsWritten(input: { recordingId: string; revision: number; stamp?: string | undefined }): void;
  /** Recordings whose metadata is behind. */
  unwritten(input: { limit: number }): string[];
  /** Whole SigMF recordings whose metadata was never looked at for labels. */
  unread(input: { limit: number }): string[];
  taxonomy(input: Record<string, never>): Taxonomy;
  /** Renaming moves all labels of that name: how many, and the recordings that have to be written again. */
  changeTaxonomy(input: { edits: readonly TaxonomyEdit[]; by: string; nowMs: number }): { renamed: number };
  labelStatistics(input: { search?: LibrarySearch | undefined }): LabelStatistics;
  /** The least certain first; machines before people. `by`: who asks. */
  reviewQueue(input: z.output<typeof ReviewQueueRequest> & { by: string }): ReviewQueue;
}
