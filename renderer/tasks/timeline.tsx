/** What each radio did and does for tasks: zoomed and moved in time by wheel, drag and keys. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { Button } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useSettings } from '../settings/store.ts';
import { useZone } from './form-store.ts';
import { useLabels } from './radios.ts';
import { showDetail } from './store.ts';
import { axisPx, drawTimeline, timePx } from './timeline-draw.ts';
import {
  hitAt,
  layOut,
  runsInOrder,
  type Block,
  type RunBox,
  type TimeView,
  type Tuning,
} from './timeline-layout.ts';
import { TimelineReadout } from './timeline-readout.tsx';
import { TimelineTable } from './timeline-table.tsx';
import { aroundNow, askedSpan, panned, spanOf, ticksOf, zoomed } from './timeline-view.ts';
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

/** Of a notch of the wheel or a press of a key. */
const zoomStep = 1.25;
const panShare = 0.1;

export interface Lit {
  block: Block;
  run: RunBox | undefined;
  x: number;
  y: number;
}

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
          <Canvas
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

interface CanvasProps {
  layout: ReturnType<typeof layOut>;
  view: TimeView;
  width: number;
  height: number;
  nowMs: number;
  lit: Lit | undefined;
  onLit: (lit: Lit | undefined) => void;
  /** About a place in the picture; without one about its middle. */
  onZoom: (factor: number, x?: number) => void;
  onPan: (px: number) => void;
  onNow: () => void;
}

function Canvas(props: CanvasProps): React.ReactNode {
  const { layout, view, width, height, nowMs, lit, onLit } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const drag = useRef<{ x: number; moved: boolean }>(undefined);
  const zone = useZone();
  const labels = useLabels();
  const theme = useSettings((state) => state.settings.theme);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || width === 0) return;
    const scale = devicePixelRatio;
    element.width = Math.round(width * scale);
    element.height = Math.round(height * scale);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    const style = getComputedStyle(element);
    drawTimeline({
      context,
      width,
      height,
      layout,
      view,
      ticks: ticksOf(view, width - axisPx, zone),
      nowMs,
      labels,
      lit: lit?.run,
      colour: (name) => style.getPropertyValue(name),
    });
  }, [layout, view, width, height, nowMs, lit, zone, labels, theme]);
  useWheel(canvas, props);
  // The keys of the timeline hold at once.
  useEffect(() => canvas.current?.focus({ preventScroll: true }), []);

  const place = (event: React.PointerEvent): { x: number; y: number } => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - left - axisPx, y: event.clientY - top };
  };
  const look = (event: React.PointerEvent): void => {
    const { x, y } = place(event);
    const held = drag.current;
    if (held !== undefined) {
      if (held.moved || Math.abs(event.clientX - held.x) > 3) {
        props.onPan(held.x - event.clientX);
        drag.current = { x: event.clientX, moved: true };
      }
      return;
    }
    const hit = hitAt(layout, x, y);
    onLit(hit && { ...hit, x: x + axisPx, y });
  };
  const release = (event: React.PointerEvent): void => {
    const clicked = drag.current?.moved === false;
    drag.current = undefined;
    const { x, y } = place(event);
    const run = clicked ? hitAt(layout, x, y)?.run : undefined;
    if (run !== undefined) showDetail(run.run.taskId);
  };
  const step = (by: number): void => {
    const runs = runsInOrder(layout);
    const at = runs.findIndex(
      ({ run }) => run.run.taskId === lit?.run?.run.taskId && run.run.startedMs === lit.run.run.startedMs,
    );
    const next =
      runs[at < 0 ? (by > 0 ? 0 : runs.length - 1) : Math.max(0, Math.min(runs.length - 1, at + by))];
    if (next !== undefined) onLit({ ...next, x: next.run.x + axisPx, y: next.run.y + next.run.height });
  };
  const onKey = (event: React.KeyboardEvent): void => {
    const inner = width - axisPx;
    const keys: Record<string, () => void> = {
      ArrowLeft: () => props.onPan(-inner * panShare),
      ArrowRight: () => props.onPan(inner * panShare),
      ArrowUp: () => step(-1),
      ArrowDown: () => step(1),
      '+': () => props.onZoom(1 / zoomStep),
      '-': () => props.onZoom(zoomStep),
      Home: props.onNow,
      Enter: () => {
        if (lit?.run !== undefined) showDetail(lit.run.run.taskId);
      },
    };
    const run = keys[event.key];
    if (run === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    run();
  };
  return (
    <canvas
      ref={canvas}
      tabIndex={0}
      role="application"
      aria-roledescription="timeline"
      aria-label="Tunings of radios and their tasks. Arrow keys go from task to task and move in time; the same as a table by the button above."
      style={{ width, height }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { x: event.clientX, moved: false };
      }}
      onPointerMove={look}
      onPointerUp={release}
      onPointerLeave={() => onLit(undefined)}
      onBlur={() => onLit(undefined)}
      onKeyDown={onKey}
    />
  );
}

/** The wheel zooms about the pointer, with Shift it moves; the page must not scroll along, so it can't be passive. */
function useWheel(canvas: React.RefObject<HTMLCanvasElement | null>, { onZoom, onPan }: CanvasProps): void {
  useEffect(() => {
    const element = canvas.current;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const x = event.clientX - (element?.getBoundingClientRect().left ?? 0) - axisPx;
      const along = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
      // Pixels of a trackpad and notches of a wheel (100 to 120) alike: a notch is one step.
      if (along) onPan(event.deltaX + (event.shiftKey ? event.deltaY : 0));
      else onZoom(zoomStep ** (event.deltaY / 100), x);
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [canvas, onZoom, onPan]);
}
