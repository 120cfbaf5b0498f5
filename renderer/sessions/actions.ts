/** Actions of the Sessions page, for the keyboard, the palette and the overlay. */
import type { Action } from '../actions.ts';
import { showPage } from '../frame/store.ts';
import { currentRadio } from '../radio/store.ts';
import {
  askApprove,
  askReject,
  recordSession,
  removeSession,
  reopenSession,
  withSelected,
} from './commands.ts';
import { editSession, openSessionForm } from './form-store.ts';
import { focusSessionSearch } from './search.tsx';
import { moveSelection, selectSession } from './store.ts';

const page = 'sessions';

/** The session begins at what is received now. */
function newSessionHere(): void {
  const shown = currentRadio();
  showPage('sessions');
  openSessionForm(shown === undefined ? {} : { centreHz: shown.settings.centreHz });
}

export const sessionActions: readonly Action[] = [
  {
    id: 'session-new',
    label: 'New session',
    key: 'N',
    page,
    words: ['receivers', 'compare', 'several'],
    run: () => openSessionForm(),
  },
  { id: 'session-here', label: 'New session at this frequency', page: 'receive', run: newSessionHere },
  {
    id: 'session-record',
    label: 'Record the session',
    key: 'R',
    page,
    run: () => withSelected('record', recordSession),
  },
  {
    id: 'session-approve',
    label: 'Approve the session',
    key: 'A',
    page,
    run: () => withSelected('approve', askApprove),
  },
  {
    id: 'session-reject',
    label: 'Reject the session',
    key: 'X',
    page,
    run: () => withSelected('reject', askReject),
  },
  {
    id: 'session-reopen',
    label: 'Take back to review',
    key: 'O',
    page,
    run: () => withSelected('reopen', reopenSession),
  },
  {
    id: 'session-edit',
    label: 'Change the session',
    key: 'E',
    page,
    run: () => withSelected('edit', editSession),
  },
  {
    id: 'session-remove',
    label: 'Remove the session',
    key: 'Delete',
    page,
    run: () => withSelected('remove', removeSession),
  },
  {
    id: 'session-search',
    label: 'Search sessions',
    key: '/',
    page,
    words: ['filter'],
    run: focusSessionSearch,
  },
  {
    id: 'session-previous',
    label: 'Session before',
    key: 'Up',
    page,
    repeats: true,
    run: () => moveSelection(-1),
  },
  {
    id: 'session-next',
    label: 'Session after',
    key: 'Down',
    page,
    repeats: true,
    run: () => moveSelection(1),
  },
  {
    id: 'session-none',
    label: 'Select no session',
    key: 'Escape',
    page,
    run: () => selectSession(undefined),
  },
  {
    id: 'sessions',
    label: 'Go to Sessions',
    key: 'Ctrl+4',
    words: ['review', 'approve'],
    run: () => showPage('sessions'),
  },
];
