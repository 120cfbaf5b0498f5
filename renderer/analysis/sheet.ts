/** Draws tiles where they belong: scaled where they are of another level, cut to what is visible. */
import type { TileKey } from './level.ts';
import { spanOf } from './level.ts';
import type { Span } from './store.ts';
import type { Extent } from './zoom.ts';

export interface Place {
  readonly extent: Extent;
  readonly span: Span;
  /** Device pixels. */
  readonly width: number;
  readonly height: number;
}

/** A cut of a picture along one axis and where it goes. */
export interface Cut {
  readonly from: number;
  readonly size: number;
  readonly to: number;
  readonly toSize: number;
}

/**
 * The whole steps of a picture of `steps` from `start` to `end` (in the unit of low and high) that are visible on
 * `pixels`; their edges fall on whole pixels, so that neighbours meet. Undefined where nothing of it is.
 */
export function cut(
  start: number,
  end: number,
  steps: number,
  low: number,
  high: number,
  pixels: number,
): Cut | undefined {
  const step = (end - start) / steps;
  const from = Math.max(0, Math.floor((low - start) / step));
  const last = Math.min(steps, Math.ceil((high - start) / step));
  if (last <= from) return undefined;
  const place = (value: number): number => Math.round(((value - low) / (high - low)) * pixels);
  const to = place(start + from * step);
  const toSize = place(start + last * step) - to;
  return toSize <= 0 ? undefined : { from, size: last - from, to, toSize };
}

export type Picture = CanvasImageSource & { readonly width: number; readonly height: number };

/** `picture`: rows of the tile as width, its columns as height, the highest frequency on top. */
export function drawTile(
  context: Pick<OffscreenCanvasRenderingContext2D, 'drawImage'>,
  { extent, span, width, height }: Place,
  key: TileKey,
  picture: Picture,
): void {
  const tile = spanOf(extent, key);
  const end = tile.fromSample + picture.width * key.rowSamples;
  const x = cut(tile.fromSample, end, picture.width, span.fromSample, span.toSample, width);
  // Downwards in the picture is downwards in frequency: the axis is turned by its sign.
  const y = cut(-tile.highHz, -tile.lowHz, picture.height, -span.highHz, -span.lowHz, height);
  if (x === undefined || y === undefined) return;
  context.drawImage(picture, x.from, y.from, x.size, y.size, x.to, y.to, x.toSize, y.toSize);
}
