/** The list of recordings. A hundred thousand of them: only those in sight exist, and only their pages are fetched. */
import { useEffect, useRef } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useLink } from '../link.ts';
import { HeadCell } from '../frame/head-cell.tsx';
import { onScrollTo } from './choose.ts';
import { columns, type Column } from './columns.ts';
import { Empty } from './empty.tsx';
import { EntryRow, rowId } from './row.tsx';
import { rows, setOrder, useLibrary } from './store.ts';

const rowPx = 34;
/** Rows beyond the window that are drawn already: a wheel notch shows no holes. */
const spareRows = 10;

/** Back to the list from a field. */
export const focusTable = (): void =>
  document.querySelector<HTMLElement>('.wk-entry-table')?.focus({ preventScroll: true });

export function LibraryTable(): React.ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  const version = useLibrary((state) => state.rowsVersion);
  const total = useLibrary((state) => state.total);
  const cursorId = useLibrary((state) => state.cursorId);
  const count = total ?? 0;
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => frame.current,
    estimateSize: () => rowPx,
    overscan: spareRows,
    // The header sticks over the first row's place.
    scrollPaddingStart: rowPx,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? spareRows;
  const linked = useLink((state) => state.phase === 'open');
  useEffect(() => {
    // A page that is opened while the connection is made asks once it is there.
    if (linked) rows.want(first, last);
  }, [linked, first, last, version]);
  useEffect(() => {
    onScrollTo((index) => virtual.scrollToIndex(index, { align: 'auto' }));
    return () => onScrollTo(undefined);
  }, [virtual]);
  useEffect(focusTable, []);
  const shown = items.flatMap((item) => {
    const entry = rows.at(item.index);
    return entry === undefined ? [] : [{ item, entry }];
  });
  const active = shown.find(({ entry }) => entry.id === cursorId)?.item.index;
  return (
    <div
      ref={frame}
      className="wk-list wk-entry-table"
      role="grid"
      tabIndex={0}
      aria-label="Recordings"
      aria-rowcount={count + 1}
      aria-multiselectable
      {...(active === undefined ? {} : { 'aria-activedescendant': rowId(active) })}
    >
      <div role="rowgroup">
        <div role="row" aria-rowindex={1} className="wk-list-head wk-entry-head">
          <span role="columnheader" aria-label="Selected" />
          {columns.map((column) => (
            <SortHead key={column.name} column={column} />
          ))}
        </div>
      </div>
      {total === 0 && <Empty />}
      <div role="rowgroup" className="wk-list-body" style={{ height: virtual.getTotalSize() }}>
        {shown.map(({ item, entry }) => (
          <EntryRow key={entry.id} entry={entry} index={item.index} top={item.start} />
        ))}
      </div>
    </div>
  );
}

function SortHead({ column }: { column: Column }): React.ReactNode {
  const order = useLibrary((state) => state.order);
  const descending = useLibrary((state) => state.descending);
  const by = column.order;
  const sorted = by !== undefined && order === by;
  return (
    <HeadCell
      column={column}
      descending={sorted ? descending : undefined}
      onSort={by && (() => setOrder(by))}
    />
  );
}
