/** The room's face: signals in a stream of samples, as boxes of time and frequency. See docs/detection.md. */
import type { Kernels } from '../dsp/index.ts';
import { cellBins, cellRows, makeMarker, makeThresholds } from './cells.ts';
import { readFloor } from './floor.ts';
import { withoutGhosts } from './ghosts.ts';
import { measureBox } from './measure.ts';
import { noiseOf } from './noise.ts';
import { withoutOverlaps } from './overlaps.ts';
import { withoutSidebands } from './sidebands.ts';
import { freeAround, joinBoxes, label } from './regions.ts';
import { makePowerRows } from './rows.ts';
import { transformSize, type SampleFormat } from './resolution.ts';
import { makeTracks } from './tracks.ts';
import type { Block, Box, Detection, DetectSettings } from './types.ts';

export type { Detection } from './types.ts';

/** Of rounding to the format's steps, a sixth of a step squared for both parts; of cf32 what float transforms leave. */
const roundingPower: Readonly<Record<SampleFormat, number>> = {
  cu8: 1 / 127.5 ** 2 / 6,
  cs8: 1 / 128 ** 2 / 6,
  cs16: 1 / 32_768 ** 2 / 6,
  cf32: 1e-14,
};

export interface DetectorOptions {
  kernels: Kernels;
  format: SampleFormat;
  /** What the samples were before they were converted to `format`: their steps are noise. Undefined: they weren't. */
  steps?: SampleFormat;
  sampleRateHz: number;
  /** Length of the stream where it is known: a very short one gets shorter transforms. */
  sampleCount?: number;
  settings: DetectSettings;
  /** False: no receiver's spike stands at the centre, and what is there is a signal. */
  hasSpike?: boolean;
  /** Looked at together, and how late a signal is told. Undefined: as much as serves the search best, some seconds. */
  blockSeconds?: number;
}

export interface Detector {
  /** Takes whole samples that follow on the last ones. */
  process(samples: Uint8Array): void;
  /** Samples that are missing here. No signal is seen through a gap longer than the settings' widest. */
  lost(sampleCount: number): void;
  /** Tells everything so far: the stream has ended, or goes on at another frequency. */
  flush(): void;
  /** What was on when it was last looked, as far as it was seen, by its beginning. */
  open(): TrackedDetection[];
}

/** One of the signals told under the same number when it has ended. */
interface TrackedDetection {
  id: number;
  detection: Detection;
}

/**
 * Holds a block of rows (16 MB) and what is open, whatever the length of the stream.
 * @param found gets each signal once, soon after its end; numbers start at 1.
 */
export function makeDetector(
  options: DetectorOptions,
  found: (detection: Detection, id: number) => void,
): Detector {
  const { kernels, format, sampleRateHz, settings } = options;
  const size = transformSize(sampleRateHz, options.sampleCount);
  const hop = size / 2;
  const thresholds = makeThresholds(settings.falseAlarmsPerHour, size, (3600 * sampleRateHz) / hop);
  const gapRows = Math.ceil((settings.widestGapSeconds * sampleRateHz) / hop);
  const mark = makeMarker(size, thresholds);
  const tracks = makeTracks({ sampleRateHz, size, settings }, found);
  const least = roundingPower[options.steps ?? format] / size;
  let touched: Uint8Array | undefined;

  const take = (block: Block): void => {
    const { floor, around, carriers } = readFloor(block, least, options.hasSpike ?? true);
    const map = mark(block, floor, touched);
    const boxes: Box[] = [...carriers];
    label(map, ({ fromGroup, toGroup, fromCell, toCell }) => {
      boxes.push({
        fromRow: fromGroup * cellRows,
        toRow: Math.min(block.rowCount, toGroup * cellRows),
        fromBin: fromCell * cellBins,
        toBin: toCell * cellBins,
      });
    });
    touched = map.marks.slice(-map.across);
    for (const { fromBin, toBin } of carriers)
      for (let group = 0; group < map.groups; group++)
        map.marks.fill(
          2,
          group * map.across + Math.floor((fromBin - 2) / cellBins),
          group * map.across + Math.ceil((toBin + 2) / cellBins),
        );
    const noise = noiseOf(block, map, around, boxes);
    const joined = joinBoxes(boxes, gapRows);
    const measured = joined.map((box) =>
      measureBox(block, noise, box, gapRows, freeAround(box, joined, size)),
    );
    const seen = measured.flatMap(({ whole }) => whole);
    const signals = new Set(withoutGhosts(withoutSidebands(seen, block, noise), block));
    // Ghosts come and go with their signal, but don't hop with it: they are known before anything is parted.
    const told = measured.flatMap(({ whole, parted }) =>
      whole.every((one) => signals.has(one)) ? parted() : whole.filter((one) => signals.has(one)),
    );
    tracks.add(withoutOverlaps(told));
    tracks.close(block.firstSample + block.rowCount * hop);
  };
  const mostRows = ((options.blockSeconds ?? Infinity) * sampleRateHz) / hop;
  const rows = makePowerRows({ kernels, format, size, mostRows }, take);
  return {
    process: (samples) => rows.process(samples),
    lost(sampleCount) {
      rows.flush(sampleCount);
      touched = undefined;
    },
    flush() {
      rows.flush(0);
      touched = undefined;
      tracks.close(Infinity);
    },
    open: () => tracks.open(),
  };
}
