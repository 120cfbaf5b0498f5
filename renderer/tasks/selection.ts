/** Which tasks are selected. Everything stays a promise until it is used: the rows may not be here. Pure. */
export interface Selection {
  /** True: all that match the filter but `ids`. */
  readonly all: boolean;
  readonly ids: ReadonlySet<number>;
}

export const noSelection: Selection = { all: false, ids: new Set() };
export const everything: Selection = { all: true, ids: new Set() };

export const only = (id: number): Selection => ({ all: false, ids: new Set([id]) });

export const isSelected = ({ all, ids }: Selection, id: number): boolean => ids.has(id) !== all;

/** How many, out of `total` that match the filter. */
export const countOf = ({ all, ids }: Selection, total: number): number =>
  all ? Math.max(0, total - ids.size) : ids.size;

/** One joins or leaves. */
export function toggled(selection: Selection, id: number): Selection {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { all: selection.all, ids };
}

/** These join. */
export function extended(selection: Selection, more: Iterable<number>): Selection {
  const ids = new Set(selection.ids);
  for (const id of more)
    if (selection.all) ids.delete(id);
    else ids.add(id);
  return { all: selection.all, ids };
}
