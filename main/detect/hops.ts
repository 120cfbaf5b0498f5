/**
 * One transmitter that hops, or several that take turns, may leave no pause between: they are told apart by the
 * frequency, where it stands still for long and then is another.
 */
import { occupiedBand, type Band } from './band.ts';
import { sameFrequency } from './regions.ts';
import { sumRows } from './sums.ts';
import type { Block, Floor } from './types.ts';

/** A hop lasts so many rows at least: symbols of keying are shorter. */
const leastDwellRows = 6;
/** …in which its middle moves by no more than this. */
const mostDriftBins = 12;
/** Rows of a dwell that may be too weak, one after another. */
const mostWeakRows = 2;
/** An edge of a dwell may lie so many rows beyond it. */
const edgeRows = 4;
/** What hops dwells for this share of the time in which it is on. */
const dwellShare = 0.8;

interface Dwell {
  fromRow: number;
  toRow: number;
  middle: number;
  /** Rows of it that are on. */
  onRows: number;
}

interface Rows {
  /** Of the block: where `envelope` begins. */
  fromRow: number;
  /** Bins that the envelope sums. */
  low: number;
  high: number;
  /** Power above the noise, row by row. */
  envelope: Float64Array;
  /** On is what has as much. */
  least: number;
}

/** The envelope of each frequency, nothing where another is on; the envelope itself if it is all on one. */
export function partHops(block: Block, floor: Floor, rows: Rows): Float64Array[] {
  const { fromRow, low, high, envelope } = rows;
  const dwells = dwellsOf(block, floor, rows);
  if (dwells.length < 2) return [envelope];
  const bands: Band[] = [];
  const of = dwells.map((dwell) => {
    const { powers, noises } = sumRows(
      block,
      floor,
      fromRow + dwell.fromRow,
      fromRow + dwell.toRow,
      low,
      high,
    );
    const band = occupiedBand(powers, noises, dwell.toRow - dwell.fromRow);
    const known = bands.findIndex((other) => sameFrequency(other, band));
    return known >= 0 ? known : bands.push(band) - 1;
  });
  if (bands.length < 2) return [envelope];
  const parts = bands.map(() => new Float64Array(envelope.length));
  for (const [i, { fromRow: from, toRow: to }] of dwells.entries()) {
    // Up to the middle between two of them, and no farther than an edge reaches: what is faint there may be anyone's.
    const begin = Math.max(from - edgeRows, i === 0 ? 0 : (dwells[i - 1]!.toRow + from) >> 1);
    const end = Math.min(
      to + edgeRows,
      i === dwells.length - 1 ? envelope.length : (to + dwells[i + 1]!.fromRow) >> 1,
    );
    parts[of[i]!]!.set(envelope.subarray(Math.max(0, begin), end), Math.max(0, begin));
  }
  return parts;
}

/** Nothing where what is on moves about. */
function dwellsOf(
  { power, size }: Block,
  floor: Floor,
  { fromRow, low, high, envelope, least }: Rows,
): Dwell[] {
  const found: Dwell[] = [];
  let onRows = 0;
  for (let row = 0; row < envelope.length; row++) {
    if (envelope[row]! < least) continue;
    onRows++;
    let weight = 0;
    let moment = 0;
    for (let bin = low; bin < high; bin++) {
      const excess = Math.max(0, power[(fromRow + row) * size + bin]! - floor[bin]!);
      weight += excess;
      moment += bin * excess;
    }
    const middle = moment / weight;
    const last = found.at(-1);
    if (last && row - last.toRow <= mostWeakRows && Math.abs(middle - last.middle) <= mostDriftBins) {
      last.toRow = row + 1;
      last.onRows++;
      last.middle += (middle - last.middle) / last.onRows;
    } else found.push({ fromRow: row, toRow: row + 1, middle, onRows: 1 });
  }
  const long = found.filter((dwell) => dwell.onRows >= leastDwellRows);
  return long.reduce((sum, dwell) => sum + dwell.onRows, 0) >= dwellShare * onRows ? long : [];
}
