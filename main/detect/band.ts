/**
 * The band that holds 99 % of a signal's power. What stands out of the noise is summed; the last percents often lie in
 * slopes below it, and are told from how the slopes fall where they still stand out.
 */

/** Ends of the band, in bins and parts of bins: bin k reaches from k to k + 1. */
export interface Band {
  low: number;
  high: number;
}

const occupiedShare = 0.99;
/** A bin stands out when it is so many deviations of its noise above it. */
const sureDeviations = 4;
/** What stands out far from the rest, and holds no more of the power than this, is another's or chance. */
const faintShare = 0.03;
/** A slope begins where this share of the power lies beyond. */
const slopeShare = 0.03;
/**
 * …and further inside where a carrier stands in the band: most of the power is the carrier's and says nothing of the
 * slopes.
 */
const keyedSlopeShare = 0.15;
/** A carrier: this share of the power within the window's main lobe. */
const carrierShare = 0.4;
const lobeBins = 3;
/** The slopes of what stands out in no more bins are the window's. */
const leastBins = 8;
/** One side of a keyed carrier's band is no wider than the other and so many bins. */
const unevenBins = 8;
/** Slopes looked at: falling by e within so many bins, up to this share of those that stand out. Flatter is no slope. */
const steepestBins = 0.4;
const flattest = 0.2;
const slopeSteps = 24;
/** More of the power than this share, beyond what stands out, is no slope but another signal. */
const mostBeyond = 0.05;

/**
 * The band of what stands out.
 * @param rows whose sums `powers` and `noises` are: they say which bins surely stand out. The rest isn't looked at.
 */
export function occupiedBand(powers: Float64Array, noises: Float64Array, rows: number): Band {
  const excess = powers.map((power, bin) => power - noises[bin]!);
  const { first, last } = outstanding(excess, noises, rows, 0, powers.length);
  const { low, high } = withoutEnds(excess.subarray(first, last + 1));
  return { low: first + low, high: first + high };
}

/**
 * The band with its slopes: an exponential is fitted to either one, the likeliest for sums of exponential powers, and
 * stands for what lies beyond the bins that stand out.
 * @param from first bin that may stand out, `to` the first after them; slopes may reach to the ends of `powers`
 */
export function slopingBand(
  powers: Float64Array,
  noises: Float64Array,
  rows: number,
  from: number,
  to: number,
): Band {
  const excess = powers.map((power, bin) => power - noises[bin]!);
  const { first, last } = outstanding(excess, noises, rows, from, to);
  if (last - first < leastBins) {
    const { low, high } = withoutEnds(excess.subarray(first, last + 1));
    return { low: first + low, high: first + high };
  }
  const carrier = carrierIn(excess, first, last);
  const share = carrier === undefined ? slopeShare : keyedSlopeShare;
  const total = sum(excess.subarray(first, last + 1));
  const middle = (first + last) >> 1;
  fillSlope(excess.subarray(middle), noises.subarray(middle), rows, last + 1 - middle, total, share);
  // The lower slope is the upper one of the same, turned round.
  const turned = excess.slice(0, middle + 1).reverse();
  fillSlope(turned, noises.slice(0, middle + 1).reverse(), rows, middle + 1 - first, total, share);
  excess.set(turned.reverse());
  const band = withoutEnds(excess);
  return carrier === undefined ? band : evened(excess, band, carrier + 0.5);
}

/** A keyed carrier's band is the same on both sides: what goes on on one side only, and is faint, is another's. */
function evened(excess: Float64Array, { low, high }: Band, carrier: number): Band {
  const most = unevenBins + Math.min(carrier - low, high - carrier);
  const even = { low: Math.max(low, carrier - most), high: Math.min(high, carrier + most) };
  const left = sum(excess.subarray(Math.floor(even.low), Math.ceil(even.high)));
  return left >= (1 - mostBeyond) * sum(excess) ? even : { low, high };
}

/**
 * First and last bin of `from` to `to` that belong to it: from the strongest on what surely stands out, and no farther
 * from it than it is wide so far, or holds more than a faint share of the power.
 */
function outstanding(
  excess: Float64Array,
  noises: Float64Array,
  rows: number,
  from: number,
  to: number,
): { first: number; last: number } {
  let strongest = from;
  const sure: number[] = [];
  for (let bin = from; bin < to; bin++) {
    if (excess[bin]! > excess[strongest]!) strongest = bin;
    if (excess[bin]! > (sureDeviations * noises[bin]!) / Math.sqrt(rows)) sure.push(bin);
  }
  let [first, last] = [strongest, strongest];
  const below = sure.filter((bin) => bin < strongest).reverse();
  const above = sure.filter((bin) => bin > strongest);
  const faint = faintShare * sum(excess.subarray(below.at(-1) ?? strongest, (above.at(-1) ?? strongest) + 1));
  while (below.length + above.length > 0) {
    const reach = Math.max(leastBins, last + 1 - first);
    const isNear = (bin: number): boolean => Math.min(Math.abs(bin - first), Math.abs(bin - last)) <= reach;
    const [lower, upper] = [below[0], above[0]];
    if (lower !== undefined && (isNear(lower) || sum(excess.subarray(below.at(-1), lower + 1)) > faint)) {
      first = lower;
      below.shift();
    } else if (
      upper !== undefined &&
      (isNear(upper) || sum(excess.subarray(upper, above.at(-1)! + 1)) > faint)
    ) {
      last = upper;
      above.shift();
    } else break;
  }
  return { first, last };
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

/** The bin of a carrier that stands in the band, if one does. */
function carrierIn(excess: Float64Array, first: number, last: number): number | undefined {
  const band = excess.subarray(first, last + 1);
  const strongest = band.indexOf(Math.max(...band));
  const lobe = band.subarray(Math.max(0, strongest - (lobeBins >> 1)), strongest + 1 + (lobeBins >> 1));
  return sum(lobe) > carrierShare * sum(band) ? first + strongest : undefined;
}

/**
 * Replaces `excess` from bin `end` on by the slope that bins before it show: those that hold `share` of the `total`
 * power, and what may be seen of it further out.
 */
function fillSlope(
  excess: Float64Array,
  noises: Float64Array,
  rows: number,
  end: number,
  total: number,
  share: number,
): void {
  let start = end;
  for (let run = 0; start > 0 && run < share * total;) run += excess[--start]!;
  const seen = excess.subarray(start);
  const noise = noises.subarray(start);
  const most = Math.max(1, 2 * flattest * end);
  let best = { likelihood: -Infinity, bins: 1, height: 0 };
  for (let step = 0; step < slopeSteps; step++) {
    const bins = steepestBins * (most / steepestBins) ** (step / (slopeSteps - 1));
    const height = slopeHeight(seen, noise, bins);
    const likelihood = likelihoodOf(seen, noise, rows, bins, height);
    if (likelihood > best.likelihood) best = { likelihood, bins, height };
  }
  for (let bin = end; bin < excess.length; bin++)
    excess[bin] = best.height * Math.exp(-(bin - start + 0.5) / best.bins);
  if (sum(excess.subarray(end)) > mostBeyond * total) excess.fill(0, end);
}

/** Least squares, weighted by the powers themselves: their deviation is proportional to them. */
function slopeHeight(excess: Float64Array, noises: Float64Array, bins: number): number {
  const near = Math.max(1, Math.floor(bins));
  let height = 0;
  for (let k = 0; k < Math.min(near, excess.length); k++) height += excess[k]! / near;
  for (let turn = 0; turn < 2; turn++) {
    let above = 0;
    let below = 0;
    for (let k = 0; k < excess.length; k++) {
      const shape = Math.exp(-(k + 0.5) / bins);
      const weight = 1 / (Math.max(0, height) * shape + noises[k]!) ** 2;
      above += excess[k]! * shape * weight;
      below += shape * shape * weight;
    }
    height = Math.max(0, above / below);
  }
  return height;
}

function likelihoodOf(
  excess: Float64Array,
  noises: Float64Array,
  rows: number,
  bins: number,
  height: number,
): number {
  let total = 0;
  for (let k = 0; k < excess.length; k++) {
    const level = height * Math.exp(-(k + 0.5) / bins);
    const deviation = level + noises[k]!;
    total -= (rows * ((excess[k]! - level) / deviation) ** 2) / 2 + Math.log(deviation);
  }
  return total;
}

/** Where half of a percent of the power lies beyond, on either side. */
function withoutEnds(excess: Float64Array): Band {
  const beside = (sum(excess) * (1 - occupiedShare)) / 2;
  const low = fromEnd(excess, beside);
  const high = excess.length - fromEnd(excess.slice().reverse(), beside);
  return { low, high: Math.max(high, low + 1e-3) };
}

function fromEnd(excess: Float64Array, beside: number): number {
  let run = 0;
  for (const [bin, value] of excess.entries()) {
    if (run + value > beside) return bin + Math.max(0, (beside - run) / value);
    run += value;
  }
  return 0;
}
