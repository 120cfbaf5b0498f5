/** The Sources page: what is known of transmitters, as a list and on a map, each leading to the other. */
import { Button, Kbd, Loader } from '@mantine/core';
import { IconDownload, IconFileImport, IconPlus } from '@tabler/icons-react';
import { useMemo } from 'react';
import { FileBrowser } from '../frame/browser.tsx';
import { attempt } from '../frame/toasts.tsx';
import type { MapSource } from '../map/markers.ts';
import { SourceMap } from '../map/map.tsx';
import { counted } from '../tasks/words.ts';
import {
  chooseTiles,
  exportSources,
  forgetTiles,
  importSources,
  openSourceForm,
  readSources,
  takeTiles,
} from './commands.ts';
import { SourceDetail } from './detail.tsx';
import { SourceDialog } from './dialog.tsx';
import { ImportDialog } from './import.tsx';
import { SourceSearch } from './search.tsx';
import { selectSource, useShown, useSources } from './store.ts';
import { SourceTable } from './table.tsx';

export function SourcesPage(): React.ReactNode {
  const shown = useShown();
  const loaded = useSources((state) => state.loaded);
  const total = useSources((state) => state.sources.length);
  const selectedId = useSources((state) => state.selectedId);
  const selected = useSources((state) => state.sources.find(({ id }) => id === state.selectedId));
  const reading = useSources((state) => state.reading);
  const placed = useMemo(
    () =>
      shown.flatMap(({ id, name, latitudeDeg, longitudeDeg, errorRadiusM }): MapSource[] =>
        latitudeDeg === undefined || longitudeDeg === undefined
          ? []
          : [{ id, name, latitudeDeg, longitudeDeg, errorRadiusM }],
      ),
    [shown],
  );
  return (
    <div className="wk-sources">
      <header className="wk-page-head">
        <h1>Sources</h1>
        <SourceSearch />
        <span className="wk-count" role="status">
          {shown.length === total
            ? counted(total, 'source')
            : `${counted(shown.length, 'source')} of ${total.toLocaleString('en')}`}
        </span>
        <span className="wk-toolbar-space" />
        {reading && <Loader size="xs" aria-label="Reading the file" />}
        <Button
          variant="default"
          title="Import CSV, GPX or KML (I)"
          leftSection={<IconFileImport size={14} aria-hidden />}
          onClick={() => attempt(importSources)}
        >
          Import…
        </Button>
        <Button
          variant="default"
          disabled={total === 0}
          leftSection={<IconDownload size={14} aria-hidden />}
          onClick={() => attempt(exportSources)}
        >
          Export
        </Button>
        <Button
          title="New source (N)"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => openSourceForm()}
        >
          New source
        </Button>
      </header>
      <div className="wk-source-side">
        {loaded && total === 0 ? <Nothing /> : <SourceTable shown={shown} />}
        {selected !== undefined && <SourceDetail source={selected} />}
      </div>
      <SourceMap
        sources={placed}
        selectedId={selectedId}
        onSelect={selectSource}
        onChooseTiles={() => attempt(chooseTiles)}
        onForgetTiles={() => attempt(forgetTiles)}
      />
      <SourceDialog />
      <ImportDialog />
      <Browsers />
    </div>
  );
}

function Nothing(): React.ReactNode {
  return (
    <div className="wk-source-nothing">
      <strong>No sources yet.</strong>
      <p>A source is a transmitter you know: its name, frequency and, where known, its place.</p>
      <div>
        <Button onClick={() => openSourceForm()}>New source</Button>
        <Button variant="default" onClick={() => attempt(importSources)}>
          Import a list…
        </Button>
      </div>
      <p>
        <Kbd size="xs">N</Kbd> and <Kbd size="xs">I</Kbd> do the same. Lists are CSV with a heading line
        (name, frequency, latitude, longitude), GPX way points or KML placemarks.
      </p>
    </div>
  );
}

/** Where there is no file dialog: the server's own folders. */
function Browsers(): React.ReactNode {
  const browsing = useSources((state) => state.browsing);
  const close = (): void => useSources.setState({ browsing: undefined });
  return (
    <>
      <FileBrowser
        opened={browsing === 'list'}
        title="Open a list of sources"
        what="source-list"
        onClose={close}
        onChoose={(file) => attempt(() => readSources(file))}
      />
      <FileBrowser
        opened={browsing === 'tiles'}
        title="Choose a folder of map tiles (Z/X/Y.png)"
        what="folder"
        onClose={close}
        onChoose={(folder) => attempt(() => takeTiles(folder))}
      />
    </>
  );
}
