/** A message with a way back. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';

const id = 'undo';

/** What was said can no longer be undone, or was. */
export const hideUndo = (): void => {
  notifications.hide(id);
};

/** Stays long enough to be read and reached; a later one takes its place. */
export function sayUndoable(message: string, undo: () => void): void {
  const take = (): void => {
    notifications.hide(id);
    undo();
  };
  notifications.hide(id);
  notifications.show({
    id,
    color: 'wave',
    autoClose: 12_000,
    closeButtonProps: { 'aria-label': 'Close this message' },
    role: 'status',
    message: (
      <div className="wk-undo">
        <span>{message}</span>
        <Button variant="default" size="compact-xs" title="Put them back (Ctrl+Z)" onClick={take}>
          Undo
        </Button>
      </div>
    ),
  });
}
