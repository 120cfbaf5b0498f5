/**
 * Which parts of a spectrum are noise. The spectrum is cut into pieces of constant level by maximum likelihood with a
 * price for each piece: the exact optimum by dynamic programming (Jackson et al., "An algorithm for optimal
 * partitioning of data on an interval", IEEE Signal Processing Letters 12, 2005). The lowest pieces are the noise.
 *
 * Averaged periodograms of white noise are gamma distributed, and pieces don't pick bins by their level: the mean of
 * a piece has no bias, unlike a median or a low quantile of bins.
 */

interface Piece {
  /** First bin, and the bin behind the last. */
  from: number;
  to: number;
  /** Mean of its bins. */
  level: number;
}

/** Bins `from` to `to` (behind the last) that stand out of the noise. */
interface BinRange {
  from: number;
  to: number;
}

interface NoiseReading {
  /** Mean of the noise, in the unit of the bins. */
  level: number;
  /** Bins it is the mean of. */
  count: number;
  /** What stands out, lowest frequency first. */
  signals: BinRange[];
}

/**
 * Log likelihood that a piece must bring, beyond the logarithm of the number of places it could stand. Chosen by
 * trial: of 36,500 spectra of pure noise (100 to 768 bins, 100 to 12,500 bandwidths times seconds) 2 had one.
 */
const piecePrice = 5;
/**
 * The noise is the mean of the lowest pieces that make up this share: less than one of the two guards beside a band
 * (0.1 of 1.2 bandwidths), so that one free guard is enough, and more than a notch.
 */
const noiseShare = 0.08;
/**
 * What stands out fades into the noise: bins beside it are left out, this share of its width on either side, the
 * first that keeps `noiseKept` of the noise.
 */
const skirts = [0.25, 0.125, 0];
const noiseKept = 0.55;
/** Unevenness of a receiver's own noise that counts as noise however long it was averaged: 0.3 dB. */
const ripple = 10 ** 0.03;

/** Bins beside what stands out into which the window spreads 1 % or more of it. */
export const spreadBins = 2;

/** @param bins powers above 0, some tens to some thousands. @param shape of a bin, as `PowerDensity.shapePerBin`. */
export function readNoise(bins: Float64Array, shape: number): NoiseReading {
  const pieces = partition(bins, shape);
  const ascending = [...pieces].sort((a, b) => a.level - b.level);
  const price = piecePrice + Math.log(bins.length);
  let count = 0;
  let sum = 0;
  let taken = 0;
  for (const { from, to, level } of ascending) {
    const enough = count >= noiseShare * bins.length;
    if (enough && gain(count, sum, to - from, level, shape) > price) break;
    count += to - from;
    sum += (to - from) * level;
    taken++;
  }
  const above = ascending.slice(taken);
  let noise = { level: sum / count, count };
  for (const skirt of skirts) {
    const beside = meanBeside(bins, join(above), skirt);
    if (beside.count < noiseKept * count) continue;
    noise = beside;
    break;
  }
  return { ...noise, signals: join(above.filter(({ level }) => level > noise.level * ripple)) };
}

/** The ranges that pieces make up, lowest frequency first. */
function join(pieces: readonly Piece[]): BinRange[] {
  const ranges: BinRange[] = [];
  for (const { from, to } of [...pieces].sort((a, b) => a.from - b.from)) {
    const last = ranges.at(-1);
    if (last?.to === from) last.to = to;
    else ranges.push({ from, to });
  }
  return ranges;
}

/** Mean of the bins outside `above` and its skirts, which are this share of its widths. */
function meanBeside(
  bins: Float64Array,
  above: readonly BinRange[],
  skirt: number,
): { level: number; count: number } {
  const last: BinRange = { from: Infinity, to: Infinity };
  let count = 0;
  let sum = 0;
  let at = 0;
  for (const { from, to } of [...above, last]) {
    const beside = spreadBins + (to === Infinity ? 0 : Math.round(skirt * (to - from)));
    for (const end = Math.min(bins.length, from - beside); at < end; at++) {
      sum += bins[at]!;
      count++;
    }
    at = Math.max(at, to + beside);
  }
  return { level: sum / count, count };
}

/** How much likelier two sets of bins are with a level each than with one for both. */
function gain(count: number, sum: number, otherCount: number, otherLevel: number, shape: number): number {
  const both = (sum + otherCount * otherLevel) / (count + otherCount);
  return shape * (count * Math.log(both / (sum / count)) + otherCount * Math.log(both / otherLevel));
}

/** The likeliest cut into pieces. Time grows with the square of the number of bins: 10 ms for 1,229. */
function partition(bins: Float64Array, shape: number): Piece[] {
  const size = bins.length;
  const price = piecePrice + Math.log(size);
  const sums = new Float64Array(size + 1);
  let least = Infinity;
  for (const [k, bin] of bins.entries()) {
    sums[k + 1] = sums[k]! + bin;
    least = Math.min(least, bin);
  }
  // Beside a strong carrier a difference of sums may round to nothing: no mean lies below the least bin.
  const mean = (from: number, to: number): number => Math.max(least, (sums[to]! - sums[from]!) / (to - from));
  /** Least cost of the first k bins, and where the last piece of that cut begins. */
  const cost = new Float64Array(size + 1);
  const start = new Int32Array(size + 1);
  for (let to = 1; to <= size; to++) {
    cost[to] = Infinity;
    for (let from = 0; from < to; from++) {
      const whole = cost[from]! + shape * (to - from) * Math.log(mean(from, to)) + price;
      if (whole < cost[to]!) {
        cost[to] = whole;
        start[to] = from;
      }
    }
  }
  const pieces: Piece[] = [];
  for (let to = size; to > 0; to = start[to]!) {
    const from = start[to]!;
    pieces.push({ from, to, level: mean(from, to) });
  }
  return pieces.reverse();
}
