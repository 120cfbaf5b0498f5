/** The selected box: made of two corners, its edges moved, always inside the recording. Pure. */
import { limitsOf, nudged, type Direction, type Grid } from '../label/box.ts';
import type { Box } from './store.ts';
import { bandOf, type Extent } from './zoom.ts';

export interface Corner {
  readonly sample: number;
  readonly hz: number;
}

/** Frequencies are kept to the hertz, of narrow bands to the thousandth: nobody reads more. */
const leastStepHz = (bandHz: number): number => (bandHz > 1000 ? 1 : 0.001);
const tidy = (hz: number, bandHz: number): number =>
  bandHz > 1000 ? Math.round(hz) : Math.round(hz * 1000) / 1000;

/** The box between two corners, whichever is first. Samples are whole; it has at least one, and a millionth of the band. */
export function boxOf(extent: Extent, a: Corner, b: Corner): Box {
  const { lowHz, highHz } = bandOf(extent);
  const inside = (sample: number): number => Math.min(extent.samples, Math.max(0, sample));
  const from = Math.min(Math.max(0, extent.samples - 1), Math.floor(inside(Math.min(a.sample, b.sample))));
  const to = Math.max(from + 1, Math.ceil(inside(Math.max(a.sample, b.sample))));
  const band = highHz - lowHz;
  const least = band / 1e6;
  const lower = Math.min(highHz - least, Math.max(lowHz, tidy(Math.min(a.hz, b.hz), band)));
  const upper = Math.min(highHz, Math.max(lower + least, tidy(Math.max(a.hz, b.hz), band)));
  return { startSample: from, sampleCount: to - from, lowerHz: lower, upperHz: upper };
}

/** Which edges a handle moves: `n` is the upper frequency, `w` the beginning. */
export const edges = ['n', 's', 'w', 'e', 'nw', 'ne', 'sw', 'se'] as const;
export type Edge = (typeof edges)[number];

/** The box with the edges of a handle moved to a place; past the opposite edge they change sides. */
export function resized(extent: Extent, box: Box, edge: Edge, to: Corner): Box {
  const end = box.startSample + box.sampleCount;
  const first = edge.includes('w') ? to.sample : box.startSample;
  const last = edge.includes('e') ? to.sample : end;
  const low = edge.includes('s') ? to.hz : box.lowerHz;
  const high = edge.includes('n') ? to.hz : box.upperHz;
  return boxOf(extent, { sample: first, hz: low }, { sample: last, hz: high });
}

/** The box moved as it is, by whole hertz; at the end of the recording it stops. */
export function movedBox(extent: Extent, box: Box, samples: number, hz: number): Box {
  const { lowHz, highHz } = bandOf(extent);
  const by = tidy(hz, highHz - lowHz);
  const start = Math.min(
    extent.samples - box.sampleCount,
    Math.max(0, Math.round(box.startSample + samples)),
  );
  const lower = Math.min(highHz - (box.upperHz - box.lowerHz), Math.max(lowHz, box.lowerHz + by));
  return { ...box, startSample: start, lowerHz: lower, upperHz: lower + (box.upperHz - box.lowerHz) };
}

/**
 * The box a row or a bin further, `resize` only its end or its upper edge. The step in frequency is the bin's width in
 * whole hertz, so that edges typed or drawn in whole hertz stay that, and as many steps back lead to where it was.
 */
export function nudgedBox(
  extent: Extent,
  box: Box,
  direction: Direction,
  resize: boolean,
  { rowSamples, binHz }: Grid,
): Box {
  const { lowHz, highHz } = bandOf(extent);
  const band = highHz - lowHz;
  const step = Math.max(tidy(binHz, band), leastStepHz(band));
  return nudged(box, direction, resize, limitsOf(extent), { rowSamples, binHz: step });
}
