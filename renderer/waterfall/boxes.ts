/** Where boxes of time and frequency stand among the rows. Pure: pixels are the waterfall's device pixels. */
import type { History } from './history.ts';
import type { Geometry } from './layout.ts';
import { hzToX, type Span } from './scale.ts';
import { lineAtTime } from './window.ts';

/** A box of the stream: UTC milliseconds and hertz. */
export interface TimeBox {
  readonly fromMs: number;
  readonly toMs: number;
  readonly lowerHz: number;
  readonly upperHz: number;
}

/** A signal that was found, with what is written beside it. */
export interface SignalBox extends TimeBox {
  /** Still on: its end is not known. */
  readonly open: boolean;
  readonly text: string;
}

/** A rectangle in the waterfall; it may reach beyond its edges. */
export interface Placed {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Rows {
  history: History;
  /** The line at the top is `end - 1`. */
  end: number;
  view: Span;
  geometry: Geometry;
}

/** The newest row ends when its samples do. */
function newestMs(history: History): number {
  const line = history.newest();
  return line === undefined ? -Infinity : line.timeMs + (line.spanSamples / line.sampleRateHz) * 1000;
}

/**
 * The rectangle that covers every row with a part of the box's time; undefined where none of it is in sight. A
 * moment newer than the rows, or older than those kept, stands beyond the edge.
 */
export function placeBox(box: TimeBox, { history, end, view, geometry }: Rows): Placed | undefined {
  const { width, fallHeight, linePixels } = geometry;
  const left = hzToX(view, width, box.lowerHz);
  const right = hzToX(view, width, box.upperHz);
  if (right < 0 || left > width || box.fromMs > newestMs(history)) return undefined;
  const newest = lineAtTime(history, box.toMs);
  if (newest === undefined) return undefined;
  const oldest = lineAtTime(history, box.fromMs) ?? history.oldest - 1;
  const top = (end - 1 - newest) * linePixels;
  const bottom = (end - oldest) * linePixels;
  return bottom < 0 || top > fallHeight ? undefined : { left, top, right, bottom };
}

/** The moment of the row at a height; beyond the rows that of the nearest one. Undefined without rows. */
export function timeAtY({ history, end, geometry }: Rows, y: number): number | undefined {
  const wanted = end - 1 - Math.floor(y / geometry.linePixels);
  const number = Math.min(Math.max(wanted, history.oldest), history.end - 1);
  return history.line(number)?.timeMs;
}
