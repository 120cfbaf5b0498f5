/** Moving over the rows and selecting them. Rows that aren't here are asked for when a range needs them. */
import type { TaskInfo } from '../../contract/task.ts';
import { attempt } from '../frame/toasts.tsx';
import { engine } from '../link.ts';
import { everything, extended, isSelected, noSelection, only, toggled } from './selection.ts';
import { currentQuery, rows, useTasks } from './store.ts';

/** Where a range begins: the last row that was chosen by itself. */
let anchorId: number | undefined;
/** Where the cursor stood last, for the moment its row is not among those here. */
let lastIndex = 0;
/** Set by the table: brings a row into sight. */
let scrollTo: ((index: number) => void) | undefined;

export function onScrollTo(scroll: ((index: number) => void) | undefined): void {
  scrollTo = scroll;
}

/** Rows of one answer, the contract's limit. */
const mostRows = 500;
/** What one bulk action may reach, the contract's limit. */
const mostIds = 100_000;

/** The tasks of the list from one row to another, inclusive. */
async function rowsBetween(first: number, last: number): Promise<TaskInfo[]> {
  const query = currentQuery();
  const found: TaskInfo[] = [];
  for (let offset = first; offset <= last && found.length < mostIds; offset += mostRows) {
    const limit = Math.min(mostRows, last - offset + 1);
    const page = await engine().task.page({ ...query, offset, limit });
    found.push(...page.rows);
    if (page.rows.length < limit) break;
  }
  return found;
}

export function cursorIndex(): number {
  const { cursorId } = useTasks.getState();
  const found = cursorId === undefined ? undefined : rows.indexOf(cursorId);
  if (found !== undefined) lastIndex = found;
  return found ?? lastIndex;
}

function putCursor(id: number, index: number): void {
  lastIndex = index;
  useTasks.setState({ cursorId: id });
  scrollTo?.(index);
}

/** A click: alone, joining (`Ctrl`) or up to there (`Shift`). */
export function chooseRow(task: TaskInfo, index: number, how: 'alone' | 'join' | 'range'): void {
  const { selection } = useTasks.getState();
  putCursor(task.id, index);
  if (how === 'range' && anchorId !== undefined) {
    attempt(() => chooseRange(index));
    return;
  }
  anchorId = task.id;
  useTasks.setState({ selection: how === 'alone' ? only(task.id) : toggled(selection, task.id) });
}

async function chooseRange(to: number): Promise<void> {
  const from = anchorId === undefined ? to : (rows.indexOf(anchorId) ?? lastIndex);
  const [first, last] = from < to ? [from, to] : [to, from];
  const here = Array.from({ length: last - first + 1 }, (_, k) => rows.at(first + k)?.id);
  const ids = here.every((id) => id !== undefined)
    ? here
    : (await rowsBetween(first, last)).map(({ id }) => id);
  useTasks.setState({ selection: extended(noSelection, ids) });
}

/** Arrow keys. With `select` the rows passed join the selection. Beyond the ends nothing happens. */
export function moveCursor(by: number, select = false): void {
  const { cursorId } = useTasks.getState();
  const total = rows.total ?? 0;
  if (total === 0) return;
  // The first key of a list goes to its first row; the last place of another list says nothing about this one.
  const index = cursorId === undefined ? 0 : Math.max(0, Math.min(total - 1, cursorIndex() + by));
  const task = rows.at(index);
  if (task !== undefined) step(task, index, select);
  else
    attempt(async () => {
      const [away] = await rowsBetween(index, index);
      if (away !== undefined) step(away, index, select);
    });
}

function step(task: TaskInfo, index: number, select: boolean): void {
  const { cursorId, selection, detailId } = useTasks.getState();
  putCursor(task.id, index);
  if (select) {
    const passed = cursorId === undefined ? [task.id] : [cursorId, task.id];
    useTasks.setState({ selection: extended(selection, passed) });
  } else {
    anchorId = task.id;
    // The panel follows the keyboard.
    if (detailId !== undefined) useTasks.setState({ detailId: task.id });
  }
}

/** Space: the row under the cursor joins or leaves. */
export function toggleCursor(): void {
  const { cursorId, selection } = useTasks.getState();
  if (cursorId === undefined) return;
  anchorId = cursorId;
  useTasks.setState({ selection: toggled(selection, cursorId) });
}

export const selectEverything = (): void => useTasks.setState({ selection: everything });
export const selectNothing = (): void => useTasks.setState({ selection: noSelection });

/** What an action is for: the selected tasks, or the row under the cursor where none is selected. */
export async function chosenIds(): Promise<number[]> {
  const { selection, cursorId, total } = useTasks.getState();
  if (selection.all) {
    const all = await rowsBetween(0, Math.min((total ?? 0) - 1, mostIds - 1));
    return all.map(({ id }) => id).filter((id) => isSelected(selection, id));
  }
  if (selection.ids.size > 0) return [...selection.ids].slice(0, mostIds);
  return cursorId === undefined ? [] : [cursorId];
}
