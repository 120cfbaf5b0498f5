/**
 * Which tiles draw a view: the transform, the rows and the joined bins that come nearest to one value a pixel. Pure.
 * A tile holds `tileRows` rows of `columns` values; its time and band follow from its key alone.
 */
import type { z } from 'zod';
import { tileRows, type TileRequest } from '../../contract/analysis.ts';
import { wholeSpan, type Extent } from './zoom.ts';
import type { Span } from './store.ts';

/** One resolution. Tiles of the same level lie side by side. */
export interface Level {
  readonly fftSize: number;
  /** Samples from row to row. */
  readonly rowSamples: number;
  /** Neighbouring bins in one column, a power of two. */
  readonly join: number;
  /** Of one tile. */
  readonly columns: number;
}

export type TileKey = Omit<z.infer<typeof TileRequest>, 'id'>;

export const keyText = (key: TileKey): string =>
  `${String(key.fftSize)} ${String(key.rowSamples)} ${String(key.columns)} ${String(key.bins)} ${String(key.firstBin)} ${String(key.index)}`;

export const levelText = ({ fftSize, rowSamples, join }: Level): string =>
  `${String(fftSize)} ${String(rowSamples)} ${String(join)}`;

/** What the contract allows. */
const smallestFft = 64;
export const largestFft = 65_536;
const fewestRowSamples = 32;
const mostColumns = 2048;
/** Where all of the band doesn't fit into one tile: wide enough that a view takes two or three. */
const blockColumns = 1024;
/** Rows nearer to one another than this share of the transform tell nothing new. */
const mostOverlap = 16;
/** Without a wish of the user a transform is no longer: finer bins than pixels only cost time. */
const largestChosen = 16_384;

const ceilPower = (value: number): number => 2 ** Math.ceil(Math.log2(Math.max(1, value)) - 1e-9);
const clampPower = (value: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, ceilPower(value)));

export interface Pixels {
  /** Device pixels of the picture. */
  readonly width: number;
  readonly height: number;
}

/**
 * The transform that suits a view where the user named none: a bin a pixel while a pixel holds a whole transform;
 * closer in, time and frequency give way alike.
 */
function suitableFft({ sampleRateHz }: Extent, span: Span, { width, height }: Pixels): number {
  const perPixel = (span.toSample - span.fromSample) / width;
  const forBins = (sampleRateHz * height) / (span.highHz - span.lowHz);
  const wish = forBins <= perPixel ? forBins : Math.sqrt(forBins * perPixel);
  return clampPower(wish, smallestFft, largestChosen);
}

/** The level whose values are one to two pixels in size, with the transform of `fftSize` where it is given. */
export function levelOf(extent: Extent, span: Span, pixels: Pixels, fftSize?: number): Level {
  const size = fftSize ?? suitableFft(extent, span, pixels);
  const perPixel = (span.toSample - span.fromSample) / pixels.width;
  const rowSamples = clampPower(perPixel, Math.max(fewestRowSamples, size / mostOverlap), 2 ** 40);
  const binsPerPixel = (span.highHz - span.lowHz) / pixels.height / (extent.sampleRateHz / size);
  const most = binsShown(extent, size);
  const join = clampPower(binsPerPixel, 1, most);
  const all = most / join;
  return { fftSize: size, rowSamples, join, columns: all <= mostColumns ? all : blockColumns };
}

/** Of the bins of a transform those that are shown: of real samples the upper half. */
const binsShown = ({ real }: Extent, fftSize: number): number => (real ? fftSize / 2 : fftSize);
const firstShown = ({ real }: Extent, fftSize: number): number => (real ? fftSize / 2 : 0);

/** Time and band of a tile. A bin reaches half of its width to both sides of its frequency. */
export function spanOf(extent: Extent, key: TileKey): Span {
  const binHz = extent.sampleRateHz / key.fftSize;
  const lowHz = extent.centreHz + (key.firstBin - key.fftSize / 2 - 0.5) * binHz;
  const fromSample = key.index * tileRows * key.rowSamples;
  return {
    fromSample,
    toSample: fromSample + tileRows * key.rowSamples,
    lowHz,
    highHz: lowHz + key.bins * binHz,
  };
}

/**
 * The tiles of a level that cover a view, the middle of it first; `margin` adds so many tiles of time at both sides,
 * after all others.
 */
export function tilesOf(extent: Extent, level: Level, span: Span, margin = 0): TileKey[] {
  const { fftSize, rowSamples, join, columns } = level;
  const bins = columns * join;
  const first = firstShown(extent, fftSize);
  const blocks = binsShown(extent, fftSize) / bins;
  const binHz = extent.sampleRateHz / fftSize;
  const blockOf = (hz: number): number =>
    Math.floor(((hz - extent.centreHz) / binHz + fftSize / 2 + 0.5 - first) / bins);
  const lowest = Math.min(blocks - 1, Math.max(0, blockOf(span.lowHz)));
  const highest = Math.min(blocks - 1, Math.max(0, blockOf(span.highHz)));
  const tileSamples = rowSamples * tileRows;
  const last = Math.max(0, Math.ceil(extent.samples / tileSamples) - 1);
  const from = Math.min(last, Math.max(0, Math.floor(span.fromSample / tileSamples)));
  const to = Math.min(last, Math.max(from, Math.ceil(span.toSample / tileSamples) - 1));
  const middle = (span.fromSample + span.toSample) / 2 / tileSamples - 0.5;
  const keys: TileKey[] = [];
  for (let index = Math.max(0, from - margin); index <= Math.min(last, to + margin); index++)
    for (let block = lowest; block <= highest; block++)
      keys.push({ fftSize, rowSamples, index, firstBin: first + block * bins, bins, columns });
  return keys.sort((a, b) => Math.abs(a.index - middle) - Math.abs(b.index - middle));
}

/**
 * In which the strip above the picture draws the whole recording: the level of the picture when it shows all of it, so
 * that one set of tiles serves both. All of the band is in one tile.
 */
export function overviewLevel(extent: Extent, { width, height }: Pixels): Level {
  return levelOf(extent, wholeSpan(extent), { width, height: Math.min(height, mostColumns) });
}

/** Columns that the strip shows of such a tile, a power of two: one for two of its pixels. */
export const stripColumns = ({ height }: Pixels): number => ceilPower(height / 2);
