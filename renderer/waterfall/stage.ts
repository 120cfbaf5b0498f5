/**
 * All the worker knows and draws: history, held traces, plot, waterfall, time strip. Told what to do by messages,
 * given rows by `push`; draws only when something changed and returns the credits of what it took in.
 */
import type { Rows } from './boxes.ts';
import { History, type Line } from './history.ts';
import { Holds, traceNames } from './hold.ts';
import { readAt, RowRate, statsOf } from './inspect.ts';
import type { Geometry } from './layout.ts';
import { makePainter } from './choose.ts';
import type { FromWorker, LookChange, Marker, Place, Probe, ToWorker } from './messages.ts';
import { loadFont } from './font.ts';
import { marksOf } from './marks.ts';
import { Over } from './over.ts';
import { Overlay } from './overlay.ts';
import { makePacer } from './pacer.ts';
import type { Look, Painter } from './painter.ts';
import { palettes } from '../../contract/palettes.ts';
import { Plot } from './plot.ts';
import { autoOf, peaksOf, summaryOf, topRowOf } from './report.ts';
import { plotMinDb, type Span } from './scale.ts';
import { makeStrip, type Strip } from './strip.ts';
import { themes } from './theme.ts';
import { LineWindow } from './window.ts';

/** How often the page hears of rates, of what lies under the pointer, and of the strongest signals. */
const statsMs = 500;
const readoutMs = 80;
const summaryMs = 4000;

interface Parts {
  plot: Plot;
  strip: Strip;
  painter: Painter;
  over: Over;
}

export class Stage {
  readonly #post: (message: FromWorker) => void;
  readonly #history = new History();
  readonly #holds = new Holds();
  readonly #window = new LineWindow(this.#history);
  readonly #rate = new RowRate();
  readonly #pacer = makePacer(() => this.#run());
  #parts: Parts | undefined;
  #geometry: Geometry | undefined;
  #change: LookChange | undefined;
  #look: Look | undefined;
  #view: Span | undefined;
  #centreHz = 0;
  #place: Place | undefined;
  #markers: Marker[] = [];
  readonly #overlay = new Overlay();
  #credits: (() => void)[] = [];
  #peaksHz: number[] = [];
  #dirty = false;
  #frames = 0;
  #drawMs = 0;
  #told = { stats: 0, readout: 0, summary: 0 };

  constructor(post: (message: FromWorker) => void) {
    this.#post = post;
  }

  /** Takes a batch in; `done` is called once it is drawn, or at once where it isn't shown. Throws Fault 'corrupt'. */
  push(batch: Uint8Array, done: () => void): void {
    this.#credits.push(done);
    const before = this.#history.end;
    const added = this.#history.push(batch);
    const traces = this.#change?.traces;
    if (traces !== undefined && traceNames.some((name) => traces[name]))
      for (let number = before; number < before + added; number++) {
        const line = this.#history.line(number);
        if (line !== undefined) this.#holds.add(line, traces);
      }
    // Shown lines change when live, and when the oldest of them were overwritten.
    this.#touch(this.#window.live || this.#history.oldest > 0);
  }

  handle(message: Exclude<ToWorker, { kind: 'connect' | 'subscribe' | 'close' }>): void {
    switch (message.kind) {
      case 'start':
        return this.#start(message);
      case 'geometry':
        this.#geometry = message.geometry;
        this.#resize();
        // A canvas that changed its size is black: the picture comes with it, not a frame later.
        if (this.#pacer.visible) this.#draw();
        break;
      case 'look':
        this.#setLook(message.look);
        break;
      case 'view':
        this.#view = message.view;
        break;
      case 'radio':
        this.#centreHz = message.centreHz;
        break;
      case 'pointer':
        this.#place = message.place;
        return this.#tellReadout(true);
      case 'mark':
        this.#mark(message.place);
        break;
      case 'unmark':
        this.#markers = message.all ? [] : this.#markers.slice(0, -1);
        this.#post({ kind: 'markers', markers: this.#markers });
        break;
      case 'scroll':
        this.#window.scroll(message.lines, this.#visible);
        this.#told.stats = 0;
        break;
      case 'freeze':
        this.#window.freeze(message.frozen);
        this.#told.stats = 0;
        break;
      case 'live':
        this.#window.goLive();
        this.#told.stats = 0;
        break;
      case 'clear':
        this.#history.clear();
        this.#holds.reset();
        this.#parts?.painter.invalidate();
        this.#window.goLive();
        this.#told.stats = 0;
        break;
      case 'resetTraces':
        this.#holds.reset();
        break;
      case 'visible':
        this.#pacer.setVisible(message.visible);
        break;
      case 'boxes':
      case 'keep':
      case 'kept':
        this.#overlay.handle(message, this.#rows, this.#post);
        break;
      case 'ask':
        return this.#answer(message.id, message.what);
    }
    this.#touch(true);
  }

  /** Returns every credit and stops the clock. */
  close(): void {
    this.#pacer.stop();
    this.#returnCredits();
    this.#parts?.painter.close();
    this.#history.clear();
    this.#parts = undefined;
  }

  get #visible(): number {
    const geometry = this.#geometry;
    return geometry === undefined ? 1 : Math.ceil(geometry.fallHeight / geometry.linePixels);
  }

  #touch(dirty: boolean): void {
    this.#dirty ||= dirty;
    this.#pacer.request();
  }

  #start(message: Extract<ToWorker, { kind: 'start' }>): void {
    const painter = makePainter(message.fall, message.painter, {
      restored: () => this.#touch(true),
      failed: () => this.#post({ kind: 'failed' }),
    });
    this.#parts = {
      plot: new Plot(message.plot),
      strip: makeStrip(message.strip),
      over: new Over(message.over),
      painter,
    };
    this.#post({ kind: 'ready', painter: painter.kind, renderer: painter.renderer });
    loadFont(message.fontUrl, () => {
      this.#parts?.plot.invalidate();
      this.#touch(true);
    });
    this.#resize();
    this.#touch(true);
  }

  #resize(): void {
    const geometry = this.#geometry;
    if (geometry === undefined || this.#parts === undefined) return;
    this.#parts.plot.resize(geometry);
    this.#parts.strip.resize(geometry);
    this.#parts.painter.resize(geometry.width, geometry.fallHeight);
    this.#parts.over.resize(geometry);
  }

  #setLook(change: LookChange): void {
    const before = this.#change?.traces;
    if (traceNames.some((name) => change.traces[name] && before?.[name] !== true)) this.#holds.reset();
    this.#change = change;
    this.#look = {
      palette: palettes[change.palette].rgb,
      minDb: change.minDb,
      maxDb: change.maxDb,
      plotMinDb: plotMinDb(change.minDb, change.maxDb),
      theme: themes[change.theme],
    };
  }

  #mark(place: Place): void {
    const geometry = this.#geometry;
    if (geometry === undefined || this.#view === undefined) return;
    const end = this.#window.end(this.#visible);
    const { hz, db, timeMs } = readAt(place, this.#history, end, this.#view, geometry);
    if (timeMs === undefined) return;
    this.#markers = [...this.#markers, { hz, db, timeMs }];
    this.#post({ kind: 'markers', markers: this.#markers });
  }

  get #rows(): Rows | undefined {
    const [geometry, view] = [this.#geometry, this.#view];
    if (geometry === undefined || view === undefined) return undefined;
    return { history: this.#history, end: this.#window.end(this.#visible), view, geometry };
  }

  #run(): void {
    if (this.#pacer.visible && this.#dirty) this.#draw();
    this.#returnCredits();
  }

  #returnCredits(): void {
    const credits = this.#credits;
    this.#credits = [];
    for (const done of credits) done();
  }

  #draw(): void {
    const parts = this.#parts;
    const geometry = this.#geometry;
    const view = this.#view;
    const look = this.#look;
    if (parts === undefined || geometry === undefined || view === undefined || look === undefined) return;
    const startMs = performance.now();
    const history = this.#history;
    const end = this.#window.end(this.#visible);
    const line = history.line(end - 1);
    const axis = this.#change?.timeAxis ?? 'utc';
    const crossings = parts.strip.draw({ history, end, axis, theme: look.theme });
    const { linePixels } = geometry;
    parts.painter.draw({
      history,
      end,
      view,
      linePixels,
      look,
      marks: marksOf({ history, end, view, geometry, crossings, markers: this.#markers }),
    });
    this.#overlay.draw(parts.over, { history, end, view, geometry });
    const live = parts.plot.measure(line, view);
    const peaks = this.#change?.peakLabels === true ? peaksOf(live, line, view, 80 * geometry.dpr) : [];
    this.#peaksHz = peaks.map((peak) => peak.hz);
    parts.plot.draw({
      line,
      view,
      look,
      holds: this.#holds,
      traces: this.#change?.traces ?? { average: false, max: false, min: false },
      markers: this.#markers,
      centreHz: this.#centreHz,
      peaks,
    });
    this.#dirty = false;
    this.#frames++;
    const nowMs = performance.now();
    this.#drawMs += (nowMs - startMs - this.#drawMs) / Math.min(this.#frames, 200);
    this.#tell(nowMs);
  }

  #tell(nowMs: number): void {
    const rows = this.#rate.update(nowMs, this.#history.counts.rows);
    if (nowMs - this.#told.stats >= statsMs) {
      this.#told.stats = nowMs;
      this.#post({
        kind: 'stats',
        stats: { ...statsOf(this.#history, this.#window, this.#visible, rows), peaksHz: this.#peaksHz },
      });
    }
    if (nowMs - this.#told.summary >= summaryMs) {
      this.#told.summary = nowMs;
      this.#tellSummary();
    }
    this.#tellReadout(false);
  }

  #tellReadout(now: boolean): void {
    const nowMs = performance.now();
    if (!now && (this.#place === undefined || nowMs - this.#told.readout < readoutMs)) return;
    this.#told.readout = nowMs;
    const { geometry, view } = { geometry: this.#geometry, view: this.#view };
    const readout =
      this.#place === undefined || geometry === undefined || view === undefined
        ? undefined
        : readAt(this.#place, this.#history, this.#window.end(this.#visible), view, geometry);
    this.#post({ kind: 'readout', readout });
  }

  get #topLine(): Line | undefined {
    return this.#history.line(this.#window.end(this.#visible) - 1);
  }

  #tellSummary(): void {
    const live = this.#parts?.plot.live;
    const text = live && this.#view && summaryOf(live, this.#topLine, this.#view);
    if (text !== undefined) this.#post({ kind: 'summary', text });
  }

  #answer(id: number, what: 'probe' | 'auto'): void {
    this.#draw();
    this.#returnCredits();
    if (what === 'auto') {
      const live = this.#parts?.plot.live;
      const end = this.#window.end(this.#visible);
      const auto = live && this.#view && autoOf(live, this.#history, end, this.#view);
      this.#post({ kind: 'auto', id, auto });
      return;
    }
    const { plot, painter } = this.#parts ?? {};
    const { counts } = this.#history;
    const width = this.#geometry?.width ?? 0;
    const probe: Probe = {
      painter: painter?.kind ?? 'raster',
      renderer: painter?.renderer ?? '',
      rowsDrawn: counts.rows,
      frames: this.#frames,
      rowsPerSecond: this.#rate.update(performance.now(), counts.rows),
      mergedAway: counts.mergedAway,
      lostSamples: counts.lostSamples,
      view: this.#view ?? { lowHz: 0, highHz: 0 },
      ...topRowOf(plot?.live, this.#topLine),
      topRowRgba: painter === undefined || width === 0 ? [] : [...painter.read(0, 0, width, 1)],
      drawMs: this.#drawMs,
      uploadedBytes: painter?.uploadedBytes ?? 0,
      boxesShown: this.#overlay.shown,
    };
    this.#post({ kind: 'probe', id, probe });
  }
}
