/** From a rough box to what the signal in it is: its edges in time and frequency and its powers. */
import { occupiedBand } from './band.ts';
import { partHops } from './hops.ts';
import { takeOutPassing } from './passing.ts';
import type { Sighting } from './sighting.ts';
import { countAsNoise, part, sumRows } from './sums.ts';
import type { Block, Box, Floor } from './types.ts';

/** A faint lead-in is on when it is so many deviations of its noise above it. */
const sureDeviations = 4;
/** Looked at around the box. */
const marginBins = 4;
/** …and for the slopes of its band, as far as no other box lies there: this share of its width, or so many bins. */
const slopeShare = 0.5;
const leastSlopeBins = 8;
const marginRows = 8;
/** Rows around a burst in which its edge is looked for, and rows of it that say how strong it is there. */
const edgeRows = 4;
const plateauRows = 32;
/** Rows beside an edge that may reach over it, and rows that make a lead-in. */
const skirtRows = 2;
const leastLeadRows = 4;
/** A pulse shorter than a row shows less of its power; so many deviations, and no weaker than this, 12 dB, it counts. */
const pulseDeviations = 8;
const pulseWeaker = 16;
/** A row weaker than the rest by this factor, 9 dB, tells nothing of the signal: what is in it may be another's. */
const weaker = 8;
/** Steps up to a signal, at most. */
const mostLeads = 3;
/** Off is a quarter of on, or less: the two are told apart at half the power. */
const contrast = 4;
/** Evidence, in nats, that ends the search for an edge: one row that is fully on has as much, so that a pulse counts. */
const certain = 1.2;

interface Measured {
  /** What is in the box: one signal, or several that are farther apart than the gap. */
  whole: Sighting[];
  /** The same, and parted where the frequency changes for long. */
  parted: () => Sighting[];
}

/**
 * @param floor in which signals that stand still are no noise
 * @param free bins in which no other box lies while this one is on
 */
export function measureBox(
  block: Block,
  floor: Floor,
  box: Box,
  gapRows: number,
  free: Pick<Box, 'fromBin' | 'toBin'>,
): Measured {
  const fromBin = Math.max(0, box.fromBin - marginBins);
  const toBin = Math.min(block.size, box.toBin + marginBins);
  const rough = sumRows(block, floor, box.fromRow, box.toRow, fromBin, toBin);
  const band = occupiedBand(rough.powers, rough.noises, box.toRow - box.fromRow);
  const low = fromBin + Math.max(0, Math.floor(band.low));
  const high = Math.max(low + 1, fromBin + Math.ceil(band.high));
  const fromRow = Math.max(0, box.fromRow - marginRows);
  const toRow = Math.min(block.rowCount, box.toRow + marginRows);
  const envelope = new Float64Array(toRow - fromRow);
  let noise = 0;
  for (let bin = low; bin < high; bin++) noise += floor[bin]!;
  for (let row = fromRow; row < toRow; row++) {
    let level = -noise;
    for (let bin = low; bin < high; bin++) level += block.power[row * block.size + bin]!;
    envelope[row - fromRow] = Math.max(0, level);
  }
  // Neighbouring bins are alike under the window: two are worth one.
  const deviation = noise / Math.sqrt(3 * Math.max(1, (high - low) / 2));
  const slope = Math.max(leastSlopeBins, Math.round(slopeShare * (toBin - fromBin)));
  const around = {
    fromBin: Math.min(fromBin, Math.max(free.fromBin, fromBin - slope)),
    toBin: Math.max(toBin, Math.min(free.toBin, toBin + slope)),
  };
  const inEnvelope = (one: Float64Array): Sighting[] =>
    bursts(one, deviation, gapRows).map(([from, to]) =>
      measureBurst(block, floor, { fromRow, fromBin, toBin, around, envelope: one, deviation }, from, to),
    );
  const whole = inEnvelope(envelope);
  return {
    whole,
    parted: () => {
      const least = plateau(envelope) / weaker;
      if (least <= sureDeviations * deviation) return whole;
      const hops = partHops(block, floor, { fromRow, low, high, envelope, least });
      return hops.length < 2 ? whole : hops.flatMap(inEnvelope);
    },
  };
}

/** Stretches of the envelope in which something is on, no farther than `gapRows` apart. */
function bursts(envelope: Float64Array, deviation: number, gapRows: number): [number, number][] {
  const on = plateau(envelope);
  const least = Math.min(on / 2, Math.max(5 * deviation, on / 1000));
  const found: [number, number][] = [];
  for (let row = 0; row < envelope.length; row++) {
    const mean = ((envelope[row - 1] ?? 0) + envelope[row]! + (envelope[row + 1] ?? 0)) / 3;
    if (mean < least) continue;
    const last = found.at(-1);
    if (last && row - last[1] <= Math.max(gapRows, edgeRows)) last[1] = row + 1;
    else found.push([row, row + 1]);
  }
  return found;
}

interface Look {
  fromRow: number;
  fromBin: number;
  toBin: number;
  /** Bins in which its slopes are looked for, these among them. */
  around: Pick<Box, 'fromBin' | 'toBin'>;
  envelope: Float64Array;
  /** Of the envelope where nothing is on. */
  deviation: number;
}

/**
 * Where what is on in rows `from` to `to` begins (`step` 1) or ends (-1). Before its edge may be something far weaker that
 * is surely on too, a lead-in or a tail, or a pulse shorter than a row. More than two rows from the edge no window reaches over it, so that is no skirt.
 */
function outerEdge(
  envelope: Float64Array,
  from: number,
  to: number,
  step: 1 | -1,
  deviation: number,
): { row: number; at: number } {
  const reach = edgeRows + plateauRows;
  let first = step === 1 ? from : Math.max(from, to - reach);
  let last = step === 1 ? Math.min(to, from + reach) : to;
  const strong = plateau(envelope.subarray(first, last));
  for (let leads = 0; ; leads++) {
    const found = edge(envelope.subarray(first, last), step);
    const row = first + found.row;
    const at = first + found.at;
    if (step === 1) last = row - skirtRows;
    else first = row + 1 + skirtRows;
    if (leads < mostLeads && last - first >= leastLeadRows) {
      const level = plateau(envelope.subarray(first, last));
      let on = 0;
      for (let k = first; k < last; k++) if (envelope[k]! > level / 2) on++;
      if (level >= sureDeviations * deviation && on >= leastLeadRows) continue;
    }
    const surely = Math.max(pulseDeviations * deviation, strong / pulseWeaker);
    const pulse = outermost(envelope, first, last, step, surely);
    return pulse === undefined ? { row, at } : { row: pulse, at: pulse };
  }
}

/** The row farthest out of `from` to `to` that is above the level. */
function outermost(
  envelope: Float64Array,
  from: number,
  to: number,
  step: 1 | -1,
  level: number,
): number | undefined {
  for (let k = 0; k < to - from; k++) {
    const row = step === 1 ? from + k : to - 1 - k;
    if (envelope[row]! > level) return row;
  }
  return undefined;
}

function measureBurst(
  block: Block,
  floor: Floor,
  { fromRow, fromBin, toBin, around, envelope, deviation }: Look,
  from: number,
  to: number,
): Sighting {
  const { size, hop, firstSample, rowCount } = block;
  const low = Math.max(0, from - edgeRows);
  const high = Math.min(envelope.length, to + edgeRows);
  const first = outerEdge(envelope, low, high, 1, deviation);
  const last = outerEdge(envelope, low, high, -1, deviation);
  const firstRow = fromRow + first.row;
  const lastRow = Math.max(firstRow, fromRow + last.row);
  // The middle of a row is where half of a window is left of a signal that begins there.
  const startSample =
    firstRow === 0 ? firstSample : firstSample + Math.round((fromRow + first.at) * hop + size / 2);
  const endSample =
    lastRow === rowCount - 1
      ? firstSample + lastRow * hop + size
      : firstSample + Math.round((fromRow + last.at) * hop + size / 2);
  const within = inner(firstRow, lastRow + 1);
  const sums = sumRows(block, floor, within.from, within.to, around.fromBin, around.toBin);
  const on = plateau(envelope.subarray(within.from - fromRow, within.to - fromRow));
  const isSure = on / weaker > sureDeviations * deviation;
  if (isSure) {
    const onRows: number[] = [];
    for (let row = within.from; row < within.to; row++)
      if (envelope[row - fromRow]! < on / weaker) countAsNoise(block, floor, row, sums);
      else onRows.push(row);
    takeOutPassing(block, floor, onRows, sums);
  }
  let onRows = 0;
  for (let row = within.from; row < within.to; row++) if (envelope[row - fromRow]! >= on / 2) onRows++;
  return {
    startSample,
    endSample: Math.max(endSample, startSample + hop),
    ...part(sums, fromBin, toBin),
    toBin,
    around: sums,
    rows: within.to - within.from,
    onRows: Math.max(1, onRows),
  };
}

/** Rows at the ends hold only a part of the signal: they are left out where enough others are there. */
function inner(from: number, to: number): { from: number; to: number } {
  return to - from >= 6 ? { from: from + 1, to: to - 1 } : { from, to: Math.max(to, from + 1) };
}

/** Mean of what is on: more than half of what the strongest twentieth reaches. */
function plateau(envelope: Float64Array): number {
  const sorted = envelope.slice().sort();
  const high = sorted[Math.floor(0.95 * (sorted.length - 1))]! / 2;
  let total = 0;
  let count = 0;
  for (const level of envelope)
    if (level >= high) {
      total += level;
      count++;
    }
  return total / Math.max(1, count);
}

/**
 * Where it begins (`step` 1) or ends (-1): the likeliest change from off to on, for exponential levels (Page's
 * cumulative sum), then straight between rows to half of the power.
 */
function edge(envelope: Float64Array, step: 1 | -1): { row: number; at: number } {
  const on = plateau(envelope);
  const count = envelope.length;
  const begin = step === 1 ? 0 : count - 1;
  const price = Math.log(contrast);
  let row = begin;
  let total = 0;
  let least = 0;
  for (let i = 0; i < count; i++) {
    const level = envelope[begin + i * step]!;
    total += (contrast - 1) * Math.min(2, level / on) - price;
    if (total < least) {
      least = total;
      row = begin + (i + 1) * step;
    } else if (total - least > certain) break;
  }
  row = Math.max(0, Math.min(count - 1, row));
  const outside = envelope[row - step];
  const here = envelope[row]!;
  if (outside === undefined || here <= outside) return { row, at: row };
  const part = (on / 2 - outside) / (here - outside);
  return { row, at: row - step + step * Math.max(0, Math.min(1, part)) };
}
