import { describe, expect, it } from 'vitest';
import { actionFor, isTyping, keepsKey, nameOf } from './keys.ts';

const bare = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

describe('key names', () => {
  it.each([
    [{ ...bare, key: ' ' }, 'Space'],
    [{ ...bare, key: 'f' }, 'F'],
    [{ ...bare, key: 'R', shiftKey: true }, 'Shift+R'],
    [{ ...bare, key: 'k', ctrlKey: true }, 'Ctrl+K'],
    [{ ...bare, key: 'k', metaKey: true }, 'Ctrl+K'],
    [{ ...bare, key: '?', shiftKey: true }, '?'],
    [{ ...bare, key: 'ArrowLeft', shiftKey: true }, 'Shift+Left'],
    [{ ...bare, key: 'F11' }, 'F11'],
    [{ ...bare, key: 'ArrowUp', altKey: true, ctrlKey: true }, 'Ctrl+Alt+Up'],
  ])('%o is %s', (press, name) => {
    expect(nameOf(press)).toBe(name);
  });
});

describe('the action of a key', () => {
  const actions = [
    { id: 'toggle', key: 'Space' },
    { id: 'clear', key: 'Delete', page: 'receive' },
    { id: 'cancel', key: 'Delete', page: 'tasks' },
    { id: 'select', key: 'Space', page: 'tasks' },
  ];
  it('is the one of the page in front, or one that holds everywhere', () => {
    expect(actionFor(actions, 'Delete', 'tasks')?.id).toBe('cancel');
    expect(actionFor(actions, 'Delete', 'receive')?.id).toBe('clear');
    expect(actionFor(actions, 'Delete', 'settings')).toBeUndefined();
    expect(actionFor(actions, 'Space', 'tasks')?.id).toBe('select');
    expect(actionFor(actions, 'Space', 'settings')?.id).toBe('toggle');
  });
});

describe('who gets a key', () => {
  it('leaves typing alone', () => {
    expect(isTyping({ tagName: 'INPUT', type: 'text' })).toBe(true);
    expect(isTyping({ tagName: 'input' })).toBe(true);
    expect(isTyping({ tagName: 'DIV', editable: true })).toBe(true);
    expect(isTyping({ tagName: 'DIV', role: 'combobox' })).toBe(true);
    expect(isTyping({ tagName: 'INPUT', type: 'checkbox' })).toBe(false);
    expect(isTyping({ tagName: 'BUTTON' })).toBe(false);
  });

  it('a list to choose from keeps its arrows and Space, and leaves shortcuts to the application', () => {
    const list = { tagName: 'INPUT', type: 'text', role: 'combobox', readOnly: true };
    expect(isTyping(list)).toBe(false);
    expect(keepsKey(list, 'Space')).toBe(true);
    expect(keepsKey(list, 'Down')).toBe(true);
    expect(keepsKey(list, 'Shift+R')).toBe(false);
  });

  it('leaves Space to buttons and arrows to sliders and dial digits', () => {
    expect(keepsKey({ tagName: 'BUTTON' }, 'Space')).toBe(true);
    expect(keepsKey({ tagName: 'BUTTON' }, 'Left')).toBe(false);
    expect(keepsKey({ tagName: 'DIV', role: 'slider' }, 'Shift+Left')).toBe(true);
    expect(keepsKey({ tagName: 'SPAN', role: 'spinbutton' }, 'Up')).toBe(true);
    expect(keepsKey({ tagName: 'SPAN', role: 'spinbutton' }, '7')).toBe(true);
    expect(keepsKey({ tagName: 'SPAN', role: 'spinbutton' }, 'F')).toBe(false);
    expect(keepsKey({ tagName: 'DIV' }, 'Space')).toBe(false);
  });
});
