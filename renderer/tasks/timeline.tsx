/** What each radio did and does for tasks: zoomed and moved in time by wheel, drag and keys. */
import { useMemo, useState } from 'react';
import { Button } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { TimelineCanvas, type Lit } from './timeline-canvas.tsx';
import { axisPx, timePx } from './timeline-draw.ts';
import { layOut, type TimeView, type Tuning } from './timeline-layout.ts';
import { TimelineReadout } from './timeline-readout.tsx';
import { TimelineTable } from './timeline-table.tsx';
import { aroundNow, askedSpan, panned, spanOf, zoomed } from './timeline-view.ts';
import { useLatest } from './use-latest.ts';
import { useNow } from './use-now.ts';

const hourMs = 3_600_000;
const spans = [
  { label: '10 min', ms: hourMs / 6 },
  { label: '1 h', ms: hourMs },
  { label: '6 h', ms: 6 * hourMs },
  { label: '1 day', ms: 24 * hourMs },
  { label: '1 week', ms: 168 * hourMs },
];

const none: readonly Tuning[] = [];

export function Timeline(): React.ReactNode {
  const { ref: frame, width, height } = useElementSize<HTMLDivElement>();
  // While it follows, the view is a length about now; moved, it is a place of its own.
  const [spanMs, setSpanMs] = useState(hourMs);
  const [fixed, setFixed] = useState<TimeView>();
  const [asTable, setAsTable] = useState(false);
  const [lit, setLit] = useState<Lit>();
  const nowMs = useNow(Math.max(250, spanMs / Math.max(1, width)));
  const view = useMemo(() => fixed ?? aroundNow(spanMs, nowMs), [fixed, spanMs, nowMs]);
  const asked = askedSpan(view);
  const answer = useLatest(`${String(asked.fromMs)} ${String(asked.toMs)}`, (client, signal) =>
    client.task.timeline(asked, { signal }),
  );
  const tunings = answer.value?.tunings ?? none;
  const inner = Math.max(1, width - axisPx);
  const layout = useMemo(
    () => layOut(tunings, view, inner, height - timePx, nowMs),
    [tunings, view, inner, height, nowMs],
  );
  const change = (next: TimeView): void => {
    setSpanMs(spanOf(next));
    setFixed(next);
    setLit(undefined);
  };
  const zoom = (factor: number, x?: number): void => {
    if (fixed === undefined && x === undefined) {
      setSpanMs(spanOf(zoomed(view, factor, nowMs)));
      return;
    }
    const share = x === undefined ? 0.5 : x / inner;
    change(zoomed(view, factor, view.fromMs + spanOf(view) * share));
  };
  return (
    <div className="wk-timeline">
      <div className="wk-timeline-tools" role="toolbar" aria-label="Timeline">
        {spans.map(({ label, ms }) => (
          <Button
            key={label}
            size="compact-xs"
            variant={Math.abs(spanMs / ms - 1) < 0.01 ? 'light' : 'default'}
            onClick={() => {
              if (fixed === undefined) setSpanMs(ms);
              else zoom(ms / spanMs);
            }}
          >
            {label}
          </Button>
        ))}
        <Button
          size="compact-xs"
          variant="default"
          disabled={fixed === undefined}
          title="Back to now (Home)"
          onClick={() => setFixed(undefined)}
        >
          Now
        </Button>
        <Legend />
        <span className="wk-toolbar-space" />
        <Button
          size="compact-xs"
          variant={asTable ? 'light' : 'default'}
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          As a table
        </Button>
      </div>
      {asTable ? (
        <TimelineTable tunings={tunings} view={view} nowMs={nowMs} />
      ) : (
        <div className="wk-timeline-frame" ref={frame}>
          <TimelineCanvas
            layout={layout}
            view={view}
            width={width}
            height={Math.max(height, layout.height + timePx)}
            nowMs={nowMs}
            lit={lit}
            onLit={setLit}
            onZoom={zoom}
            onPan={(px) => change(panned(view, (px / inner) * spanOf(view)))}
            onNow={() => setFixed(undefined)}
          />
          {answer.value !== undefined && layout.blocks.length === 0 && (
            <p className="wk-timeline-none">No radio worked on a task in this time.</p>
          )}
          {lit !== undefined && <TimelineReadout lit={lit} width={width} nowMs={nowMs} />}
        </div>
      )}
    </div>
  );
}

const legend = [
  ['succeeded', 'Succeeded'],
  ['running', 'Running'],
  ['failed', 'Failed'],
  ['suspended', 'Gave way'],
  ['cancelled', 'Cancelled'],
] as const;

const Legend = (): React.ReactNode => (
  <span className="wk-legend">
    {legend.map(([name, word]) => (
      <span key={name}>
        <i data-outcome={name} />
        {word}
      </span>
    ))}
  </span>
);
