/** The Library page: everything recorded or imported, and one of it beside the list. */
import { useEffect } from 'react';
import { FileBrowser } from '../frame/browser.tsx';
import { engine, useLink } from '../link.ts';
import { BulkBar } from './bulk.tsx';
import { BundleDialogs } from './bundle.tsx';
import { CheckDialog } from './check.tsx';
import { DetailPanel } from './detail.tsx';
import { LibraryHead } from './head.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { JobsDialog } from './jobs.tsx';
import { MoveDialog } from './move.tsx';
import { settlePlace, usePlace, type PlaceKind } from './place.ts';
import { RetentionDialog } from './retention.tsx';
import { SaveSearchDialog } from './save-search.tsx';
import { SearchChips } from './search.tsx';
import { watchLibrary } from './store.ts';
import { LibraryTable } from './table.tsx';
import { WatchedDialog } from './watched.tsx';

export function LibraryPage(): React.ReactNode {
  const open = useLink((state) => state.phase === 'open');
  useEffect(() => (open ? watchLibrary(engine()) : undefined), [open]);
  return (
    <div className="wk-library">
      <LibraryHead />
      <SearchChips />
      <div className="wk-tasks-body">
        <div className="wk-library-view">
          <LibraryTable />
          <BulkBar />
        </div>
        <DetailPanel />
      </div>
      <ImportDialog />
      <JobsDialog />
      <WatchedDialog />
      <CheckDialog />
      <RetentionDialog />
      <MoveDialog />
      <BundleDialogs />
      <SaveSearchDialog />
      <Browser />
    </div>
  );
}

const browserKinds: Readonly<Record<PlaceKind, 'imports' | 'folder' | 'bundle'>> = {
  imports: 'imports',
  'import-folder': 'folder',
  'recording-folder': 'folder',
  bundle: 'bundle',
};

/** Where there is no file dialog: the server's own folders. Over the dialog that asked. */
function Browser(): React.ReactNode {
  const asked = usePlace((state) => state.asked);
  return (
    <FileBrowser
      opened={asked !== undefined}
      title={asked?.title ?? ''}
      what={asked === undefined ? 'folder' : browserKinds[asked.what]}
      onClose={() => settlePlace([])}
      onChoose={(grant) => settlePlace([grant])}
      onChooseMany={settlePlace}
    />
  );
}
