/** Power over time of a band: its highest value, its mean, and from when to when it is on. */

/** Kept for the search of the burst: so many means of equal length, whatever the selection's. */
const mostBins = 65_536;
/** Standard deviations of averaged noise between the floor and the level that counts as on. */
const sureSigmas = 6;
const leastAveraged = 4;
const mostAveraged = 64;

interface Burst {
  /** Outputs from the first one; parts of outputs where the level is crossed between two. */
  from: number;
  to: number;
}

export interface Envelope {
  /** Complex samples, interleaved. Those that are not `sure` count for the burst only. */
  push(samples: Float32Array, count: number, sure: (n: number) => boolean): void;
  /** Highest power of one sure sample; 0 before the first. */
  readonly peak: number;
  readonly mean: number;
  /**
   * From the first to the last moment at half of its power when it is on. Undefined where nothing is surely on.
   * @param floor power of the noise in these samples, of which each has its own.
   */
  burst(floor: number): Burst | undefined;
}

/** @param expected outputs there will be at most. */
export function makeEnvelope(expected: number): Envelope {
  const length = Math.max(1, Math.ceil(expected / mostBins));
  const bins = new Float64Array(Math.ceil(expected / length));
  let peak = 0;
  let sum = 0;
  let pushed = 0;
  let counted = 0;

  /** Means over `half` bins to either side, as many as there are. */
  const smooth = (half: number): Float64Array => {
    const used = Math.floor(pushed / length);
    const out = new Float64Array(used);
    let total = 0;
    let from = 0;
    let to = 0;
    for (let at = 0; at < used; at++) {
      for (; to < Math.min(used, at + half + 1); to++) total += bins[to]! / length;
      for (; from < at - half; from++) total -= bins[from]! / length;
      out[at] = total / (to - from);
    }
    return out;
  };

  return {
    push(samples, count, sure) {
      for (let n = 0; n < count; n++) {
        const re = samples[2 * n]!;
        const im = samples[2 * n + 1]!;
        const power = re * re + im * im;
        if (sure(n)) {
          if (power > peak) peak = power;
          sum += power;
          counted++;
        }
        const bin = Math.floor(pushed / length);
        if (bin < bins.length) bins[bin] = bins[bin]! + power;
        pushed++;
      }
    },
    get peak() {
      return peak;
    },
    get mean() {
      return counted === 0 ? 0 : sum / counted;
    },
    burst(floor) {
      // First coarsely, then with as little averaging as the ratio found needs.
      let averaged = mostAveraged;
      let found: Burst | undefined;
      for (let turn = 0; turn < 2; turn++) {
        const power = smooth(Math.floor(averaged / length / 2));
        const on = onLevel(power);
        if (!(on > floor * (1 + sureSigmas / Math.sqrt(averaged)))) return found;
        const level = (on + floor) / 2;
        found = crossings(power, level, length);
        const over = level / floor - 1;
        averaged = Math.min(averaged, Math.max(leastAveraged, (sureSigmas / over) ** 2, sureSigmas ** 2 / 4));
      }
      return found;
    },
  };
}

/** Mean of what reaches half of the highest. */
function onLevel(power: Float64Array): number {
  let most = 0;
  for (const value of power) most = Math.max(most, value);
  let sum = 0;
  let count = 0;
  for (const value of power) {
    if (value < most / 2) continue;
    sum += value;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

/** First and last crossing of a level, each between the middles of two bins; the ends where there is none. */
function crossings(power: Float64Array, level: number, length: number): Burst | undefined {
  const first = power.findIndex((value) => value >= level);
  const last = power.findLastIndex((value) => value >= level);
  if (first < 0) return undefined;
  const between = (below: number, above: number): number => (level - below) / (above - below);
  const from = first === 0 ? 0 : first - 0.5 + between(power[first - 1]!, power[first]!);
  const to = last === power.length - 1 ? power.length : last + 1.5 - between(power[last + 1]!, power[last]!);
  return { from: from * length, to: to * length };
}
