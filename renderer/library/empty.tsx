/** What the list says when it has no rows: what to do next. */
import { Button, Kbd } from '@mantine/core';
import { attempt } from '../frame/toasts.tsx';
import { startImport } from './import-store.ts';
import { isEverything } from './query.ts';
import { setSearch, useLibrary } from './store.ts';

export function Empty(): React.ReactNode {
  const search = useLibrary((state) => state.search);
  if (!isEverything(search))
    return (
      <div className="wk-tasks-empty">
        <strong>No recording matches the search.</strong>
        <Button variant="default" onClick={() => setSearch({})}>
          Show all recordings
        </Button>
      </div>
    );
  return (
    <div className="wk-tasks-empty">
      <strong>The library is empty.</strong>
      <p>
        What is recorded here appears by itself. Files from elsewhere (SigMF, WAV, FLAC, SDR-IQ, raw IQ) are
        imported where they lie; nothing is copied unless you ask for it.
      </p>
      <Button onClick={() => attempt(() => startImport('imports'))}>Import files…</Button>
      <p>
        <Kbd size="xs">I</Kbd> does the same, <Kbd size="xs">Shift+I</Kbd> takes a whole folder. In the
        desktop application files and folders can be dropped onto the window.
      </p>
    </div>
  );
}
