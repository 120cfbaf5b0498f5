/** Signals from block to block: what goes on is joined, what has ended is told. */
import { slopingBand } from './band.ts';
import { sameFrequency } from './regions.ts';
import { bandOf, join, type Sighting } from './sighting.ts';
import type { Detection, DetectSettings } from './types.ts';

/** Signals open at a time; beyond, the oldest are told as they stand. */
const mostOpen = 4096;

/** A line no wider than this must stand out more: receivers have faint ones of their own, and they flicker. */
const lineBins = 1.5;
const leastLineDb = 6;
/** The window shows a tone this wide, bins. */
const toneBins = 2.9;

export interface Tracks {
  add(sightings: readonly Sighting[]): void;
  /** Tells, oldest first, what nothing that begins at `sample` or later can join. */
  close(sample: number): void;
  /** What is not told yet, by its beginning, and worth telling already. */
  open(): { id: number; detection: Detection }[];
}

interface Track extends Sighting {
  id: number;
}

/** @param found gets each signal once, as soon as it has surely ended. */
export function makeTracks(
  { sampleRateHz, size, settings }: { sampleRateHz: number; size: number; settings: DetectSettings },
  found: (detection: Detection, id: number) => void,
): Tracks {
  const open: Track[] = [];
  let lastId = 0;
  const gap = Math.max(size, Math.round(settings.widestGapSeconds * sampleRateHz));

  const isWorth = (detection: Detection): boolean => {
    if (detection.sampleCount < settings.shortestBurstSeconds * sampleRateHz) return false;
    if (!Number.isFinite(detection.snrDb) || detection.snrDb < (settings.leastSnrDb ?? -Infinity))
      return false;
    const line = detection.upperHz - detection.lowerHz < lineBins * (sampleRateHz / size);
    return !line || detection.snrDb >= leastLineDb;
  };
  const tell = (track: Track): void => {
    const detection = describe(track, sampleRateHz, size);
    if (isWorth(detection)) found(detection, track.id);
  };
  return {
    add(sightings) {
      for (const one of [...sightings].sort((a, b) => a.startSample - b.startSample)) {
        const earlier = open.find(
          (other) => one.startSample - other.endSample <= gap && sameFrequency(bandOf(one), bandOf(other)),
        );
        if (earlier) join(earlier, one);
        else open.push({ ...one, id: ++lastId });
      }
      open.sort((a, b) => a.startSample - b.startSample);
      for (const one of open.splice(0, Math.max(0, open.length - mostOpen))) tell(one);
    },
    close(sample) {
      const ended = open.filter((one) => sample - one.endSample > gap);
      for (const one of ended) {
        open.splice(open.indexOf(one), 1);
        tell(one);
      }
    },
    open: () =>
      open
        .map((track) => ({ id: track.id, detection: describe(track, sampleRateHz, size) }))
        .filter(({ detection }) => isWorth(detection)),
  };
}

function describe(sighting: Sighting, sampleRateHz: number, size: number): Detection {
  const { rows } = sighting;
  const { powers, noises, fromBin } = sighting.around;
  const band = slopingBand(powers, noises, rows, sighting.fromBin - fromBin, sighting.toBin - fromBin);
  let power = 0;
  let noise = 0;
  for (let bin = Math.floor(band.low); bin < Math.ceil(band.high); bin++) {
    const part = Math.min(bin + 1, band.high) - Math.max(bin, band.low);
    power += (powers[bin]! - noises[bin]!) * part;
    noise += noises[bin]! * part;
  }
  const shown = band.high - band.low;
  // The window widens what it shows; widths add like those of bells. Nothing reads narrower than a bin.
  const width = Math.sqrt(Math.max(1, shown ** 2 - toneBins ** 2));
  const middle = fromBin + (band.low + band.high) / 2 - 0.5 - size / 2;
  const binHz = sampleRateHz / size;
  // A box that joins pieces has their rows only: between them it is off.
  const sampleCount = sighting.endSample - sighting.startSample;
  return {
    startSample: sighting.startSample,
    sampleCount,
    lowerHz: (middle - width / 2) * binHz,
    upperHz: (middle + width / 2) * binHz,
    snrDb: 10 * Math.log10((power / noise) * (shown / width)),
    powerDbfs: 10 * Math.log10(power / rows),
    duty: Math.min(1, (sighting.onRows * (size / 2)) / sampleCount, sighting.onRows / rows),
  };
}
