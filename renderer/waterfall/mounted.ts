/** The living view inside its element: canvases, the parts that take gestures, what follows the pointer, its worker. */
import { Fault } from '../../contract/fault.ts';
import type { ViewSettings } from '../../contract/settings.ts';
import type { SignalBox, TimeBox } from './boxes.ts';
import { Controller, type Tuned } from './controller.ts';
import { bindGestures } from './gestures.ts';
import { pressKey } from './keyboard.ts';
import { axisCss, layOut, splitCss, stripCss } from './layout.ts';
import { openLink, type Link, type LinkOptions } from './link.ts';
import type { FromWorker, Marker, RowsRequest, Stats } from './messages.ts';
import { makeParts, placeParts, type ScreenParts } from './parts.ts';
import type { Position } from './pointer.ts';
import { readoutLines } from './readout.ts';
import { bindSplitter } from './splitter.ts';

export interface MountOptions extends Pick<LinkOptions, 'painter' | 'fontUrl' | 'openPort'> {
  settings: ViewSettings;
  tuned: Tuned;
  tune: (hz: number) => void;
  change: (change: Partial<ViewSettings>) => void;
  /** Share of the zoom slider, 0 to 1. */
  zoomed: (share: number) => void;
  stats: (stats: Stats) => void;
  markers: (markers: readonly Marker[]) => void;
  summary: (text: string) => void;
  /** A box was dragged over past rows, and released. */
  held: (box: TimeBox) => void;
  ended: (fault: Fault | undefined) => void;
  failed: () => void;
}

export class Mounted {
  readonly controller: Controller;
  readonly link: Link;
  readonly #root: HTMLElement;
  readonly #options: MountOptions;
  readonly #parts: ScreenParts;
  readonly #stops: (() => void)[] = [];
  #pointer: Position | undefined;
  #keeping = false;

  constructor(root: HTMLElement, options: MountOptions) {
    this.#root = root;
    this.#options = options;
    this.#parts = makeParts(root);
    this.controller = new Controller(options.settings, options.tuned, {
      tune: options.tune,
      change: options.change,
      viewed: () => options.zoomed(this.controller.zoomShare),
    });
    const { painter, fontUrl, openPort } = options;
    const heard = (message: FromWorker): void => this.#hear(message);
    this.link = openLink({ canvases: this.#parts, painter, fontUrl, openPort, heard });
    this.controller.attach(this.link);
    this.#bind();
    this.#layOut();
  }

  setSettings(settings: ViewSettings): void {
    const before = this.controller.settings.spectrumShare;
    this.controller.setSettings(settings);
    if (this.controller.settings.spectrumShare !== before) this.#layOut();
  }

  subscribe(request: RowsRequest | undefined): void {
    this.link.send({ kind: 'subscribe', request });
  }

  setBoxes(boxes: readonly SignalBox[]): void {
    this.link.send({ kind: 'boxes', boxes });
  }

  /** While it is on a drag over the rows marks a box; `box` is shown. */
  setKeeping(keeping: boolean, box: TimeBox | undefined): void {
    this.#keeping = keeping;
    this.#parts.areas.fall.dataset['keeping'] = keeping ? 'on' : 'off';
    this.link.send({ kind: 'kept', box: keeping ? box : undefined });
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.controller.close();
    this.link.close();
    this.#parts.screen.remove();
    this.#parts.splitter.remove();
  }

  #bind(): void {
    const parts = this.#parts;
    const { controller, link } = this;
    const stop = new AbortController();
    const resized = new ResizeObserver(() => this.#layOut());
    resized.observe(this.#root);
    document.addEventListener('visibilitychange', () => this.#tellVisible(), { signal: stop.signal });
    parts.screen.addEventListener(
      'keydown',
      (event) => {
        // Handled here means handled: the application's own shortcuts skip prevented events.
        if (pressKey(event, { controller, link })) event.preventDefault();
      },
      { signal: stop.signal },
    );
    this.#stops.push(
      () => resized.disconnect(),
      () => stop.abort(),
      bindGestures(parts.areas, {
        controller,
        link: () => link,
        hover: (place) => this.#hover(place),
        keeping: () => this.#keeping,
      }),
      bindSplitter(parts.splitter, controller, () => {
        const height = Math.max(1, this.#root.clientHeight - axisCss - splitCss);
        return { height, moved: () => this.#layOut() };
      }),
      this.#watchScale(),
    );
  }

  /** The device's pixels per CSS pixel change when a window moves to another screen, or with the page's zoom. */
  #watchScale(): () => void {
    let query: MediaQueryList | undefined;
    const again = (): void => {
      query?.removeEventListener('change', again);
      query = matchMedia(`(resolution: ${String(devicePixelRatio)}dppx)`);
      query.addEventListener('change', again);
      this.#layOut();
    };
    again();
    return () => query?.removeEventListener('change', again);
  }

  /** Nothing is drawn for a window in the background, nor while another page covers this one. */
  #tellVisible(): void {
    const visible = document.visibilityState === 'visible' && this.#root.clientWidth > 0;
    this.link.send({ kind: 'visible', visible });
  }

  #layOut(): void {
    this.#tellVisible();
    const { clientWidth, clientHeight } = this.#root;
    if (clientWidth < stripCss || clientHeight < axisCss) return;
    const share = this.controller.settings.spectrumShare;
    const geometry = layOut(clientWidth, clientHeight, share, devicePixelRatio);
    placeParts(this.#parts, geometry);
    const before = this.controller.geometry;
    if (before === undefined || JSON.stringify(before) !== JSON.stringify(geometry))
      this.controller.setGeometry(geometry);
    this.#parts.splitter.setAttribute('aria-valuenow', String(Math.round(share * 100)));
  }

  #hover(place: Position | undefined): void {
    this.#pointer = place;
    if (place !== undefined) return;
    this.#parts.crosshair.style.visibility = 'hidden';
    this.#parts.readout.style.visibility = 'hidden';
  }

  #hear(message: FromWorker): void {
    const options = this.#options;
    switch (message.kind) {
      case 'readout':
        return this.#showReadout(message);
      case 'stats':
        this.controller.peaksHz = message.stats.peaksHz;
        return options.stats(message.stats);
      case 'markers':
        return options.markers(message.markers);
      case 'held':
        return options.held(message.box);
      case 'summary':
        this.#parts.screen.setAttribute('aria-label', message.text);
        return options.summary(message.text);
      case 'ended':
        return options.ended(message.fault === undefined ? undefined : Fault.from(message.fault));
      case 'failed':
        return options.failed();
      case 'ready':
        this.#parts.screen.dataset['painter'] = message.painter;
        return;
      // Answered and mended in link.ts.
      case 'probe':
      case 'auto':
      case 'closed':
        return;
    }
  }

  #showReadout({ readout }: Extract<FromWorker, { kind: 'readout' }>): void {
    const at = this.#pointer;
    if (readout === undefined || at === undefined) return;
    const box = this.#root.getBoundingClientRect();
    const { crosshair, readout: words } = this.#parts;
    const x = at.x - box.left;
    const y = at.y - box.top;
    crosshair.style.transform = `translateX(${String(Math.round(x))}px)`;
    crosshair.style.visibility = 'visible';
    words.textContent = readoutLines(readout).join('\n');
    // Beside the pointer, on the side that has room.
    const left = x + 16 + words.offsetWidth > box.width ? x - 12 - words.offsetWidth : x + 14;
    const top = Math.min(box.height - words.offsetHeight, Math.max(0, y - words.offsetHeight - 10));
    words.style.transform = `translate(${String(Math.round(left))}px, ${String(Math.round(top))}px)`;
    words.style.visibility = 'visible';
  }
}
