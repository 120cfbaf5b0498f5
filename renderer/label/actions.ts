/** Actions on labels, for the keyboard, the palette and the overlay. */
import type { Action } from '../actions.ts';
import { useAnalysis } from '../analysis/store.ts';
import { showPage } from '../frame/store.ts';
import { liveActions } from '../radio/live-actions.ts';
import {
  addAtSelection,
  judgeSelected,
  mergeSelected,
  removeSelected,
  selectAll,
  splitSelected,
  stepBack,
  stepOpen,
} from './commands.ts';
import { openDetect } from './detect.tsx';
import {
  changeQueue,
  judge,
  moveQueue,
  openInAnalysis,
  showPart,
  takeBack,
  useLabelsPage,
} from './page-store.ts';

const page = 'analysis';

const drawTool = (): void =>
  useAnalysis.setState(({ tool }) => ({ tool: tool === 'label' ? 'select' : 'label' }));

const second = (): void => changeQueue({ second: !useLabelsPage.getState().second });

/** Actions of the Labels page. */
const pageActions: readonly Action[] = [
  {
    id: 'queue-accept',
    label: 'Accept the label',
    key: 'Enter',
    page: 'labels',
    run: () => judge('accepted'),
  },
  { id: 'queue-reject', label: 'Reject the label', key: 'X', page: 'labels', run: () => judge('rejected') },
  {
    id: 'queue-open',
    label: 'Open the label in the analysis',
    key: 'O',
    page: 'labels',
    run: openInAnalysis,
  },
  { id: 'queue-undo', label: 'Take the last verdict back', key: 'Ctrl+Z', page: 'labels', run: takeBack },
  {
    id: 'queue-up',
    label: 'Label before',
    key: 'Up',
    page: 'labels',
    repeats: true,
    run: () => moveQueue(-1),
  },
  {
    id: 'queue-down',
    label: 'Label after',
    key: 'Down',
    page: 'labels',
    repeats: true,
    run: () => moveQueue(1),
  },
  { id: 'queue-second', label: 'Second pair of eyes', key: 'P', page: 'labels', run: second },
  { id: 'labels-review', label: 'Review labels', key: 'R', page: 'labels', run: () => showPart('review') },
  {
    id: 'labels-statistics',
    label: 'Statistics of labels',
    key: 'T',
    page: 'labels',
    run: () => showPart('statistics'),
  },
  {
    id: 'labels-classes',
    label: 'Classes of labels',
    key: 'C',
    page: 'labels',
    words: ['taxonomy'],
    run: () => showPart('classes'),
  },
];

/** Keys that hold only while labels are selected stand in keys.ts; the overlay of keys lists them all. */
export const labelActions: readonly Action[] = [
  {
    id: 'labels',
    label: 'Go to Labels',
    words: ['review', 'classes', 'statistics'],
    run: () => showPage('labels'),
  },
  {
    id: 'label-new',
    label: 'New label at the selection',
    key: 'N',
    page,
    words: ['box'],
    run: addAtSelection,
  },
  { id: 'label-draw', label: 'Draw labels with the pointer', key: 'Shift+N', page, run: drawTool },
  {
    id: 'label-detect',
    label: 'Find signals and label them',
    key: 'D',
    page,
    words: ['detection', 'search'],
    run: openDetect,
  },
  {
    id: 'label-next-open',
    label: 'Next label to review',
    key: ']',
    page,
    repeats: true,
    run: () => stepOpen(1),
  },
  {
    id: 'label-previous-open',
    label: 'Previous label to review',
    key: '[',
    page,
    repeats: true,
    run: () => stepOpen(-1),
  },
  { id: 'label-all', label: 'Select every label', key: 'Ctrl+A', page, run: selectAll },
  {
    id: 'label-undo',
    label: 'Undo the last change of labels',
    key: 'Ctrl+Z',
    page,
    run: () => stepBack('undo'),
  },
  {
    id: 'label-redo',
    label: 'Redo the change of labels',
    key: 'Ctrl+Shift+Z',
    page,
    run: () => stepBack('redo'),
  },
  {
    id: 'label-accept',
    label: 'Accept the selected labels',
    key: 'Enter',
    page,
    run: () => judgeSelected('accepted'),
  },
  {
    id: 'label-reject',
    label: 'Reject the selected labels',
    key: 'X',
    page,
    run: () => judgeSelected('rejected'),
  },
  { id: 'label-split', label: 'Split the selected labels in time', page, run: () => splitSelected('time') },
  {
    id: 'label-split-band',
    label: 'Split the selected labels in frequency',
    page,
    run: () => splitSelected('band'),
  },
  { id: 'label-merge', label: 'Merge the selected labels', page, run: mergeSelected },
  { id: 'label-remove', label: 'Remove the selected labels', page, run: removeSelected },
  ...pageActions,
  ...liveActions,
];
