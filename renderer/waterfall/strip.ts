/** The strip left of the waterfall: clock-aligned times that scroll with the rows, and the losses at their gaps. */
import { setFont, type Context } from './axes.ts';
import type { History } from './history.ts';
import type { Geometry } from './layout.ts';
import type { ViewTheme } from './theme.ts';
import { axisOriginMs, clockStep, crossedTick, timeLabel, type TimeAxis } from './time.ts';

interface StripState {
  history: History;
  /** The line at the top is `end - 1`. */
  end: number;
  axis: TimeAxis;
  theme: ViewTheme;
}

/** Lines (from the top) where the clock crosses a step: the painter draws a faint line there. */
export interface Strip {
  resize(geometry: Geometry): void;
  draw(state: StripState): readonly number[];
}

/** Short form of a count of samples: 812, 12.3 k, 4.56 M. */
export function shortCount(count: number): string {
  if (count < 1000) return String(Math.round(count));
  const exponent = count < 1e6 ? 3 : count < 1e9 ? 6 : 9;
  return `${(count / 10 ** exponent).toPrecision(3)} ${exponent === 3 ? 'k' : exponent === 6 ? 'M' : 'G'}`;
}

export function makeStrip(canvas: OffscreenCanvas): Strip {
  const found = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (found === null) throw new Error('This browser gives no 2D canvas.');
  const context: Context = found;
  let geometry: Geometry | undefined;

  const resize = (next: Geometry): void => {
    geometry = next;
    canvas.width = next.stripWidth;
    canvas.height = next.fallHeight;
  };

  const draw = ({ history, end, axis, theme }: StripState): readonly number[] => {
    if (geometry === undefined) return [];
    const { dpr, stripWidth, fallHeight, linePixels } = geometry;
    context.fillStyle = theme.surface;
    context.fillRect(0, 0, stripWidth, fallHeight);
    const newest = history.line(end - 1);
    if (newest === undefined) return [];
    const lines = Math.min(Math.ceil(fallHeight / linePixels), end - history.oldest);
    const oldest = history.line(end - lines) ?? newest;
    const startMs = newest.timeMs - (newest.firstSample / newest.sampleRateHz) * 1000;
    const lineMs = Math.max(0.01, (newest.timeMs - oldest.timeMs) / Math.max(1, lines - 1));
    // Labels at least 26 CSS pixels apart.
    const stepMs = clockStep((lineMs * 26 * dpr) / linePixels);
    const originMs = axisOriginMs(axis, newest.timeMs, startMs);
    const decimals = stepMs < 1000 ? 1 : 0;
    const crossings: number[] = [];
    setFont(context, dpr, 11);
    context.textAlign = 'right';
    const right = stripWidth - 9 * dpr;
    const taken: number[] = [];
    /** Writes beside a line unless another label is there already. */
    const label = (text: string, y: number, colour: string): void => {
      if (taken.some((other) => Math.abs(other - y) < 15 * dpr)) return;
      taken.push(y);
      context.fillStyle = colour;
      context.fillRect(stripWidth - 6 * dpr, y, 6 * dpr, Math.max(1, Math.round(dpr)));
      // The text stays inside where its line has just come in or is about to leave.
      context.fillText(text, right, Math.min(fallHeight - 7 * dpr, Math.max(8 * dpr, y)));
    };
    // Losses first: a time can be told from its neighbours, a loss can't.
    for (let age = 0; age < lines; age++) {
      const line = history.line(end - 1 - age);
      if (line?.kind !== 'gap' || (age > 0 && history.line(end - age)?.kind === 'gap')) continue;
      label(`${shortCount(line.lostSamples)} lost`, age * linePixels, theme.loss);
    }
    for (let age = 0; age < lines; age++) {
      const line = history.line(end - 1 - age);
      const older = history.line(end - 2 - age);
      if (line === undefined || older === undefined) break;
      const tick = crossedTick(older.timeMs, line.timeMs, stepMs, originMs);
      if (tick === undefined) continue;
      crossings.push(age);
      label(timeLabel(axis, tick, startMs, decimals), age * linePixels, theme.text);
    }
    return crossings;
  };
  return { resize, draw };
}
