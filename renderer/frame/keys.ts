/** From key presses to actions. Pure: events are described structurally. */
export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/**
 * The name of a key with its modifiers, in the order Ctrl+Alt+Shift: `Shift+R`, `Ctrl+K`, `Space`, `?`.
 * Letters are upper case. Shift is named for letters and named keys only: `?` is already shifted.
 * Command counts as Ctrl.
 */
export function nameOf(press: KeyPress): string {
  const single = press.key.length === 1;
  const letter = single && press.key.toLowerCase() !== press.key.toUpperCase();
  const key = press.key === ' ' ? 'Space' : letter ? press.key.toUpperCase() : press.key;
  const shift = press.shiftKey && (letter || !single || press.key === ' ');
  return [
    press.ctrlKey || press.metaKey ? 'Ctrl+' : '',
    press.altKey ? 'Alt+' : '',
    shift ? 'Shift+' : '',
    key.replace(/^Arrow/, ''),
  ].join('');
}

/**
 * The action of a key: the page's own comes before one that holds everywhere; another page's is never taken.
 */
export function actionFor<A extends { key?: string; page?: string }>(
  actions: readonly A[],
  name: string,
  page: string,
): A | undefined {
  const named = actions.filter(({ key }) => key === name);
  return named.find((action) => action.page === page) ?? named.find((action) => action.page === undefined);
}

/** What the focused element makes of keys. */
export interface Target {
  tagName: string;
  type?: string | undefined;
  role?: string | null | undefined;
  editable?: boolean | undefined;
  /** A list to choose from, not a text: its arrows and Space are its own, other keys aren't. */
  readOnly?: boolean | undefined;
}

const typingInputs = new Set(['button', 'checkbox', 'radio', 'range', 'submit', 'file', 'color', 'image']);

/** True where keys write text or belong to a list: no shortcut may take them. */
export function isTyping(target: Target): boolean {
  const tag = target.tagName.toUpperCase();
  if (target.readOnly === true) return false;
  if (target.editable === true || tag === 'TEXTAREA' || tag === 'SELECT') return true;
  if (tag === 'INPUT') return !typingInputs.has(target.type ?? 'text');
  return target.role === 'textbox' || target.role === 'combobox' || target.role === 'searchbox';
}

const arrows = new Set(['Left', 'Right', 'Up', 'Down', 'Home', 'End', 'PageUp', 'PageDown']);
const presses = new Set(['Space', 'Enter']);
const arrowRoles = new Set([
  'slider',
  'spinbutton',
  'radio',
  'tab',
  'option',
  'listbox',
  'menuitem',
  'separator',
]);

/** True where the focused element itself answers this key: arrows on a slider, Space on a button. */
export function keepsKey(target: Target, name: string): boolean {
  const tag = target.tagName.toUpperCase();
  const bare = name.replace(/^Shift\+/, '');
  const input = tag === 'INPUT';
  if (presses.has(bare)) return tag === 'BUTTON' || tag === 'A' || input || target.role === 'switch';
  if (arrows.has(bare)) return input || arrowRoles.has(target.role ?? '');
  // The dial writes digits; no shortcut is a digit, but a later one shall not steal them.
  return /^\d$/.test(bare) && target.role === 'spinbutton';
}
