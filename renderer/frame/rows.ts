/**
 * The rows in sight of a list that stays in the engine. Pages of rows are asked for around the window, one question
 * at a time, always for the latest window: whoever drags the scrollbar over 50,000 rows asks for a handful of pages.
 * A change of the list marks what is here as old; only the window is asked for again, and not more often than
 * `refetchMs`. Old rows stay on screen until the new ones are there.
 */
export interface RowsParts<R> {
  /** Rows from `offset` on; `total` of the whole list. */
  fetch(offset: number, limit: number, signal: AbortSignal): Promise<{ rows: readonly R[]; total: number }>;
  /** Rows or total changed. */
  onChange(): void;
  onFault(error: unknown): void;
}

export interface Rows<I, R> {
  /** Undefined until the first answer. */
  readonly total: number | undefined;
  at(index: number): R | undefined;
  /** Where a row stands now; undefined where it isn't here. */
  indexOf(id: I): number | undefined;
  /** The rows in sight, first to last inclusive. */
  want(first: number, last: number): void;
  /** The list changed: what is in sight is asked for again. */
  stale(): void;
  /** Another list: everything is forgotten. The old rows don't stay on screen. */
  reset(): void;
  close(): void;
}

const pageRows = 100;
/** The contract's limit of one answer. */
const mostPages = 5;
/** Kept around the window; beyond it pages are forgotten. */
const keptPages = 40;
/** At most two refetches a second. */
export const refetchMs = 500;

interface Page<R> {
  rows: readonly R[];
  generation: number;
}

/** The pages to ask for: `first` and `count`, or undefined while everything wanted is here and fresh. */
export interface Need {
  first: number;
  count: number;
  /** True where rows are missing; false where they are only old. */
  missing: boolean;
}

/** What a window needs. `freshness` of a page: undefined is missing, false is old. */
export function needOf(
  firstRow: number,
  lastRow: number,
  total: number | undefined,
  freshness: (page: number) => boolean | undefined,
): Need | undefined {
  const lastPage = total === undefined ? Infinity : Math.max(0, Math.ceil(total / pageRows) - 1);
  const from = Math.min(Math.floor(firstRow / pageRows), lastPage);
  const to = Math.min(Math.floor(lastRow / pageRows), lastPage, from + mostPages - 1);
  const pages = Array.from({ length: Math.max(1, to - from + 1) }, (_, k) => from + k);
  const missing = pages.filter((page) => freshness(page) === undefined);
  const wanted = missing.length > 0 ? missing : pages.filter((page) => freshness(page) !== true);
  const [first] = wanted;
  const last = wanted.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return { first, count: last - first + 1, missing: missing.length > 0 };
}

export function makeRows<I, R extends { readonly id: I }>(parts: RowsParts<R>): Rows<I, R> {
  let pages = new Map<number, Page<R>>();
  let generation = 0;
  let total: number | undefined;
  let window: { first: number; last: number } | undefined;
  let asking: AbortController | undefined;
  let refetchedAtMs = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  const freshness = (page: number): boolean | undefined => {
    const held = pages.get(page);
    return held === undefined ? undefined : held.generation === generation;
  };

  const forgetFar = (around: number): void => {
    if (pages.size <= keptPages) return;
    const far = [...pages.keys()].sort((a, b) => Math.abs(b - around) - Math.abs(a - around));
    for (const page of far.slice(0, pages.size - keptPages)) pages.delete(page);
  };

  const keep = (first: number, count: number, rows: readonly R[], asOf: number): void => {
    for (let page = 0; page < count; page++)
      pages.set(first + page, {
        rows: rows.slice(page * pageRows, (page + 1) * pageRows),
        generation: asOf,
      });
    const end = Math.ceil((total ?? 0) / pageRows);
    for (const page of pages.keys()) if (page > 0 && page >= end) pages.delete(page);
    forgetFar(first);
  };

  const pump = (): void => {
    if (closed || asking !== undefined || window === undefined) return;
    const need = needOf(window.first, window.last, total, freshness);
    if (need === undefined) return;
    const waitMs = need.missing ? 0 : refetchedAtMs + refetchMs - performance.now();
    clearTimeout(timer);
    if (waitMs > 0) timer = setTimeout(pump, waitMs);
    else void ask(need);
  };

  const ask = async (need: Need): Promise<void> => {
    const controller = new AbortController();
    const asOf = generation;
    asking = controller;
    if (!need.missing) refetchedAtMs = performance.now();
    try {
      const answer = await parts.fetch(need.first * pageRows, need.count * pageRows, controller.signal);
      if (asking !== controller) return;
      asking = undefined;
      ({ total } = answer);
      keep(need.first, need.count, answer.rows, asOf);
      parts.onChange();
      pump();
    } catch (error) {
      // What was asked for a list that is no longer shown may fail as it likes. Else: the next window tries again.
      if (asking !== controller) return;
      asking = undefined;
      parts.onFault(error);
    }
  };

  const drop = (): void => {
    clearTimeout(timer);
    const controller = asking;
    asking = undefined;
    controller?.abort();
  };

  return {
    get total() {
      return total;
    },
    at: (index) => pages.get(Math.floor(index / pageRows))?.rows[index % pageRows],
    indexOf(id) {
      for (const [page, { rows }] of pages) {
        const place = rows.findIndex((row) => row.id === id);
        if (place >= 0) return page * pageRows + place;
      }
      return undefined;
    },
    want(first, last) {
      window = { first: Math.max(0, first), last: Math.max(0, last) };
      pump();
    },
    stale() {
      generation++;
      pump();
    },
    reset() {
      drop();
      pages = new Map();
      total = undefined;
      generation++;
      parts.onChange();
      pump();
    },
    close() {
      closed = true;
      drop();
    },
  };
}
