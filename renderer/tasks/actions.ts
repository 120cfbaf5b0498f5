/** Actions of the Tasks page, for the keyboard, the palette and the overlay. */
import type { Action } from '../actions.ts';
import { showPage, useFrame } from '../frame/store.ts';
import { attempt } from '../frame/toasts.tsx';
import { currentRadio } from '../radio/store.ts';
import { goTo, moveCursor, selectEverything, selectNothing, toggleCursor } from './choose.ts';
import {
  cancelChosen,
  changePriority,
  priorityStep,
  retryChosen,
  runChosenNow,
  togglePause,
  undoCancel,
} from './commands.ts';
import { duplicateTask, openTaskForm } from './form-store.ts';
import { focusFilter } from './filters.tsx';
import { showDetail, showView, useTasks } from './store.ts';

/** On the Receive page the form begins with what is received there. */
function newTask(): void {
  const shown = useFrame.getState().page === 'receive' ? currentRadio() : undefined;
  if (shown === undefined) openTaskForm();
  else openTaskForm({ centreHz: shown.settings.centreHz, radio: shown.id });
}

/** Keys of the list do nothing while the timeline or the calendar is shown: they have their own. */
const inList = (run: () => void) => (): void => {
  if (useTasks.getState().view === 'table') run();
};

function openCursor(): void {
  const { cursorId, detailId } = useTasks.getState();
  if (cursorId !== undefined) showDetail(detailId === cursorId ? undefined : cursorId);
}

/** Escape: closes the panel, then lets go of the selection. */
function stepBack(): void {
  const { detailId } = useTasks.getState();
  if (detailId === undefined) selectNothing();
  else showDetail(undefined);
}

function duplicateChosen(): void {
  const { cursorId, detailId } = useTasks.getState();
  const id = detailId ?? cursorId;
  if (id !== undefined) attempt(() => duplicateTask(id));
}

const page = 'tasks';

export const taskActions: readonly Action[] = [
  {
    id: 'task-new',
    label: 'New task',
    key: 'N',
    words: ['record', 'schedule', 'plan'],
    run: newTask,
  },
  {
    id: 'task-here',
    label: 'New task here, at the frequency on the dial',
    page: 'receive',
    run: newTask,
  },
  { id: 'task-cancel', label: 'Cancel tasks', key: 'Delete', page, run: () => attempt(cancelChosen) },
  { id: 'task-undo', label: 'Undo the last cancel', key: 'Ctrl+Z', page, run: () => attempt(undoCancel) },
  { id: 'task-retry', label: 'Retry tasks', key: 'R', page, run: () => attempt(retryChosen) },
  { id: 'task-run', label: 'Run tasks now', key: 'Shift+N', page, run: () => attempt(runChosenNow) },
  {
    id: 'task-raise',
    label: 'Raise priority',
    key: 'Shift+P',
    page,
    run: () => attempt(() => changePriority(priorityStep)),
  },
  {
    id: 'task-lower',
    label: 'Lower priority',
    key: 'Shift+L',
    page,
    run: () => attempt(() => changePriority(-priorityStep)),
  },
  { id: 'task-duplicate', label: 'Duplicate task', key: 'D', page, run: duplicateChosen },
  {
    id: 'task-open',
    label: 'Show or hide the detail of a task',
    key: 'Enter',
    page,
    run: inList(openCursor),
  },
  { id: 'task-select', label: 'Select or leave out', key: 'Space', page, run: inList(toggleCursor) },
  {
    id: 'task-all',
    label: 'Select all tasks of the list',
    key: 'Ctrl+A',
    page,
    run: inList(selectEverything),
  },
  { id: 'task-back', label: 'Close the detail, then select nothing', key: 'Escape', page, run: stepBack },
  { id: 'task-filter', label: 'Filter tasks', key: '/', page, words: ['search'], run: focusFilter },
  {
    id: 'task-previous',
    label: 'Row before',
    key: 'Up',
    page,
    repeats: true,
    run: inList(() => moveCursor(-1)),
  },
  { id: 'task-next', label: 'Row after', key: 'Down', page, repeats: true, run: inList(() => moveCursor(1)) },
  {
    id: 'task-select-up',
    label: 'Select upwards',
    key: 'Shift+Up',
    page,
    repeats: true,
    run: inList(() => moveCursor(-1, true)),
  },
  {
    id: 'task-select-down',
    label: 'Select downwards',
    key: 'Shift+Down',
    page,
    repeats: true,
    run: inList(() => moveCursor(1, true)),
  },
  {
    id: 'task-page-up',
    label: 'A page of rows up',
    key: 'PageUp',
    page,
    repeats: true,
    run: inList(() => moveCursor(-20)),
  },
  {
    id: 'task-page-down',
    label: 'A page of rows down',
    key: 'PageDown',
    page,
    repeats: true,
    run: inList(() => moveCursor(20)),
  },
  { id: 'task-first', label: 'First row', key: 'Home', page, run: inList(() => goTo('first')) },
  { id: 'task-last', label: 'Last row', key: 'End', page, run: inList(() => goTo('last')) },
  { id: 'task-pause', label: 'Pause or resume the queue', key: 'P', page, run: () => attempt(togglePause) },
  { id: 'task-table', label: 'Show the list of tasks', key: '1', page, run: () => showView('table') },
  { id: 'task-timeline', label: 'Show the timeline', key: '2', page, run: () => showView('timeline') },
  { id: 'task-calendar', label: 'Show the calendar', key: '3', page, run: () => showView('calendar') },
  {
    id: 'tasks',
    label: 'Go to Tasks',
    key: 'Ctrl+2',
    words: ['queue', 'timeline', 'calendar'],
    run: () => showPage('tasks'),
  },
];
