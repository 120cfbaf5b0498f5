/** The known sources, which are shown, and what of the page is open. */
import { create } from 'zustand';
import type { Stop } from '../../contract/bridge.ts';
import type { EngineClient } from '../../contract/index.ts';
import type { Source, SourceImport } from '../../contract/source.ts';
import { reportFault } from '../frame/toasts.tsx';
import { found, sorted, type SortKey } from './filter.ts';

/** A file that was read, before anything of it is kept. */
export interface ReadFile {
  name: string;
  content: SourceImport;
}

interface SourcesState {
  sources: readonly Source[];
  loaded: boolean;
  search: string;
  sort: SortKey;
  descending: boolean;
  selectedId: number | undefined;
  /** The form: of a new source, or of one that is changed. */
  form: { source: Source | undefined } | undefined;
  /** Choosing a file on the server, where there is no file dialog. */
  browsing: 'list' | 'tiles' | undefined;
  reading: boolean;
  file: ReadFile | undefined;
}

export const useSources = create<SourcesState>(() => ({
  sources: [],
  loaded: false,
  search: '',
  sort: 'name',
  descending: false,
  selectedId: undefined,
  form: undefined,
  browsing: undefined,
  reading: false,
  file: undefined,
}));

export function attachSources(client: EngineClient): Stop {
  const list = client.source.list(
    {},
    {
      next: (sources) => useSources.setState({ sources, loaded: true }),
      end: (fault) => fault && reportFault(fault),
    },
  );
  return () => list.close();
}

/** The last list made: sorting thousands of names for every press of an arrow key would be felt. */
let made: { from: readonly unknown[]; shown: readonly Source[] } | undefined;

function shownOf({ sources, search, sort, descending }: SourcesState): readonly Source[] {
  const from = [sources, search, sort, descending];
  if (made === undefined || from.some((part, i) => part !== made?.from[i]))
    made = { from, shown: sorted(found(sources, search), sort, descending) };
  return made.shown;
}

/** What the table shows, in its order. */
export const useShown = (): readonly Source[] => useSources(shownOf);
export const shownNow = (): readonly Source[] => shownOf(useSources.getState());

export const selectSource = (id: number | undefined): void => useSources.setState({ selectedId: id });

export function selectedSource(): Source | undefined {
  const { sources, selectedId } = useSources.getState();
  return sources.find(({ id }) => id === selectedId);
}

/** The same column again turns the order round. */
export function setSort(key: SortKey): void {
  useSources.setState(({ sort, descending }) => ({
    sort: key,
    descending: sort === key ? !descending : false,
  }));
}

export function selectEnd(end: 'first' | 'last'): void {
  const shown = shownNow();
  selectSource((end === 'first' ? shown[0] : shown.at(-1))?.id);
}

/** Rows up or down from the selected one; none selected: the first or the last. */
export function moveSelection(by: number): void {
  const shown = shownNow();
  const { selectedId } = useSources.getState();
  const at = shown.findIndex(({ id }) => id === selectedId);
  const to = at < 0 ? (by > 0 ? 0 : shown.length - 1) : Math.max(0, Math.min(shown.length - 1, at + by));
  const source = shown[to];
  if (source !== undefined) selectSource(source.id);
}
