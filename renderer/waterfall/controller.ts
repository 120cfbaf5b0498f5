/**
 * What the page decides about the view: the visible span, the level range, where the radio is tuned. It tells the
 * worker at once and the application when a gesture has settled; nothing of it is React state.
 */
import type { ViewSettings } from '../../contract/settings.ts';
import type { Geometry } from './layout.ts';
import type { Link } from './link.ts';
import type { LookChange } from './messages.ts';
import { middleHz, plotMinDb, widthHz, yToDb, type Span } from './scale.ts';
import { snapTo, stepFrom } from './tune.ts';
import { clampTo, coverage, fewestBins, followRetune, pan, pinch, zoomAbout } from './zoom.ts';

export interface Tuned {
  readonly centreHz: number;
  readonly sampleRateHz: number;
}

export interface ControllerEvents {
  tune(hz: number): void;
  change(change: Partial<ViewSettings>): void;
  /** The span changed: zoom slider and labels follow. */
  viewed(view: Span, band: Span): void;
}

export interface ControllerOptions {
  snapHz: number;
  lockCentre: boolean;
  tuningHz: { min: number; max: number } | undefined;
}

/** Commands to the radio while a drag goes on: at most one in this time. */
const tuneMs = 60;
/** So long the user's own wish stands against the radio's echo. */
const aimMs = 2000;
/** A changed range or split is written to the settings when it has rested this long. */
const commitMs = 250;
const narrowestDb = 5;
/** A click this near to a labelled peak means the peak, CSS pixels. */
const peakReachCss = 15;

export class Controller {
  settings: ViewSettings;
  options: ControllerOptions = { snapHz: 12_500, lockCentre: false, tuningHz: undefined };
  geometry: Geometry | undefined;
  /** Peaks that are labelled at present; empty while labels are off. */
  peaksHz: readonly number[] = [];
  #link: Link | undefined;
  #events: ControllerEvents;
  #tuned: Tuned;
  #aimHz: number | undefined;
  #view: Span;
  #lookRest: Pick<LookChange, 'theme' | 'traces' | 'peakLabels'> | undefined;
  #uncommitted: Partial<ViewSettings> = {};
  #timers: { tune?: Timer; aim?: Timer; commit?: Timer } = {};
  #tuneDue = false;

  constructor(settings: ViewSettings, tuned: Tuned, events: ControllerEvents) {
    this.settings = settings;
    this.#tuned = tuned;
    this.#events = events;
    this.#view = coverage(tuned.centreHz, tuned.sampleRateHz);
  }

  get view(): Span {
    return this.#view;
  }

  /** Where the radio is, or where the user has just sent it. */
  get centreHz(): number {
    return this.#aimHz ?? this.#tuned.centreHz;
  }

  get band(): Span {
    return coverage(this.centreHz, this.#tuned.sampleRateHz);
  }

  get #binHz(): number {
    return this.#tuned.sampleRateHz / this.settings.spectrum.fftSize;
  }

  set events(events: ControllerEvents) {
    this.#events = events;
  }

  /** Gives the controller a worker to talk to, and tells it everything it has to know. */
  attach(link: Link | undefined): void {
    this.#link = link;
    this.#sendView();
    this.#sendLook();
    if (this.geometry !== undefined) link?.send({ kind: 'geometry', geometry: this.geometry });
  }

  setGeometry(geometry: Geometry): void {
    this.geometry = geometry;
    this.#link?.send({ kind: 'geometry', geometry });
  }

  /** Settings from the application; what the user is just changing stays. */
  setSettings(settings: ViewSettings): void {
    this.settings = { ...settings, ...this.#uncommitted };
    this.#sendLook();
  }

  setLook(rest: Pick<LookChange, 'theme' | 'traces' | 'peakLabels'>): void {
    this.#lookRest = rest;
    this.#sendLook();
  }

  /** What the radio says it is tuned to. */
  setTuned(tuned: Tuned): void {
    const before = this.band;
    const rateChanged = tuned.sampleRateHz !== this.#tuned.sampleRateHz;
    this.#tuned = tuned;
    // The echo of what the user wanted, or of something newer that another hand did.
    if (this.#aimHz !== undefined && Math.abs(this.#aimHz - tuned.centreHz) < 1) this.#aimHz = undefined;
    if (rateChanged) this.#aimHz = undefined;
    this.#setView(followRetune(this.#view, before, this.band));
  }

  /** Tunes the radio; the view follows as little as it must. */
  tune(hz: number): void {
    this.#aim(hz, undefined);
  }

  /** Tunes to the labelled peak near a frequency that was clicked, or to the nearest grid point. */
  tuneNear(hz: number): void {
    const { dpr, width } = this.geometry ?? { dpr: 1, width: 1000 };
    const reachHz = (peakReachCss * dpr * widthHz(this.#view)) / width;
    const peakHz = this.peaksHz
      .filter((peak) => Math.abs(peak - hz) <= reachHz)
      .sort((a, b) => Math.abs(a - hz) - Math.abs(b - hz))[0];
    this.tune(peakHz ?? snapTo(hz, this.options.snapHz));
  }

  /** Steps along the grid, from where the user already is and not from the radio's last word. */
  step(steps: number, factor: number): void {
    this.tune(stepFrom(this.centreHz, steps, this.options.snapHz * factor));
  }

  zoom(aboutHz: number, factor: number): void {
    this.#setView(zoomAbout(this.#view, this.band, aboutHz, factor, this.#binHz));
  }

  /** 0 is the whole band, 1 the closest view. */
  get zoomShare(): number {
    const most = Math.log(this.settings.spectrum.fftSize / fewestBins);
    return Math.min(1, Math.max(0, Math.log(widthHz(this.band) / widthHz(this.#view)) / most));
  }

  setZoomShare(share: number): void {
    const most = Math.log(this.settings.spectrum.fftSize / fewestBins);
    const wanted = widthHz(this.band) / Math.exp(share * most);
    this.zoom(middleHz(this.#view), wanted / widthHz(this.#view));
  }

  resetZoom(): void {
    this.#setView(this.band);
  }

  pinch(held: { aHz: number; bHz: number }, at: { a: number; b: number }): void {
    this.#setView(pinch(this.band, held, at, this.#binHz));
  }

  /** Moves the view; past the edge of the band the radio is moved along, unless its centre is locked. */
  pan(byHz: number): void {
    const { view, beyondHz } = pan(this.#view, this.band, byHz);
    if (beyondHz === 0 || this.options.lockCentre) this.#setView(view);
    else this.#aim(this.centreHz + beyondHz, beyondHz + (middleHz(view) - middleHz(this.#view)));
  }

  /** Moves both ends of the level range. */
  shiftRange(byDb: number): void {
    const { minDb, maxDb } = this.settings;
    const by = Math.min(20 - maxDb, Math.max(-200 - minDb, byDb));
    this.setRange(minDb + by, maxDb + by);
  }

  /** Scales the level range so that `aboutY` (device pixels of the plot) keeps its level. */
  scaleRange(aboutY: number, factor: number): void {
    const { minDb, maxDb } = this.settings;
    const about = yToDb(plotMinDb(minDb, maxDb), maxDb, this.geometry?.plotHeight ?? 1, aboutY);
    const scale = Math.max(factor, narrowestDb / (maxDb - minDb));
    this.setRange(about + (minDb - about) * scale, about + (maxDb - about) * scale);
  }

  setRange(minDb: number, maxDb: number): void {
    const round = (db: number): number => Math.min(20, Math.max(-200, Math.round(db * 10) / 10));
    this.#change({ minDb: round(minDb), maxDb: round(maxDb) });
  }

  setShare(share: number): void {
    this.#change({ spectrumShare: Math.min(0.8, Math.max(0.1, share)) });
  }

  close(): void {
    clearTimeout(this.#timers.tune);
    clearTimeout(this.#timers.aim);
    clearTimeout(this.#timers.commit);
    this.#timers = {};
    this.#commit();
    this.#link = undefined;
  }

  /** `moveHz`: how far the view is dragged along; without it the view follows by itself. */
  #aim(hz: number, moveHz: number | undefined): void {
    const { min, max } = this.options.tuningHz ?? { min: 0, max: 1e12 };
    const wanted = Math.min(max, Math.max(min, Math.round(hz)));
    // At the end of what the radio tunes (or on a recording, which has one frequency) there is nothing to ask for.
    if (wanted === this.centreHz) return;
    const before = this.band;
    this.#aimHz = wanted;
    const view =
      moveHz === undefined
        ? followRetune(this.#view, before, this.band)
        : { lowHz: this.#view.lowHz + moveHz, highHz: this.#view.highHz + moveHz };
    this.#setView(clampTo(view, this.band));
    clearTimeout(this.#timers.aim);
    this.#timers.aim = setTimeout(() => this.#giveUpAim(), aimMs);
    this.#tuneSoon();
  }

  /** The radio didn't go there: show where it is. */
  #giveUpAim(): void {
    const before = this.band;
    this.#aimHz = undefined;
    this.#setView(followRetune(this.#view, before, this.band));
  }

  /** The first command goes at once, those of a running drag every 60 ms, the last one always. */
  #tuneSoon(): void {
    if (this.#timers.tune !== undefined) {
      this.#tuneDue = true;
      return;
    }
    this.#tuneDue = false;
    this.#events.tune(this.centreHz);
    this.#timers.tune = setTimeout(() => {
      delete this.#timers.tune;
      if (this.#tuneDue) this.#tuneSoon();
    }, tuneMs);
  }

  #change(change: Partial<ViewSettings>): void {
    this.settings = { ...this.settings, ...change };
    this.#uncommitted = { ...this.#uncommitted, ...change };
    this.#sendLook();
    clearTimeout(this.#timers.commit);
    this.#timers.commit = setTimeout(() => this.#commit(), commitMs);
  }

  #commit(): void {
    const change = this.#uncommitted;
    this.#uncommitted = {};
    if (Object.keys(change).length > 0) this.#events.change(change);
  }

  #setView(view: Span): void {
    this.#view = view;
    this.#sendView();
    this.#events.viewed(view, this.band);
  }

  #sendView(): void {
    this.#link?.send({ kind: 'view', view: this.#view });
    this.#link?.send({ kind: 'radio', centreHz: this.centreHz, sampleRateHz: this.#tuned.sampleRateHz });
  }

  #sendLook(): void {
    if (this.#lookRest === undefined) return;
    const { palette, minDb, maxDb, timeAxis } = this.settings;
    this.#link?.send({ kind: 'look', look: { palette, minDb, maxDb, timeAxis, ...this.#lookRest } });
  }
}

type Timer = ReturnType<typeof setTimeout>;
