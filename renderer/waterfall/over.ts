/** Draws what lies over the waterfall and has words: boxes of signals found, and the box that is to be kept. */
import { setFont, type Context } from './axes.ts';
import { placeBox, type Placed, type Rows, type SignalBox, type TimeBox } from './boxes.ts';
import type { Geometry } from './layout.ts';

/** The same in both themes: they lie among the palette's colours, not on the page. */
const edge = '#ffffff';
const halo = 'rgba(0, 0, 0, 0.6)';
const ground = 'rgba(10, 13, 16, 0.78)';
const kept = '#ffd15c';
const tagCss = 14;
/** A box narrower than this is widened to it: a hair is not seen. */
const leastCss = 5;

export interface OverScene extends Rows {
  boxes: readonly SignalBox[];
  keep: TimeBox | undefined;
}

export class Over {
  readonly #canvas: OffscreenCanvas;
  readonly #context: Context;
  #empty = true;

  constructor(canvas: OffscreenCanvas) {
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('This browser gives no 2D canvas.');
    this.#canvas = canvas;
    this.#context = context;
  }

  resize({ width, fallHeight }: Geometry): void {
    this.#canvas.width = width;
    this.#canvas.height = fallHeight;
    this.#empty = true;
  }

  /** Returns how many boxes are in sight. */
  draw(scene: OverScene): number {
    const { boxes, keep, geometry } = scene;
    if (this.#empty && boxes.length === 0 && keep === undefined) return 0;
    this.#context.clearRect(0, 0, geometry.width, geometry.fallHeight);
    const tags: Placed[] = [];
    let shown = 0;
    // The newest first: where there is no room for every name it has one.
    for (let n = boxes.length - 1; n >= 0; n--) {
      const box = boxes[n]!;
      const placed = placeBox(box, scene);
      if (placed === undefined) continue;
      shown++;
      widen(placed, leastCss * geometry.dpr);
      this.#outline(placed, edge, geometry, box.open);
      this.#tag(box.text, placed, geometry, tags);
    }
    if (keep !== undefined) {
      const placed = placeBox(keep, scene);
      if (placed !== undefined) this.#kept(placed, geometry);
    }
    this.#empty = shown === 0 && keep === undefined;
    return shown;
  }

  #outline({ left, top, right, bottom }: Placed, colour: string, { dpr }: Geometry, open: boolean): void {
    const context = this.#context;
    context.beginPath();
    // A signal that goes on has no end: its box is open towards the new rows.
    context.moveTo(left, open ? Math.max(top, 0) : top);
    context.lineTo(left, bottom);
    context.lineTo(right, bottom);
    context.lineTo(right, open ? Math.max(top, 0) : top);
    if (!open) context.closePath();
    context.strokeStyle = halo;
    context.lineWidth = 3 * dpr;
    context.stroke();
    context.strokeStyle = colour;
    context.lineWidth = 1.25 * dpr;
    context.stroke();
  }

  #tag(text: string, placed: Placed, { dpr, width, fallHeight }: Geometry, tags: Placed[]): void {
    const context = this.#context;
    setFont(context, dpr, 10, 600);
    const wide = context.measureText(text).width + 6 * dpr;
    const high = tagCss * dpr;
    const left = Math.min(Math.max(placed.left, 0), width - wide);
    // Below the box, where no new rows come in; inside at the lower edge of the picture.
    const top =
      placed.bottom + high <= fallHeight ? placed.bottom + dpr : Math.max(placed.top, fallHeight - high);
    const tag = { left, top, right: left + wide, bottom: top + high };
    const covers = tags.some(
      (one) => tag.left < one.right && tag.right > one.left && tag.top < one.bottom && tag.bottom > one.top,
    );
    if (covers) return;
    tags.push(tag);
    context.fillStyle = ground;
    context.fillRect(left, top, wide, high);
    context.fillStyle = edge;
    context.textAlign = 'left';
    context.fillText(text, left + 3 * dpr, top + high / 2);
  }

  #kept(placed: Placed, geometry: Geometry): void {
    const context = this.#context;
    context.fillStyle = 'rgba(255, 209, 92, 0.16)';
    context.fillRect(placed.left, placed.top, placed.right - placed.left, placed.bottom - placed.top);
    this.#outline(placed, kept, geometry, false);
  }
}

function widen(placed: Placed, least: number): void {
  const missing = least - (placed.right - placed.left);
  if (missing <= 0) return;
  placed.left -= missing / 2;
  placed.right += missing / 2;
}
