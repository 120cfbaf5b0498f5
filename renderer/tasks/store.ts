/**
 * What the Tasks page shows. The rows themselves stay in `rows`; here is only what says that they changed. While
 * the page is not on screen nothing is subscribed; filter, order, selection and place are kept.
 */
import { create } from 'zustand';
import type { EngineClient } from '../../contract/index.ts';
import type { QueueState, TaskInfo, TaskPhase } from '../../contract/task.ts';
import type { Stop, Subscription } from '../../contract/bridge.ts';
import { reportFault } from '../frame/toasts.tsx';
import { engine } from '../link.ts';
import { emptyFilter, nextSort, toFilter, type TaskSort, type ViewFilter } from './query.ts';
import { makeRows } from '../frame/rows.ts';
import { noSelection, type Selection } from '../frame/selection.ts';

export type TasksView = 'table' | 'timeline' | 'calendar';

/** What a lane says of a running task. */
export interface LiveTask {
  progress: number;
  phase: TaskPhase;
  note: string | undefined;
}

interface TasksState {
  view: TasksView;
  /** Undefined until the engine's first word. */
  queue: QueueState | undefined;
  live: ReadonlyMap<number, LiveTask>;
  filter: ViewFilter;
  sort: TaskSort;
  descending: boolean;
  /** Rises with every change of the rows that are here. */
  rowsVersion: number;
  total: number | undefined;
  selection: Selection<number>;
  /** The row the keyboard stands on. */
  cursorId: number | undefined;
  /** The task looked at in the panel. */
  detailId: number | undefined;
  /** The notice of the queue that was read and put away. */
  noticeRead: string | undefined;
}

export const useTasks = create<TasksState>(() => ({
  view: 'table',
  queue: undefined,
  live: new Map(),
  filter: emptyFilter,
  sort: 'created',
  descending: true,
  rowsVersion: 0,
  total: undefined,
  selection: noSelection(),
  cursorId: undefined,
  detailId: undefined,
  noticeRead: undefined,
}));

/** The question as it stands, without place. */
export function currentQuery(): {
  filter: ReturnType<typeof toFilter>;
  sort: TaskSort;
  descending: boolean;
} {
  const { filter, sort, descending } = useTasks.getState();
  return { filter: toFilter(filter), sort, descending };
}

export const rows = makeRows<number, TaskInfo>({
  fetch: (offset, limit, signal) => engine().task.page({ ...currentQuery(), offset, limit }, { signal }),
  onChange: () =>
    useTasks.setState(({ rowsVersion }) => ({ rowsVersion: rowsVersion + 1, total: rows.total })),
  onFault: reportFault,
});

/** Takes the old object where the new one says the same: only rows that changed are drawn. */
export function mergeLive(
  before: ReadonlyMap<number, LiveTask>,
  lanes: QueueState['lanes'],
): ReadonlyMap<number, LiveTask> {
  const live = new Map<number, LiveTask>();
  for (const { tasks } of lanes)
    for (const { taskId, progress, phase, note } of tasks) {
      const old = before.get(taskId);
      const same = old?.progress === progress && old.phase === phase && old.note === note;
      live.set(taskId, same ? old : { progress, phase, note });
    }
  return live;
}

function takeQueue(queue: QueueState): void {
  const { queue: before, live } = useTasks.getState();
  useTasks.setState({ queue, live: mergeLive(live, queue.lanes) });
  if (before?.revision !== queue.revision) rows.stale();
}

/** Follows the queue while the page is on screen: not in a hidden tab, not behind another page. */
export function watchTasks(client: EngineClient): Stop {
  let subscription: Subscription | undefined;
  const follow = (): void => {
    if (document.hidden) {
      subscription?.close();
      subscription = undefined;
    } else
      subscription ??= client.task.queue(
        {},
        { next: takeQueue, end: (fault) => fault && reportFault(fault) },
      );
  };
  follow();
  document.addEventListener('visibilitychange', follow);
  return () => {
    document.removeEventListener('visibilitychange', follow);
    subscription?.close();
  };
}

export function setFilter(change: Partial<ViewFilter>): void {
  const before = JSON.stringify(currentQuery());
  useTasks.setState(({ filter }) => ({ filter: { ...filter, ...change } }));
  if (JSON.stringify(currentQuery()) !== before) begin();
}

export function clearFilter(): void {
  useTasks.setState({ filter: emptyFilter });
  begin();
}

export function setSort(sort: TaskSort): void {
  useTasks.setState((now) => nextSort(now, sort));
  begin();
}

/** Another list: what was selected in the old one may not be in it. */
function begin(): void {
  useTasks.setState({ selection: noSelection(), cursorId: undefined });
  rows.reset();
}

export const showView = (view: TasksView): void => useTasks.setState({ view });
export const showDetail = (detailId: number | undefined): void => useTasks.setState({ detailId });
