/** Which gesture does what, on each part of the view (users.md W1 to W9). */
import type { Controller } from './controller.ts';
import type { Link } from './link.ts';
import type { Place } from './messages.ts';
import { listen, type Gestures, type Position } from './pointer.ts';
import { plotMinDb, xToHz, widthHz } from './scale.ts';
import { makeWheelSum } from '../wheel.ts';
import { stepFactor } from './tune.ts';

/** The parts that take gestures; each has its own element. */
export interface Areas {
  plot: HTMLElement;
  fall: HTMLElement;
  levelAxis: HTMLElement;
  frequencyAxis: HTMLElement;
  timeAxis: HTMLElement;
}

export interface GestureContext {
  controller: Controller;
  link(): Link | undefined;
  /** Shows or hides what follows the pointer. */
  hover(place: Position | undefined): void;
  /** A drag over the rows marks a box of the past instead of moving along the band. */
  keeping(): boolean;
}

/** One notch of the wheel zooms to 0.8 of the width; on the frequency axis to 0.9, with Ctrl to 0.7. */
const notchPixels = 120;
const plotZoom = 0.8;
const axisZoom = 0.9;
const axisZoomFast = 0.7;
/** Lines a notch scrolls in time. */
const notchLines = 40;

/** Connects every part. Returns what disconnects them. */
export function bindGestures(areas: Areas, context: GestureContext): () => void {
  const stops = [
    ...(['plot', 'fall'] as const).map((area) => bindPicture(areas[area], area, context)),
    bindFrequencyAxis(areas.frequencyAxis, context),
    bindLevelAxis(areas.levelAxis, context),
    bindTimeAxis(areas.timeAxis, context),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function onWheel(element: HTMLElement, act: (event: WheelEvent) => void): () => void {
  const listener = (event: WheelEvent): void => {
    event.preventDefault();
    act(event);
  };
  element.addEventListener('wheel', listener, { passive: false });
  return () => element.removeEventListener('wheel', listener);
}

/** Frequency and share of the width under a client position. */
function hzAt(element: HTMLElement, { controller }: GestureContext, clientX: number): number {
  const box = element.getBoundingClientRect();
  return xToHz(controller.view, box.width, clientX - box.left);
}

function placeIn(element: HTMLElement, area: Place['area'], context: GestureContext, at: Position): Place {
  const box = element.getBoundingClientRect();
  const dpr = context.controller.geometry?.dpr ?? 1;
  return { area, x: (at.x - box.left) * dpr, y: (at.y - box.top) * dpr };
}

const clientOf = (event: MouseEvent): Position => ({ x: event.clientX, y: event.clientY });

/** Dragging to the right moves the view towards lower frequencies: the picture sticks to the pointer. */
function dragHz(element: HTMLElement, controller: Controller, deltaX: number): number {
  return (-deltaX / element.getBoundingClientRect().width) * widthHz(controller.view);
}

function makePinch(element: HTMLElement, context: GestureContext): Pick<Gestures, 'pinchStart' | 'pinch'> {
  let held = { aHz: 0, bHz: 1 };
  const share = (at: Position): number => {
    const box = element.getBoundingClientRect();
    return (at.x - box.left) / box.width;
  };
  return {
    pinchStart: (a, b) => {
      held = { aHz: hzAt(element, context, a.x), bHz: hzAt(element, context, b.x) };
    },
    pinch: (a, b) => context.controller.pinch(held, { a: share(a), b: share(b) }),
  };
}

const ignore = (): void => undefined;

function bindPicture(element: HTMLElement, area: Place['area'], context: GestureContext): () => void {
  const { controller } = context;
  const notches = makeWheelSum();
  let drags: 'band' | 'past' = 'band';
  const keep = (step: 'begin' | 'move' | 'end', x: number, y: number): void =>
    context.link()?.send({ kind: 'keep', step, x, y });
  const mark = (event: MouseEvent): void =>
    context.link()?.send({ kind: 'mark', place: placeIn(element, area, context, clientOf(event)) });
  const stopWheel = onWheel(element, (event) => {
    const { wheelZooms, invertWheel } = controller.settings;
    const sign = invertWheel ? -1 : 1;
    if ((event.ctrlKey || event.metaKey) !== wheelZooms) {
      const turn = (sign * (event.deltaY || event.deltaX)) / notchPixels;
      controller.zoom(hzAt(element, context, event.clientX), plotZoom ** -turn);
      return;
    }
    const steps = sign * notches.add(event);
    if (steps !== 0) controller.step(steps, stepFactor(event));
  });
  const stopPointer = listen(element, {
    click: (event) =>
      event.shiftKey ? mark(event) : controller.tuneNear(hzAt(element, context, event.clientX)),
    menu: (event) => context.link()?.send({ kind: 'unmark', all: event.shiftKey }),
    drag: (event, delta, first) => {
      if (first) drags = area === 'fall' && context.keeping() ? 'past' : 'band';
      if (drags === 'band') {
        controller.pan(dragHz(element, controller, delta.x));
        return;
      }
      const { x, y } = placeIn(element, area, context, clientOf(event));
      const dpr = controller.geometry?.dpr ?? 1;
      // The box begins where the button went down, not where the movement was noticed.
      if (first) keep('begin', x - delta.x * dpr, y - delta.y * dpr);
      keep('move', x, y);
    },
    dragEnd: () => {
      if (drags === 'past') keep('end', 0, 0);
    },
    longPress: mark,
    hover: (event) => {
      const place = event === undefined ? undefined : placeIn(element, area, context, clientOf(event));
      context.link()?.send({ kind: 'pointer', place });
      context.hover(event === undefined ? undefined : clientOf(event));
    },
    ...makePinch(element, context),
  });
  return () => {
    stopWheel();
    stopPointer();
  };
}

function bindFrequencyAxis(element: HTMLElement, context: GestureContext): () => void {
  const { controller } = context;
  const stopWheel = onWheel(element, (event) => {
    const turn = (event.deltaY || event.deltaX) / notchPixels;
    const factor = event.ctrlKey ? axisZoomFast : axisZoom;
    controller.zoom(hzAt(element, context, event.clientX), factor ** -turn);
  });
  const recentre = (event: MouseEvent): void => {
    if (event.button === 1) controller.tuneNear(hzAt(element, context, event.clientX));
  };
  element.addEventListener('auxclick', recentre);
  const stopPointer = listen(element, {
    click: (event) => controller.tuneNear(hzAt(element, context, event.clientX)),
    menu: () => controller.resetZoom(),
    drag: (_, delta) => controller.pan(dragHz(element, controller, delta.x)),
    dragEnd: ignore,
    longPress: () => controller.resetZoom(),
    hover: ignore,
    ...makePinch(element, context),
  });
  return () => {
    stopWheel();
    element.removeEventListener('auxclick', recentre);
    stopPointer();
  };
}

function bindLevelAxis(element: HTMLElement, context: GestureContext): () => void {
  const { controller } = context;
  const auto = (): void => {
    void context
      .link()
      ?.auto()
      .then((range) => range && controller.setRange(range.minDb, range.maxDb));
  };
  const stopWheel = onWheel(element, (event) => {
    const y = placeIn(element, 'plot', context, clientOf(event)).y;
    controller.scaleRange(y, axisZoom ** -(event.deltaY / notchPixels));
  });
  const stopPointer = listen(element, {
    click: ignore,
    menu: auto,
    drag: (_, delta) => {
      const { minDb, maxDb } = controller.settings;
      controller.shiftRange(
        (delta.y / element.getBoundingClientRect().height) * (maxDb - plotMinDb(minDb, maxDb)),
      );
    },
    dragEnd: ignore,
    longPress: auto,
    hover: ignore,
    pinchStart: ignore,
    pinch: ignore,
  });
  return () => {
    stopWheel();
    stopPointer();
  };
}

function bindTimeAxis(element: HTMLElement, context: GestureContext): () => void {
  const scroll = (lines: number): void => {
    if (lines !== 0) context.link()?.send({ kind: 'scroll', lines });
  };
  let rest = 0;
  const stopWheel = onWheel(element, (event) => {
    rest += (event.deltaY / notchPixels) * notchLines;
    const whole = Math.trunc(rest);
    rest -= whole;
    scroll(whole);
  });
  const stopPointer = listen(element, {
    click: ignore,
    menu: () => context.link()?.send({ kind: 'live' }),
    // Pulling the rows up brings older ones in from below.
    drag: (_, delta) => scroll(Math.round(-delta.y)),
    dragEnd: ignore,
    longPress: () => context.link()?.send({ kind: 'live' }),
    hover: ignore,
    pinchStart: ignore,
    pinch: ignore,
  });
  return () => {
    stopWheel();
    stopPointer();
  };
}
