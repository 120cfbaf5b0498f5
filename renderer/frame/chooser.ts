/** Moving over the rows of a list and selecting them. Rows that aren't here are asked for when a range needs them. */
import type { Rows } from './rows.ts';
import { everything, extended, isSelected, noSelection, only, toggled, type Selection } from './selection.ts';
import { attempt } from './toasts.tsx';

/** What of a page's store the chooser reads and writes. */
interface Chosen<I> {
  selection: Selection<I>;
  /** The row the keyboard stands on. */
  cursorId: I | undefined;
}

interface ChooserParts<I, R extends { readonly id: I }> {
  rows: Rows<I, R>;
  get(): Chosen<I>;
  set(change: Partial<Chosen<I>>): void;
  /** Rows of the list as it is filtered and sorted now, from `offset` on. */
  fetch(offset: number, limit: number): Promise<readonly R[]>;
  /** The keyboard stands on another row. */
  onStep?(id: I): void;
}

interface Chooser<I, R> {
  /** Set by the table: brings a row into sight. */
  readonly onScrollTo: (scroll: ((index: number) => void) | undefined) => void;
  /** A click: alone, joining (`Ctrl`) or up to there (`Shift`). */
  readonly chooseRow: (row: R, index: number, how: ClickMeaning) => void;
  /** Arrow keys. With `select` the rows passed join the selection. Beyond the ends nothing happens. */
  readonly moveCursor: (by: number, select?: boolean) => void;
  readonly goTo: (end: 'first' | 'last') => void;
  /** Space: the row under the cursor joins or leaves. */
  readonly toggleCursor: () => void;
  readonly selectEverything: () => void;
  readonly selectNothing: () => void;
  /** What an action is for: the selected rows, or the row under the cursor where none is selected. */
  readonly chosenIds: () => Promise<I[]>;
}

type ClickMeaning = 'alone' | 'join' | 'range';

/** What a click means by its modifiers. */
export function clickMeans(event: { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean }): ClickMeaning {
  return event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'join' : 'alone';
}

/** Rows of one answer, the contract's limit. */
const mostRows = 500;
/** What one bulk action may reach. */
const mostIds = 100_000;

export function makeChooser<I, R extends { readonly id: I }>(parts: ChooserParts<I, R>): Chooser<I, R> {
  const { rows } = parts;
  /** Where a range begins: the last row that was chosen by itself. */
  let anchorId: I | undefined;
  /** Where the cursor stood last, for the moment its row is not among those here. */
  let lastIndex = 0;
  let scrollTo: ((index: number) => void) | undefined;

  /** The rows of the list from one to another, inclusive. */
  const rowsBetween = async (first: number, last: number): Promise<R[]> => {
    const found: R[] = [];
    for (let offset = first; offset <= last && found.length < mostIds; offset += mostRows) {
      const limit = Math.min(mostRows, last - offset + 1);
      const page = await parts.fetch(offset, limit);
      found.push(...page);
      if (page.length < limit) break;
    }
    return found;
  };

  const cursorIndex = (): number => {
    const { cursorId } = parts.get();
    const found = cursorId === undefined ? undefined : rows.indexOf(cursorId);
    if (found !== undefined) lastIndex = found;
    return found ?? lastIndex;
  };

  const putCursor = (cursorId: I, index: number): void => {
    lastIndex = index;
    parts.set({ cursorId });
    scrollTo?.(index);
  };

  const chooseRange = async (to: number): Promise<void> => {
    const from = anchorId === undefined ? to : (rows.indexOf(anchorId) ?? lastIndex);
    const [first, last] = from < to ? [from, to] : [to, from];
    const here = Array.from({ length: last - first + 1 }, (_, k) => rows.at(first + k)?.id);
    const known = here.filter((id) => id !== undefined);
    const ids = known.length === here.length ? known : (await rowsBetween(first, last)).map(({ id }) => id);
    parts.set({ selection: extended(noSelection<I>(), ids) });
  };

  const step = (row: R, index: number, select: boolean): void => {
    const { cursorId, selection } = parts.get();
    putCursor(row.id, index);
    if (select) {
      const passed = cursorId === undefined ? [row.id] : [cursorId, row.id];
      parts.set({ selection: extended(selection, passed) });
    } else {
      anchorId = row.id;
      parts.onStep?.(row.id);
    }
  };

  const moveTo = (index: number, select: boolean): void => {
    const row = rows.at(index);
    if (row !== undefined) step(row, index, select);
    else
      attempt(async () => {
        const [away] = await rowsBetween(index, index);
        if (away !== undefined) step(away, index, select);
      });
  };

  const moveCursor = (by: number, select = false): void => {
    const total = rows.total ?? 0;
    if (total === 0) return;
    // The first key of a list goes to its first row; the last place of another list says nothing about this one.
    const unset = parts.get().cursorId === undefined;
    moveTo(unset ? 0 : Math.max(0, Math.min(total - 1, cursorIndex() + by)), select);
  };

  return {
    onScrollTo: (scroll) => {
      scrollTo = scroll;
    },
    chooseRow(row, index, how) {
      const { selection } = parts.get();
      putCursor(row.id, index);
      if (how === 'range' && anchorId !== undefined) {
        attempt(() => chooseRange(index));
        return;
      }
      anchorId = row.id;
      parts.set({ selection: how === 'alone' ? only(row.id) : toggled(selection, row.id) });
    },
    moveCursor,
    goTo(end) {
      const total = rows.total ?? 0;
      if (total > 0) moveTo(end === 'first' ? 0 : total - 1, false);
    },
    toggleCursor() {
      const { cursorId, selection } = parts.get();
      if (cursorId === undefined) return;
      anchorId = cursorId;
      parts.set({ selection: toggled(selection, cursorId) });
    },
    selectEverything: () => parts.set({ selection: everything() }),
    selectNothing: () => parts.set({ selection: noSelection() }),
    async chosenIds() {
      const { selection, cursorId } = parts.get();
      if (selection.all) {
        const all = await rowsBetween(0, Math.min((rows.total ?? 0) - 1, mostIds - 1));
        return all.map(({ id }) => id).filter((id) => isSelected(selection, id));
      }
      if (selection.ids.size > 0) return [...selection.ids].slice(0, mostIds);
      return cursorId === undefined ? [] : [cursorId];
    },
  };
}
