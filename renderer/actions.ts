/** Every action with a name: the command palette, the shortcut overlay and the keyboard read this list. */
import { spotlight } from '@mantine/spotlight';
import {
  openDialog,
  showEntry,
  showHealth,
  showPage,
  showShortcuts,
  toggleRecordings,
  toggleSidePanel,
  type Page,
} from './frame/store.ts';
import { attempt } from './frame/toasts.tsx';
import { analysisActions } from './analysis/actions.ts';
import { checkHealth } from './health/store.ts';
import { labelActions } from './label/actions.ts';
import { libraryActions } from './library/actions.ts';
import { refreshRadios, startSimulated, stepBy, toggleRadio, toggleRecording } from './radio/commands.ts';
import { openFile } from './radio/files.ts';
import { currentView } from './radio/view.ts';
import { sessionActions } from './sessions/actions.ts';
import { changeStep } from './settings/step.tsx';
import { changeSettings } from './settings/store.ts';
import { sourceActions } from './sources/actions.ts';
import { taskActions } from './tasks/actions.ts';

export interface Action {
  id: string;
  label: string;
  /** As `nameOf` in frame/keys.ts writes it. */
  key?: string;
  /** The only page on which the key holds; absent: everywhere. */
  page?: Page;
  /** True where holding the key repeats. */
  repeats?: boolean;
  /** Other words to find it by. */
  words?: readonly string[];
  run: () => void;
}

async function toggleFullScreen(): Promise<void> {
  if (document.fullscreenElement === null) await document.documentElement.requestFullscreen();
  else await document.exitFullscreen();
}

/** The dial stands on the Receive page. */
function enterFrequency(): void {
  showPage('receive');
  showEntry(true);
}

export const actions: readonly Action[] = [
  { id: 'toggle', label: 'Start or stop the radio', key: 'Space', run: () => attempt(toggleRadio) },
  { id: 'entry', label: 'Enter a frequency', key: 'F', words: ['tune'], run: enterFrequency },
  { id: 'record', label: 'Start or stop recording', key: 'Shift+R', run: () => attempt(toggleRecording) },
  {
    id: 'down',
    label: 'Tune one step down',
    key: 'Left',
    page: 'receive',
    repeats: true,
    run: () => stepBy(-1),
  },
  { id: 'up', label: 'Tune one step up', key: 'Right', page: 'receive', repeats: true, run: () => stepBy(1) },
  { id: 'finer', label: 'Finer tuning step', key: 'Ctrl+Left', page: 'receive', run: () => changeStep(-1) },
  {
    id: 'coarser',
    label: 'Coarser tuning step',
    key: 'Ctrl+Right',
    page: 'receive',
    run: () => changeStep(1),
  },
  {
    id: 'zoom-in',
    label: 'Zoom in',
    key: 'Up',
    page: 'receive',
    repeats: true,
    run: () => currentView()?.zoomBy(1),
  },
  {
    id: 'zoom-out',
    label: 'Zoom out',
    key: 'Down',
    page: 'receive',
    repeats: true,
    run: () => currentView()?.zoomBy(-1),
  },
  {
    id: 'zoom-reset',
    label: 'Show the whole band',
    key: 'Home',
    page: 'receive',
    run: () => currentView()?.resetZoom(),
  },
  {
    id: 'levels',
    label: 'Set the levels automatically',
    key: 'Shift+Z',
    page: 'receive',
    words: ['auto', 'range', 'contrast'],
    run: () => void currentView()?.autoLevels(),
  },
  {
    id: 'centre',
    label: 'Tune to the strongest signal in sight',
    key: 'Z',
    page: 'receive',
    run: () => currentView()?.centreOnPeak(),
  },
  {
    id: 'clear',
    label: 'Clear the waterfall',
    key: 'Delete',
    page: 'receive',
    run: () => currentView()?.clear(),
  },
  { id: 'simulated', label: 'Start the simulated band', words: ['demo'], run: () => attempt(startSimulated) },
  { id: 'file', label: 'Open a recording or IQ file', key: 'Ctrl+O', run: () => attempt(openFile) },
  { id: 'rtltcp', label: 'Add an rtl_tcp server', words: ['network'], run: () => openDialog('rtltcp') },
  { id: 'refresh', label: 'Look for radios again', run: refreshRadios },
  { id: 'panel', label: 'Show or hide the side panel', key: 'B', page: 'receive', run: toggleSidePanel },
  {
    id: 'recordings',
    label: 'Show or hide the recordings',
    key: 'L',
    page: 'receive',
    run: toggleRecordings,
  },
  { id: 'receive', label: 'Go to Receive', key: 'Ctrl+1', run: () => showPage('receive') },
  ...taskActions,
  ...libraryActions,
  ...analysisActions,
  ...labelActions,
  ...sourceActions,
  ...sessionActions,
  { id: 'settings', label: 'Go to Settings', key: 'Ctrl+,', run: () => showPage('settings') },
  { id: 'dark', label: 'Dark theme', run: () => changeSettings({ theme: 'dark' }) },
  { id: 'light', label: 'Light theme', run: () => changeSettings({ theme: 'light' }) },
  { id: 'auto', label: "The system's theme", run: () => changeSettings({ theme: 'auto' }) },
  { id: 'health', label: 'Show health', run: () => showHealth(true) },
  {
    id: 'check',
    label: 'Check every component',
    run: () => {
      showHealth(true);
      attempt(checkHealth);
    },
  },
  { id: 'full-screen', label: 'Full screen', key: 'F11', run: () => attempt(toggleFullScreen) },
  { id: 'palette', label: 'Find a command', key: 'Ctrl+K', run: () => spotlight.toggle() },
  { id: 'shortcuts', label: 'Keyboard shortcuts', key: '?', run: () => showShortcuts(true) },
  {
    id: 'loadtest',
    label: 'Load test of the queue',
    words: ['benchmark', 'measure'],
    run: () => openDialog('loadtest'),
  },
];
