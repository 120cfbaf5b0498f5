/** Draws labels over the picture. Only what is in sight is drawn, and no more than the eye can tell apart. */
import type { Label } from '../../contract/label.ts';
import type { Box } from '../analysis/store.ts';
import { rectOf, type Place, type Rect } from './hit.ts';
import { boxOf, type LabelState } from './store.ts';

/** A label without a class of the taxonomy. */
export const plainColour = '#ffffff';
/** Around everything, so that it stands out from bright and dark parts of the picture alike. */
const halo = 'rgba(0, 0, 0, 0.65)';
const tagGround = 'rgba(10, 13, 16, 0.82)';
/** Below this size on the screen a box is a dot: its dashes and cross could not be told apart. */
const dotPx = 5;
/** Boxes at least this wide have their name beside them. */
const tagPx = 14;
/** More names than this no picture has room for. */
const mostTags = 250;
const tagHeight = 15;
const handlePx = 3;

export interface Scene extends Pick<LabelState, 'labels' | 'draft' | 'selected' | 'drawing'> {
  place: Place;
  /** By class name. */
  colours: ReadonlyMap<string, string>;
  dpr: number;
}

type Context = CanvasRenderingContext2D;

interface Shown {
  label: Label;
  rect: Rect;
}

/** Draws everything anew; the canvas has `dpr` device pixels to a CSS pixel. Returns how many boxes are in sight. */
export function drawLabels(context: Context, scene: Scene): number {
  const { place, dpr } = scene;
  context.setTransform(dpr, 0, 0, dpr, 0, 0);
  context.clearRect(0, 0, place.width, place.height);
  const shown = inSight(scene);
  const chosen: Shown[] = [];
  const taken = new Uint8Array(Math.ceil(place.width / 2) * Math.ceil(place.height / 2));
  const tags: Shown[] = [];
  for (const one of shown) {
    if (scene.selected.has(one.label.uuid)) {
      chosen.push(one);
      continue;
    }
    if (drawBox(context, one, colourOf(scene, one.label), place, taken)) tags.push(one);
  }
  const free = new TagRoom();
  for (const one of chosen) drawChosen(context, one, colourOf(scene, one.label), chosen.length === 1);
  for (const one of [...chosen, ...tags].slice(0, mostTags))
    drawTag(context, one, colourOf(scene, one.label), place, free);
  if (scene.drawing !== undefined) drawDrawing(context, rectOf(place, scene.drawing));
  return shown.length;
}

function inSight({ labels, draft, place }: Scene): Shown[] {
  const { span } = place;
  const shown: Shown[] = [];
  for (const label of labels) {
    const box: Box = draft.size === 0 ? label : boxOf(label, draft);
    if (box.startSample > span.toSample || box.startSample + box.sampleCount < span.fromSample) continue;
    if (box.lowerHz > span.highHz || box.upperHz < span.lowHz) continue;
    shown.push({ label, rect: rectOf(place, box) });
  }
  return shown;
}

const colourOf = ({ colours }: Scene, { name }: Label): string => colours.get(name) ?? plainColour;

/** True where the box is large enough for a name. */
function drawBox(
  context: Context,
  { label, rect }: Shown,
  colour: string,
  place: Place,
  taken: Uint8Array,
): boolean {
  const width = rect.right - rect.left;
  const height = rect.bottom - rect.top;
  if (width < dotPx && height < dotPx) {
    // Thousands of dots in one place are one dot.
    const x = Math.max(0, Math.floor((rect.left + rect.right) / 4));
    const y = Math.max(0, Math.floor((rect.top + rect.bottom) / 4));
    const cell = y * Math.ceil(place.width / 2) + x;
    if (taken[cell] === 1) return false;
    taken[cell] = 1;
    context.fillStyle = halo;
    context.fillRect(rect.left - 1, rect.top - 1, Math.max(2, width) + 2, Math.max(2, height) + 2);
    context.fillStyle = colour;
    context.fillRect(rect.left, rect.top, Math.max(2, width), Math.max(2, height));
    return false;
  }
  outline(context, rect, colour, label, 2);
  return width >= tagPx;
}

function outline(context: Context, rect: Rect, colour: string, label: Label, line: number): void {
  // On whole pixels: between them a thin line is a faint one.
  const left = Math.round(rect.left);
  const top = Math.round(rect.top);
  const width = Math.max(2, Math.round(rect.right) - left);
  const height = Math.max(2, Math.round(rect.bottom) - top);
  context.setLineDash([]);
  context.lineWidth = line + 2;
  context.strokeStyle = halo;
  context.strokeRect(left, top, width, height);
  // Dashed: a machine said so and nobody has looked yet.
  context.setLineDash(label.byMachine && label.review === 'unreviewed' ? [5, 3] : []);
  context.lineWidth = line;
  context.strokeStyle = colour;
  context.strokeRect(left, top, width, height);
  context.setLineDash([]);
  if (label.review !== 'rejected') return;
  context.beginPath();
  context.moveTo(left, top);
  context.lineTo(left + width, top + height);
  context.moveTo(left + width, top);
  context.lineTo(left, top + height);
  context.stroke();
}

function drawChosen(context: Context, { label, rect }: Shown, colour: string, handles: boolean): void {
  const width = Math.max(1, rect.right - rect.left);
  const height = Math.max(1, rect.bottom - rect.top);
  context.globalAlpha = 0.18;
  context.fillStyle = colour;
  context.fillRect(rect.left, rect.top, width, height);
  context.globalAlpha = 1;
  outline(context, rect, colour, label, 4);
  if (!handles || width < 18 || height < 18) return;
  context.fillStyle = colour;
  context.strokeStyle = halo;
  context.lineWidth = 1;
  for (const x of [rect.left, (rect.left + rect.right) / 2, rect.right])
    for (const y of [rect.top, (rect.top + rect.bottom) / 2, rect.bottom]) {
      if (x === (rect.left + rect.right) / 2 && y === (rect.top + rect.bottom) / 2) continue;
      context.fillRect(x - handlePx, y - handlePx, 2 * handlePx, 2 * handlePx);
      context.strokeRect(x - handlePx, y - handlePx, 2 * handlePx, 2 * handlePx);
    }
}

/** Which places already carry a name, so that no two cover one another. */
class TagRoom {
  readonly #taken: Rect[] = [];

  take(rect: Rect): boolean {
    const meets = this.#taken.some(
      (one) =>
        rect.left < one.right && rect.right > one.left && rect.top < one.bottom && rect.bottom > one.top,
    );
    if (!meets) this.#taken.push(rect);
    return !meets;
  }
}

/** The name, marked where there was a verdict: a tick, two ticks, a cross, a question. */
function tagText({ name, review }: Pick<Label, 'name' | 'review'>): string {
  const marks = { unreviewed: '', accepted: ' ✓', confirmed: ' ✓✓', rejected: ' ✗', disputed: ' ?' } as const;
  return `${name === '' ? 'unnamed' : name}${marks[review]}`;
}

function drawTag(
  context: Context,
  { label, rect }: Shown,
  colour: string,
  place: Place,
  room: TagRoom,
): void {
  context.font = "600 11px 'Inter Variable', system-ui, sans-serif";
  context.textBaseline = 'middle';
  const text = tagText(label);
  const width = context.measureText(text).width + 8;
  // In sight even where the box begins left of the picture.
  const left = Math.min(Math.max(rect.left, 0), Math.max(0, place.width - width));
  const above = rect.top - tagHeight - 1;
  const top = above >= 0 ? above : Math.max(0, rect.top) + 1;
  const box = { left, top, right: left + width, bottom: top + tagHeight };
  if (top > place.height || !room.take(box)) return;
  context.fillStyle = tagGround;
  context.fillRect(left, top, width, tagHeight);
  context.fillStyle = colour;
  context.fillRect(left, top, 3, tagHeight);
  context.fillStyle = '#ffffff';
  context.fillText(text, left + 6, top + tagHeight / 2 + 0.5);
}

function drawDrawing(context: Context, rect: Rect): void {
  context.lineWidth = 3.5;
  context.strokeStyle = halo;
  context.strokeRect(rect.left, rect.top, rect.right - rect.left, rect.bottom - rect.top);
  context.lineWidth = 1.5;
  context.strokeStyle = plainColour;
  context.setLineDash([3, 3]);
  context.strokeRect(rect.left, rect.top, rect.right - rect.left, rect.bottom - rect.top);
  context.setLineDash([]);
}
