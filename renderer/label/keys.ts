/** Keys of labels, by the names frame/keys.ts gives them. Those of a selection hold while there is one. */
import type { Direction } from './box.ts';

export type LabelCommand =
  | { kind: 'class'; key: number }
  | { kind: 'nudge' | 'resize'; direction: Direction }
  | { kind: 'accept' | 'reject' | 'remove' | 'splitTime' | 'splitBand' | 'merge' | 'unselect' | 'rename' }
  | { kind: 'next' | 'previous' };

const named: Readonly<Record<string, LabelCommand>> = {
  Enter: { kind: 'accept' },
  X: { kind: 'reject' },
  Delete: { kind: 'remove' },
  Backspace: { kind: 'remove' },
  S: { kind: 'splitTime' },
  'Shift+S': { kind: 'splitBand' },
  M: { kind: 'merge' },
  F2: { kind: 'rename' },
  Escape: { kind: 'unselect' },
  Tab: { kind: 'next' },
  'Shift+Tab': { kind: 'previous' },
  Left: { kind: 'nudge', direction: 'left' },
  Right: { kind: 'nudge', direction: 'right' },
  Up: { kind: 'nudge', direction: 'up' },
  Down: { kind: 'nudge', direction: 'down' },
  'Shift+Left': { kind: 'resize', direction: 'left' },
  'Shift+Right': { kind: 'resize', direction: 'right' },
  'Shift+Up': { kind: 'resize', direction: 'up' },
  'Shift+Down': { kind: 'resize', direction: 'down' },
};

/** What a key does to the selected labels; undefined where it means nothing to them. */
export function commandOf(name: string): LabelCommand | undefined {
  if (/^[1-9]$/.test(name)) return { kind: 'class', key: Number(name) };
  return named[name];
}
