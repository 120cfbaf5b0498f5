/** From what the page filters and sorts by to the question put to the queue. Pure. */
import { Fault } from '../../contract/fault.ts';
import { parseQuantity } from '../../contract/quantity.ts';
import type { taskSorts, TaskFilter, TaskState } from '../../contract/task.ts';

export type TaskSort = (typeof taskSorts)[number];

/** As typed and clicked; texts may not be readable yet. */
export interface ViewFilter {
  states: readonly TaskState[];
  text: string;
  radioId: string;
  /** `100M`, empty for open. */
  low: string;
  high: string;
  /** Only the runs of one repetition. */
  scheduleId?: number;
}

export const emptyFilter: ViewFilter = { states: [], text: '', radioId: '', low: '', high: '' };

export function isEmpty(filter: ViewFilter): boolean {
  return (
    filter.states.length === 0 &&
    filter.text.trim() === '' &&
    filter.radioId === '' &&
    filter.low.trim() === '' &&
    filter.high.trim() === '' &&
    filter.scheduleId === undefined
  );
}

/** Reads a frequency of the filter: undefined for an empty field. Throws Fault 'invalid'. */
function readHz(text: string): number | undefined {
  return text.trim() === '' ? undefined : parseQuantity(text, 'Hz', { min: 0, max: 1e12 });
}

/** What is wrong with a frequency as it stands, or undefined. */
export function hzProblem(text: string): string | undefined {
  try {
    readHz(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return `${error.message} ${error.hint ?? ''}`.trim();
  }
}

/** The contract's filter; a field that can't be read yet filters nothing. */
export function toFilter(filter: ViewFilter): TaskFilter {
  const lowHz = hzProblem(filter.low) === undefined ? readHz(filter.low) : undefined;
  const highHz = hzProblem(filter.high) === undefined ? readHz(filter.high) : undefined;
  const text = filter.text.trim().slice(0, 200);
  return {
    ...(filter.states.length === 0 ? {} : { states: [...filter.states] }),
    ...(text === '' ? {} : { text }),
    ...(filter.radioId === '' ? {} : { radioId: filter.radioId }),
    ...(lowHz === undefined ? {} : { lowHz }),
    ...(highHz === undefined ? {} : { highHz }),
    ...(filter.scheduleId === undefined ? {} : { scheduleId: filter.scheduleId }),
  };
}

/** A click on a state's chip: with `alone` only that one stays (or all come back), else it joins or leaves. */
export function toggleState(states: readonly TaskState[], state: TaskState, alone: boolean): TaskState[] {
  const had = states.includes(state);
  if (alone) return had && states.length === 1 ? [] : [state];
  return had ? states.filter((other) => other !== state) : [...states, state];
}

/** A click on a header: another column begins in its natural order, the same one turns round. */
export function nextSort(
  now: { sort: TaskSort; descending: boolean },
  sort: TaskSort,
): { sort: TaskSort; descending: boolean } {
  if (now.sort === sort) return { sort, descending: !now.descending };
  // The newest, the most urgent and the last to end come first; times to come and frequencies rise.
  return { sort, descending: sort === 'created' || sort === 'priority' || sort === 'ended' };
}
