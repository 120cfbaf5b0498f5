/** Actions on labels, for the keyboard, the palette and the overlay. */
import type { Action } from '../actions.ts';

export const labelActions: readonly Action[] = [];
