/** Actions of the analysis view, for the keyboard, the palette and the overlay. */
import type { Action } from '../actions.ts';
import { showPage } from '../frame/store.ts';

export const analysisActions: readonly Action[] = [
  {
    id: 'analysis',
    label: 'Go to Analysis',
    words: ['spectrogram', 'measure', 'playback'],
    run: () => showPage('analysis'),
  },
];
