/** Sums over a band of a power density. Bands may end inside bins: a bin is taken as flat over its width. */
import type { PowerDensity } from './welch.ts';

/** Power between two frequencies, hertz from the centre of the samples; 1 is a complex tone of full scale. */
export function bandPower(density: PowerDensity, lowHz: number, highHz: number): number {
  return excess(density, lowHz, highHz, 0);
}

interface OccupiedBand {
  lowHz: number;
  highHz: number;
}

/**
 * The band that holds `share` of the power above `noisePerHz` between two frequencies, half of the rest on either
 * side (occupied bandwidth, Recommendation ITU-R SM.328; measured so in SM.443).
 */
export function occupiedBand(
  density: PowerDensity,
  lowHz: number,
  highHz: number,
  noisePerHz: number,
  share: number,
): OccupiedBand {
  const beside = (excess(density, lowHz, highHz, noisePerHz) * (1 - share)) / 2;
  const { binHz, lowestHz } = density;
  // From either end to where the sum first reaches it: noise makes sums go up and down.
  let sum = 0;
  let low = lowHz;
  for (let end = lowHz; end < highHz && sum < beside;) {
    const begin = end;
    end = Math.min(highHz, lowestHz + (Math.floor((begin - lowestHz) / binHz + 0.5 + 1e-9) + 0.5) * binHz);
    const power = excess(density, begin, end, noisePerHz);
    low = sum + power >= beside ? begin + ((beside - sum) / power) * (end - begin) : end;
    sum += power;
  }
  sum = 0;
  let high = highHz;
  for (let begin = highHz; begin > low && sum < beside;) {
    const end = begin;
    begin = Math.max(low, lowestHz + (Math.ceil((end - lowestHz) / binHz + 0.5 - 1e-9) - 1.5) * binHz);
    const power = excess(density, begin, end, noisePerHz);
    high = sum + power >= beside ? end - ((beside - sum) / power) * (end - begin) : begin;
    sum += power;
  }
  return { lowHz: low, highHz: Math.max(low, high) };
}

function excess(
  { perHz, lowestHz, binHz }: PowerDensity,
  lowHz: number,
  highHz: number,
  less: number,
): number {
  const first = Math.max(0, Math.round((lowHz - lowestHz) / binHz));
  const last = Math.min(perHz.length - 1, Math.round((highHz - lowestHz) / binHz));
  let sum = 0;
  for (let bin = first; bin <= last; bin++) {
    const middle = lowestHz + bin * binHz;
    const width = Math.min(highHz, middle + binHz / 2) - Math.max(lowHz, middle - binHz / 2);
    if (width > 0) sum += (perHz[bin]! - less) * width;
  }
  return sum;
}
