/** What the thumbnail thread does: a small waterfall from a few stretches of a file, whatever its length. */
import { encode } from 'fast-png';
import type { Stated } from '../../contract/library.ts';
import { palettes, type PaletteName } from '../../contract/palettes.ts';
import { Fault } from '../../contract/fault.ts';
import { loadKernels, makeWindow, type Kernels } from '../dsp/index.ts';
import { openSamples } from '../formats/index.ts';

interface ThumbnailRequest {
  /** What `openSamples` opens. */
  path: string;
  stated: Stated | undefined;
  palette: PaletteName;
}

export interface ThumbnailCommands {
  [op: string]: (input: never) => unknown;
  /** A PNG of `pictureWidth` by `pictureHeight`. Throws as `openSamples`, and Fault 'invalid': too short. */
  draw(input: ThumbnailRequest): Promise<Uint8Array>;
}

const pictureWidth = 320;
const pictureHeight = 120;
/** Time runs down, lowest frequency left. One stretch each. */
const mostRows = 60;
/** One FFT bin or more for every column. */
const mostBins = 512;
const fewestBins = 64;
/** Joined by their peaks, so that a burst in the stretch is seen. */
const transformsPerRow = 8;
/** The picture spans at least this much, dB: noise alone looks dark, not alive. */
const leastSpanDb = 25;

export function thumbnailCommands(): ThumbnailCommands {
  const { kernels } = loadKernels();
  return {
    async draw({ path, stated, palette }) {
      const file = await openSamples(path, stated);
      try {
        const { sampleCount } = file.facts;
        let bins = mostBins;
        // Short files: fewer bins, so that there are rows to see.
        while (bins > fewestBins && sampleCount < bins * mostRows) bins /= 2;
        if (sampleCount < bins) throw new Fault('invalid', 'There are too few samples for a picture.');
        const rows = await readRows(kernels, bins, sampleCount, (start, count, into) =>
          file.read(start, count, into),
        );
        return draw(rows, palette);
      } finally {
        await file.close();
      }
    },
  };
}

/** Rows of dBFS, `bins` wide, from stretches spread over the file. */
async function readRows(
  kernels: Kernels,
  bins: number,
  sampleCount: number,
  read: (start: number, count: number, into: Float32Array) => Promise<number>,
): Promise<Float32Array[]> {
  const rowCount = Math.max(1, Math.min(mostRows, Math.floor(sampleCount / bins)));
  const span = sampleCount / rowCount;
  const transforms = Math.max(1, Math.min(transformsPerRow, Math.floor(span / bins)));
  const spectrum = kernels.makeSpectrum({
    size: bins,
    format: 'cf32',
    window: makeWindow('blackman-harris', bins),
    detector: 'peak',
    floorDb: -160,
    stepDb: 0.5,
  });
  const samples = new Float32Array(2 * transforms * bins);
  const bytes = new Uint8Array(samples.buffer);
  const rows: Float32Array[] = [];
  for (let i = 0; i < rowCount; i++) {
    // In the middle of its part of the file.
    const start = Math.floor(i * span + (span - transforms * bins) / 2);
    const got = await read(Math.max(0, start), transforms * bins, samples);
    const whole = Math.floor(got / bins);
    if (whole === 0) break;
    const row = new Float32Array(bins);
    spectrum.rowDb(bytes.subarray(0, whole * bins * 8), whole, bins, row);
    rows.push(row);
  }
  return rows;
}

function draw(rows: readonly Float32Array[], palette: PaletteName): Uint8Array {
  const { rgb } = palettes[palette];
  const { lowDb, spanDb } = levels(rows);
  const bins = rows[0]?.length ?? fewestBins;
  const data = new Uint8Array(pictureWidth * pictureHeight * 3);
  for (let y = 0; y < pictureHeight; y++) {
    const row = rows[Math.floor((y * rows.length) / pictureHeight)]!;
    for (let x = 0; x < pictureWidth; x++) {
      const from = Math.floor((x * bins) / pictureWidth);
      const to = Math.max(from + 1, Math.floor(((x + 1) * bins) / pictureWidth));
      let db = row[from]!;
      for (let bin = from + 1; bin < to; bin++) db = Math.max(db, row[bin]!);
      const level = Math.max(0, Math.min(255, Math.round((255 * (db - lowDb)) / spanDb)));
      data.set(rgb.subarray(level * 3, level * 3 + 3), (y * pictureWidth + x) * 3);
    }
  }
  return encode({ width: pictureWidth, height: pictureHeight, data, channels: 3, depth: 8 });
}

/** From the median, which is noise nearly always, to the strongest. */
function levels(rows: readonly Float32Array[]): { lowDb: number; spanDb: number } {
  const all = rows.flatMap((row) => [...row]).sort((a, b) => a - b);
  const lowDb = all[all.length >> 1] ?? -120;
  return { lowDb, spanDb: Math.max(leastSpanDb, (all.at(-1) ?? lowDb) - lowDb) };
}
