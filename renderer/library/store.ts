/**
 * What the Library page shows. The rows themselves stay in `rows`; here is only what says that they changed. Jobs are
 * followed all the time: they end while something else is looked at. The rest only while the page is on screen.
 */
import { create } from 'zustand';
import type { z } from 'zod';
import type { Stop, Subscription } from '../../contract/bridge.ts';
import type { EngineClient } from '../../contract/index.ts';
import type { Job } from '../../contract/job.ts';
import type {
  IntegrityFinding,
  LibraryEntry,
  LibrarySearch,
  SavedSearch,
  WatchedFolder,
} from '../../contract/library.ts';
import { makeRows } from '../frame/rows.ts';
import { noSelection, type Selection } from '../frame/selection.ts';
import { reportFault } from '../frame/toasts.tsx';
import { engine } from '../link.ts';
import { nextOrder, sameSearch, tidy, type LibraryOrder } from './query.ts';
import { sayEnded } from './ended.ts';

type Finding = z.infer<typeof IntegrityFinding>;
export type Watched = z.infer<typeof WatchedFolder>;

export type LibraryDialog =
  'watched' | 'check' | 'retention' | 'move' | 'bundle-export' | 'bundle-import' | 'save-search' | 'jobs';

interface LibraryState {
  search: LibrarySearch;
  order: LibraryOrder;
  descending: boolean;
  /** Rises with every change of the rows that are here. */
  rowsVersion: number;
  total: number | undefined;
  /** Of all that was found. */
  bytes: number;
  seconds: number;
  selection: Selection<string>;
  /** The row the keyboard stands on. */
  cursorId: string | undefined;
  /** The panel beside the list. */
  detail: boolean;
  /** The last revision the engine told. */
  revision: number;
  jobs: readonly Job[];
  watched: readonly Watched[];
  searches: readonly SavedSearch[];
  findings: readonly Finding[];
  dialog: LibraryDialog | undefined;
  /** The kept search whose name is being changed. */
  renamed: SavedSearch | undefined;
}

export const useLibrary = create<LibraryState>(() => ({
  search: {},
  order: 'started',
  descending: true,
  rowsVersion: 0,
  total: undefined,
  bytes: 0,
  seconds: 0,
  selection: noSelection(),
  cursorId: undefined,
  detail: true,
  revision: 0,
  jobs: [],
  watched: [],
  searches: [],
  findings: [],
  dialog: undefined,
  renamed: undefined,
}));

/** The question as it stands, without place. */
export function currentQuery(): LibrarySearch & { order: LibraryOrder; descending: boolean } {
  const { search, order, descending } = useLibrary.getState();
  return { ...search, order, descending };
}

export const rows = makeRows<string, LibraryEntry>({
  fetch: async (offset, limit, signal) => {
    const page = await engine().library.page({ ...currentQuery(), offset, limit }, { signal });
    useLibrary.setState({ bytes: page.bytes, seconds: page.seconds });
    return page;
  },
  onChange: () =>
    useLibrary.setState(({ rowsVersion }) => ({ rowsVersion: rowsVersion + 1, total: rows.total })),
  onFault: reportFault,
});

/** The entry under the cursor, where its row is here. */
export function rowOf(id: string | undefined): LibraryEntry | undefined {
  const index = id === undefined ? undefined : rows.indexOf(id);
  return index === undefined ? undefined : rows.at(index);
}

function takeRevision({ revision }: { revision: number }): void {
  const before = useLibrary.getState().revision;
  useLibrary.setState({ revision });
  if (before !== revision) rows.stale();
}

/** By the dialog that is open. */
function isShown({ kind }: Job): boolean {
  const { dialog } = useLibrary.getState();
  return dialog === 'jobs' || (dialog === 'check' && (kind === 'check' || kind === 'repair'));
}

function takeJobs(jobs: readonly Job[]): void {
  const before = new Map(useLibrary.getState().jobs.map((job) => [job.id, job]));
  useLibrary.setState({ jobs });
  for (const job of jobs)
    if (before.get(job.id)?.state === 'running' && job.state !== 'running') sayEnded(job, isShown(job));
}

/** For as long as the engine is connected. */
export function attachLibrary(client: EngineClient): Stop {
  const jobs = client.library.jobs({}, { next: takeJobs, end: (fault) => fault && reportFault(fault) });
  return () => jobs.close();
}

/** Follows the library while the page is on screen: not in a hidden tab, not behind another page. */
export function watchLibrary(client: EngineClient): Stop {
  let subscriptions: Subscription[] = [];
  const end = (fault: unknown): void => {
    if (fault !== undefined) reportFault(fault);
  };
  const stop = (): void => {
    for (const one of subscriptions) one.close();
    subscriptions = [];
  };
  const follow = (): void => {
    if (document.hidden) stop();
    else if (subscriptions.length === 0)
      subscriptions = [
        client.library.revision({}, { next: takeRevision, end }),
        client.library.watched({}, { next: (watched) => useLibrary.setState({ watched }), end }),
        client.library.searches({}, { next: (searches) => useLibrary.setState({ searches }), end }),
        client.library.findings({}, { next: (findings) => useLibrary.setState({ findings }), end }),
      ];
  };
  follow();
  document.addEventListener('visibilitychange', follow);
  return () => {
    document.removeEventListener('visibilitychange', follow);
    stop();
  };
}

export function setSearch(search: LibrarySearch): void {
  const next = tidy(search);
  if (sameSearch(next, useLibrary.getState().search)) return;
  useLibrary.setState({ search: next });
  begin();
}

export const changeSearch = (change: LibrarySearch): void =>
  setSearch({ ...useLibrary.getState().search, ...change });

export function setOrder(order: LibraryOrder): void {
  useLibrary.setState((now) => nextOrder(now, order));
  begin();
}

/** Another list: what was selected in the old one may not be in it. */
function begin(): void {
  useLibrary.setState({ selection: noSelection(), cursorId: undefined });
  rows.reset();
}

export const openLibraryDialog = (dialog: LibraryDialog | undefined): void => useLibrary.setState({ dialog });
export const showDetail = (detail: boolean): void => useLibrary.setState({ detail });
