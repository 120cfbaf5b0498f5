/** What the two ways of drawing the waterfall have in common: `raster.ts` (2D) and `gl.ts` (WebGL2). */
import type { History, Line } from './history.ts';
import type { Span } from './scale.ts';
import type { ViewTheme } from './theme.ts';

export interface Look {
  /** 768 bytes, R G B by level. */
  readonly palette: Uint8Array;
  /** Levels of the palette's dark and bright end, dBFS. */
  readonly minDb: number;
  readonly maxDb: number;
  /** Level at the bottom of the plot, dBFS; `maxDb` is at its top. */
  readonly plotMinDb: number;
  readonly theme: ViewTheme;
}

/** A translucent rectangle over the rows, in device pixels: clock lines, crosses of markers, the centre line. */
export interface Mark {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly rgba: readonly [number, number, number, number];
}

export interface Frame {
  readonly history: History;
  /** The line at the top is `end - 1`. */
  readonly end: number;
  readonly view: Span;
  /** Height of a line in device pixels. */
  readonly linePixels: number;
  readonly look: Look;
  readonly marks: readonly Mark[];
}

export interface Painter {
  readonly kind: 'webgl2' | 'raster';
  /** What draws: the GL renderer's name, or '2d'. */
  readonly renderer: string;
  /** Bytes of rows given to the graphics processor, or of pixels rewritten, since start. */
  readonly uploadedBytes: number;
  resize(width: number, height: number): void;
  /** Makes the next draw start from nothing: after the history was cleared. */
  invalidate(): void;
  draw(frame: Frame): void;
  /** RGBA of a part of the canvas as drawn last, top row first. Call in the task that drew. */
  read(x: number, y: number, width: number, height: number): Uint8ClampedArray;
  close(): void;
}

/** Width of a stripe of a gap's hatching in device pixels; `linePixels` is a CSS pixel. */
export const stripePixels = (linePixels: number): number => 4 * linePixels;

/** Remembers what the last frame showed, and tells how many lines at the top are new. */
export class Progress {
  #end = -1;
  #view: Span | undefined;
  #look: Look | undefined;
  #linePixels = 0;

  forget(): void {
    this.#end = -1;
  }

  /**
   * Lines at the top that have to be made again: all `visible` ones after a change. `palette` tells whether
   * a new look alone makes lines stale.
   */
  stale(frame: Frame, visible: number, palette: boolean): number {
    const same =
      this.#end >= 0 &&
      frame.end >= this.#end &&
      frame.view.lowHz === this.#view?.lowHz &&
      frame.view.highHz === this.#view.highHz &&
      frame.linePixels === this.#linePixels &&
      (!palette || frame.look === this.#look);
    const lines = same ? Math.min(visible, frame.end - this.#end) : visible;
    this.#end = frame.end;
    this.#view = frame.view;
    this.#look = frame.look;
    this.#linePixels = frame.linePixels;
    return lines;
  }
}

/** Level u8 to palette index as a + b·level. */
export function levelScale(line: Line, look: Look): { a: number; b: number } {
  const range = look.maxDb - look.minDb;
  return { a: ((line.floorDb - look.minDb) / range) * 255, b: (line.stepDb / range) * 255 };
}
