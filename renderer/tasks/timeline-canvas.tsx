/** The picture of the timeline, and what wheel, pointer and keys do in it. */
import { useEffect, useRef } from 'react';
import { useSettings } from '../settings/store.ts';
import { useZone } from './form-store.ts';
import { useLabels } from './radios.ts';
import { showDetail } from './store.ts';
import { axisPx, drawTimeline } from './timeline-draw.ts';
import {
  hitAt,
  runsInOrder,
  type Block,
  type Layout,
  type RunBox,
  type TimeView,
} from './timeline-layout.ts';
import { ticksOf } from './timeline-view.ts';

/** Of a notch of the wheel or a press of a key. */
const zoomStep = 1.25;
const panShare = 0.1;

export interface Lit {
  block: Block;
  run: RunBox | undefined;
  x: number;
  y: number;
}

interface CanvasProps {
  layout: Layout;
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

export function TimelineCanvas(props: CanvasProps): React.ReactNode {
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
