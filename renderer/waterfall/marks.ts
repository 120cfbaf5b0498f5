/** What lies over the rows: clock lines, and the crosses of markers at their frequency and time. */
import type { History } from './history.ts';
import type { Geometry } from './layout.ts';
import type { Marker } from './messages.ts';
import type { Mark } from './painter.ts';
import { hzToX, type Span } from './scale.ts';
import { lineAtTime } from './window.ts';

const clockLine = [255, 255, 255, 0.12] as const;
const cross = [255, 209, 92, 1] as const;

export interface MarkScene {
  history: History;
  /** The line at the top is `end - 1`. */
  end: number;
  view: Span;
  geometry: Geometry;
  /** Lines from the top where the clock crosses a step. */
  crossings: readonly number[];
  markers: readonly Marker[];
}

export function marksOf({ history, end, view, geometry, crossings, markers }: MarkScene): Mark[] {
  const { width, linePixels, dpr, fallHeight } = geometry;
  const marks: Mark[] = crossings.map((age) => ({
    x: 0,
    y: age * linePixels,
    width,
    height: 1,
    rgba: clockLine,
  }));
  const thin = Math.max(1, Math.round(dpr));
  const arm = 7 * thin;
  for (const marker of markers) {
    const number = lineAtTime(history, marker.timeMs);
    if (number === undefined) continue;
    const y = (end - 1 - number) * linePixels;
    const x = Math.round(hzToX(view, width, marker.hz));
    if (y < 0 || y > fallHeight || x < 0 || x > width) continue;
    marks.push({ x: x - arm, y, width: 2 * arm + thin, height: thin, rgba: cross });
    marks.push({ x, y: y - arm, width: thin, height: 2 * arm + thin, rgba: cross });
  }
  return marks;
}
