/** What is looked for: a text, a panel for everything else, chips of what counts, and searches that were kept. */
import { ActionIcon, Button, Menu, Popover } from '@mantine/core';
import { IconBookmark, IconChevronDown, IconFilter, IconPencil, IconTrash, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { create } from 'zustand';
import { SearchField } from '../frame/search-field.tsx';
import { attempt } from '../frame/toasts.tsx';
import { engine } from '../link.ts';
import { useSessions } from '../sessions/store.ts';
import { useSources } from '../sources/store.ts';
import { FilterForm } from './filter-form.tsx';
import { chipsOf, isEverything, without, type Names } from './query.ts';
import { renameSearch } from './save-search.tsx';
import { changeSearch, openLibraryDialog, setSearch, useLibrary } from './store.ts';
import { focusTable } from './table.tsx';

const fieldId = 'wk-library-text';

/** `/` */
export const focusSearch = (): void => document.getElementById(fieldId)?.focus();

const useFilterPanel = create<{ opened: boolean }>(() => ({ opened: false }));
/** `Shift+F` */
export const openFilters = (): void => useFilterPanel.setState({ opened: true });

const takeText = (text: string): void => changeSearch({ text });

export function SearchBar(): React.ReactNode {
  const text = useLibrary(({ search }) => search.text ?? '');
  return (
    <div className="wk-library-search" role="search" aria-label="Search recordings">
      <SearchField
        id={fieldId}
        className="wk-library-text"
        label="Words of name, notes, radio, author or labels"
        placeholder="Name, notes, radio, author, label  ( / )"
        text={text}
        onText={takeText}
        onLeave={focusTable}
      />
      <FilterPanel />
      <SavedMenu />
    </div>
  );
}

function FilterPanel(): React.ReactNode {
  const opened = useFilterPanel((state) => state.opened);
  const set = (next: boolean): void => useFilterPanel.setState({ opened: next });
  return (
    <Popover
      position="bottom-start"
      trapFocus
      withArrow
      width={660}
      opened={opened}
      onChange={set}
      onClose={focusTable}
    >
      <Popover.Target>
        <Button
          variant="default"
          title="Search by frequency, time, label and more (Shift+F)"
          leftSection={<IconFilter size={14} aria-hidden />}
          onClick={() => set(!opened)}
        >
          Filter…
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <FilterForm onDone={() => set(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function SavedMenu(): React.ReactNode {
  const [opened, setOpened] = useState(false);
  const searches = useLibrary((state) => state.searches);
  const nothing = useLibrary(({ search }) => isEverything(search));
  return (
    <Menu position="bottom-start" width={280} opened={opened} onChange={setOpened}>
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconBookmark size={14} aria-hidden />}
          rightSection={<IconChevronDown size={12} aria-hidden />}
        >
          Saved
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {searches.map((one) => (
          <div key={one.id} className="wk-saved">
            <Menu.Item onClick={() => setSearch(one.search)}>{one.name}</Menu.Item>
            <ActionIcon
              aria-label={`Rename the search ${one.name}`}
              title="Rename this search"
              onClick={() => {
                setOpened(false);
                renameSearch(one);
              }}
            >
              <IconPencil size={14} aria-hidden />
            </ActionIcon>
            <ActionIcon
              aria-label={`Forget the search ${one.name}`}
              title="Forget this search"
              onClick={() => attempt(() => engine().library.removeSearch({ id: one.id }))}
            >
              <IconTrash size={14} aria-hidden />
            </ActionIcon>
          </div>
        ))}
        {searches.length === 0 && <Menu.Label>No search is kept yet.</Menu.Label>}
        <Menu.Divider />
        <Menu.Item disabled={nothing} onClick={() => openLibraryDialog('save-search')}>
          Keep this search…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function useNames(): Names {
  const sources = useSources((state) => state.sources);
  const sessions = useSessions((state) => state.sessions);
  return {
    source: (id) => sources.find((one) => one.id === id)?.name,
    session: (id) => sessions.find((one) => one.id === id)?.name,
  };
}

/** What counts beside the text; each part goes by itself. */
export function SearchChips(): React.ReactNode {
  const search = useLibrary((state) => state.search);
  const chips = chipsOf(search, useNames());
  if (chips.length === 0) return null;
  return (
    <ul className="wk-search-chips" aria-label="What is searched for">
      {chips.map(({ name, fields }) => (
        <li key={name}>
          {name}
          <button
            type="button"
            aria-label={`Don't search for: ${name}`}
            onClick={() => {
              setSearch(without(search, fields));
              focusTable();
            }}
          >
            <IconX size={12} aria-hidden />
          </button>
        </li>
      ))}
      <li data-all>
        <button type="button" onClick={() => setSearch({})}>
          Clear all
        </button>
      </li>
    </ul>
  );
}
