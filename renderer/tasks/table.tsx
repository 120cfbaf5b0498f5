/** The list of tasks. Tens of thousands of rows: only those in sight exist, and only their pages are fetched. */
import { useEffect, useRef } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { HeadCell } from '../frame/head-cell.tsx';
import { onScrollTo } from './choose.ts';
import { columnsOf, type Column } from './columns.ts';
import { Empty } from './empty.tsx';
import { useZone } from './form-store.ts';
import { useLabels } from './radios.ts';
import { rowId, TaskRow } from './row.tsx';
import { rows, setSort, useTasks } from './store.ts';

const rowPx = 26;
/** Rows beyond the window that are drawn already: a wheel notch shows no holes. */
const spareRows = 12;

export function TaskTable(): React.ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  const version = useTasks((state) => state.rowsVersion);
  const total = useTasks((state) => state.total);
  const cursorId = useTasks((state) => state.cursorId);
  const zone = useZone();
  const labels = useLabels();
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
  useEffect(() => rows.want(first, last), [first, last, version]);
  useEffect(() => {
    onScrollTo((index) => virtual.scrollToIndex(index, { align: 'auto' }));
    return () => onScrollTo(undefined);
  }, [virtual]);
  useEffect(() => frame.current?.focus({ preventScroll: true }), []);
  const shown = items.flatMap((item) => {
    const task = rows.at(item.index);
    return task === undefined ? [] : [{ item, task }];
  });
  const active = shown.some(({ task }) => task.id === cursorId) ? cursorId : undefined;
  return (
    <div
      ref={frame}
      className="wk-list wk-task-table"
      role="grid"
      tabIndex={0}
      aria-label="Tasks"
      aria-rowcount={count + 1}
      aria-multiselectable
      {...(active === undefined ? {} : { 'aria-activedescendant': rowId(active) })}
    >
      <Head columns={columnsOf(zone)} />
      {total === 0 && <Empty />}
      <div role="rowgroup" className="wk-list-body" style={{ height: virtual.getTotalSize() }}>
        {shown.map(({ item, task }) => (
          <TaskRow
            key={task.id}
            task={task}
            index={item.index}
            top={item.start}
            zone={zone}
            labels={labels}
          />
        ))}
      </div>
    </div>
  );
}

function Head({ columns }: { columns: readonly Column[] }): React.ReactNode {
  return (
    <div role="row" aria-rowindex={1} className="wk-list-head wk-task-head">
      <span role="columnheader" aria-label="Selected" />
      {columns.map((column) => (
        <SortHead key={column.name} column={column} />
      ))}
    </div>
  );
}

function SortHead({ column }: { column: Column }): React.ReactNode {
  const sort = useTasks((state) => state.sort);
  const descending = useTasks((state) => state.descending);
  const by = column.sort;
  const sorted = by !== undefined && sort === by;
  return (
    <HeadCell
      column={column}
      descending={sorted ? descending : undefined}
      onSort={by && (() => setSort(by))}
    />
  );
}
