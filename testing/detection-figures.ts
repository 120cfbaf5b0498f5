/** Scenes of known bursts against what a detector found in them: the figures of docs/detection.md. */

interface Truth {
  startSample: number;
  endSample: number;
  lowerHz: number;
  upperHz: number;
  snrDb: number;
}
interface Found {
  startSample: number;
  sampleCount: number;
  lowerHz: number;
  upperHz: number;
  snrDb: number;
}

export interface Pair {
  truth: Truth;
  found: Found | undefined;
}

export interface Resolution {
  sampleRateHz: number;
  binHz: number;
  /** Samples from row to row. */
  rowSamples: number;
}

/** Of what has 10 dB and more; `large`: time × bandwidth of 1000 and more, from 0 to 40 dB. Shares are 0 to 1. */
export interface Figures {
  bursts: number;
  found: number;
  medianBins: number;
  /** Within the larger of two bins and 5 % of the bandwidth. */
  bandwidthWithin: number;
  medianRows: number;
  /** Within two rows. */
  timeWithin: number;
  large: number;
  /** Within 1 dB. */
  snrWithin: number;
}

/** To each burst what overlaps it most in time and frequency. */
export function matched(bursts: readonly Truth[], found: readonly Found[], binHz: number): Pair[] {
  return bursts.map((truth) => {
    const overlap = (one: Found): number => {
      const time =
        Math.min(truth.endSample, one.startSample + one.sampleCount) -
        Math.max(truth.startSample, one.startSample);
      const hertz =
        Math.min(truth.upperHz, one.upperHz + binHz) - Math.max(truth.lowerHz, one.lowerHz - binHz);
      return Math.max(0, time) * Math.max(0, hertz);
    };
    const best = [...found].sort((a, b) => overlap(b) - overlap(a))[0];
    return { truth, found: best && overlap(best) > 0 ? best : undefined };
  });
}

export function figuresOf(pairs: readonly Pair[], { sampleRateHz, binHz, rowSamples }: Resolution): Figures {
  const strong = pairs.filter(({ truth }) => truth.snrDb >= 10);
  const both = strong.flatMap(({ truth, found }) => (found ? [{ truth, found }] : []));
  const edges = both.flatMap(({ truth, found }) => {
    const most = Math.max(2 * binHz, 0.05 * (truth.upperHz - truth.lowerHz));
    return [found.lowerHz - truth.lowerHz, found.upperHz - truth.upperHz].map((error) => ({
      error: Math.abs(error),
      ok: Math.abs(error) <= most,
    }));
  });
  const times = both.flatMap(({ truth, found }) => [
    Math.abs(found.startSample - truth.startSample),
    Math.abs(found.startSample + found.sampleCount - truth.endSample),
  ]);
  const large = pairs.flatMap(({ truth, found }) => {
    const seconds = (truth.endSample - truth.startSample) / sampleRateHz;
    return found && seconds * (truth.upperHz - truth.lowerHz) >= 1000 ? [found.snrDb - truth.snrDb] : [];
  });
  return {
    bursts: strong.length,
    found: both.length / strong.length,
    medianBins: median(edges.map(({ error }) => error / binHz)),
    bandwidthWithin: share(edges.map(({ ok }) => ok)),
    medianRows: median(times.map((error) => error / rowSamples)),
    timeWithin: share(times.map((error) => error <= 2 * rowSamples)),
    large: large.length,
    snrWithin: share(large.map((error) => Math.abs(error) <= 1)),
  };
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? NaN;
const share = (values: boolean[]): number => values.filter(Boolean).length / values.length;
