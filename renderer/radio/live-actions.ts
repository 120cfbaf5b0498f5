/** Actions of live detection and of what is kept, for the keyboard, the palette and the overlay. */
import type { Action } from '../actions.ts';
import { toggleBoxes, toggleDetection, toggleKeeping } from './live.ts';

const page = 'receive';

export const liveActions: readonly Action[] = [
  {
    id: 'detect',
    label: 'Search for signals, or end it',
    key: 'D',
    page,
    words: ['detection', 'find'],
    run: toggleDetection,
  },
  { id: 'detect-boxes', label: 'Show or hide boxes of signals', key: 'Shift+D', page, run: toggleBoxes },
  {
    id: 'keep',
    label: 'Keep what was received',
    key: 'K',
    page,
    words: ['past', 'retroactive', 'capture'],
    run: toggleKeeping,
  },
];
