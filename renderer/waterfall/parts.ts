/** The elements of the view and where they stand. Made by hand: a canvas given to a worker can't be given again. */
import type { Areas } from './gestures.ts';
import { splitCss, type Geometry } from './layout.ts';
import type { Canvases } from './link.ts';
import css from './waterfall.module.css';

export interface ScreenParts extends Canvases {
  areas: Areas;
  /** Holds the canvases; takes the keyboard's focus. */
  screen: HTMLElement;
  splitter: HTMLElement;
  crosshair: HTMLElement;
  readout: HTMLElement;
}

function add<K extends keyof HTMLElementTagNameMap>(
  parent: HTMLElement,
  tag: K,
  ...classes: (string | undefined)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.className = classes.join(' ');
  parent.append(element);
  return element;
}

export function makeParts(root: HTMLElement): ScreenParts {
  const screen = document.createElement('div');
  screen.className = css['screen'] ?? '';
  screen.tabIndex = 0;
  screen.setAttribute('role', 'img');
  screen.setAttribute('aria-label', 'Spectrum and waterfall: no rows yet.');
  screen.setAttribute('aria-keyshortcuts', 'ArrowLeft ArrowRight ArrowUp ArrowDown Home Shift+Z');
  root.prepend(screen);
  const area = (name?: string): HTMLElement => add(screen, 'div', css['area'], name && css[name]);
  const splitter = document.createElement('div');
  splitter.className = css['splitter'] ?? '';
  splitter.tabIndex = 0;
  splitter.setAttribute('role', 'separator');
  splitter.setAttribute('aria-orientation', 'horizontal');
  splitter.setAttribute('aria-label', 'Height of the spectrum plot');
  splitter.setAttribute('aria-valuemin', '10');
  splitter.setAttribute('aria-valuemax', '80');
  screen.after(splitter);
  return {
    screen,
    splitter,
    plot: add(screen, 'canvas'),
    strip: add(screen, 'canvas'),
    fall: add(screen, 'canvas'),
    over: add(screen, 'canvas'),
    areas: {
      plot: area(),
      fall: area(),
      levelAxis: area('levelAxis'),
      frequencyAxis: area('frequencyAxis'),
      timeAxis: area('timeAxis'),
    },
    crosshair: add(screen, 'div', css['crosshair']),
    readout: add(screen, 'div', css['readout']),
  };
}

/** Puts every part at its place; sizes are device pixels divided back, so that they fall on whole ones. */
export function placeParts(parts: ScreenParts, geometry: Geometry): void {
  const { dpr, stripWidth, width, plotHeight, axisHeight, fallHeight } = geometry;
  const place = (element: HTMLElement, x: number, y: number, w: number, h: number): void => {
    Object.assign(element.style, {
      left: `${String(x / dpr)}px`,
      top: `${String(y / dpr)}px`,
      width: `${String(w / dpr)}px`,
      height: `${String(h / dpr)}px`,
    });
  };
  const split = plotHeight + axisHeight;
  const fallTop = split + Math.round(splitCss * dpr);
  place(parts.plot, 0, 0, stripWidth + width, split);
  place(parts.strip, 0, fallTop, stripWidth, fallHeight);
  place(parts.fall, stripWidth, fallTop, width, fallHeight);
  place(parts.over, stripWidth, fallTop, width, fallHeight);
  place(parts.areas.plot, stripWidth, 0, width, plotHeight);
  place(parts.areas.levelAxis, 0, 0, stripWidth, plotHeight);
  place(parts.areas.frequencyAxis, stripWidth, plotHeight, width, axisHeight);
  place(parts.areas.timeAxis, 0, fallTop, stripWidth, fallHeight);
  place(parts.areas.fall, stripWidth, fallTop, width, fallHeight);
  parts.splitter.style.top = `${String(split / dpr)}px`;
  parts.splitter.style.height = `${String(splitCss)}px`;
}
