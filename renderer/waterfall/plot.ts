/** The spectrum plot: ground with grid, the traces, and what lies over them. One picture per drawn frame. */
import { drawFrequencyAxis, drawLevelAxis, frequencyStep, levelStep, setFont, type Context } from './axes.ts';
import { ColumnMaker, makeColumns, type Columns } from './columns.ts';
import type { Line } from './history.ts';
import { traceNames, type Holds, type TraceSet } from './hold.ts';
import type { Geometry } from './layout.ts';
import type { Marker } from './messages.ts';
import type { Look } from './painter.ts';
import type { NamedPeak } from './peaks.ts';
import { dbToY, hzToX, readoutHz, ticks, type Span } from './scale.ts';
import { blend, drawGround, drawTrace, type Picture } from './trace.ts';
import { pixel } from './theme.ts';

export interface PlotState {
  line: Line | undefined;
  view: Span;
  look: Look;
  holds: Holds;
  traces: TraceSet;
  markers: readonly Marker[];
  /** The frequency the radio is tuned to, where its DC lies. */
  centreHz: number;
  peaks: readonly NamedPeak[];
}

export class Plot {
  /** The newest row as shown: for readouts, peaks and the summary. */
  live: Columns = makeColumns(1);
  readonly #canvas: OffscreenCanvas;
  readonly #context: Context;
  readonly #maker = new ColumnMaker();
  #geometry: Geometry | undefined;
  #held: Columns = makeColumns(1);
  #y = new Float32Array(1);
  #image: ImageData | undefined;
  #picture: Picture = { pixels: new Uint32Array(0), width: 0, height: 0 };
  #plain = new Uint32Array(0);
  #filled = new Uint32Array(0);
  #drawn: { view: Span; look: Look; centreHz: number } | undefined;

  constructor(canvas: OffscreenCanvas) {
    const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
    if (context === null) throw new Error('This browser gives no 2D canvas.');
    this.#canvas = canvas;
    this.#context = context;
  }

  resize(geometry: Geometry): void {
    this.#geometry = geometry;
    this.#canvas.width = geometry.stripWidth + geometry.width;
    this.#canvas.height = geometry.plotHeight + geometry.axisHeight;
    const { width, plotHeight: height } = geometry;
    const bytes = new Uint8ClampedArray(width * height * 4);
    this.#image = new ImageData(bytes, width, height);
    this.#picture = { pixels: new Uint32Array(bytes.buffer), width, height };
    this.#plain = new Uint32Array(width * height);
    this.#filled = new Uint32Array(width * height);
    this.live = makeColumns(width);
    this.#held = makeColumns(width);
    this.#y = new Float32Array(width);
    this.#drawn = undefined;
  }

  /** Draws the axes again: after the typeface was loaded. */
  invalidate(): void {
    this.#drawn = undefined;
  }

  /** Computes the columns of the newest row; `draw` shows them. */
  measure(line: Line | undefined, view: Span): Columns {
    return this.#maker.ofLine(line, view, this.live);
  }

  draw(state: PlotState): void {
    const geometry = this.#geometry;
    if (geometry === undefined || this.#image === undefined) return;
    this.#drawAxes(state, geometry);
    this.#toY(this.live, state.look);
    const { first, end } = this.live;
    const { theme } = state.look;
    const thickness = 1.25 * geometry.dpr;
    drawGround(this.#picture, this.#plain, this.#filled, this.#y, first, end);
    drawTrace(this.#picture, this.#y, first, end, pixel(theme.live), thickness);
    for (const trace of traceNames) {
      if (!state.traces[trace]) continue;
      const held = this.#maker.ofHold(state.holds, trace, state.view, this.#held);
      this.#toY(held, state.look);
      drawTrace(this.#picture, this.#y, held.first, held.end, pixel(theme[trace]), thickness);
    }
    this.#context.putImageData(this.#image, geometry.stripWidth, 0);
    this.#drawOver(state, geometry);
  }

  /** The dB axis and the ground only change with view, look and size. */
  #drawAxes({ view, look, centreHz }: PlotState, geometry: Geometry): void {
    const drawn = this.#drawn;
    if (drawn?.view === view && drawn.look === look && drawn.centreHz === centreHz) return;
    if (drawn?.look !== look) drawLevelAxis(this.#context, geometry, look);
    drawFrequencyAxis(this.#context, geometry, view, centreHz, look.theme);
    this.#makeGround(view, look, geometry);
    this.#drawn = { view, look, centreHz };
  }

  #makeGround(view: Span, look: Look, geometry: Geometry): void {
    const { theme } = look;
    const { width, plotHeight } = geometry;
    const plain = this.#plain.fill(pixel(theme.plot));
    const thick = Math.max(1, Math.round(geometry.dpr / 2));
    const grid = pixel(theme.grid);
    for (const hz of ticks(view.lowHz, view.highHz, frequencyStep(view, geometry))) {
      const x = Math.round(hzToX(view, width, hz));
      for (let dx = 0; dx < thick && x + dx < width; dx++)
        for (let at = x + dx; at < plain.length; at += width) plain[at] = grid;
    }
    for (const db of ticks(look.plotMinDb, look.maxDb, levelStep(look, geometry))) {
      const y = Math.round(dbToY(look.plotMinDb, look.maxDb, plotHeight, db));
      plain.fill(pixel(theme.gridStrong), y * width, (y + thick) * width);
    }
    for (let y = 0; y < plotHeight; y++) {
      const fill = blend(pixel(theme.fillTop), pixel(theme.fillBottom), Math.round((256 * y) / plotHeight));
      for (let x = 0; x < width; x++) this.#filled[y * width + x] = blend(plain[y * width + x]!, fill, 190);
    }
  }

  #toY(columns: Columns, look: Look): void {
    const { height } = this.#picture;
    const scale = height / (look.maxDb - look.plotMinDb);
    for (let x = columns.first; x < columns.end; x++) {
      const y = (look.maxDb - columns.db[x]!) * scale;
      // Curves that leave the plot run along just outside of it.
      this.#y[x] = y < -2 ? -2 : y > height + 2 ? height + 2 : y;
    }
  }

  #drawOver(state: PlotState, geometry: Geometry): void {
    const context = this.#context;
    const { dpr, stripWidth, width, plotHeight } = geometry;
    const { view, look } = state;
    const line = Math.max(1, Math.round(dpr));
    context.save();
    context.beginPath();
    context.rect(stripWidth, 0, width, plotHeight);
    context.clip();
    const centre = Math.round(hzToX(view, width, state.centreHz));
    if (centre >= 0 && centre <= width) {
      context.fillStyle = look.theme.centre;
      for (let y = 0; y < plotHeight; y += 6 * dpr) context.fillRect(stripWidth + centre, y, line, 3 * dpr);
      setFont(context, dpr, 10, 600);
      context.textAlign = 'left';
      const box = context.measureText('DC').width + 6 * dpr;
      context.fillStyle = look.theme.surface;
      context.fillRect(stripWidth + centre + line, plotHeight - 14 * dpr, box, 14 * dpr);
      context.fillStyle = look.theme.mutedText;
      context.fillText('DC', stripWidth + centre + line + 3 * dpr, plotHeight - 7 * dpr);
    }
    for (const peak of state.peaks) this.#drawPeak(peak, state, geometry);
    state.markers.forEach((marker, index) => this.#drawMarker(marker, index, state, geometry));
    context.restore();
  }

  #drawPeak(peak: NamedPeak, { line, look }: PlotState, geometry: Geometry): void {
    const context = this.#context;
    const { dpr, stripWidth, width, plotHeight } = geometry;
    const binHz = line === undefined ? 1 : line.sampleRateHz / line.width;
    const label = readoutHz(peak.hz, binHz);
    setFont(context, dpr, 10, 500);
    context.textAlign = 'center';
    const half = context.measureText(label).width / 2;
    const x = Math.min(width - half - 2, Math.max(half + 2, peak.x));
    const y = Math.max(8 * dpr, dbToY(look.plotMinDb, look.maxDb, plotHeight, peak.db) - 9 * dpr);
    // A ground of its own: held traces run behind it.
    context.fillStyle = look.theme.surface;
    context.globalAlpha = 0.75;
    context.fillRect(stripWidth + x - half - 2 * dpr, y - 7 * dpr, 2 * half + 4 * dpr, 13 * dpr);
    context.globalAlpha = 1;
    context.fillStyle = look.theme.text;
    context.fillText(label, stripWidth + x, y);
  }

  #drawMarker(marker: Marker, index: number, { view, look }: PlotState, geometry: Geometry): void {
    const context = this.#context;
    const { dpr, stripWidth, width, plotHeight } = geometry;
    const x = hzToX(view, width, marker.hz);
    if (x < 0 || x > width) return;
    const left = stripWidth + Math.round(x);
    context.fillStyle = look.theme.marker;
    context.fillRect(left, 0, Math.max(1, Math.round(dpr)), plotHeight);
    if (marker.db !== undefined) {
      const y = dbToY(look.plotMinDb, look.maxDb, plotHeight, marker.db);
      context.fillRect(left - 4 * dpr, Math.round(y), 9 * dpr, Math.max(1, Math.round(dpr)));
    }
    setFont(context, dpr, 10, 700);
    context.textAlign = 'center';
    const label = String(index + 1);
    const box = context.measureText(label).width + 8 * dpr;
    context.fillRect(left, 0, box, 15 * dpr);
    context.fillStyle = look.theme.markerText;
    context.fillText(label, left + box / 2, 8 * dpr);
  }
}
