/**
 * The files of an import, thousands of them. One stop of the Tab key: arrows go through the rows, letters act on the
 * row; fields of the row with the cursor are stops of their own.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import type { Item, Tab } from './candidates.ts';
import { canChoose } from './candidates.ts';
import { ImportRow, importRowId } from './import-row.tsx';
import {
  applyAlike,
  commitImport,
  confirmItem,
  moveItem,
  toggleItem,
  toggleTab,
  useImport,
} from './import-store.ts';

const rowPx = 28;

const nothing: Readonly<Record<Tab, string>> = {
  all: 'Nothing was found.',
  ask: 'Every question is answered.',
  ready: 'None is ready yet.',
  known: 'None of these is in the library yet.',
  rejected: 'Everything can come in.',
};

const heads: readonly [name: string, title: string][] = [
  ['name', 'Name'],
  ['format', 'File'],
  ['datatype', 'Type'],
  ['rate', 'Rate'],
  ['centre', 'Frequency'],
  ['start', 'Start (UTC)'],
  ['length', 'Length'],
  ['size', 'Size'],
  ['standing', 'Standing'],
];

interface ListProps {
  items: readonly Item[];
  /** Places in `items`. */
  shown: readonly number[];
  tab: Tab;
}

/** Goes to the first field of the row with the cursor. */
const enterFields = (): void =>
  document.querySelector<HTMLElement>('.wk-candidate[data-current] :is(input, select, button)')?.focus();

export function ImportList({ items, shown, tab }: ListProps): React.ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  const cursor = useImport((state) => state.cursor);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowPx,
    overscan: 10,
    scrollPaddingStart: rowPx,
  });
  const move = (by: number): void => {
    const to = moveItem(by);
    if (to !== undefined) virtual.scrollToIndex(to, { align: 'auto' });
  };
  const onKey = (event: React.KeyboardEvent): void => {
    if (event.key === 'Enter' && event.ctrlKey) {
      event.preventDefault();
      commitImport();
      return;
    }
    // What is typed into a field of a row belongs to it.
    if (event.target !== frame.current || event.ctrlKey || event.altKey || event.metaKey) return;
    const run = keys(move, cursor)[event.key];
    if (run === undefined) return;
    event.preventDefault();
    run();
  };
  const chosen = shown.filter((i) => items[i]?.chosen === true).length;
  const open = shown.filter((i) => items[i] !== undefined && canChoose(items[i])).length;
  return (
    <div
      ref={frame}
      className="wk-candidates"
      role="grid"
      tabIndex={0}
      data-autofocus
      aria-label="Files to import"
      aria-rowcount={shown.length + 1}
      aria-activedescendant={importRowId(cursor)}
      onKeyDown={onKey}
    >
      <div role="row" aria-rowindex={1} className="wk-candidate-head">
        <span role="columnheader">
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label="Take every file of this list"
            disabled={open === 0}
            checked={open > 0 && chosen === open}
            ref={(box) => {
              if (box !== null) box.indeterminate = chosen > 0 && chosen < open;
            }}
            onChange={toggleTab}
          />
        </span>
        {heads.map(([name, title]) => (
          <span key={name} role="columnheader" className={`wk-cand-${name}`}>
            {title}
          </span>
        ))}
      </div>
      {shown.length === 0 && <p className="wk-empty">{nothing[tab]}</p>}
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map((place) => {
          const index = shown[place.index];
          const item = index === undefined ? undefined : items[index];
          return index === undefined || item === undefined ? null : (
            <ImportRow
              key={item.candidate.grant}
              item={item}
              index={index}
              row={place.index}
              top={place.start}
              current={index === cursor}
            />
          );
        })}
      </div>
    </div>
  );
}

const keys = (move: (by: number) => void, cursor: number): Readonly<Record<string, () => void>> => ({
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  PageDown: () => move(15),
  PageUp: () => move(-15),
  Home: () => move(-Infinity),
  End: () => move(Infinity),
  ' ': () => toggleItem(cursor),
  Enter: enterFields,
  a: toggleTab,
  c: () => {
    confirmItem(cursor);
    move(1);
  },
  C: () => applyAlike(cursor),
});
