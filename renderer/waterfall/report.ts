/** What is said about the row on top: its peaks, a sentence, the range that fits, and its levels for a probe. */
import { ColumnMaker, makeColumns, type Columns } from './columns.ts';
import type { History, Line } from './history.ts';
import type { Auto, Probe } from './messages.ts';
import { autoRange, findPeaks, percentile, summarise, type NamedPeak } from './peaks.ts';
import { strongestHz } from './reduce.ts';
import type { Span } from './scale.ts';

const mostPeaks = 5;
/** Over the median of the row: with rows of few transforms noise itself reaches some 10 dB. */
const aboveDb = 12;

/** The strongest signals of the row, at least `apart` pixels from each other, by the frequency of their strongest bin. */
export function peaksOf(live: Columns, line: Line | undefined, view: Span, apart: number): NamedPeak[] {
  if (line === undefined || line.width === 0) return [];
  return findPeaks(live.db, live.first, live.end, { most: mostPeaks, aboveDb, apart }).map((peak) => ({
    ...peak,
    hz: strongestHz(line, view, live.db.length, peak.x),
  }));
}

/** A sentence for people who don't see the picture; undefined where there is nothing to describe. */
export function summaryOf(live: Columns, line: Line | undefined, view: Span): string | undefined {
  if (line === undefined || line.width === 0 || live.end - live.first < 2) return undefined;
  const peaks = peaksOf(live, line, view, live.db.length / 40);
  const noiseDb = percentile(live.db, live.first, live.end, 0.5);
  return summarise(peaks, view, line.sampleRateHz / line.width, noiseDb);
}

/** So many lines back peaks count for the range: bursts and voices have pauses. Three seconds at the default rate. */
const peakLines = 90;

/** The range for what is on the screen; `end`: the line on top is `end - 1`. */
export function autoOf(live: Columns, history: History, end: number, view: Span): Auto | undefined {
  const columns = makeColumns(live.db.length);
  const maker = new ColumnMaker();
  let peakDb = -Infinity;
  for (let number = Math.max(history.oldest, end - peakLines); number < end; number++) {
    maker.ofLine(history.line(number), view, columns);
    for (let x = columns.first; x < columns.end; x++) if (columns.db[x]! > peakDb) peakDb = columns.db[x]!;
  }
  const range = autoRange(live.db, live.first, live.end, peakDb);
  return range && { ...range, peakHz: peaksOf(live, history.line(end - 1), view, 1)[0]?.hz };
}

export function topRowOf(
  live: Columns | undefined,
  line: Line | undefined,
): Pick<Probe, 'topRow' | 'topRowDb'> {
  const { first = 0, end = 0, db = [] } = live ?? {};
  return {
    topRowDb: Array.from(db, (value, x) => (x >= first && x < end ? value : null)),
    topRow: line && { timeMs: line.timeMs, centreHz: line.centreHz, sampleRateHz: line.sampleRateHz },
  };
}
