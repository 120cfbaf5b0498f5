/** Keys of the selected labels, heard before the application's own: arrows then move labels, not the view. */
import { isTyping, keepsKey, nameOf } from '../frame/keys.ts';
import { useFrame } from '../frame/store.ts';
import {
  commitDraft,
  giveClass,
  judgeSelected,
  mergeSelected,
  nudgeSelected,
  removeSelected,
  splitSelected,
  stepLabel,
} from './commands.ts';
import { commandOf, type LabelCommand } from './keys.ts';
import { focusName } from './focus.ts';
import { select, useLabels } from './store.ts';

/** Does a command; false where it leads nowhere and the key may do something else. */
function run(command: LabelCommand): boolean {
  switch (command.kind) {
    case 'class':
      giveClass(command.key);
      return true;
    case 'nudge':
    case 'resize':
      nudgeSelected(command.direction, command.kind === 'resize');
      return true;
    case 'accept':
      judgeSelected('accepted');
      return true;
    case 'reject':
      judgeSelected('rejected');
      return true;
    case 'remove':
      removeSelected();
      return true;
    case 'splitTime':
      splitSelected('time');
      return true;
    case 'splitBand':
      splitSelected('band');
      return true;
    case 'merge':
      mergeSelected();
      return true;
    case 'rename':
      return focusName();
    case 'unselect':
      commitDraft();
      select([]);
      return true;
    case 'next':
      return stepLabel(1);
    case 'previous':
      return stepLabel(-1);
  }
}

const isTab = (command: LabelCommand): boolean => command.kind === 'next' || command.kind === 'previous';

/** Listens while labels lie over `picture`. Returns what stops it. */
export function bindKeys(picture: HTMLElement): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || useFrame.getState().page !== 'analysis') return;
    const command = commandOf(nameOf(event));
    if (command === undefined) return;
    const { target } = event;
    const element = target instanceof HTMLElement ? target : document.body;
    const { selected } = useLabels.getState();
    if (selected.size === 0) return;
    // On a control Tab goes on through the page, as it does without a selection: Escape leads out of the labels.
    const free = element === document.body || element.contains(picture);
    if (isTab(command) && !free) return;
    const held = {
      tagName: element.tagName,
      role: element.getAttribute('role'),
      editable: element.isContentEditable,
      ...(element instanceof HTMLInputElement ? { type: element.type, readOnly: element.readOnly } : {}),
    };
    if (isTyping(held) || keepsKey(held, nameOf(event))) return;
    if (document.querySelector('[role="dialog"][aria-modal="true"]') !== null) return;
    if (event.repeat && command.kind !== 'nudge' && command.kind !== 'resize' && !isTab(command)) return;
    // At the last label Tab goes on to what follows on the page.
    if (!run(command)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  window.addEventListener('keydown', onKey, true);
  return () => window.removeEventListener('keydown', onKey, true);
}
