/** Actions of the Sources page, for the keyboard, the palette and the overlay. */
import type { Action } from '../actions.ts';
import { showPage } from '../frame/store.ts';
import { attempt } from '../frame/toasts.tsx';
import {
  exportSources,
  importSources,
  newSessionFor,
  newTaskFor,
  openSourceForm,
  removeSource,
  restoreSource,
  showPlace,
  tuneToSource,
  withSelected,
} from './commands.ts';
import { focusSearch } from './search.tsx';
import { moveSelection, selectEnd, selectSource } from './store.ts';

const page = 'sources';

export const sourceActions: readonly Action[] = [
  {
    id: 'source-new',
    label: 'New source',
    key: 'N',
    page,
    words: ['add', 'transmitter', 'place'],
    run: () => {
      showPage('sources');
      openSourceForm();
    },
  },
  { id: 'source-edit', label: 'Change the source', key: 'E', page, run: () => withSelected(openSourceForm) },
  {
    id: 'source-remove',
    label: 'Remove the source',
    key: 'Delete',
    page,
    run: () => withSelected(removeSource),
  },
  {
    id: 'source-undo',
    label: 'Put the removed source back',
    key: 'Ctrl+Z',
    page,
    run: () => attempt(restoreSource),
  },
  { id: 'source-tune', label: 'Tune to the source', key: 'T', page, run: () => withSelected(tuneToSource) },
  {
    id: 'source-task',
    label: 'New task for the source',
    key: 'Shift+N',
    page,
    run: () => withSelected(newTaskFor),
  },
  {
    id: 'source-session',
    label: 'New session for the source',
    key: 'S',
    page,
    run: () => withSelected(newSessionFor),
  },
  {
    id: 'source-import',
    label: 'Import sources (CSV, GPX, KML)',
    key: 'I',
    page,
    words: ['file', 'way points', 'placemarks'],
    run: () => {
      showPage('sources');
      attempt(importSources);
    },
  },
  {
    id: 'source-export',
    label: 'Export sources as CSV',
    words: ['save'],
    run: () => attempt(exportSources),
  },
  {
    id: 'source-map',
    label: 'Show the source on the map',
    key: 'M',
    page,
    words: ['zoom', 'place'],
    run: () => withSelected(showPlace),
  },
  { id: 'source-search', label: 'Search sources', key: '/', page, words: ['filter'], run: focusSearch },
  {
    id: 'source-previous',
    label: 'Source before',
    key: 'Up',
    page,
    repeats: true,
    run: () => moveSelection(-1),
  },
  { id: 'source-next', label: 'Source after', key: 'Down', page, repeats: true, run: () => moveSelection(1) },
  {
    id: 'source-page-up',
    label: 'A page of sources up',
    key: 'PageUp',
    page,
    repeats: true,
    run: () => moveSelection(-20),
  },
  {
    id: 'source-page-down',
    label: 'A page of sources down',
    key: 'PageDown',
    page,
    repeats: true,
    run: () => moveSelection(20),
  },
  { id: 'source-first', label: 'First source', key: 'Home', page, run: () => selectEnd('first') },
  { id: 'source-last', label: 'Last source', key: 'End', page, run: () => selectEnd('last') },
  { id: 'source-none', label: 'Select no source', key: 'Escape', page, run: () => selectSource(undefined) },
  {
    id: 'sources',
    label: 'Go to Sources',
    key: 'Ctrl+3',
    words: ['map', 'places', 'transmitters'],
    run: () => showPage('sources'),
  },
];
