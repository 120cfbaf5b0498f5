/**
 * From the bins of a row to the pixels of the screen: the pyramid level to use, and the maximum over the bins of
 * each pixel (a burst one bin wide must not vanish). The shader of gl.ts does the same sums.
 */
import type { Line } from './history.ts';
import { levelStart } from './history.ts';
import { widthHz, type Span } from './scale.ts';

/** Where the pixels of the screen fall on a row: pixel x covers texels [start + x·perPixel, start + (x+1)·perPixel). */
export interface Mapping {
  level: number;
  /** Texels of the level, and the offset of its first in the line's bytes. */
  width: number;
  offset: number;
  start: number;
  perPixel: number;
}

export const makeMapping = (): Mapping => ({ level: 0, width: 0, offset: 0, start: 0, perPixel: 1 });

/**
 * The coarsest level that still has a texel for every pixel: 1 to 2 texels a pixel where the pyramid has it.
 * Bin i is centred on its frequency: DC is the middle of bin width/2.
 */
export function mapLine(line: Line, view: Span, pixels: number, into: Mapping): void {
  const binHz = line.sampleRateHz / line.width;
  const binsPerPixel = widthHz(view) / binHz / pixels;
  const wanted = Math.max(0, Math.floor(Math.log2(binsPerPixel) + 1e-9));
  const level = Math.max(line.firstLevel, Math.min(line.levels - 1, wanted));
  const scale = 2 ** -level;
  into.level = level;
  into.width = line.width >> level;
  into.offset = levelStart(line, level);
  into.start = ((view.lowHz - line.centreHz) / binHz + line.width / 2 + 0.5) * scale;
  into.perPixel = binsPerPixel * scale;
}

/** The pixels of a mapping that lie on the row, [first, end): `first` may equal `end`. */
export function coveredPixels(mapping: Mapping, pixels: number): { first: number; end: number } {
  const first = Math.ceil((1e-6 - mapping.start) / mapping.perPixel - 1);
  const end = Math.ceil((mapping.width - mapping.start) / mapping.perPixel - 1e-6);
  const clamped = Math.min(pixels, Math.max(0, first));
  return { first: clamped, end: Math.min(pixels, Math.max(clamped, end)) };
}

/** Writes the maximum level of each covered pixel to `out[first..end)`. */
export function reduceMax(
  bytes: Uint8Array | Float32Array,
  mapping: Mapping,
  first: number,
  end: number,
  out: Uint8Array | Float32Array,
): void {
  const { offset, start, perPixel } = mapping;
  const last = mapping.width - 1;
  for (let x = first; x < end; x++) {
    const left = start + x * perPixel;
    let from = Math.floor(left);
    let to = Math.ceil(left + perPixel - 1e-6) - 1;
    if (from < 0) from = 0;
    if (to > last) to = last;
    if (to < from) to = from;
    let top = bytes[offset + from]!;
    for (let i = from + 1; i <= to; i++) {
      const value = bytes[offset + i]!;
      if (value > top) top = value;
    }
    out[x] = top;
  }
}

/**
 * Frequency of the strongest bin of the finest level under pixel `x`: what a peak's label says. A texel of the
 * pyramid may reach into two pixels, so the neighbours are searched too.
 */
export function strongestHz(line: Line, view: Span, pixels: number, x: number): number {
  const binHz = line.sampleRateHz / line.width;
  const levelHz = binHz * 2 ** line.firstLevel;
  const width = line.width >> line.firstLevel;
  const start = levelStart(line, line.firstLevel);
  const lowHz = line.centreHz - (line.width / 2 + 0.5) * binHz;
  const pixelHz = widthHz(view) / pixels;
  const clamp = (bin: number): number => Math.min(width - 1, Math.max(0, bin));
  const from = clamp(Math.floor((view.lowHz + (x - 1) * pixelHz - lowHz) / levelHz));
  const to = clamp(Math.ceil((view.lowHz + (x + 2) * pixelHz - lowHz) / levelHz) - 1);
  let best = from;
  for (let bin = from; bin <= to; bin++) if (line.bytes[start + bin]! > line.bytes[start + best]!) best = bin;
  return lowHz + (best + 0.5) * levelHz;
}
