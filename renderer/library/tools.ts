/** What is done with the library as a whole: for its menu, the keyboard and the palette. */
import type { Action } from '../actions.ts';
import { showPage } from '../frame/store.ts';
import { attempt } from '../frame/toasts.tsx';
import { emptyTrash } from './commands.ts';
import { openLibraryDialog, type LibraryDialog } from './store.ts';

const page = 'library';

const open = (dialog: LibraryDialog) => (): void => {
  showPage('library');
  openLibraryDialog(dialog);
};

export const libraryTools: readonly Action[] = [
  {
    id: 'library-watched',
    label: 'Watched folders…',
    key: 'W',
    page,
    words: ['watch', 'automatic import'],
    run: open('watched'),
  },
  {
    id: 'library-check',
    label: 'Check recordings…',
    key: 'C',
    page,
    words: ['integrity', 'hash', 'repair', 'orphans'],
    run: open('check'),
  },
  {
    id: 'library-retention',
    label: 'Make room…',
    key: 'Shift+M',
    page,
    words: ['retention', 'old', 'delete', 'space'],
    run: open('retention'),
  },
  {
    id: 'library-move',
    label: 'Move the recording folder…',
    words: ['library', 'disk'],
    run: open('move'),
  },
  {
    id: 'library-bundle-export',
    label: 'Export a bundle…',
    key: 'Shift+E',
    page,
    words: ['backup', 'machine', 'everything'],
    run: open('bundle-export'),
  },
  {
    id: 'library-bundle-import',
    label: 'Import a bundle…',
    words: ['backup', 'restore', 'machine'],
    run: open('bundle-import'),
  },
  {
    id: 'library-trash',
    label: 'Empty the trash…',
    words: ['library', 'delete', 'for good'],
    run: () => attempt(emptyTrash),
  },
];
