/** Plots of a selection: scale, axes and lines, drawn on a canvas. */
import { niceStep, ticks } from '../waterfall/scale.ts';

export interface PlotTheme {
  text: string;
  muted: string;
  grid: string;
  line: string;
  /** The second colour: told from the first by lightness as well. */
  band: string;
  edge: string;
}

/** Read from the page, so that plots follow its theme. */
export function plotTheme(element: Element): PlotTheme {
  const style = getComputedStyle(element);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  return {
    text: of('--mantine-color-text'),
    muted: of('--mantine-color-dimmed'),
    grid: of('--wk-line'),
    line: of('--wk-accent'),
    band: of('--wk-an-band-fill'),
    edge: of('--wk-warn'),
  };
}

export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly unit: string;
  /** What a tick is divided by to be written in the unit. */
  readonly per?: number;
}

export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  x(value: number): number;
  y(value: number): number;
}

const leftPx = 46;
const bottomPx = 18;
const rightPx = 8;
const topPx = 6;

const short = (value: number, step: number): string =>
  value
    .toFixed(Math.min(6, Math.max(0, -Math.floor(Math.log10(step) + 1e-9))))
    .replace(/^-(0\.?0*)$/, '$1')
    .replace('-', '−');

/** Grid, ticks and units of a plot of the canvas' size; where values go. */
export function drawFrame(
  context: CanvasRenderingContext2D,
  size: { width: number; height: number },
  x: Scale,
  y: Scale,
  theme: PlotTheme,
): Frame {
  const width = size.width - leftPx - rightPx;
  const height = size.height - topPx - bottomPx;
  const frame: Frame = {
    left: leftPx,
    top: topPx,
    width,
    height,
    x: (value) => leftPx + ((value - x.low) / (x.high - x.low)) * width,
    y: (value) => topPx + (1 - (value - y.low) / (y.high - y.low)) * height,
  };
  context.font = "10.5px 'Inter Variable', system-ui, sans-serif";
  context.lineWidth = 1;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  const yPer = y.per ?? 1;
  const yStep = niceStep((y.high - y.low) / yPer, height / 26);
  for (const value of ticks(y.low / yPer, y.high / yPer, yStep)) {
    const at = Math.round(frame.y(value * yPer));
    context.fillStyle = theme.grid;
    context.fillRect(leftPx, at, width, 1);
    context.fillStyle = theme.muted;
    context.fillText(short(value, yStep), leftPx - 5, at);
  }
  context.textAlign = 'center';
  const xPer = x.per ?? 1;
  const xStep = niceStep((x.high - x.low) / xPer, width / 62);
  const unitLeft = size.width - rightPx - context.measureText(x.unit).width - 4;
  for (const value of ticks(x.low / xPer, x.high / xPer, xStep)) {
    const at = Math.round(frame.x(value * xPer));
    context.fillStyle = theme.grid;
    context.fillRect(at, topPx, 1, height);
    context.fillStyle = theme.muted;
    const label = short(value, xStep);
    const half = context.measureText(label).width / 2;
    if (at + half < unitLeft && at - half > leftPx - 18) context.fillText(label, at, size.height - 8);
  }
  context.textAlign = 'right';
  context.fillStyle = theme.text;
  context.fillText(x.unit, size.width - rightPx, size.height - 8);
  context.save();
  context.translate(8, topPx + height / 2);
  context.rotate(-Math.PI / 2);
  context.textAlign = 'center';
  context.fillText(y.unit, 0, 0);
  context.restore();
  return frame;
}

/** Keeps what is drawn inside the frame. */
export function inside(context: CanvasRenderingContext2D, frame: Frame, draw: () => void): void {
  context.save();
  context.beginPath();
  context.rect(frame.left, frame.top, frame.width, frame.height);
  context.clip();
  draw();
  context.restore();
}

/**
 * A line through `values`, the first at `from`, one each `step`. Where several fall on a pixel the lowest and the
 * highest are drawn: nothing that sticks out is lost. NaN breaks it.
 */
export function drawLine(
  context: CanvasRenderingContext2D,
  frame: Frame,
  values: Float32Array,
  from: number,
  step: number,
  colour: string,
): void {
  context.beginPath();
  let drawing = false;
  const perPixel = Math.abs(frame.x(from + step) - frame.x(from));
  const group = Math.max(1, Math.floor(1 / perPixel));
  for (let i = 0; i < values.length; i += group) {
    let low = Infinity;
    let high = -Infinity;
    for (let j = i; j < Math.min(values.length, i + group); j++) {
      low = Math.min(low, values[j]!);
      high = Math.max(high, values[j]!);
    }
    if (!(low <= high)) {
      drawing = false;
      continue;
    }
    const x = frame.x(from + (i + (group - 1) / 2) * step);
    if (drawing) context.lineTo(x, frame.y(low));
    else context.moveTo(x, frame.y(low));
    if (high > low) context.lineTo(x, frame.y(high));
    drawing = true;
  }
  context.strokeStyle = colour;
  context.lineWidth = 1.25;
  context.lineJoin = 'round';
  context.stroke();
}

/** Lowest and highest of what is a number; undefined where nothing is. */
export function rangeOfValues(values: Float32Array): readonly [number, number] | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high && Number.isFinite(low) && Number.isFinite(high) ? [low, high] : undefined;
}
