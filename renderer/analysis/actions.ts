/** Actions of the analysis view, for the keyboard, the palette and the overlay. */
import type { Action } from '../actions.ts';
import { showPage, toggleSidePanel } from '../frame/store.ts';
import { attempt } from '../frame/toasts.tsx';
import {
  copyValues,
  exportValues,
  markHere,
  moveBy,
  nudgeSelection,
  openCrop,
  play,
  select,
  selectView,
  setTool,
  showEnd,
  showSelection,
  showStart,
  showWhole,
  zoomBandBy,
  zoomTimeBy,
} from './commands.ts';
import { autoLevels, clearMarkers } from './viewing.ts';

const page = 'analysis';
/** A key moves by so much of what is in sight, and zooms by a factor. */
const step = 0.1;
const closer = 0.8;

/** A view: held keys repeat. */
const view = (id: string, label: string, key: string, run: () => void): Action => ({
  id: `analysis-${id}`,
  label,
  key,
  page,
  repeats: true,
  run,
});

const once = (
  id: string,
  label: string,
  key: string,
  run: () => void,
  words: readonly string[] = [],
): Action => ({
  id: `analysis-${id}`,
  label,
  key,
  page,
  words,
  run,
});

const ways = { Left: 'left', Right: 'right', Up: 'up', Down: 'down' } as const;
const words = {
  Left: 'back by a row',
  Right: 'on by a row',
  Up: 'up by a bin',
  Down: 'down by a bin',
} as const;
const edges = {
  Left: 'end back by a row',
  Right: 'end on by a row',
  Up: 'upper edge up by a bin',
  Down: 'upper edge down by a bin',
} as const;

export const analysisActions: readonly Action[] = [
  view('left', 'Move back in time', 'Left', () => moveBy(-step, 0)),
  view('right', 'Move on in time', 'Right', () => moveBy(step, 0)),
  view('up', 'Move up in frequency', 'Up', () => moveBy(0, step)),
  view('down', 'Move down in frequency', 'Down', () => moveBy(0, -step)),
  view('page-left', 'Move back by a screen', 'PageUp', () => moveBy(-1, 0)),
  view('page-right', 'Move on by a screen', 'PageDown', () => moveBy(1, 0)),
  view('in', 'Zoom in in time', '+', () => zoomTimeBy(closer)),
  view('out', 'Zoom out in time', '-', () => zoomTimeBy(1 / closer)),
  view('band-in', 'Zoom in in frequency', 'Shift+Up', () => zoomBandBy(closer)),
  view('band-out', 'Zoom out in frequency', 'Shift+Down', () => zoomBandBy(1 / closer)),
  once('start', 'Go to the start', 'Home', showStart),
  once('end', 'Go to the end', 'End', showEnd),
  once('whole', 'Show all of it', '0', showWhole, ['zoom', 'reset']),
  once('select', 'Drag to select', 'S', () => setTool('select'), ['tool', 'measure']),
  once('move', 'Drag to move', 'H', () => setTool('pan'), ['tool', 'pan', 'hand']),
  once('label', 'Drag to label', 'L', () => setTool('label'), ['tool', 'annotate']),
  once('view', 'Select what is in sight', 'A', selectView, ['measure']),
  once('fit', 'Zoom to the selection', 'Z', showSelection),
  once('none', 'Select nothing', 'Escape', () => select(undefined)),
  ...(['Left', 'Right', 'Up', 'Down'] as const).flatMap((key) => {
    const direction = ways[key];
    return [
      view(`nudge-${direction}`, `Move the selection ${words[key]}`, `Ctrl+${key}`, () =>
        nudgeSelection(direction, false),
      ),
      view(`resize-${direction}`, `Move the selection’s ${edges[key]}`, `Ctrl+Shift+${key}`, () =>
        nudgeSelection(direction, true),
      ),
    ];
  }),
  once('marker', 'Place a marker', 'M', markHere),
  once('no-markers', 'Take all markers away', 'Shift+M', clearMarkers),
  once('levels', 'Set the levels automatically', 'Shift+Z', () => attempt(autoLevels), ['contrast', 'range']),
  once('crop', 'Crop and save', 'C', openCrop, ['cut', 'keep']),
  once('play', 'Play the recording', 'P', () => attempt(play), ['replay']),
  once('copy', 'Copy the measured values', 'Ctrl+C', () => attempt(copyValues)),
  once('panel', 'Show or hide the side panel', 'B', toggleSidePanel),
  {
    id: 'analysis-csv',
    label: 'Export the measured values',
    page,
    words: ['csv'],
    run: () => attempt(exportValues),
  },
  {
    id: 'analysis',
    label: 'Go to Analysis',
    words: ['spectrogram', 'measure', 'playback'],
    run: () => showPage('analysis'),
  },
];
