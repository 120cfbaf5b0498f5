/** Paints the timeline. Colours come from the page's own names, so both themes and their contrasts hold. */
import { formatRounded } from '../../contract/quantity.ts';
import { type Band, type Layout, type RunBox, type TimeView, xOf } from './timeline-layout.ts';
import type { Tick } from './timeline-view.ts';

/** Left of the picture: the frequencies. Below it: the time. */
export const axisPx = 96;
export const timePx = 22;

export interface Picture {
  context: CanvasRenderingContext2D;
  /** Of the whole canvas, CSS pixels. */
  width: number;
  height: number;
  layout: Layout;
  view: TimeView;
  ticks: readonly Tick[];
  nowMs: number;
  labels: Readonly<Record<string, string>>;
  /** The task under the pointer or the keyboard. */
  lit: RunBox | undefined;
  colour: (name: string) => string;
}

const font = "11px 'Inter Variable', system-ui, sans-serif";
const boldFont = "600 12px 'Inter Variable', system-ui, sans-serif";

export function drawTimeline(picture: Picture): void {
  const { context, width, height, layout, colour } = picture;
  context.clearRect(0, 0, width, height);
  context.font = font;
  context.textBaseline = 'middle';
  context.save();
  context.beginPath();
  context.rect(axisPx, 0, width - axisPx, height);
  context.clip();
  context.translate(axisPx, 0);
  drawGrid(picture);
  drawBlocks(picture);
  drawNow(picture);
  context.restore();
  for (const band of layout.bands) drawBand(context, band, picture.labels, colour);
}

function drawGrid({ context, width, height, view, ticks, colour }: Picture): void {
  const inner = width - axisPx;
  context.textAlign = 'left';
  for (const { timeMs, label, day } of ticks) {
    const x = Math.round(xOf(view, inner, timeMs)) + 0.5;
    context.strokeStyle = day ? colour('--wk-zero') : colour('--wk-line');
    context.lineWidth = 1;
    line(context, x, 0, x, height);
    context.fillStyle = colour('--mantine-color-dimmed');
    context.fillText(label, x + 4, height - timePx / 2);
  }
  context.strokeStyle = colour('--wk-line');
  line(context, 0, height - timePx + 0.5, inner, height - timePx + 0.5);
}

function line(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}

function drawBlocks({ context, layout, lit, colour }: Picture): void {
  for (const block of layout.blocks) {
    context.fillStyle = colour('--wk-raised');
    context.strokeStyle = colour('--wk-zero');
    context.lineWidth = 1;
    context.fillRect(block.x, block.y, block.width, block.height);
    context.strokeRect(
      block.x + 0.5,
      block.y + 0.5,
      Math.max(1, block.width - 1),
      Math.max(1, block.height - 1),
    );
    for (const run of block.runs) drawRun(context, run, colour);
  }
  if (lit !== undefined) {
    context.strokeStyle = colour('--mantine-color-text');
    context.lineWidth = 2;
    context.strokeRect(lit.x - 1, lit.y - 1, lit.width + 2, lit.height + 2);
  }
}

/** Full: succeeded or running (with an edge at now). Hatched: failed or lost. Outlined: cancelled or gave way. */
function drawRun(context: CanvasRenderingContext2D, box: RunBox, colour: (name: string) => string): void {
  const { outcome } = box.run;
  switch (outcome) {
    case 'running':
      context.fillStyle = colour('--wk-accent');
      context.fillRect(box.x, box.y, box.width, box.height);
      context.fillStyle = colour('--mantine-color-text');
      context.fillRect(box.x + box.width - 2, box.y, 2, box.height);
      break;
    case 'succeeded':
      context.fillStyle = colour('--wk-good');
      context.fillRect(box.x, box.y, box.width, box.height);
      break;
    case 'failed':
    case 'lost':
      hatch(context, box, colour('--wk-bad'));
      break;
    case 'cancelled':
    case 'suspended':
      context.strokeStyle = colour(outcome === 'cancelled' ? '--mantine-color-dimmed' : '--wk-warn');
      context.lineWidth = 1;
      context.strokeRect(box.x + 0.5, box.y + 0.5, Math.max(1, box.width - 1), Math.max(1, box.height - 1));
      break;
  }
}

function hatch(context: CanvasRenderingContext2D, box: RunBox, colour: string): void {
  context.save();
  context.beginPath();
  context.rect(box.x, box.y, box.width, box.height);
  context.clip();
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  for (let x = box.x - box.height; x < box.x + box.width; x += 5)
    line(context, x, box.y + box.height, x + box.height, box.y);
  context.strokeRect(box.x, box.y, box.width, box.height);
  context.restore();
}

function drawNow({ context, width, height, view, nowMs, colour }: Picture): void {
  const x = Math.round(xOf(view, width - axisPx, nowMs)) + 0.5;
  if (x < 0 || x > width - axisPx) return;
  context.strokeStyle = colour('--wk-warn');
  context.lineWidth = 1;
  line(context, x, 0, x, height - timePx);
  context.fillStyle = colour('--wk-warn');
  context.textAlign = 'left';
  context.fillText('now', x + 4, 9);
}

function drawBand(
  context: CanvasRenderingContext2D,
  band: Band,
  labels: Readonly<Record<string, string>>,
  colour: (name: string) => string,
): void {
  context.textAlign = 'left';
  context.font = boldFont;
  context.fillStyle = colour('--mantine-color-text');
  const name = labels[band.radioId] ?? band.radioId;
  // Over the grid: the name stays readable where ticks cross it.
  const { width } = context.measureText(name);
  context.save();
  context.fillStyle = colour('--wk-deep');
  context.fillRect(8, band.top - 19, width + 8, 17);
  context.restore();
  context.fillText(name, 10, band.top - 10);
  context.font = font;
  context.fillStyle = colour('--mantine-color-dimmed');
  context.strokeStyle = colour('--wk-line');
  context.lineWidth = 1;
  context.textAlign = 'right';
  for (const { lowHz, highHz, top, height } of band.segments) {
    line(context, axisPx - 5.5, top, axisPx - 5.5, top + height);
    if (height < 34)
      context.fillText(formatRounded((lowHz + highHz) / 2, 'Hz', 6), axisPx - 12, top + height / 2);
    else {
      context.fillText(formatRounded(highHz, 'Hz', 6), axisPx - 12, top + 6);
      context.fillText(formatRounded(lowHz, 'Hz', 6), axisPx - 12, top + height - 6);
    }
  }
}
