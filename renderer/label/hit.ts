/** What of the labels lies under the pointer. Positions are CSS pixels of the picture. */
import type { Box } from '../analysis/store.ts';
import { xOfSample, yOfHz, type Span } from '../analysis/store.ts';
import type { Grip } from './box.ts';

export interface Place {
  span: Span;
  width: number;
  height: number;
}

export interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** How far beside an edge it is still taken hold of. */
const reachPx = 5;
/** A box smaller than this on the screen is hit as if it were this large. */
const leastPx = 8;

export function rectOf(place: Place, box: Box): Rect {
  return {
    left: xOfSample(place, box.startSample),
    right: xOfSample(place, box.startSample + box.sampleCount),
    top: yOfHz(place, box.upperHz),
    bottom: yOfHz(place, box.lowerHz),
  };
}

/** The part of a box under a position: an edge or corner within reach, its inside, or nothing. */
export function gripAt(rect: Rect, x: number, y: number): Grip | undefined {
  const { left, top, right, bottom } = rect;
  if (x < left - reachPx || x > right + reachPx || y < top - reachPx || y > bottom + reachPx)
    return undefined;
  // Of a small box the middle stays free to be moved by.
  const inX = Math.min(reachPx, (right - left) / 4);
  const inY = Math.min(reachPx, (bottom - top) / 4);
  const vertical = y <= top + inY ? 'n' : y >= bottom - inY ? 's' : '';
  const horizontal = x <= left + inX ? 'w' : x >= right - inX ? 'e' : '';
  switch (`${vertical}${horizontal}` as const) {
    case '':
      return 'inside';
    case 'n':
      return 'n';
    case 's':
      return 's';
    case 'e':
      return 'e';
    case 'w':
      return 'w';
    case 'ne':
      return 'ne';
    case 'nw':
      return 'nw';
    case 'se':
      return 'se';
    case 'sw':
      return 'sw';
  }
}

/** Of boxes that lie over one another the smallest is meant: the others can be taken beside it. */
export function hitAt<T extends Box>(place: Place, boxes: readonly T[], x: number, y: number): T | undefined {
  const { span, width, height } = place;
  const sample = span.fromSample + (x / width) * (span.toSample - span.fromSample);
  const hz = span.highHz - (y / height) * (span.highHz - span.lowHz);
  const samplesPerPx = (span.toSample - span.fromSample) / width;
  const hzPerPx = (span.highHz - span.lowHz) / height;
  let best: T | undefined;
  let bestArea = Infinity;
  for (const box of boxes) {
    const spareX = Math.max(0, (leastPx * samplesPerPx - box.sampleCount) / 2);
    const spareY = Math.max(0, (leastPx * hzPerPx - (box.upperHz - box.lowerHz)) / 2);
    if (sample < box.startSample - spareX || sample > box.startSample + box.sampleCount + spareX) continue;
    if (hz < box.lowerHz - spareY || hz > box.upperHz + spareY) continue;
    const area = Math.max(box.sampleCount, 1) * Math.max(box.upperHz - box.lowerHz, hzPerPx);
    if (area < bestArea) {
      best = box;
      bestArea = area;
    }
  }
  return best;
}
