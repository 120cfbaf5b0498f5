/** Figures of a spectrum's shape: its strongest line, its middle, how wide it is above half of its height. */
import { enbwBins, makeWindow, type PowerDensity } from '../dsp/index.ts';

interface Span {
  lowHz: number;
  highHz: number;
}

/** Noise bandwidth of the window that `makeWelch` takes, in bins: the same for every size to 1e-6. */
const windowBins = enbwBins(makeWindow('blackman-harris', 1024));

/** Power that a tone in a bin of this density has. */
export const tonePower = (perHz: number, binHz: number): number => perHz * windowBins * binHz;

function binsOf(
  { perHz, lowestHz, binHz }: PowerDensity,
  { lowHz, highHz }: Span,
): { first: number; last: number } {
  const first = Math.min(perHz.length - 1, Math.max(0, Math.ceil((lowHz - lowestHz) / binHz)));
  const last = Math.min(perHz.length - 1, Math.max(first, Math.floor((highHz - lowestHz) / binHz)));
  return { first, last };
}

/** The strongest bin as a tone, moved by the parabola through its neighbours' logarithms. */
export function peakOf(density: PowerDensity, span: Span): { hz: number; power: number } {
  const { perHz, lowestHz, binHz } = density;
  const { first, last } = binsOf(density, span);
  let at = first;
  for (let bin = first; bin <= last; bin++) if (perHz[bin]! > perHz[at]!) at = bin;
  const middle = Math.log(perHz[at]!);
  const before = Math.log(perHz[Math.max(0, at - 1)]!);
  const after = Math.log(perHz[Math.min(perHz.length - 1, at + 1)]!);
  const bend = before - 2 * middle + after;
  const shift = bend < 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend))) : 0;
  const height = middle - ((before - after) * shift) / 4;
  return { hz: lowestHz + (at + shift) * binHz, power: tonePower(Math.exp(height), binHz) };
}

/** Mean frequency, weighed by the power above the noise. Undefined where there is none. */
export function centroidOf(density: PowerDensity, span: Span, noisePerHz: number): number | undefined {
  const { perHz, lowestHz, binHz } = density;
  const { first, last } = binsOf(density, span);
  let sum = 0;
  let moment = 0;
  for (let bin = first; bin <= last; bin++) {
    const above = perHz[bin]! - noisePerHz;
    sum += above;
    moment += above * (bin - first);
  }
  return sum > 0 ? lowestHz + (first + moment / sum) * binHz : undefined;
}

/** Values that a mean must be of so that its highest is not just chance. */
const steady = 64;
/** …but not over more than this share of the signal's width. */
const mostSmoothed = 1 / 20;

/**
 * Width beyond which the density, less the noise, stays below half of its highest value. Undefined where half of it
 * is lost in the noise.
 */
export function width3Db(
  density: PowerDensity,
  span: Span,
  noisePerHz: number,
  occupiedHz: number,
): number | undefined {
  const { perHz, binHz, shapePerBin } = density;
  const { first, last } = binsOf(density, span);
  const most = Math.floor((occupiedHz / binHz) * mostSmoothed);
  const half = Math.floor(Math.min(most, steady / shapePerBin) / 2);
  const smooth = new Float64Array(last - first + 1);
  for (let bin = first; bin <= last; bin++) {
    const from = Math.max(0, bin - half);
    const to = Math.min(perHz.length - 1, bin + half);
    let sum = 0;
    for (let k = from; k <= to; k++) sum += perHz[k]! - noisePerHz;
    smooth[bin - first] = sum / (to - from + 1);
  }
  let peak = 0;
  for (const value of smooth) peak = Math.max(peak, value);
  if (!(peak / 2 > noisePerHz)) return undefined;
  const low = smooth.findIndex((value) => value >= peak / 2);
  const high = smooth.findLastIndex((value) => value >= peak / 2);
  const part = (inside: number, outside: number): number => {
    const above = smooth[inside]!;
    const below = smooth[outside];
    return below === undefined ? 0 : (above - peak / 2) / (above - below);
  };
  return (high - low + part(low, low - 1) + part(high, high + 1)) * binHz;
}
