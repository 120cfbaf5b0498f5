/** Listens to the keyboard and runs the action of a key, unless somebody is typing. */
import { useEffect } from 'react';
import { actions } from '../actions.ts';
import { actionFor, isTyping, keepsKey, nameOf, type Target } from './keys.ts';
import { useFrame } from './store.ts';

/** Keys that work everywhere, even while typing: they write nothing. */
const everywhere = new Set(['Ctrl+K', 'F11']);

/** What takes the keyboard from the page while the focus is in it. */
const inFront = '[role="menu"], [role="dialog"]';

function targetOf(event: KeyboardEvent): Target {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return { tagName: 'BODY' };
  return {
    tagName: target.tagName,
    role: target.getAttribute('role'),
    editable: target.isContentEditable,
    ...(target instanceof HTMLInputElement ? { type: target.type, readOnly: target.readOnly } : {}),
  };
}

export function useHotkeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const name = nameOf(event);
      const action = actionFor(actions, name, useFrame.getState().page);
      if (action === undefined || (event.repeat && action.repeats !== true)) return;
      const target = targetOf(event);
      if (!everywhere.has(name)) {
        if (isTyping(target) || keepsKey(target, name)) return;
        // A dialog in front owns the keyboard.
        if (document.querySelector('[role="dialog"][aria-modal="true"]') !== null) return;
        // So do an open menu and a panel. Escape has closed what it came from by now, and is not meant for the page too.
        if (event.target instanceof Element && event.target.closest(inFront) !== null) return;
      }
      event.preventDefault();
      action.run();
    };
    // A button that was clicked doesn't keep the keyboard: Space would press it again instead of stopping the radio.
    const onClick = ({ detail, target }: MouseEvent): void => {
      const button = target instanceof Element ? target.closest('button') : null;
      if (detail > 0 && button !== null && button === document.activeElement) button.blur();
    };
    window.addEventListener('keydown', onKey);
    window.addEventListener('click', onClick);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('click', onClick);
    };
  }, []);
}
