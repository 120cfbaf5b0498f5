/**
 * The waterfall as a plain picture in memory: new lines are looked up, the others move down. Without a graphics
 * processor it draws instead of WebGL: 1200 × 500 pixels at 30 rows/s cost 7 % of a core where WebGL by SwiftShader
 * costs 86 % (Chromium 156, the whole process tree, both composited in software).
 */
import { emptyLine, type Line } from './history.ts';
import { levelScale, Progress, stripePixels, type Frame, type Look, type Painter } from './painter.ts';
import { coveredPixels, makeMapping, mapLine, reduceMax } from './reduce.ts';
import { hatchDark, hatchLight, pixel } from './theme.ts';

const dark = pixel(hatchDark);
const light = pixel(hatchLight);

export function makeRaster(canvas: OffscreenCanvas): Painter {
  // willReadFrequently keeps the canvas in ordinary memory: there it is cheapest to write.
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (context === null) throw new Error('This browser gives no 2D canvas.');
  return new Raster(canvas, context);
}

class Raster implements Painter {
  readonly kind = 'raster';
  readonly renderer = '2d';
  uploadedBytes = 0;
  readonly #canvas: OffscreenCanvas;
  readonly #context: OffscreenCanvasRenderingContext2D;
  readonly #progress = new Progress();
  readonly #mapping = makeMapping();
  readonly #lookup = new Uint32Array(256);
  #lookupOf: { look: Look; floorDb: number; stepDb: number } | undefined;
  #image: ImageData | undefined;
  #pixels = new Uint32Array(0);
  #row = new Uint8Array(0);

  constructor(canvas: OffscreenCanvas, context: OffscreenCanvasRenderingContext2D) {
    this.#canvas = canvas;
    this.#context = context;
  }

  resize(width: number, height: number): void {
    this.#canvas.width = width;
    this.#canvas.height = height;
    const pixels = new Uint8ClampedArray(width * height * 4);
    this.#image = new ImageData(pixels, width, height);
    this.#pixels = new Uint32Array(pixels.buffer);
    this.#row = new Uint8Array(width);
    this.#progress.forget();
  }

  invalidate(): void {
    this.#progress.forget();
  }

  draw(frame: Frame): void {
    const image = this.#image;
    if (image === undefined) return;
    const { width, height } = image;
    const visible = Math.ceil(height / frame.linePixels);
    const stale = this.#progress.stale(frame, visible, true);
    const moved = stale * frame.linePixels * width;
    if (stale > 0 && moved < this.#pixels.length) this.#pixels.copyWithin(moved, 0);
    for (let age = 0; age < stale; age++) this.#drawLine(frame, age, width, height);
    this.uploadedBytes += stale * frame.linePixels * width * 4;
    this.#context.putImageData(image, 0, 0);
    for (const mark of frame.marks) {
      const [red, green, blue, alpha] = mark.rgba;
      this.#context.fillStyle = `rgb(${red} ${green} ${blue} / ${alpha})`;
      this.#context.fillRect(mark.x, mark.y, mark.width, mark.height);
    }
  }

  read(x: number, y: number, width: number, height: number): Uint8ClampedArray {
    return this.#context.getImageData(x, y, width, height).data;
  }

  close(): void {
    this.#canvas.width = 1;
    this.#canvas.height = 1;
  }

  #drawLine(frame: Frame, age: number, width: number, height: number): void {
    const top = age * frame.linePixels;
    const rows = Math.min(frame.linePixels, height - top);
    const number = frame.end - 1 - age;
    const line = frame.history.line(number) ?? absent;
    if (line.kind === 'gap') {
      this.#hatch(number * frame.linePixels, stripePixels(frame.linePixels), top, rows, width);
      return;
    }
    const start = top * width;
    this.#lookUp(line, frame, start, width);
    for (let copy = 1; copy < rows; copy++)
      this.#pixels.copyWithin(start + copy * width, start, start + width);
  }

  /** Stripes fixed to the line's number, so that they scroll with the rows. */
  #hatch(phase: number, stripe: number, top: number, rows: number, width: number): void {
    for (let row = 0; row < rows; row++) {
      const start = (top + row) * width;
      // The lowest pixel row of a line is its oldest: stripes run on from line to line.
      const shift = phase + rows - 1 - row;
      for (let x = 0; x < width; x++)
        this.#pixels[start + x] = Math.floor((x + shift) / stripe) % 2 === 0 ? light : dark;
    }
  }

  #lookUp(line: Line, frame: Frame, start: number, width: number): void {
    const pixels = this.#pixels;
    const empty = pixel(frame.look.theme.empty);
    if (line.width === 0) {
      pixels.fill(empty, start, start + width);
      return;
    }
    const lookup = this.#prepareLookup(line, frame.look);
    mapLine(line, frame.view, width, this.#mapping);
    const { first, end } = coveredPixels(this.#mapping, width);
    reduceMax(line.bytes, this.#mapping, first, end, this.#row);
    pixels.fill(empty, start, start + first);
    for (let x = first; x < end; x++) pixels[start + x] = lookup[this.#row[x]!]!;
    pixels.fill(empty, start + end, start + width);
  }

  #prepareLookup(line: Line, look: Look): Uint32Array {
    const of = this.#lookupOf;
    if (of?.look === look && of.floorDb === line.floorDb && of.stepDb === line.stepDb) return this.#lookup;
    const { a, b } = levelScale(line, look);
    for (let level = 0; level < 256; level++) {
      const index = 3 * Math.round(Math.min(255, Math.max(0, a + b * level)));
      const { palette } = look;
      this.#lookup[level] = pixel([palette[index]!, palette[index + 1]!, palette[index + 2]!]);
    }
    this.#lookupOf = { look, floorDb: line.floorDb, stepDb: line.stepDb };
    return this.#lookup;
  }
}

const absent = emptyLine();
