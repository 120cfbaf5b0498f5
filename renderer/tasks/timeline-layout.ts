/**
 * Where things stand in the timeline. Each radio has a band; a tuning is a block as long as it lasted and as high as
 * the frequencies it covered, with its tasks inside at theirs. Frequencies nobody tuned to take no room: the axis of
 * a band is broken between them. Pure.
 */
import type { z } from 'zod';
import type { Tuning as TuningShape } from '../../contract/task.ts';

export type Tuning = z.infer<typeof TuningShape>;
type Run = Tuning['runs'][number];

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A stretch of frequencies without a break. */
interface Segment {
  lowHz: number;
  highHz: number;
  top: number;
  height: number;
}

export interface Band {
  radioId: string;
  top: number;
  height: number;
  /** Highest frequencies first. */
  segments: Segment[];
}

export interface RunBox extends Box {
  run: Run;
}
export interface Block extends Box {
  tuning: Tuning;
  runs: RunBox[];
}

export interface Layout {
  bands: Band[];
  blocks: Block[];
  /** What all bands take, pixels. */
  height: number;
}

/** Room for the radio's name above its band. */
const titlePx = 20;
const bandGapPx = 10;
const segmentGapPx = 6;
const leastSegmentPx = 22;
const leastBandPx = 64;
/** A task narrower or shorter than this could not be seen or hit. */
const leastRunPx = 3;
const leastBlockPx = 2;

const lowOf = (tuning: Tuning): number => tuning.centreHz - tuning.sampleRateHz / 2;
const highOf = (tuning: Tuning): number => tuning.centreHz + tuning.sampleRateHz / 2;

/** What the tunings cover, overlapping ones joined, highest first. */
export function coveredBy(tunings: readonly Tuning[]): { lowHz: number; highHz: number }[] {
  const spans = tunings
    .map((tuning) => ({ lowHz: lowOf(tuning), highHz: highOf(tuning) }))
    .sort((a, b) => b.highHz - a.highHz);
  const joined: { lowHz: number; highHz: number }[] = [];
  for (const span of spans) {
    const before = joined.at(-1);
    if (before !== undefined && span.highHz >= before.lowHz)
      before.lowHz = Math.min(before.lowHz, span.lowHz);
    else joined.push({ ...span });
  }
  return joined;
}

/** Shares the height: each stretch by its width, but enough to be seen. */
function segmentsOf(tunings: readonly Tuning[], top: number, height: number): Segment[] {
  const spans = coveredBy(tunings);
  const room = height - segmentGapPx * (spans.length - 1) - leastSegmentPx * spans.length;
  const total = spans.reduce((sum, { lowHz, highHz }) => sum + highHz - lowHz, 0);
  let y = top;
  return spans.map((span) => {
    const share = leastSegmentPx + (Math.max(0, room) * (span.highHz - span.lowHz)) / total;
    const segment = { ...span, top: y, height: share };
    y += share + segmentGapPx;
    return segment;
  });
}

/** One band a radio, in the order of their names, sharing `height` where it is enough for all. */
export function bandsOf(tunings: readonly Tuning[], height: number): { bands: Band[]; height: number } {
  const byRadio = new Map<string, Tuning[]>();
  for (const tuning of tunings) {
    const own = byRadio.get(tuning.radioId);
    if (own === undefined) byRadio.set(tuning.radioId, [tuning]);
    else own.push(tuning);
  }
  const radios = [...byRadio.keys()].sort();
  const share = radios.length === 0 ? 0 : height / radios.length - titlePx - bandGapPx;
  let y = 0;
  const bands = radios.map((radioId) => {
    const own = byRadio.get(radioId) ?? [];
    const least = coveredBy(own).length * (leastSegmentPx + segmentGapPx) - segmentGapPx;
    const high = Math.max(share, least, leastBandPx);
    const band = {
      radioId,
      top: y + titlePx,
      height: high,
      segments: segmentsOf(own, y + titlePx, high),
    };
    y += titlePx + high + bandGapPx;
    return band;
  });
  return { bands, height: y };
}

/** Where a frequency stands in a band; outside its stretches at the nearest end. */
export function yOf(band: Band, hz: number): number {
  for (const { lowHz, highHz, top, height } of band.segments)
    if (hz >= lowHz) return top + (height * (highHz - Math.min(hz, highHz))) / (highHz - lowHz);
  return band.top + band.height;
}

export interface TimeView {
  fromMs: number;
  toMs: number;
}

export const xOf = (view: TimeView, width: number, timeMs: number): number =>
  ((timeMs - view.fromMs) / (view.toMs - view.fromMs)) * width;

function boxOf(
  view: TimeView,
  width: number,
  nowMs: number,
  one: { startedMs: number; endedMs?: number | undefined },
  least: number,
): { x: number; width: number } {
  // What runs reaches to this moment.
  const x = xOf(view, width, one.startedMs);
  const end = xOf(view, width, one.endedMs ?? nowMs);
  return { x, width: Math.max(least, end - x) };
}

/** Places everything that is in sight. `width` and `height` are those of the picture, without its axes. */
export function layOut(
  tunings: readonly Tuning[],
  view: TimeView,
  width: number,
  height: number,
  nowMs: number,
): Layout {
  const seen = tunings.filter(
    ({ startedMs, endedMs }) => startedMs <= view.toMs && (endedMs ?? nowMs) >= view.fromMs,
  );
  const { bands, height: used } = bandsOf(seen, height);
  const byRadio = new Map(bands.map((band) => [band.radioId, band]));
  const blocks = seen.flatMap((tuning): Block[] => {
    const band = byRadio.get(tuning.radioId);
    if (band === undefined) return [];
    const y = yOf(band, highOf(tuning));
    return [
      {
        tuning,
        ...boxOf(view, width, nowMs, tuning, leastBlockPx),
        y,
        height: yOf(band, lowOf(tuning)) - y,
        runs: tuning.runs.map((run) => runBox(run, tuning, band, view, width, nowMs)),
      },
    ];
  });
  return { bands, blocks, height: used };
}

/** A try begins before its radio is tuned and ends after its files are closed: only what lies within is drawn. */
function runBox(run: Run, tuning: Tuning, band: Band, view: TimeView, width: number, nowMs: number): RunBox {
  const top = yOf(band, run.centreHz + run.bandwidthHz / 2);
  const bottom = yOf(band, run.centreHz - run.bandwidthHz / 2);
  const height = Math.max(leastRunPx, bottom - top);
  const within = {
    startedMs: Math.max(run.startedMs, tuning.startedMs),
    endedMs: Math.min(run.endedMs ?? nowMs, tuning.endedMs ?? nowMs),
  };
  return { run, ...boxOf(view, width, nowMs, within, leastRunPx), y: (top + bottom - height) / 2, height };
}

const holds = (box: Box, x: number, y: number, slack: number): boolean =>
  x >= box.x - slack &&
  x <= box.x + box.width + slack &&
  y >= box.y - slack &&
  y <= box.y + box.height + slack;

/** What lies under a point: a task, else its tuning. Small tasks are hit from two pixels away. */
export function hitAt(
  layout: Layout,
  x: number,
  y: number,
): { block: Block; run: RunBox | undefined } | undefined {
  const block = layout.blocks.findLast((one) => holds(one, x, y, 2));
  if (block === undefined) return undefined;
  return { block, run: block.runs.findLast((one) => holds(one, x, y, 2)) };
}

/** The tasks in sight, in the order of their start, then from high to low: how the keyboard goes through them. */
export function runsInOrder(layout: Layout): { block: Block; run: RunBox }[] {
  return layout.blocks
    .flatMap((block) => block.runs.map((run) => ({ block, run })))
    .sort((a, b) => a.run.run.startedMs - b.run.run.startedMs || a.run.y - b.run.y);
}
