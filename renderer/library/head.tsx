/** The page's title, its search, what comes in and what is done with the whole library. */
import { Button, Loader, Menu } from '@mantine/core';
import {
  IconChevronDown,
  IconFileImport,
  IconFiles,
  IconFolderPlus,
  IconProgress,
  IconTool,
} from '@tabler/icons-react';
import { attempt } from '../frame/toasts.tsx';
import { printKey } from '../frame/shortcuts.tsx';
import { libraryTools } from './tools.ts';
import { closeImport, startImport, useImport } from './import-store.ts';
import { SearchBar } from './search.tsx';
import { openLibraryDialog, useLibrary } from './store.ts';

export function LibraryHead(): React.ReactNode {
  const reading = useImport((state) => state.reading);
  return (
    <header className="wk-page-head">
      <h1>Library</h1>
      <SearchBar />
      <span className="wk-toolbar-space" />
      {reading && (
        <span className="wk-library-reading" role="status">
          <Loader size={14} aria-hidden /> Reading headers…
          <Button variant="default" size="compact-xs" onClick={closeImport}>
            Cancel
          </Button>
        </span>
      )}
      <Jobs />
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconTool size={14} aria-hidden />}
            rightSection={<IconChevronDown size={12} aria-hidden />}
          >
            Care
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {libraryTools.map(({ id, label, key, run }) => (
            <Menu.Item
              key={id}
              onClick={run}
              rightSection={key === undefined ? undefined : <span className="wk-dim">{printKey(key)}</span>}
            >
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <Button
            leftSection={<IconFileImport size={14} aria-hidden />}
            rightSection={<IconChevronDown size={12} aria-hidden />}
          >
            Import
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconFiles size={14} aria-hidden />}
            rightSection={<span className="wk-dim">I</span>}
            onClick={() => attempt(() => startImport('imports'))}
          >
            Files…
          </Menu.Item>
          <Menu.Item
            leftSection={<IconFolderPlus size={14} aria-hidden />}
            rightSection={<span className="wk-dim">Shift+I</span>}
            onClick={() => attempt(() => startImport('import-folder'))}
          >
            Whole folders…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </header>
  );
}

function Jobs(): React.ReactNode {
  const running = useLibrary(({ jobs }) => jobs.filter(({ state }) => state === 'running').length);
  const any = useLibrary(({ jobs }) => jobs.length > 0);
  if (!any) return null;
  return (
    <Button
      variant={running > 0 ? 'light' : 'default'}
      title="Jobs (J)"
      leftSection={running > 0 ? <Loader size={13} aria-hidden /> : <IconProgress size={14} aria-hidden />}
      onClick={() => openLibraryDialog('jobs')}
    >
      {running > 0 ? `${String(running)} running` : 'Jobs'}
    </Button>
  );
}
