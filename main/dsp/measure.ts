/** What a signal in a known band is: its power, how far it stands above the noise, where it lies and how wide it is. */
import { bandPower, occupiedBand } from './measure-band.ts';
import { readNoise, spreadBins } from './measure-noise.ts';
import type { PowerDensity } from './welch.ts';

/** Fields as the contract's SignalMetrics, which says what they mean. */
export interface SignalReading {
  powerDbfs: number;
  noiseDbfsPerHz: number;
  snrDb?: number;
  occupiedSnrDb?: number;
  offsetHz?: number;
  occupiedBandwidthHz?: number;
  peakOffsetHz?: number;
  resolutionHz: number;
  seconds: number;
}

/** Noise is looked for up to here on either side of the middle, in bandwidths: the pass band of a channel. */
const reachBandwidths = 0.6;
/** …but not where receivers and their filters fall off, in sample rates. */
const reachRates = 0.4;
const occupiedShare = 0.99;
/** How sure the noise below a signal's skirts must be for them to count, as a share of the signal's power. */
const powerError = 0.05;
/** The same where the ends of the band are looked for: half of what lies beyond one. */
const edgeError = 0.0025;
/** Beyond chance: how far a receiver's noise is from flat. */
const unevenness = 0.005;
/** How wide a tone of no width reads, in bins: 99 % of the window's main lobe. */
const toneBins = 4.4;

/**
 * Measures the signal within `bandwidthHz` around `offsetHz` from the centre of the samples. The band must lie within
 * the density. Levels are dB of full scale: a complex tone of full scale has 0 dBFS.
 */
export function measureSignal(
  density: PowerDensity,
  { offsetHz, bandwidthHz }: { offsetHz: number; bandwidthHz: number },
): SignalReading {
  const { perHz, binHz, lowestHz } = density;
  const low = offsetHz - bandwidthHz / 2;
  const high = offsetHz + bandwidthHz / 2;
  const reach = reachOf(density, offsetHz, bandwidthHz);
  const noise = readNoise(perHz.subarray(reach.from, reach.to), density.shapePerBin);
  const reading: SignalReading = {
    powerDbfs: decibels(bandPower(density, low, high)),
    noiseDbfsPerHz: decibels(noise.level),
    resolutionHz: binHz,
    seconds: density.seconds,
  };
  const edge = (bin: number): number => lowestHz + (reach.from + bin - 0.5) * binHz;
  // Of bins that the band's end divides, at least half must lie within: less is a neighbour's.
  const within = noise.signals.filter(
    (one) => edge(one.to) - low >= binHz / 2 && high - edge(one.from) >= binHz / 2,
  );
  const first = within[0];
  const last = within.at(-1);
  if (!first || !last) return reading;
  const core = { low: Math.max(low, edge(first.from)), high: Math.min(high, edge(last.to)) };
  const above = ({ low: from, high: to }: Band): number =>
    bandPower(density, from, to) - noise.level * (to - from);
  /** The core and as much beside it as leaves the noise's part of the sum surer than `error` of the signal. */
  const widened = (error: number): Band => {
    const most = (error * above(core)) / (noise.level * binHz);
    let wide = clip(core, spreadBins * binHz, low, high);
    for (let step = core.high - core.low; ; step *= 1.2) {
      const wider = clip(core, step, low, high);
      const bins = (wider.high - wider.low) / binHz;
      const sigma = Math.hypot(
        Math.sqrt((bins * (1 + bins / noise.count)) / density.shapePerBin),
        bins * unevenness,
      );
      if (sigma > most) return wide;
      wide = wider;
      if (wide.low === low && wide.high === high) return wide;
    }
  };
  const signal = above(widened(powerError));
  if (signal <= 0) return reading;
  const around = widened(edgeError);
  const occupied = occupiedBand(density, around.low, around.high, noise.level, occupiedShare);
  const width = occupied.highHz - occupied.lowHz;
  reading.snrDb = decibels(signal / (noise.level * bandwidthHz));
  reading.occupiedSnrDb = decibels((signal * occupiedShare) / (noise.level * Math.max(width, binHz)));
  reading.offsetHz = (occupied.lowHz + occupied.highHz) / 2 - offsetHz;
  // The window widens what it shows; widths add like those of bells. Nothing reads narrower than a bin.
  reading.occupiedBandwidthHz = Math.sqrt(Math.max(binHz ** 2, width ** 2 - (toneBins * binHz) ** 2));
  reading.peakOffsetHz = peakHz(density, core.low, core.high) - offsetHz;
  return reading;
}

interface Band {
  low: number;
  high: number;
}

function clip(band: Band, more: number, low: number, high: number): Band {
  return { low: Math.max(low, band.low - more), high: Math.min(high, band.high + more) };
}

/** The bins in which noise is looked for. */
function reachOf(
  { perHz, binHz, lowestHz }: PowerDensity,
  offsetHz: number,
  bandwidthHz: number,
): { from: number; to: number } {
  const usable = perHz.length * binHz * reachRates;
  const half = reachBandwidths * bandwidthHz;
  const low = Math.min(offsetHz - bandwidthHz / 2, Math.max(offsetHz - half, -usable));
  const high = Math.max(offsetHz + bandwidthHz / 2, Math.min(offsetHz + half, usable));
  return {
    from: Math.max(0, Math.ceil((low - lowestHz) / binHz)),
    to: Math.min(perHz.length, Math.floor((high - lowestHz) / binHz) + 1),
  };
}

/** The strongest bin, moved by the parabola through the logarithms of its neighbours (near exact for this window). */
function peakHz({ perHz, lowestHz, binHz }: PowerDensity, lowHz: number, highHz: number): number {
  const first = Math.max(1, Math.round((lowHz - lowestHz) / binHz + 0.5));
  const last = Math.min(perHz.length - 2, Math.round((highHz - lowestHz) / binHz - 0.5));
  let peak = first;
  for (let bin = first; bin <= last; bin++) if (perHz[bin]! > perHz[peak]!) peak = bin;
  const [before, at, after] = [-1, 0, 1].map((step) => Math.log(perHz[peak + step]!));
  const bend = before! - 2 * at! + after!;
  const shift = bend < 0 ? Math.max(-0.5, Math.min(0.5, (before! - after!) / (2 * bend))) : 0;
  return lowestHz + (peak + shift) * binHz;
}

function decibels(power: number): number {
  return 10 * Math.log10(power);
}
