/** What the worker draws: the picture and the strip above it, of tiles fetched for both. */
import type { AnalysisInfo, Tile, TileRequest } from '../../contract/analysis.ts';
import { palettes } from '../../contract/palettes.ts';
import type { z } from 'zod';
import { themes } from '../waterfall/theme.ts';
import { makeCache } from './cache.ts';
import { joinColumns, levelOfByte, makeLookup, paintCell, rangeOf, readCell, type Cell } from './colour.ts';
import { makeFetcher, type Fetcher, type Wanted } from './fetcher.ts';
import {
  keyText,
  levelOf,
  levelText,
  overviewLevel,
  spanOf,
  stripColumns,
  tilesOf,
  type Level,
  type TileKey,
} from './level.ts';
import type { Drawn, ToWorker } from './messages.ts';
import { drawTile, type Place } from './sheet.ts';
import { drawStrength } from './strip.ts';
import { wholeSpan } from './zoom.ts';

type FetchTile = (request: z.infer<typeof TileRequest>, signal: AbortSignal) => Promise<z.infer<typeof Tile>>;
type Message<K extends ToWorker['kind']> = Extract<ToWorker, { kind: K }>;
type Context = OffscreenCanvasRenderingContext2D;

/** Values of some three hundred tiles: several screens around the one looked at, in several levels. */
const cellBytes = 64e6;
/** Coloured, a tile is four times as large; what is not on screen is quickly coloured again. */
const pictureBytes = 128e6;
/** Tiles on their way at a time: the engine has work while an answer travels, and little to throw away. */
const mostRunning = 3;
/** Levels that may stand in for what is not here yet, the last ones looked at. */
const mostRecent = 6;

export interface EaselParts {
  picture: OffscreenCanvas;
  overview: OffscreenCanvas;
  fetch: FetchTile;
  drawn: (drawn: Drawn) => void;
  failed: (error: unknown) => void;
}

export class Easel {
  readonly #parts: EaselParts;
  readonly #picture: Context;
  readonly #overview: Context;
  readonly #brush: Context;
  readonly #cells = makeCache<Cell>(cellBytes);
  readonly #pictures = makeCache<ImageBitmap>(pictureBytes, (bitmap) => bitmap.close());
  #fetcher: Fetcher;
  #info: AnalysisInfo | undefined;
  #look: Message<'look'> = { kind: 'look', palette: 'turbo', minDb: -110, maxDb: -20, light: false };
  #lookup = makeLookup(palettes.turbo.rgb, -110, -20);
  #view: Message<'view'> | undefined;
  #strip: Message<'overview'> = { kind: 'overview', width: 1, height: 1 };
  #level: Level | undefined;
  #recent: Level[] = [];
  #due = false;
  #stripDue = false;
  #told = '';
  #failed = false;

  constructor(parts: EaselParts) {
    this.#parts = parts;
    this.#picture = contextOf(parts.picture);
    this.#overview = contextOf(parts.overview);
    this.#brush = contextOf(new OffscreenCanvas(1, 1), true);
    this.#fetcher = this.#makeFetcher();
  }

  open(info: AnalysisInfo | undefined): void {
    if (this.#info?.id !== info?.id) {
      this.#fetcher.close();
      this.#fetcher = this.#makeFetcher();
      this.#cells.clear();
      this.#pictures.clear();
      this.#recent = [];
      this.#failed = false;
    }
    this.#info = info;
    // The same numbers of another recording are news.
    this.#told = '';
    this.#changed(true);
  }

  look(look: Message<'look'>): void {
    this.#look = look;
    this.#lookup = makeLookup(palettes[look.palette].rgb, look.minDb, look.maxDb);
    this.#pictures.clear();
    this.#redraw(true);
  }

  view(view: Message<'view'>): void {
    const before = this.#stripLevel();
    this.#view = view;
    sizeOf(this.#parts.picture, view);
    const strip = this.#stripLevel();
    this.#changed(strip !== undefined && (before === undefined || levelText(strip) !== levelText(before)));
  }

  overview(strip: Message<'overview'>): void {
    this.#strip = strip;
    sizeOf(this.#parts.overview, strip);
    this.#changed(true);
  }

  /** A new connection: what was on its way with the old one is asked for again. */
  connected(): void {
    this.#fetcher.close();
    this.#fetcher = this.#makeFetcher();
    this.#failed = false;
    this.#changed();
  }

  /** dBFS of the finest value that is here. */
  valueAt(sample: number, hz: number): number | undefined {
    const info = this.#info;
    if (info === undefined) return undefined;
    for (const level of [this.#level, ...this.#recent.toReversed(), this.#stripLevel()]) {
      if (level === undefined) continue;
      const spot = { fromSample: sample, toSample: sample, lowHz: hz, highHz: hz };
      const [key] = tilesOf(info, level, spot);
      const cell = key === undefined ? undefined : this.#cells.get(keyText(key));
      if (key === undefined || cell === undefined) continue;
      const span = spanOf(info, key);
      const row = Math.floor((sample - span.fromSample) / level.rowSamples);
      const column = Math.floor(((hz - span.lowHz) / (span.highHz - span.lowHz)) * cell.columns);
      const byte = row < cell.rows ? cell.bytes[row * cell.columns + column] : undefined;
      if (byte !== undefined) return levelOfByte(byte);
    }
    return undefined;
  }

  /** A colour range for what is on screen. */
  levels(): readonly [number, number] | undefined {
    return rangeOf(this.#visible().flatMap((key) => this.#cells.get(keyText(key)) ?? []));
  }

  close(): void {
    this.#fetcher.close();
    this.#cells.clear();
    this.#pictures.clear();
  }

  #makeFetcher(): Fetcher {
    return makeFetcher(mostRunning, (_name, error) => {
      // The first says why; hundreds more of the same would say no more.
      if (!this.#failed) this.#parts.failed(error);
      this.#failed = true;
      this.#redraw();
    });
  }

  #stripLevel(): Level | undefined {
    return this.#info === undefined || this.#view === undefined || this.#strip.width < 2
      ? undefined
      : overviewLevel(this.#info, this.#view);
  }

  #stripTiles(): TileKey[] {
    const level = this.#stripLevel();
    return this.#info === undefined || level === undefined
      ? []
      : tilesOf(this.#info, level, wholeSpan(this.#info));
  }

  #visible(margin = 0): TileKey[] {
    const [info, view, level] = [this.#info, this.#view, this.#level];
    return info === undefined || view === undefined || level === undefined
      ? []
      : tilesOf(info, level, view.span, margin);
  }

  /** The view is another: what is wanted, and what is drawn, follow. */
  #changed(strip = false): void {
    const [info, view] = [this.#info, this.#view];
    this.#level =
      info === undefined || view === undefined ? undefined : levelOf(info, view.span, view, view.fftSize);
    const level = this.#level;
    if (level !== undefined) {
      const text = levelText(level);
      this.#recent = [...this.#recent.filter((one) => levelText(one) !== text), level].slice(-mostRecent);
    }
    const near = this.#visible(1);
    const keys = [...this.#visible(), ...this.#stripTiles(), ...near];
    const named = new Map(keys.map((key) => [keyText(key), key] as const));
    const wanted: Wanted[] = [];
    for (const [name, key] of named)
      if (!this.#cells.has(name)) wanted.push({ name, fetch: (signal) => this.#fetch(name, key, signal) });
    this.#fetcher.want(wanted);
    this.#redraw(strip);
  }

  async #fetch(name: string, key: TileKey, signal: AbortSignal): Promise<void> {
    const info = this.#info;
    if (info === undefined) return;
    const tile = await this.#parts.fetch({ id: info.id, ...key }, signal);
    if (signal.aborted) return;
    const cell = readCell(tile);
    this.#cells.set(name, cell, cell.bytes.length);
    const strip = this.#stripLevel();
    this.#redraw(strip?.rowSamples === key.rowSamples && strip.fftSize === key.fftSize);
  }

  #redraw(strip = false): void {
    this.#stripDue ||= strip;
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.#drawPicture();
      if (this.#stripDue) this.#drawOverview();
      this.#tell();
    });
  }

  #drawPicture(): void {
    const [info, view, level] = [this.#info, this.#view, this.#level];
    this.#clear(this.#picture);
    if (info === undefined || view === undefined || level === undefined) return;
    const place: Place = { extent: info, ...view };
    const keys = this.#visible();
    if (!keys.every((key) => this.#cells.has(keyText(key)))) {
      for (const key of this.#stripTiles()) this.#drawTile(this.#picture, place, key);
      for (const other of this.#recent)
        if (other !== level)
          for (const key of tilesOf(info, other, view.span)) this.#drawTile(this.#picture, place, key);
    }
    for (const key of keys) this.#drawTile(this.#picture, place, key);
  }

  /** All of the recording, with the strongest of each moment as a line. */
  #drawOverview(): void {
    this.#stripDue = false;
    const [info, level] = [this.#info, this.#stripLevel()];
    const context = this.#overview;
    this.#clear(context);
    if (info === undefined || level === undefined) return;
    const { width, height } = this.#strip;
    const place: Place = { extent: info, span: wholeSpan(info), width, height };
    const keys = this.#stripTiles();
    const columns = stripColumns(this.#strip);
    const rows = keys.map((key) => {
      const cell = this.#cells.get(keyText(key));
      return { key, cell: cell && joinColumns(cell, columns) };
    });
    for (const { key, cell } of rows)
      if (cell !== undefined)
        this.#drawCell(context, place, key, `${keyText(key)} in ${String(columns)}`, cell);
    drawStrength(context, place, rows, this.#look);
  }

  #drawTile(context: Context, place: Place, key: TileKey): void {
    const name = keyText(key);
    // Asked for even where the picture is at hand: use keeps it.
    const cell = this.#cells.get(name);
    if (cell !== undefined) this.#drawCell(context, place, key, name, cell);
  }

  /** @param name of its coloured picture */
  #drawCell(context: Context, place: Place, key: TileKey, name: string, cell: Cell): void {
    drawTile(context, place, key, this.#pictures.get(name) ?? this.#paint(name, cell));
  }

  #paint(name: string, cell: Cell): ImageBitmap {
    const image = new ImageData(cell.rows, cell.columns);
    paintCell(cell, this.#lookup, new Uint32Array(image.data.buffer));
    const brush = this.#brush;
    brush.canvas.width = cell.rows;
    brush.canvas.height = cell.columns;
    brush.putImageData(image, 0, 0);
    const bitmap = brush.canvas.transferToImageBitmap();
    this.#pictures.set(name, bitmap, image.data.length);
    return bitmap;
  }

  #clear(context: Context): void {
    const [red, green, blue] = themes[this.#look.light ? 'light' : 'dark'].empty;
    context.fillStyle = `rgb(${String(red)} ${String(green)} ${String(blue)})`;
    context.fillRect(0, 0, context.canvas.width, context.canvas.height);
    context.imageSmoothingEnabled = false;
  }

  #tell(): void {
    const level = this.#level;
    if (level === undefined) return;
    const cells = this.#visible().map((key) => this.#cells.get(keyText(key)));
    const pending = cells.filter((cell) => cell === undefined).length;
    const drawn: Drawn = {
      level,
      pending,
      shown: cells.length - pending,
      overviewPending: this.#stripTiles().filter((key) => !this.#cells.has(keyText(key))).length,
      whole: cells.every((cell) => cell?.whole !== false),
      cachedBytes: this.#cells.bytes + this.#pictures.bytes,
    };
    const text = JSON.stringify(drawn);
    if (text === this.#told) return;
    this.#told = text;
    this.#parts.drawn(drawn);
  }
}

function contextOf(canvas: OffscreenCanvas, inMemory = false): Context {
  const context = canvas.getContext('2d', { willReadFrequently: inMemory });
  if (context === null) throw new Error('This browser gives no 2D canvas.');
  return context;
}

function sizeOf(canvas: OffscreenCanvas, { width, height }: { width: number; height: number }): void {
  if (canvas.width === width && canvas.height === height) return;
  canvas.width = width;
  canvas.height = height;
}
