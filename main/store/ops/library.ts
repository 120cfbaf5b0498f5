/** The catalogue: recordings, searches, watched folders, imports. */
import type { Readable } from '../db.ts';
import type { LibraryOps } from '../library-types.ts';
import { importReads } from '../tables/import.ts';
import { libraryTableReads } from '../tables/library.ts';
import { searchReads } from '../tables/recording-search.ts';
import type { RecordingReads } from '../tables/recording.ts';
import type { Tables } from './writes.ts';

type CatalogueWrites = Pick<
  LibraryOps,
  | 'putRecordings'
  | 'changeRecordings'
  | 'removeRecordings'
  | 'restoreRecordings'
  | 'forgetRecordings'
  | 'saveSearch'
  | 'removeSearch'
  | 'addWatched'
  | 'removeWatched'
  | 'openImport'
  | 'settleImport'
  | 'closeImport'
>;

export type CatalogueReads = Pick<
  LibraryOps,
  | 'libraryPage'
  | 'libraryIds'
  | 'entry'
  | 'knownRecordings'
  | 'findRecordings'
  | 'removedRecordings'
  | 'retainable'
  | 'folderBytes'
  | 'libraryRevision'
  | 'searches'
  | 'watchedFolders'
  | 'openImports'
  | 'importItems'
>;

export function catalogueReads(db: Readable, recordings: RecordingReads): CatalogueReads {
  const library = libraryTableReads(db);
  const search = searchReads(db);
  const imports = importReads(db);
  return {
    libraryPage(query) {
      const { rids, ...sums } = search.page(query);
      const rows = rids.flatMap((rid) => {
        const row = recordings.byRow(rid);
        return row ? [row] : [];
      });
      return { rows, ...sums };
    },
    libraryIds: ({ search: wanted, limit }) => search.ids(wanted, limit),
    entry: (input) => recordings.entry(input),
    knownRecordings: (input) => recordings.known(input),
    findRecordings: (input) => recordings.find(input),
    removedRecordings: (input) => recordings.removed(input),
    retainable: (input) => recordings.retainable(input),
    folderBytes: () => recordings.folderBytes(),
    libraryRevision: () => library.revision(),
    searches: () => library.searches(),
    watchedFolders: () => library.watched(),
    openImports: () => imports.open(),
    importItems: ({ importId, limit }) => imports.items(importId, limit),
  };
}

export function catalogueOps(tables: Tables): CatalogueWrites {
  const { imports, library, recordings, steps, touchLibrary } = tables;

  /** How many of them it was done to. */
  function each(ids: readonly string[], act: (id: string) => boolean): number {
    const count = ids.filter((id) => act(id)).length;
    if (count > 0) touchLibrary();
    return count;
  }

  return {
    putRecordings({ rows, nowMs }) {
      if (rows.length === 0) return;
      touchLibrary();
      for (const row of rows) recordings.put(row, nowMs);
    },
    changeRecordings: ({ ids, change }) => each(ids, (id) => recordings.change(id, change)),
    removeRecordings: ({ ids, nowMs }) => each(ids, (id) => recordings.remove(id, nowMs)),
    restoreRecordings: ({ ids }) => each(ids, (id) => recordings.restore(id)),
    forgetRecordings: ({ ids }) =>
      each(ids, (id) => {
        steps.close(id);
        return recordings.forget(id);
      }),
    saveSearch({ name, search, nowMs }) {
      touchLibrary();
      return library.saveSearch(name, search, nowMs);
    },
    removeSearch({ id }) {
      library.removeSearch(id);
      touchLibrary();
    },
    addWatched({ path, copy, nowMs }) {
      touchLibrary();
      return library.addWatched(path, copy, nowMs);
    },
    removeWatched({ id }) {
      library.removeWatched(id);
      touchLibrary();
    },
    openImport: (input) => imports.open(input),
    settleImport({ importId, items, rows, nowMs }) {
      const said = imports.said(importId);
      for (const row of rows) recordings.put(row, nowMs, said);
      imports.settle(importId, items);
      if (rows.length > 0) touchLibrary();
    },
    closeImport: ({ importId }) => imports.close(importId),
  };
}
