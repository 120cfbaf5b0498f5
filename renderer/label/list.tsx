/** The list of labels. Only the rows in sight exist. */
import { useEffect, useRef } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { IconRobot } from '@tabler/icons-react';
import type { Label } from '../../contract/label.ts';
import { useAnalysis } from '../analysis/store.ts';
import { goTo } from './commands.ts';
import { plainColour } from './draw.ts';
import { neighbour, rangeOf } from './sequence.ts';
import { select, useLabels } from './store.ts';
import { useColours } from './use-labels.ts';
import { middleText, nameText, reviewTones, reviewWords, secondsText, startText } from './words.ts';

const rowPx = 38;
const spareRows = 10;
const rowId = (uuid: string): string => `wk-label-${uuid}`;

function choose(label: Label, event: React.MouseEvent): void {
  const { labels, selected, leadId } = useLabels.getState();
  if (event.shiftKey) select(rangeOf(labels, leadId, label.uuid), label.uuid);
  else if (!event.ctrlKey && !event.metaKey) goTo(label);
  else if (selected.has(label.uuid)) select([...selected].filter((uuid) => uuid !== label.uuid));
  else select([...selected, label.uuid], label.uuid);
}

/** Up and down go through the list; elsewhere on the page they move the selected labels. */
function onKey(event: React.KeyboardEvent): void {
  const { labels, leadId, selected } = useLabels.getState();
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : undefined;
  const end = event.key === 'Home' ? labels[0] : event.key === 'End' ? labels.at(-1) : undefined;
  const to = step === undefined ? end : neighbour(labels, leadId, step);
  if (step === undefined && end === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  if (to === undefined) return;
  if (event.shiftKey) select([...selected, to.uuid], to.uuid);
  else goTo(to);
}

export function LabelList(): React.ReactNode {
  const labels = useLabels((state) => state.labels);
  const selected = useLabels((state) => state.selected);
  const leadId = useLabels((state) => state.leadId);
  const loaded = useLabels((state) => state.set !== undefined);
  const left = useLabels((state) => state.set?.left ?? 0);
  const info = useAnalysis((state) => state.info);
  const colours = useColours();
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: labels.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowPx,
    overscan: spareRows,
  });
  const at = leadId === undefined ? -1 : labels.findIndex(({ uuid }) => uuid === leadId);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [at, virtual]);
  if (info === undefined) return null;
  const items = virtual.getVirtualItems();
  const shown = items.some(({ index }) => index === at);
  return (
    <div
      ref={frame}
      className="wk-label-list"
      role="listbox"
      tabIndex={0}
      aria-label="Labels of the recording"
      aria-multiselectable
      {...(shown && leadId !== undefined ? { 'aria-activedescendant': rowId(leadId) } : {})}
      onKeyDown={onKey}
    >
      {loaded && labels.length === 0 && (
        <p className="wk-empty">No labels yet. Draw one (N), or let Wavekeep find the signals (D).</p>
      )}
      <div className="wk-label-rows" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const label = labels[index];
          if (label === undefined) return null;
          return (
            <div
              key={label.uuid}
              id={rowId(label.uuid)}
              className="wk-label-row"
              role="option"
              aria-selected={selected.has(label.uuid)}
              aria-setsize={labels.length}
              aria-posinset={index + 1}
              style={{ transform: `translateY(${String(start)}px)` }}
              onClick={(event) => choose(label, event)}
            >
              <Swatch colour={colours.get(label.name) ?? plainColour} machine={label.byMachine} />
              <span className="wk-label-name">{nameText(label.name)}</span>
              <span className={`wk-label-review ${reviewTones[label.review]}`}>
                {reviewWords[label.review]}
              </span>
              <span className="wk-label-sub">
                {label.byMachine && <IconRobot size={12} aria-label="Found by a machine" />}
                {startText(label, info)} · {secondsText(label, info)}
              </span>
              <span className="wk-label-sub">{middleText(label, info.centreKnown)}</span>
            </div>
          );
        })}
      </div>
      {left > 0 && (
        <p className="wk-empty">{left.toLocaleString('en')} more are in the file; a view shows 20,000.</p>
      )}
    </div>
  );
}

/** The colour of a class; dashed around for what a machine said. */
export function Swatch({ colour, machine = false }: { colour: string; machine?: boolean }): React.ReactNode {
  return (
    <span
      className="wk-swatch"
      data-machine={machine || undefined}
      style={{ '--swatch': colour } as React.CSSProperties}
      aria-hidden
    />
  );
}
