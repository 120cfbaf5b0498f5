/** The strongest signals of a row of pixels: for labels, the automatic range and the text a screen reader reads. */
import { levelDb, readoutHz, type Span } from './scale.ts';

export interface Peak {
  readonly x: number;
  readonly db: number;
}

/** A peak with the frequency of its strongest bin. */
export interface NamedPeak extends Peak {
  readonly hz: number;
}

/** Level at the given fraction (0 to 1) of the sorted values in `levelsDb[first..end)`. NaN where there are none. */
export function percentile(levelsDb: Float32Array, first: number, end: number, fraction: number): number {
  const sorted = levelsDb.slice(first, end).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))] ?? Number.NaN;
}

/**
 * Local maxima at least `aboveDb` over the median, strongest first, at most `most`, none closer than `apart` pixels
 * to a stronger one.
 */
export function findPeaks(
  levelsDb: Float32Array,
  first: number,
  end: number,
  options: { most: number; aboveDb: number; apart: number },
): Peak[] {
  const least = percentile(levelsDb, first, end, 0.5) + options.aboveDb;
  const candidates: Peak[] = [];
  for (let x = first; x < end; x++) {
    const db = levelsDb[x]!;
    const left = x > first ? levelsDb[x - 1]! : -Infinity;
    const right = x + 1 < end ? levelsDb[x + 1]! : -Infinity;
    if (db >= least && db >= left && db > right) candidates.push({ x, db });
  }
  candidates.sort((a, b) => b.db - a.db);
  const chosen: Peak[] = [];
  for (const peak of candidates) {
    if (chosen.length === options.most) break;
    if (chosen.every((other) => Math.abs(other.x - peak.x) >= options.apart)) chosen.push(peak);
  }
  return chosen;
}

/**
 * Where the noise of a row ends: some 1.5 deviations over its mean, found from its lower half, so that signals in up
 * to half of the band don't count. The second estimate looks lower still, for bands that are fuller than that; the
 * lower one holds.
 */
function noiseTopDb(levelsDb: Float32Array, first: number, end: number): number {
  const at = (fraction: number): number => percentile(levelsDb, first, end, fraction);
  const quarterDb = at(0.25);
  return Math.min(quarterDb + 3 * (at(0.5) - quarterDb), at(0.1) + 4.3 * (quarterDb - at(0.1)));
}

/**
 * The range of the `Auto` button: colours begin where the noise ends, so that it lies dark and signals stand out,
 * and reach 10 dB over the strongest peak, of this row or of those before it (`peakDb`); at least 30 dB wide.
 */
export function autoRange(
  levelsDb: Float32Array,
  first: number,
  end: number,
  peakDb: number,
): { minDb: number; maxDb: number } | undefined {
  const noiseDb = noiseTopDb(levelsDb, first, end);
  if (!Number.isFinite(noiseDb) || !Number.isFinite(peakDb)) return undefined;
  const minDb = Math.max(-200, Math.ceil(noiseDb));
  return { minDb, maxDb: Math.min(20, Math.max(minDb + 30, Math.round(peakDb + 10))) };
}

/** One sentence about what is seen. */
export function summarise(peaks: readonly NamedPeak[], view: Span, binHz: number, noiseDb: number): string {
  const edgeHz = (view.highHz - view.lowHz) / 1000;
  const range = `${readoutHz(view.lowHz, edgeHz)} to ${readoutHz(view.highHz, edgeHz)}`;
  const noise = `noise about ${levelDb(noiseDb)}`;
  if (peaks.length === 0) return `Spectrum ${range}: no signal stands out, ${noise}.`;
  const list = peaks.map((peak) => `${readoutHz(peak.hz, binHz)} at ${levelDb(peak.db)}`).join(', ');
  return `Spectrum ${range}: strongest ${list}; ${noise}.`;
}
