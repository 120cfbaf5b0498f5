/** Actions of the Library page, for the keyboard, the palette and the overlay. */
import type { Action } from '../actions.ts';
import { showPage } from '../frame/store.ts';
import { attempt } from '../frame/toasts.tsx';
import { goTo, moveCursor, selectEverything, selectNothing, toggleCursor } from './choose.ts';
import {
  exportChosen,
  openEntry,
  playEntry,
  removeChosen,
  restoreRemoved,
  starChosen,
  withCursor,
} from './commands.ts';
import { focusNotes } from './detail-edit.tsx';
import { startImport } from './import-store.ts';
import { focusSearch, openFilters } from './search.tsx';
import { openLibraryDialog, setSearch, showDetail, useLibrary } from './store.ts';
import { libraryTools } from './tools.ts';
import { isEverything } from './query.ts';

const page = 'library';

/** Escape: lets go of the selection, then of the search. */
function stepBack(): void {
  const { selection, search } = useLibrary.getState();
  if (selection.all || selection.ids.size > 0) selectNothing();
  else if (!isEverything(search)) setSearch({});
}

/** The panel holds the notes. */
function writeNotes(): void {
  showDetail(true);
  // At once where the field is: what is typed before the next picture belongs into it.
  if (!focusNotes()) requestAnimationFrame(focusNotes);
}

const starActions: readonly Action[] = [0, 1, 2, 3, 4, 5].map((stars) => ({
  id: `library-stars-${String(stars)}`,
  label: stars === 0 ? 'Take the stars away' : `Give ${String(stars)} ${stars === 1 ? 'star' : 'stars'}`,
  key: String(stars),
  page,
  words: ['rate', 'favourite'],
  run: () => attempt(() => starChosen(stars)),
}));

const moves: readonly (readonly [id: string, label: string, key: string, run: () => void])[] = [
  ['previous', 'Recording before', 'Up', () => moveCursor(-1)],
  ['next', 'Recording after', 'Down', () => moveCursor(1)],
  ['select-up', 'Select upwards', 'Shift+Up', () => moveCursor(-1, true)],
  ['select-down', 'Select downwards', 'Shift+Down', () => moveCursor(1, true)],
  ['page-up', 'A page of recordings up', 'PageUp', () => moveCursor(-15)],
  ['page-down', 'A page of recordings down', 'PageDown', () => moveCursor(15)],
];

export const libraryActions: readonly Action[] = [
  {
    id: 'library-import',
    label: 'Import recordings',
    key: 'I',
    page,
    words: ['file', 'SigMF', 'WAV', 'open'],
    run: () => attempt(() => startImport('imports')),
  },
  {
    id: 'library-import-folder',
    label: 'Import whole folders',
    key: 'Shift+I',
    page,
    words: ['directory'],
    run: () => attempt(() => startImport('import-folder')),
  },
  { id: 'library-open', label: 'Open in analysis', key: 'Enter', page, run: () => withCursor(openEntry) },
  {
    id: 'library-play',
    label: 'Play on Receive',
    key: 'P',
    page,
    words: ['replay'],
    run: () => withCursor(playEntry),
  },
  { id: 'library-remove', label: 'Remove recordings', key: 'Delete', page, run: () => attempt(removeChosen) },
  {
    id: 'library-undo',
    label: 'Put removed recordings back',
    key: 'Ctrl+Z',
    page,
    words: ['undo', 'restore'],
    run: () => attempt(restoreRemoved),
  },
  {
    id: 'library-export',
    label: 'Export a SigMF archive',
    key: 'E',
    page,
    words: ['save', 'share'],
    run: () => attempt(exportChosen),
  },
  { id: 'library-notes', label: 'Write notes', key: 'M', page, run: writeNotes },
  {
    id: 'library-detail',
    label: 'Show or hide the detail',
    key: 'D',
    page,
    run: () => showDetail(!useLibrary.getState().detail),
  },
  { id: 'library-search', label: 'Search recordings', key: '/', page, words: ['find'], run: focusSearch },
  {
    id: 'library-filter',
    label: 'Search by frequency, time, label and more',
    key: 'Shift+F',
    page,
    words: ['filter'],
    run: openFilters,
  },
  {
    id: 'library-save-search',
    label: 'Keep this search',
    key: 'Ctrl+S',
    page,
    run: () => openLibraryDialog('save-search'),
  },
  { id: 'library-select', label: 'Select or leave out', key: 'Space', page, run: toggleCursor },
  { id: 'library-all', label: 'Select all recordings', key: 'Ctrl+A', page, run: selectEverything },
  {
    id: 'library-back',
    label: 'Select nothing, then search for nothing',
    key: 'Escape',
    page,
    run: stepBack,
  },
  ...starActions,
  ...moves.map(
    ([id, label, key, run]) => ({ id: `library-${id}`, label, key, page, repeats: true, run }) as const,
  ),
  { id: 'library-first', label: 'First recording', key: 'Home', page, run: () => goTo('first') },
  { id: 'library-last', label: 'Last recording', key: 'End', page, run: () => goTo('last') },
  {
    id: 'library-jobs',
    label: 'Show jobs',
    key: 'J',
    page,
    words: ['import', 'progress'],
    run: () => openLibraryDialog('jobs'),
  },
  ...libraryTools,
  {
    id: 'library',
    label: 'Go to Library',
    key: 'Ctrl+5',
    words: ['recordings', 'files', 'catalogue'],
    run: () => showPage('library'),
  },
];
