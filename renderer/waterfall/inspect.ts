/** Questions about what is on the screen: under the pointer, in the top row, over the last second. */
import type { History, Line } from './history.ts';
import type { Geometry } from './layout.ts';
import type { Place, Readout, Stats } from './messages.ts';
import { coveredPixels, makeMapping, mapLine, reduceMax } from './reduce.ts';
import { widthHz, xToHz, type Span } from './scale.ts';
import type { LineWindow } from './window.ts';

const mapping = makeMapping();

/** Level of one pixel column of a row in dBFS; undefined where the row has no data there. */
function levelAt(line: Line, view: Span, pixels: number, x: number): number | undefined {
  if (line.width === 0) return undefined;
  mapLine(line, view, pixels, mapping);
  const { first, end } = coveredPixels(mapping, pixels);
  if (x < first || x >= end) return undefined;
  const out = new Float32Array(pixels);
  reduceMax(line.bytes, mapping, x, x + 1, out);
  return line.floorDb + line.stepDb * out[x]!;
}

/** What lies at a place. `end`: the line at the top of the waterfall is `end - 1`. */
export function readAt(place: Place, history: History, end: number, view: Span, geometry: Geometry): Readout {
  const x = Math.min(geometry.width - 1, Math.max(0, Math.floor(place.x)));
  const age = place.area === 'plot' ? 0 : Math.max(0, Math.floor(place.y / geometry.linePixels));
  const line = history.line(end - 1 - age);
  const newest = history.newest();
  return {
    hz: xToHz(view, geometry.width, place.x),
    hzPerPixel: widthHz(view) / geometry.width,
    db: line === undefined ? undefined : levelAt(line, view, geometry.width, x),
    timeMs: line?.timeMs,
    agoMs: line === undefined || newest === undefined ? 0 : newest.timeMs - line.timeMs,
    lostSamples: line?.kind === 'gap' ? line.lostSamples : 0,
    gapMs: line?.kind === 'gap' ? (line.lostSamples / line.sampleRateHz) * 1000 : 0,
    merged: line?.merged ?? 1,
  };
}

/** Rows per second over the last one to two seconds. */
export class RowRate {
  #from = 0;
  #rows = 0;
  #rate = 0;

  update(nowMs: number, rows: number): number {
    const elapsedMs = nowMs - this.#from;
    if (elapsedMs >= 1000) {
      // After a pause the time in between says nothing about the rate.
      if (elapsedMs < 4000) this.#rate = ((rows - this.#rows) * 1000) / elapsedMs;
      this.#from = nowMs;
      this.#rows = rows;
    }
    return this.#rate;
  }
}

export function statsOf(
  history: History,
  window: LineWindow,
  visible: number,
  rowsPerSecond: number,
): Omit<Stats, 'peaksHz'> {
  const end = window.end(visible);
  const newest = history.line(end - 1);
  const lines = Math.min(visible, end - history.oldest);
  const oldest = history.line(end - lines);
  const spanMs = newest === undefined || oldest === undefined ? 0 : newest.timeMs - oldest.timeMs;
  return {
    rowsPerSecond,
    lineMs: lines > 1 ? spanMs / (lines - 1) : 0,
    spanMs,
    back: history.end - end,
    lines: history.end - history.oldest,
    frozen: window.frozen,
    lostSamples: history.counts.lostSamples,
    mergedAway: history.counts.mergedAway,
    historyBytes: history.fineBytes,
  };
}
