/** The list of sources. Only the rows in sight exist. */
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { formatPlace } from '../../contract/coordinates.ts';
import type { Source } from '../../contract/source.ts';
import { openSourceForm } from './commands.ts';
import type { SortKey } from './filter.ts';
import { columnHz } from '../tasks/frequencies.ts';
import { formatMetres } from './form.ts';
import { selectSource, setSort, useSources } from './store.ts';

const rowPx = 26;

const columns: readonly { key: SortKey; title: string }[] = [
  { key: 'name', title: 'Name' },
  { key: 'frequency', title: 'Frequency' },
  { key: 'place', title: 'Place' },
  { key: 'error', title: 'Error' },
];

/** A place in the table: two decimals are about a kilometre, the rest stands below. */
function placeText({ latitudeDeg, longitudeDeg }: Source): string {
  if (latitudeDeg === undefined || longitudeDeg === undefined) return '';
  return formatPlace({ latitudeDeg, longitudeDeg }, 3);
}

const rowId = (id: number): string => `source-${id}`;

export function SourceTable({ shown }: { shown: readonly Source[] }): React.ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  const selectedId = useSources((state) => state.selectedId);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowPx,
    overscan: 12,
    scrollPaddingStart: rowPx,
  });
  const selectedAt = shown.findIndex(({ id }) => id === selectedId);
  useEffect(() => {
    if (selectedAt >= 0) virtual.scrollToIndex(selectedAt, { align: 'auto' });
    // A list that changes round the selected row doesn't move: only choosing does.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- see above
  }, [selectedId]);
  useEffect(() => frame.current?.focus({ preventScroll: true }), []);
  const items = virtual.getVirtualItems();
  const active = items.some(({ index }) => index === selectedAt) ? selectedId : undefined;
  return (
    <div
      ref={frame}
      className="wk-source-table"
      role="grid"
      tabIndex={0}
      aria-label="Sources"
      aria-rowcount={shown.length + 1}
      {...(active === undefined ? {} : { 'aria-activedescendant': rowId(active) })}
      onKeyDown={(event) => {
        const source = shown[selectedAt];
        if (event.key !== 'Enter' || event.target !== frame.current || source === undefined) return;
        event.preventDefault();
        openSourceForm(source);
      }}
    >
      <Head />
      {shown.length === 0 && <p className="wk-source-nothing">No source fits the search.</p>}
      <div role="rowgroup" className="wk-source-body" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const source = shown[item.index];
          return (
            source !== undefined && (
              <div
                key={source.id}
                id={rowId(source.id)}
                role="row"
                aria-rowindex={item.index + 2}
                aria-selected={source.id === selectedId}
                className="wk-source-row"
                style={{ transform: `translateY(${item.start}px)` }}
                onClick={() => selectSource(source.id)}
                onDoubleClick={() => openSourceForm(source)}
              >
                <span role="gridcell" title={source.name}>
                  {source.name}
                </span>
                <span role="gridcell">
                  {source.frequencyHz === undefined ? '' : columnHz(source.frequencyHz)}
                </span>
                <span role="gridcell">{placeText(source)}</span>
                <span role="gridcell">
                  {source.errorRadiusM === undefined ? '' : formatMetres(source.errorRadiusM)}
                </span>
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

function Head(): React.ReactNode {
  const sort = useSources((state) => state.sort);
  const descending = useSources((state) => state.descending);
  const Arrow = descending ? IconArrowDown : IconArrowUp;
  return (
    <div role="row" aria-rowindex={1} className="wk-source-head">
      {columns.map(({ key, title }) => (
        <span
          key={key}
          role="columnheader"
          aria-sort={sort !== key ? 'none' : descending ? 'descending' : 'ascending'}
        >
          <button type="button" onClick={() => setSort(key)}>
            {title}
            {sort === key && <Arrow size={12} aria-hidden />}
          </button>
        </span>
      ))}
    </div>
  );
}
