/**
 * One tile of the waterfall of a recording. A row shows its samples by transforms whose middles are spread evenly over
 * it: one where the transform is longer than the row, two for every length of it where they fit, fewer where a row
 * holds more than can be looked at.
 */
import type { z } from 'zod';
import { tileFloorDb, tileRows, tileStepDb, type TileRequest } from '../../contract/analysis.ts';
import { Fault } from '../../contract/fault.ts';
import { makeWindow, type Kernels, type Spectrum } from '../dsp/index.ts';
import type { SampleFile } from '../formats/index.ts';
import { asBytes, makeReader } from './samples.ts';

export type TileWish = z.output<typeof TileRequest>;

export interface TileLevels {
  rows: number;
  columns: number;
  /** `rows` times `columns` levels of the contract. */
  levels: Uint8Array;
  whole: boolean;
}

/** -92 dB sidelobes: a strong carrier hides nothing. */
const windowName = 'blackman-harris';
/** A row of more is looked at in places: 16.8 million samples a tile are some tenths of a second. */
const mostRowSamples = 2 ** 17;
const mostRowTransforms = 16;
/** …and so many of a row that can't be looked at as a whole: the overview of a large recording is to come at once. */
const spreadTransforms = 8;
/** Read at a time where rows lie close together: 2 MB of floats. */
const readSamples = 2 ** 18;

export interface Tiles {
  /**
   * Throws Fault 'invalid' for a wish that can't be met, and what the file throws. Calls may not overlap on one file.
   */
  make(file: SampleFile, wish: TileWish): Promise<TileLevels>;
}

/** How a row is looked at. */
interface RowPlan {
  transforms: number;
  /** Samples from one transform to the next. */
  hop: number;
  /** From the row's first sample to that of the first transform; below 0 where it begins before. */
  lead: number;
  whole: boolean;
}

function planRow(fftSize: number, rowSamples: number): RowPlan {
  const wanted = Math.ceil((2 * rowSamples) / fftSize);
  const most = Math.min(mostRowTransforms, Math.max(1, mostRowSamples / fftSize));
  const transforms = wanted <= most ? wanted : Math.min(spreadTransforms, most);
  const hop = rowSamples / transforms;
  return { transforms, hop, lead: Math.floor(hop / 2 - fftSize / 2), whole: transforms === wanted };
}

export function makeTiles(kernels: Kernels): Tiles {
  /** One for each size, of which there are eleven. */
  const spectra = new Map<number, Spectrum>();
  const spectrumOf = (size: number): Spectrum => {
    const known = spectra.get(size);
    if (known) return known;
    const made = kernels.makeSpectrum({
      size,
      format: 'cf32',
      window: makeWindow(windowName, size),
      detector: 'peak',
      // Of rows in levels, which are not asked for.
      floorDb: -200,
      stepDb: 1,
    });
    spectra.set(size, made);
    return made;
  };

  return {
    async make(file, wish) {
      const { fftSize, rowSamples, index, columns } = wish;
      checkWish(wish);
      const { sampleCount } = file.facts;
      const rows = Math.min(tileRows, Math.ceil(sampleCount / rowSamples) - index * tileRows);
      if (!(rows > 0))
        throw new Fault('invalid', `The recording ends before tile ${index} of ${rowSamples} samples a row.`);
      const { transforms, hop, lead, whole } = planRow(fftSize, rowSamples);
      const spectrum = spectrumOf(fftSize);
      // Side by side they are read at once; where rows lie close too, several rows are.
      const apart = hop > fftSize;
      const span = apart ? fftSize : (transforms - 1) * hop + fftSize;
      const close = !apart && rowSamples <= 2 * span;
      const reader = makeReader(
        file,
        { from: 0, to: sampleCount },
        close ? Math.max(span, Math.min(readSamples, (rows - 1) * rowSamples + span)) : span,
      );
      const db = new Float32Array(fftSize);
      // Those that lie apart are laid side by side: one row of decibels is made of them, not one each.
      const stage = new Float32Array(apart ? 2 * transforms * fftSize : 0);
      const levels = new Uint8Array(rows * columns);
      const row = new Float32Array(columns);
      for (let r = 0; r < rows; r++) {
        const start = (index * tileRows + r) * rowSamples + lead;
        row.fill(tileFloorDb);
        if (apart)
          for (let k = 0; k < transforms; k++)
            stage.set(await reader.at(start + k * hop, fftSize), 2 * k * fftSize);
        const samples = apart ? stage : await reader.at(start, span);
        spectrum.rowDb(asBytes(samples), transforms, apart ? fftSize : hop, db);
        join(db, wish, row);
        for (let c = 0; c < columns; c++)
          levels[r * columns + c] = Math.min(
            255,
            Math.max(0, Math.round((row[c]! - tileFloorDb) / tileStepDb)),
          );
      }
      return { rows, columns, levels, whole };
    },
  };
}

/** Neighbouring bins to columns by their maximum; what is no number stays out. */
function join(db: Float32Array, { firstBin, bins, columns }: TileWish, row: Float32Array): void {
  for (let c = 0; c < columns; c++) {
    const end = firstBin + Math.floor(((c + 1) * bins) / columns);
    for (let bin = firstBin + Math.floor((c * bins) / columns); bin < end; bin++)
      if (db[bin]! > row[c]!) row[c] = db[bin]!;
  }
}

function checkWish({ fftSize, rowSamples, firstBin, bins, columns }: TileWish): void {
  const refuse = (what: string): never => {
    throw new Fault('invalid', what);
  };
  if (!Number.isInteger(Math.log2(fftSize))) refuse(`A transform of ${fftSize} is not a power of two.`);
  if (!Number.isInteger(Math.log2(rowSamples))) refuse(`${rowSamples} samples a row are not a power of two.`);
  if (firstBin + bins > fftSize)
    refuse(`Bins up to ${firstBin + bins} are more than the ${fftSize} there are.`);
  if (columns > bins) refuse(`${columns} columns of ${bins} bins can't be.`);
}
