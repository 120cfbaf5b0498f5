/** An import from the choice of files to its beginning: what was found is shown before anything is kept. */
import { create } from 'zustand';
import type { Grant } from '../../contract/app.ts';
import { showPage } from '../frame/store.ts';
import { attempt, reportFault, say } from '../frame/toasts.tsx';
import { engine } from '../link.ts';
import { counted } from '../tasks/words.ts';
import {
  appliedToAlike,
  beginItems,
  canChoose,
  confirmed,
  joined,
  requestOf,
  said,
  summaryOf,
  tabOf,
  type FactName,
  type ImportChoices,
  type Item,
  type Tab,
} from './candidates.ts';
import { askImports } from './place.ts';

interface ImportState extends ImportChoices {
  /** Undefined: nothing is being imported. */
  items: readonly Item[] | undefined;
  /** Files beyond what one question holds. */
  left: number;
  /** Headers are being read. */
  reading: boolean;
  tab: Tab;
  /** The row the keyboard stands on, a place in `items`. */
  cursor: number;
  starting: boolean;
}

const closed: ImportState = {
  items: undefined,
  left: 0,
  reading: false,
  tab: 'all',
  cursor: 0,
  starting: false,
  copy: false,
  incomplete: false,
  sourceId: undefined,
  notes: '',
};

export const useImport = create<ImportState>(() => closed);

let asking: AbortController | undefined;

export async function startImport(what: 'imports' | 'import-folder'): Promise<void> {
  showPage('library');
  const grants = await askImports(what);
  if (grants.length > 0) await inspectGrants(grants);
}

/** Reads what the chosen files and folders hold and shows it; joins what is shown already. */
export async function inspectGrants(grants: readonly Grant[]): Promise<void> {
  asking?.abort();
  const controller = new AbortController();
  asking = controller;
  showPage('library');
  useImport.setState({ reading: true });
  try {
    const { candidates, left } = await engine().library.inspect(
      { grants: grants.map(({ grant }) => grant) },
      { signal: controller.signal },
    );
    if (asking !== controller) return;
    const before = useImport.getState().items;
    if (candidates.length === 0 && before === undefined) {
      say('Nothing in there can be imported: no recording, audio or raw IQ file was found.', 'orange');
      return;
    }
    const items = before === undefined ? beginItems(candidates) : joined(before, candidates);
    // What has to be asked about is what the person is here for.
    const tab: Tab = tabOf(items, 'ask').length > 0 ? 'ask' : 'all';
    useImport.setState({ items, left, tab, cursor: tabOf(items, tab)[0] ?? 0 });
  } catch (error) {
    if (asking === controller) reportFault(error);
  } finally {
    if (asking === controller) {
      asking = undefined;
      useImport.setState({ reading: false });
    }
  }
}

export function closeImport(): void {
  asking?.abort();
  asking = undefined;
  useImport.setState(closed);
}

const put = (items: readonly Item[]): void => useImport.setState({ items });

function changeItem(index: number, change: (item: Item) => Item): void {
  const { items } = useImport.getState();
  const item = items?.[index];
  if (items === undefined || item === undefined) return;
  const next = change(item);
  if (next !== item) put(items.with(index, next));
}

export const toggleItem = (index: number): void =>
  changeItem(index, (item) => (canChoose(item) ? { ...item, chosen: !item.chosen } : item));

/** All of the tab, or none where all are. */
export function toggleTab(): void {
  const { items, tab } = useImport.getState();
  if (items === undefined) return;
  const shown = new Set(tabOf(items, tab));
  const open = [...shown].filter((i) => items[i] !== undefined && canChoose(items[i]));
  const chosen = !open.every((i) => items[i]?.chosen === true);
  put(items.map((item, i) => (shown.has(i) && canChoose(item) ? { ...item, chosen } : item)));
}

export const sayFact = (index: number, fact: FactName, value: Item['stated'][FactName]): void =>
  changeItem(index, (item) => said(item, fact, value));

export const confirmItem = (index: number): void => changeItem(index, confirmed);

/** What is said of this one, and what is likely of it, for all that are like it. */
export function applyAlike(index: number): void {
  const { items } = useImport.getState();
  const item = items?.[index];
  if (items === undefined || item === undefined) return;
  const sure = confirmed(item);
  put(appliedToAlike(items.with(index, sure), sure));
}

/** Down or up in the tab that is shown. */
export function moveItem(by: number): number | undefined {
  const { items, tab, cursor } = useImport.getState();
  if (items === undefined) return undefined;
  const shown = tabOf(items, tab);
  const at = shown.indexOf(cursor);
  // One that was answered has left the list of questions: the next one stands in its place.
  const next = shown.findIndex((i) => i > cursor);
  const to = at < 0 ? Math.max(0, next) : Math.max(0, Math.min(shown.length - 1, at + by));
  const index = shown[to];
  if (index !== undefined) useImport.setState({ cursor: index });
  return index === undefined ? undefined : to;
}

export function showTab(tab: Tab): void {
  const { items = [], cursor } = useImport.getState();
  const shown = tabOf(items, tab);
  useImport.setState({ tab, cursor: shown.includes(cursor) ? cursor : (shown[0] ?? 0) });
}

export function commitImport(): void {
  const { items, starting, ...choices } = useImport.getState();
  if (items === undefined || starting) return;
  const { coming, copied } = summaryOf(items, choices.incomplete);
  if (coming === 0) return;
  useImport.setState({ starting: true });
  attempt(async () => {
    try {
      await engine().library.import(requestOf(items, choices));
      // What is only referred to is there at once, and said then.
      if (choices.copy || copied > 0)
        say(`${counted(coming, 'file')} ${coming === 1 ? 'is' : 'are'} being imported. Copies take a while.`);
      closeImport();
    } finally {
      useImport.setState({ starting: false });
    }
  });
}
