/** The head of a column: its title, and by which it is sorted. */
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';

interface HeadCellProps {
  column: { name: string; title: string; hint?: string };
  /** Sorts by this column; absent where there is no such order. */
  onSort?: (() => void) | undefined;
  /** Undefined: the list is sorted by another. */
  descending: boolean | undefined;
}

export function HeadCell({ column, onSort, descending }: HeadCellProps): React.ReactNode {
  const sorted = descending !== undefined;
  const Arrow = descending === true ? IconArrowDown : IconArrowUp;
  return (
    <span
      role="columnheader"
      className={`wk-col-${column.name}`}
      title={column.hint}
      aria-label={column.title === '' ? column.hint : undefined}
      {...(onSort && { 'aria-sort': !sorted ? 'none' : descending ? 'descending' : 'ascending' })}
    >
      {onSort === undefined ? (
        column.title
      ) : (
        <button type="button" data-sorted={sorted || undefined} onClick={onSort}>
          {column.title}
          {sorted && <Arrow size={12} aria-hidden />}
        </button>
      )}
    </span>
  );
}
