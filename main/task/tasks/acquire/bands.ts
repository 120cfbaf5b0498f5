/**
 * Which part of a stream serves a task, and the centre that serves most tasks. Pure numbers, hertz throughout.
 */

export interface Band {
  lowHz: number;
  highHz: number;
}

interface Range {
  min: number;
  max: number;
}

/** A task's band and how it ranks: 0 is the highest priority among those compared. */
export interface Wanted {
  band: Band;
  rank: number;
}

/** Towards the edges of a stream filters fold and slope: 0.8 of the rate is flat on every radio we drive. */
const usableHalf = 0.4;
/** Rounding of sums of frequencies up to 1e12 Hz in double precision stays far below. */
const slackHz = 1e-3;
/** Centres with equally many tasks that are compared by spread; more than this differ in nothing a person sees. */
const mostTies = 256;

export function bandOf(task: { centreHz: number; bandwidthHz: number }): Band {
  return { lowHz: task.centreHz - task.bandwidthHz / 2, highHz: task.centreHz + task.bandwidthHz / 2 };
}

/** Kept free on either side of the centre: a direct-conversion radio's own carrier and its skirt of 1/f noise. */
export function guardHz(sampleRateHz: number): number {
  return Math.max(5000, 0.002 * sampleRateHz);
}

/** The widest band that fits a stream at all. */
export function widestHz(sampleRateHz: number): number {
  return 2 * usableHalf * sampleRateHz;
}

/** True where a band can't stay clear of DC: it fits on neither side of the centre. */
function coversDc(band: Band, sampleRateHz: number): boolean {
  return band.highHz - band.lowHz > usableHalf * sampleRateHz - guardHz(sampleRateHz);
}

interface Stream {
  centreHz: number;
  sampleRateHz: number;
}

/** True when the whole band lies in the usable part of the stream. */
export function isInside({ centreHz, sampleRateHz }: Stream, band: Band): boolean {
  const halfHz = usableHalf * sampleRateHz + slackHz;
  return band.lowHz >= centreHz - halfHz && band.highHz <= centreHz + halfHz;
}

/** True when it does and, where it can, stays clear of DC. */
export function fits(tuning: Stream, band: Band): boolean {
  const { centreHz, sampleRateHz } = tuning;
  if (!isInside(tuning, band)) return false;
  if (coversDc(band, sampleRateHz)) return true;
  const clearHz = guardHz(sampleRateHz) - slackHz;
  return band.lowHz >= centreHz + clearHz || band.highHz <= centreHz - clearHz;
}

/** The centres at which a stream serves the band, as closed intervals: none, one or two. */
export function centresFor(band: Band, sampleRateHz: number, tunable: Range): Range[] {
  const halfHz = usableHalf * sampleRateHz;
  const clearHz = guardHz(sampleRateHz);
  const whole = { min: band.highHz - halfHz, max: band.lowHz + halfHz };
  const parts = coversDc(band, sampleRateHz)
    ? [whole]
    : [
        { min: whole.min, max: band.lowHz - clearHz },
        { min: band.highHz + clearHz, max: whole.max },
      ];
  return parts
    .map(({ min, max }) => ({ min: Math.max(min, tunable.min), max: Math.min(max, tunable.max) }))
    .filter(({ min, max }) => min <= max);
}

interface Edge {
  atHz: number;
  opens: boolean;
  index: number;
}

/**
 * The centre that serves the first of `wanted` and, with it, as many as can be: most of rank 0, then most of rank 1
 * and so on; among equals the one whose tasks lie closest around it. Exact: the number served changes only where an
 * interval of centres begins or ends, so those points are all there is to try. Undefined: the first can't be served.
 */
export function bestCentre(
  wanted: readonly Wanted[],
  sampleRateHz: number,
  tunable: Range,
): { centreHz: number; counts: readonly number[] } | undefined {
  const edges: Edge[] = [];
  let ranks = 0;
  wanted.forEach(({ band, rank }, index) => {
    ranks = Math.max(ranks, rank + 1);
    for (const { min, max } of centresFor(band, sampleRateHz, tunable))
      edges.push({ atHz: min, opens: true, index }, { atHz: max, opens: false, index });
  });
  // Closed intervals: at one point everything opens before anything closes.
  edges.sort((a, b) => a.atHz - b.atHz || Number(b.opens) - Number(a.opens));
  const counts = new Array<number>(ranks).fill(0);
  let best: number[] | undefined;
  let points: number[] = [];
  let firstOpen = false;
  for (let i = 0; i < edges.length; i++) {
    const edge = edges[i]!;
    const rank = wanted[edge.index]!.rank;
    if (edge.opens) {
      counts[rank]!++;
      if (edge.index === 0) firstOpen = true;
      // The set at a point is complete once the last interval that opens there is counted.
      if (edges[i + 1]?.opens === true) continue;
    }
    if (firstOpen) {
      const better = best === undefined ? 1 : compareCounts(counts, best);
      if (better > 0) {
        best = [...counts];
        points = [];
      }
      if (better >= 0 && points.length < mostTies && points.at(-1) !== edge.atHz) points.push(edge.atHz);
    }
    if (!edge.opens) {
      counts[rank]!--;
      if (edge.index === 0) firstOpen = false;
    }
  }
  if (best === undefined) return undefined;
  let chosen = { centreHz: points[0]!, spreadHz: Infinity };
  for (const point of points) {
    const placed = amid(wanted, point, sampleRateHz, tunable);
    if (placed.spreadHz < chosen.spreadHz - slackHz) chosen = placed;
  }
  return { centreHz: chosen.centreHz, counts: best };
}

/** More of the highest rank wins, then more of the next. */
export function compareCounts(a: readonly number[], b: readonly number[]): number {
  for (let rank = 0; rank < Math.max(a.length, b.length); rank++) {
    const more = (a[rank] ?? 0) - (b[rank] ?? 0);
    if (more !== 0) return more;
  }
  return 0;
}

/** Moves a centre to the middle of what it serves, as far as it goes on serving all of it. */
function amid(
  wanted: readonly Wanted[],
  pointHz: number,
  sampleRateHz: number,
  tunable: Range,
): { centreHz: number; spreadHz: number } {
  let { min, max } = tunable;
  let lowHz = Infinity;
  let highHz = -Infinity;
  for (const { band } of wanted) {
    const part = centresFor(band, sampleRateHz, tunable).find(
      (one) => one.min <= pointHz && pointHz <= one.max,
    );
    if (!part) continue;
    min = Math.max(min, part.min);
    max = Math.min(max, part.max);
    lowHz = Math.min(lowHz, band.lowHz);
    highHz = Math.max(highHz, band.highHz);
  }
  const middle = Math.min(max, Math.max(min, (lowHz + highHz) / 2));
  // Whole kilohertz read better, whole hertz at least, where the interval has one.
  const round = [1000, 1]
    .map((step) => Math.round(middle / step) * step)
    .find((hz) => hz >= min && hz <= max);
  const centreHz = round ?? middle;
  return { centreHz, spreadHz: Math.max(highHz - centreHz, centreHz - lowHz) };
}
