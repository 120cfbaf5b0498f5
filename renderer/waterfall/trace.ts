/**
 * Traces drawn straight into pixels. Stroking a noisy line of a thousand points as a path costs milliseconds without
 * a graphics processor; here every column is one short vertical run, soft at both ends.
 */

/** A picture being drawn: little endian RGBA pixels. */
export interface Picture {
  readonly pixels: Uint32Array;
  readonly width: number;
  readonly height: number;
}

/** `under` mixed with `over`: `alpha` from 0 to 256. */
export function blend(under: number, over: number, alpha: number): number {
  const rest = 256 - alpha;
  const redBlue = ((under & 0xff00ff) * rest + (over & 0xff00ff) * alpha) >>> 8;
  const green = ((under & 0xff00) * rest + (over & 0xff00) * alpha) >>> 8;
  return (0xff000000 | (redBlue & 0xff00ff) | (green & 0xff00)) >>> 0;
}

/** Draws the curve through (x, y[x]) for x in [first, end). `y` counts from the top; `thickness` in pixels. */
export function drawTrace(
  picture: Picture,
  y: Float32Array,
  first: number,
  end: number,
  colour: number,
  thickness: number,
): void {
  const half = thickness / 2;
  for (let x = first; x < end; x++) {
    const here = y[x]!;
    const left = x > first ? (y[x - 1]! + here) / 2 : here;
    const right = x + 1 < end ? (y[x + 1]! + here) / 2 : here;
    drawRun(picture, x, Math.min(here, left, right) - half, Math.max(here, left, right) + half, colour);
  }
}

/** One column from `top` to `bottom`, the ends mixed by how much of their pixel they cover. */
function drawRun(picture: Picture, x: number, top: number, bottom: number, colour: number): void {
  const { pixels, width, height } = picture;
  const from = Math.max(0, Math.floor(top));
  const to = Math.min(height - 1, Math.floor(bottom));
  for (let row = from; row <= to; row++) {
    const covered = Math.min(bottom, row + 1) - Math.max(top, row);
    const at = row * width + x;
    pixels[at] = covered >= 1 ? colour : blend(pixels[at]!, colour, Math.round(covered * 256));
  }
}

/** Copies `plain` above the curve and `filled` below it: the area under the trace without a blend per pixel. */
export function drawGround(
  picture: Picture,
  plain: Uint32Array,
  filled: Uint32Array,
  y: Float32Array,
  first: number,
  end: number,
): void {
  const { pixels, width, height } = picture;
  pixels.set(plain);
  let top = height;
  for (let x = first; x < end; x++) if (y[x]! < top) top = y[x]!;
  for (let row = Math.max(0, Math.floor(top)); row < height; row++) {
    const start = row * width;
    for (let x = first; x < end; x++) if (row > y[x]!) pixels[start + x] = filled[start + x]!;
  }
}
