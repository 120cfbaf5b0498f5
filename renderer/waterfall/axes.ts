/** Text of the axes, in 2D: levels at the left of the plot, frequencies below it. All sizes are device pixels. */
import type { Geometry } from './layout.ts';
import type { Look } from './painter.ts';
import {
  dbToY,
  frequencyUnit,
  hzToX,
  middleHz,
  niceStep,
  tickLabel,
  ticks,
  widthHz,
  type Span,
} from './scale.ts';
import type { ViewTheme } from './theme.ts';

export type Context = OffscreenCanvasRenderingContext2D;

/**
 * The typeface of everything the worker writes. The interface's own is named only once it is loaded: a canvas
 * remembers what a font's words meant when they were first used.
 */
let family = 'system-ui, sans-serif';

export function setFamily(name: string): void {
  family = `"${name}", system-ui, sans-serif`;
}

export function setFont(context: Context, dpr: number, sizeCss: number, weight = 400): void {
  context.font = `${String(weight)} ${String(sizeCss * dpr)}px ${family}`;
  context.textBaseline = 'middle';
}

/** Steps of the level axis: at least 26 CSS pixels apart. */
export function levelStep(look: Look, geometry: Geometry): number {
  return niceStep(look.maxDb - look.plotMinDb, geometry.plotHeight / (26 * geometry.dpr));
}

/** Steps of the frequency axis: labels at least 92 CSS pixels apart. */
export function frequencyStep(view: Span, geometry: Geometry): number {
  return niceStep(widthHz(view), geometry.width / (92 * geometry.dpr));
}

/** Width of the palette bar beside the levels. */
const barCss = 7;

export function drawLevelAxis(context: Context, geometry: Geometry, look: Look): void {
  const { dpr, stripWidth, plotHeight } = geometry;
  const { theme } = look;
  context.fillStyle = theme.surface;
  context.fillRect(0, 0, stripWidth, plotHeight);
  drawPaletteBar(context, geometry, look);
  const right = stripWidth - barCss * dpr;
  const step = levelStep(look, geometry);
  setFont(context, dpr, 11);
  context.textAlign = 'right';
  for (const db of ticks(look.plotMinDb, look.maxDb, step)) {
    const y = Math.round(dbToY(look.plotMinDb, look.maxDb, plotHeight, db));
    context.fillStyle = theme.tick;
    context.fillRect(right - 5 * dpr, y, 4 * dpr, Math.max(1, Math.round(dpr)));
    // The unit stands at the top: a label would lie under it.
    if (y < 22 * dpr || y > plotHeight - 7 * dpr) continue;
    context.fillStyle = theme.text;
    context.fillText(String(Math.round(db * 1000) / 1000).replace('-', '−'), right - 9 * dpr, y);
  }
  context.fillStyle = theme.mutedText;
  setFont(context, dpr, 10);
  context.fillText('dBFS', right - 9 * dpr, 9 * dpr);
}

/** The palette over the same range as the level axis, so that a colour can be read as a level. */
function drawPaletteBar(context: Context, geometry: Geometry, look: Look): void {
  const width = Math.round((barCss - 1) * geometry.dpr);
  const { palette } = look;
  // Below the dark end the gradient goes on in its first colour, as the waterfall does.
  const darkY = dbToY(look.plotMinDb, look.maxDb, geometry.plotHeight, look.minDb);
  const gradient = context.createLinearGradient(0, darkY, 0, 0);
  for (let level = 0; level <= 255; level += 5)
    gradient.addColorStop(
      level / 255,
      `rgb(${palette[level * 3]!} ${palette[level * 3 + 1]!} ${palette[level * 3 + 2]!})`,
    );
  context.fillStyle = gradient;
  context.fillRect(geometry.stripWidth - width, 0, width, geometry.plotHeight);
}

export function drawFrequencyAxis(
  context: Context,
  geometry: Geometry,
  view: Span,
  centreHz: number,
  theme: ViewTheme,
): void {
  const { dpr, stripWidth, width, plotHeight, axisHeight } = geometry;
  context.fillStyle = theme.surface;
  context.fillRect(0, plotHeight, stripWidth + width, axisHeight);
  const step = frequencyStep(view, geometry);
  const unit = frequencyUnit(middleHz(view));
  const line = Math.max(1, Math.round(dpr));
  context.fillStyle = theme.tick;
  for (const hz of ticks(view.lowHz, view.highHz, step / 5))
    context.fillRect(stripWidth + Math.round(hzToX(view, width, hz)), plotHeight, line, 3 * dpr);
  setFont(context, dpr, 11);
  context.textAlign = 'center';
  const middle = plotHeight + axisHeight / 2 + 2 * dpr;
  for (const hz of ticks(view.lowHz, view.highHz, step)) {
    const x = stripWidth + Math.round(hzToX(view, width, hz));
    context.fillStyle = theme.tick;
    context.fillRect(x, plotHeight, line, 6 * dpr);
    const label = tickLabel(hz, step, unit);
    const half = context.measureText(label).width / 2;
    if (x - half < stripWidth || x + half > stripWidth + width) continue;
    context.fillStyle = theme.text;
    context.fillText(label, x, middle);
  }
  drawCentre(context, geometry, view, centreHz, theme);
  setFont(context, dpr, 10);
  context.fillStyle = theme.mutedText;
  context.textAlign = 'right';
  context.fillText(unit.name, stripWidth - 9 * dpr, middle);
}

/** A small triangle at the frequency the radio is tuned to. */
function drawCentre(
  context: Context,
  { dpr, stripWidth, width, plotHeight }: Geometry,
  view: Span,
  centreHz: number,
  theme: ViewTheme,
): void {
  const x = stripWidth + hzToX(view, width, centreHz);
  if (x < stripWidth || x > stripWidth + width) return;
  context.fillStyle = theme.marker;
  context.beginPath();
  context.moveTo(x, plotHeight + 6 * dpr);
  context.lineTo(x - 5 * dpr, plotHeight);
  context.lineTo(x + 5 * dpr, plotHeight);
  context.fill();
}
