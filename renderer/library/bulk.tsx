/** What can be done with the selected recordings. Always there, so that the list doesn't jump when a row is chosen. */
import { Button } from '@mantine/core';
import { SelectEnds } from '../frame/select-ends.tsx';
import { countOf } from '../frame/selection.ts';
import { attempt } from '../frame/toasts.tsx';
import { lengthText } from '../tasks/clock.ts';
import { counted } from '../tasks/words.ts';
import { selectEverything, selectNothing } from './choose.ts';
import { exportChosen, removeChosen, withCursor, openEntry } from './commands.ts';
import { openLibraryDialog, useLibrary } from './store.ts';
import { sizeText } from './words.ts';

export function BulkBar(): React.ReactNode {
  const total = useLibrary((state) => state.total ?? 0);
  const bytes = useLibrary((state) => state.bytes);
  const seconds = useLibrary((state) => state.seconds);
  const selection = useLibrary((state) => state.selection);
  const cursor = useLibrary((state) => state.cursorId !== undefined);
  const count = countOf(selection, total);
  const nothing = count === 0 && !cursor;
  return (
    <div className="wk-bulk" role="toolbar" aria-label="Selected recordings">
      <b role="status">
        {count === 0
          ? counted(total, 'recording')
          : `${count.toLocaleString('en')} of ${total.toLocaleString('en')} selected`}
      </b>
      <Button
        variant="default"
        disabled={!cursor}
        title="Open in analysis (Enter)"
        onClick={() => withCursor(openEntry)}
      >
        Open
      </Button>
      <Button
        variant="default"
        disabled={nothing}
        title="Export a SigMF archive (E)"
        onClick={() => attempt(exportChosen)}
      >
        Export archive…
      </Button>
      <Button
        variant="default"
        disabled={nothing}
        title="Check files (C)"
        onClick={() => openLibraryDialog('check')}
      >
        Check…
      </Button>
      <Button
        variant="default"
        disabled={nothing}
        title="Remove (Delete)"
        onClick={() => attempt(removeChosen)}
      >
        Remove
      </Button>
      <SelectEnds count={count} total={total} onAll={selectEverything} onNone={selectNothing} />
      <span className="wk-toolbar-space" />
      {total > 0 && (
        <span className="wk-dim">
          {sizeText(bytes)} · {lengthText(seconds)}
        </span>
      )}
    </div>
  );
}
