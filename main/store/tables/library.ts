/** Saved searches, watched folders, and the revision that says something of the library changed. */
import { Fault } from '../../../contract/fault.ts';
import { LibrarySearch, type SavedSearch } from '../../../contract/library.ts';
import type { Readable, Writable } from '../db.ts';
import { wholeMs } from './rows.ts';

interface SearchRow {
  id: number;
  name: string;
  search: string;
}

const searchOf = ({ search, ...row }: SearchRow): SavedSearch => ({
  ...row,
  search: LibrarySearch.parse(JSON.parse(search)),
});

export interface LibraryTableReads {
  revision(): number;
  searches(): SavedSearch[];
  watched(): { id: number; path: string; copy: boolean }[];
}

export function libraryTableReads(db: Readable): LibraryTableReads {
  const revision = db.query<{ revision: number }>('SELECT revision FROM library_state');
  const searches = db.query<SearchRow>('SELECT id, name, search FROM saved_search ORDER BY name, id');
  const watched = db.query<{ id: number; path: string; copy: number }>(
    'SELECT id, path, copy FROM watched_folder ORDER BY id',
  );
  return {
    revision: () => revision.get()?.revision ?? 0,
    searches: () => searches.all().map(searchOf),
    watched: () => watched.all().map(({ copy, ...row }) => ({ ...row, copy: copy === 1 })),
  };
}

export interface LibraryTableWrites {
  nextRevision(): void;
  /** Under a name that is taken it replaces. */
  saveSearch(name: string, search: LibrarySearch, nowMs: number): SavedSearch;
  /** Throws Fault 'not-found'. */
  removeSearch(id: number): void;
  /** One that is watched already keeps its number. */
  addWatched(path: string, copy: boolean, nowMs: number): number;
  /** Throws Fault 'not-found'. */
  removeWatched(id: number): void;
}

export function libraryTableWrites(db: Writable): LibraryTableWrites {
  const bump = db.change('UPDATE library_state SET revision = revision + 1');
  const save = db.query<SearchRow>(
    `INSERT INTO saved_search (name, search, updated_ms) VALUES (@name, @search, @nowMs)
     ON CONFLICT (name) DO UPDATE SET name = excluded.name, search = excluded.search,
       updated_ms = excluded.updated_ms RETURNING id, name, search`,
  );
  const removeSearch = db.change('DELETE FROM saved_search WHERE id = ?');
  const watch = db.query<{ id: number }>(
    `INSERT INTO watched_folder (path, copy, added_ms) VALUES (@path, @copy, @nowMs)
     ON CONFLICT (path) DO UPDATE SET copy = excluded.copy RETURNING id`,
  );
  const removeWatched = db.change('DELETE FROM watched_folder WHERE id = ?');
  return {
    nextRevision: () => void bump.run(),
    saveSearch(name, search, nowMs) {
      const row = save.get({ name, search: JSON.stringify(search), nowMs: wholeMs(nowMs) });
      if (!row) throw new Error('The database saved a search without answering it.');
      return searchOf(row);
    },
    removeSearch(id) {
      if (removeSearch.run(id).changes === 0)
        throw new Fault('not-found', `There is no saved search with the number ${id}.`, {
          hint: 'It may have been removed already.',
        });
    },
    addWatched(path, copy, nowMs) {
      const row = watch.get({ path, copy: copy ? 1 : 0, nowMs: wholeMs(nowMs) });
      if (!row) throw new Error('The database added a folder without answering it.');
      return row.id;
    },
    removeWatched(id) {
      if (removeWatched.run(id).changes === 0)
        throw new Fault('not-found', `There is no watched folder with the number ${id}.`, {
          hint: 'It may have been removed already.',
        });
    },
  };
}
