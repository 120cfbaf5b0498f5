/** Boxes of time and frequency: moved, resized, snapped to the picture's rows and bins, kept inside the recording. */
import type { Box, Span } from '../analysis/store.ts';
import { bandOf, type Extent } from '../analysis/zoom.ts';

/** The recording a box has to stay in. */
export interface Limits {
  samples: number;
  lowHz: number;
  highHz: number;
}

/** One row of time and one bin of frequency of the picture. */
export interface Grid {
  rowSamples: number;
  binHz: number;
}

/** What a drag holds: the whole box, or the edges named by compass points (north: the upper frequency). */
export type Grip = 'inside' | 'n' | 's' | 'e' | 'w' | 'ne' | 'nw' | 'se' | 'sw';

export const limitsOf = (extent: Extent): Limits => ({
  samples: Math.max(1, extent.samples),
  ...bandOf(extent),
});

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/** Whole samples, at least one of them; edges in order and inside. */
export function clampBox(box: Box, limits: Limits): Box {
  const start = clamp(Math.round(box.startSample), 0, limits.samples - 1);
  const end = clamp(Math.round(box.startSample + box.sampleCount), start + 1, limits.samples);
  const low = Math.min(box.lowerHz, box.upperHz);
  const high = Math.max(box.lowerHz, box.upperHz);
  return {
    startSample: start,
    sampleCount: end - start,
    lowerHz: clamp(low, limits.lowHz, limits.highHz),
    upperHz: clamp(high, limits.lowHz, limits.highHz),
  };
}

const snapTo = (value: number, step: number, origin = 0): number =>
  step > 0 ? origin + Math.round((value - origin) / step) * step : value;

/** The box between two corners, on whole rows and bins: at least one of each. Bins count from the band's lower end. */
export function boxBetween(
  a: { sample: number; hz: number },
  b: { sample: number; hz: number },
  limits: Limits,
  grid: Grid | undefined,
): Box {
  const row = grid?.rowSamples ?? 1;
  const bin = grid?.binHz ?? 0;
  const start = snapTo(Math.min(a.sample, b.sample), row);
  const end = Math.max(snapTo(Math.max(a.sample, b.sample), row), start + row);
  const lower = snapTo(Math.min(a.hz, b.hz), bin, limits.lowHz);
  const upper = Math.max(snapTo(Math.max(a.hz, b.hz), bin, limits.lowHz), lower + bin);
  return clampBox({ startSample: start, sampleCount: end - start, lowerHz: lower, upperHz: upper }, limits);
}

/** Shifts a box without changing its size; at an edge of the recording it stops. */
function moved(box: Box, samples: number, hz: number, limits: Limits): Box {
  const room = Math.max(0, limits.samples - box.sampleCount);
  const startSample = clamp(Math.round(box.startSample + samples), 0, room);
  const width = box.upperHz - box.lowerHz;
  const lowerHz = clamp(box.lowerHz + hz, limits.lowHz, Math.max(limits.lowHz, limits.highHz - width));
  return { startSample, sampleCount: box.sampleCount, lowerHz, upperHz: lowerHz + width };
}

/** The box after a drag by so much, from where it was when the drag began. With a grid the step is a whole one. */
export function dragged(
  box: Box,
  grip: Grip,
  by: { samples: number; hz: number },
  limits: Limits,
  grid: Grid | undefined,
): Box {
  const samples = grid === undefined ? by.samples : snapTo(by.samples, grid.rowSamples);
  const hz = grid === undefined ? by.hz : snapTo(by.hz, grid.binHz);
  if (grip === 'inside') return moved(box, samples, hz, limits);
  const end = box.startSample + box.sampleCount;
  const least = grid?.rowSamples ?? 1;
  const narrowest = grid?.binHz ?? 0;
  const start = grip.includes('w') ? Math.min(box.startSample + samples, end - least) : box.startSample;
  const stop = grip.includes('e') ? Math.max(end + samples, box.startSample + least) : end;
  const lowerHz = grip.includes('s') ? Math.min(box.lowerHz + hz, box.upperHz - narrowest) : box.lowerHz;
  const upperHz = grip.includes('n') ? Math.max(box.upperHz + hz, box.lowerHz + narrowest) : box.upperHz;
  return clampBox({ startSample: start, sampleCount: stop - start, lowerHz, upperHz }, limits);
}

export type Direction = 'left' | 'right' | 'up' | 'down';

const directions: Readonly<Record<Direction, { rows: number; bins: number }>> = {
  left: { rows: -1, bins: 0 },
  right: { rows: 1, bins: 0 },
  up: { rows: 0, bins: 1 },
  down: { rows: 0, bins: -1 },
};

/** One row or bin further; `resize` moves only the end of the time, or the upper edge. */
export function nudged(box: Box, direction: Direction, resize: boolean, limits: Limits, grid: Grid): Box {
  const { rows, bins } = directions[direction];
  const by = { samples: rows * grid.rowSamples, hz: bins * grid.binHz };
  const grip: Grip = !resize ? 'inside' : rows !== 0 ? 'e' : 'n';
  return dragged(box, grip, by, limits, grid);
}

/** Around all of them. */
export function around(boxes: readonly Box[]): Box | undefined {
  const [first] = boxes;
  if (first === undefined) return undefined;
  let { startSample: start, lowerHz, upperHz } = first;
  let end = first.startSample + first.sampleCount;
  for (const box of boxes) {
    start = Math.min(start, box.startSample);
    end = Math.max(end, box.startSample + box.sampleCount);
    lowerHz = Math.min(lowerHz, box.lowerHz);
    upperHz = Math.max(upperHz, box.upperHz);
  }
  return { startSample: start, sampleCount: end - start, lowerHz, upperHz };
}

/** Where to cut a box: at the pointer where that lies inside, otherwise in the middle. */
export function cutAt(from: number, to: number, pointer: number | undefined): number {
  return pointer !== undefined && pointer > from && pointer < to ? pointer : (from + to) / 2;
}

/** How much of the picture a label that is jumped to may fill, and how much it is given when it is far too small. */
const mostShare = 0.8;

/** The view that shows a box: the same where it is in sight already, moved where it fits, otherwise wide enough. */
export function spanShowing(span: Span, box: Box, limits: Limits): Span {
  const end = box.startSample + box.sampleCount;
  const time = shownRange(span.fromSample, span.toSample, box.startSample, end, 0, limits.samples);
  const band = shownRange(span.lowHz, span.highHz, box.lowerHz, box.upperHz, limits.lowHz, limits.highHz);
  if (time === undefined && band === undefined) return span;
  return {
    fromSample: time?.from ?? span.fromSample,
    toSample: time?.to ?? span.toSample,
    lowHz: band?.from ?? span.lowHz,
    highHz: band?.to ?? span.highHz,
  };
}

function shownRange(
  from: number,
  to: number,
  low: number,
  high: number,
  least: number,
  most: number,
): { from: number; to: number } | undefined {
  if (low >= from && high <= to) return undefined;
  const width = Math.min(most - least, Math.max(to - from, (high - low) / mostShare));
  const start = clamp((low + high) / 2 - width / 2, least, most - width);
  return { from: start, to: start + width };
}
