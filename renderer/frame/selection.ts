/** Which rows are selected. Everything stays a promise until it is used: the rows may not be here. Pure. */
export interface Selection<I> {
  /** True: all that match the filter but `ids`. */
  readonly all: boolean;
  readonly ids: ReadonlySet<I>;
}

export const noSelection = <I>(): Selection<I> => ({ all: false, ids: new Set() });
export const everything = <I>(): Selection<I> => ({ all: true, ids: new Set() });

export const only = <I>(id: I): Selection<I> => ({ all: false, ids: new Set([id]) });

export const isSelected = <I>({ all, ids }: Selection<I>, id: I): boolean => ids.has(id) !== all;

/** How many, out of `total` that match the filter. */
export const countOf = <I>({ all, ids }: Selection<I>, total: number): number =>
  all ? Math.max(0, total - ids.size) : ids.size;

/** One joins or leaves. */
export function toggled<I>(selection: Selection<I>, id: I): Selection<I> {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { all: selection.all, ids };
}

/** These join. */
export function extended<I>(selection: Selection<I>, more: Iterable<I>): Selection<I> {
  const ids = new Set(selection.ids);
  for (const id of more)
    if (selection.all) ids.delete(id);
    else ids.add(id);
  return { all: selection.all, ids };
}
