/** The pointer and the wheel over the picture: move, zoom, select, place markers. */
import { useSettings } from '../settings/store.ts';
import { attempt } from '../frame/toasts.tsx';
import { boxOf, edges, movedBox, resized, type Corner, type Edge } from './box.ts';
import { select, setSpan, zoomBandBy, zoomTimeBy, moveBy } from './commands.ts';
import { hzOfY, sampleOfX, useAnalysis, type Box, type Span } from './store.ts';
import { clearMarkers, placeMarker, pointAt, pointAway, removeMarker } from './viewing.ts';

/** Movement up to this many CSS pixels is still a click. */
const slackPx = 4;
/** A wheel reports 100 to 120 a notch: it moves by a tenth of what is in sight, or zooms by a quarter. */
const movePerUnit = 0.1 / 120;
const zoomPerUnit = Math.log(1.25) / 120;
/** Fingers on a trackpad give small deltas and many: there one is as much as several of a wheel. */
const pinchBelow = 50;
const pinchFactor = 5;

type Press =
  | { kind: 'pan'; from: Span; x: number; y: number }
  | { kind: 'box'; from: Corner; x: number; y: number; moved: boolean }
  | { kind: 'edge'; edge: Edge; box: Box }
  | { kind: 'move'; box: Box; from: Corner };

export const gripKinds = [...edges, 'move'] as const;

interface WheelLike {
  readonly deltaX: number;
  readonly deltaY: number;
  readonly deltaMode: number;
}

/** Away from the user is positive. Shift turns a vertical wheel into a horizontal one on some systems. */
function turned({ deltaX, deltaY, deltaMode }: WheelLike): number {
  const delta = Math.abs(deltaY) >= Math.abs(deltaX) ? deltaY : deltaX;
  const sign = useSettings.getState().settings.view.invertWheel ? 1 : -1;
  return sign * delta * (deltaMode === 1 ? 40 : deltaMode === 2 ? 120 : 1);
}

/** Below 1 comes closer. */
const zoomOf = (units: number): number =>
  Math.exp(-units * zoomPerUnit * (Math.abs(units) < pinchBelow ? pinchFactor : 1));

/**
 * The wheel: moves in time; Ctrl zooms time, Shift zooms frequency, Alt moves in frequency; with Ctrl and Shift both
 * are zoomed.
 */
export function onWheel(event: WheelEvent): void {
  event.preventDefault();
  const units = turned(event);
  if (event.ctrlKey || event.metaKey) zoomTimeBy(zoomOf(units));
  if (event.shiftKey) zoomBandBy(zoomOf(units));
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.altKey) moveBy(0, units * movePerUnit);
  else moveBy(-units * movePerUnit, 0);
}

/** Wheel and drag on an axis: zoom about the pointer, and move. */
export function bindAxis(element: HTMLElement, axis: 'time' | 'band'): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  let last: { x: number; y: number } | undefined;
  element.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const factor = zoomOf(turned(event));
      if (axis === 'time') zoomTimeBy(factor);
      else zoomBandBy(factor);
    },
    { signal, passive: false },
  );
  element.addEventListener(
    'pointerdown',
    (event) => {
      element.setPointerCapture(event.pointerId);
      last = { x: event.clientX, y: event.clientY };
    },
    { signal },
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      const box = element.getBoundingClientRect();
      const place = useAnalysis.getState();
      const middle = {
        sample: (place.span.fromSample + place.span.toSample) / 2,
        hz: (place.span.lowHz + place.span.highHz) / 2,
      };
      if (axis === 'time') pointAt(sampleOfX(place, event.clientX - box.left), middle.hz);
      else pointAt(middle.sample, hzOfY(place, event.clientY - box.top));
      if (last === undefined) return;
      if (axis === 'time') moveBy((last.x - event.clientX) / box.width, 0);
      else moveBy(0, (event.clientY - last.y) / box.height);
      last = { x: event.clientX, y: event.clientY };
    },
    { signal },
  );
  for (const name of ['pointerup', 'pointercancel'] as const)
    element.addEventListener(name, () => (last = undefined), { signal });
  element.addEventListener('pointerleave', pointAway, { signal });
  return () => stop.abort();
}

/** Connects the picture. Elements with `data-grip` are the edges of the selection. Returns what disconnects it. */
export function bindPicture(element: HTMLElement): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  let press: Press | undefined;
  let spaceHeld = false;

  const corner = (event: MouseEvent): Corner & { x: number; y: number } => {
    const place = useAnalysis.getState();
    const box = element.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    return { x, y, sample: sampleOfX(place, x), hz: hzOfY(place, y) };
  };

  const pressOf = (event: PointerEvent): Press | undefined => {
    const { tool, span, selection } = useAnalysis.getState();
    const at = corner(event);
    const pan: Press = { kind: 'pan', from: span, x: at.x, y: at.y };
    if (event.button === 1 || (event.button === 0 && spaceHeld)) return pan;
    if (event.button !== 0) return undefined;
    const grip = event.target instanceof Element ? event.target.getAttribute('data-grip') : null;
    const kind = gripKinds.find((one) => one === grip);
    if (kind !== undefined && selection !== undefined)
      return kind === 'move'
        ? { kind, box: selection, from: at }
        : { kind: 'edge', edge: kind, box: selection };
    // Labels are drawn by who lies above.
    if (tool === 'label') return undefined;
    if (tool === 'pan' && !event.shiftKey) return pan;
    return { kind: 'box', from: at, x: at.x, y: at.y, moved: false };
  };

  const drag = (event: PointerEvent): void => {
    const { info, width, height } = useAnalysis.getState();
    if (press === undefined || info === undefined) return;
    const at = corner(event);
    switch (press.kind) {
      case 'pan': {
        const { from } = press;
        const samples = ((press.x - at.x) / width) * (from.toSample - from.fromSample);
        const hz = ((at.y - press.y) / height) * (from.highHz - from.lowHz);
        return setSpan({
          fromSample: from.fromSample + samples,
          toSample: from.toSample + samples,
          lowHz: from.lowHz + hz,
          highHz: from.highHz + hz,
        });
      }
      case 'box':
        press.moved ||= Math.hypot(at.x - press.x, at.y - press.y) > slackPx;
        return press.moved ? select(boxOf(info, press.from, at)) : undefined;
      case 'edge':
        return select(resized(info, press.box, press.edge, at));
      case 'move':
        return select(movedBox(info, press.box, at.sample - press.from.sample, at.hz - press.from.hz));
    }
  };

  const end = (event: PointerEvent): void => {
    const ended = press;
    press = undefined;
    element.removeAttribute('data-panning');
    if (ended?.kind !== 'box' || ended.moved || event.type === 'pointercancel') return;
    if (event.shiftKey) attempt(() => placeMarker(ended.from.sample, ended.from.hz));
  };

  element.addEventListener('wheel', onWheel, { signal, passive: false });
  element.addEventListener(
    'pointerdown',
    (event) => {
      press = pressOf(event);
      if (press === undefined) return;
      // The middle button scrolls the page on some systems.
      event.preventDefault();
      element.focus({ preventScroll: true });
      element.setPointerCapture(event.pointerId);
      element.toggleAttribute('data-panning', press.kind === 'pan');
    },
    { signal },
  );
  // Before the labels take it: the readout follows their drags too.
  element.addEventListener(
    'pointermove',
    (event) => {
      const at = corner(event);
      pointAt(at.sample, at.hz);
    },
    { signal, capture: true },
  );
  element.addEventListener('pointermove', drag, { signal });
  element.addEventListener('pointerup', end, { signal });
  element.addEventListener('pointercancel', end, { signal });
  element.addEventListener('pointerleave', pointAway, { signal });
  element.addEventListener(
    'contextmenu',
    (event) => {
      event.preventDefault();
      if (event.shiftKey) clearMarkers();
      else removeMarker();
    },
    { signal },
  );
  // Held over the picture Space moves it; elsewhere it stays what it is.
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== ' ' || !element.matches(':hover')) return;
      if (event.target !== document.body && event.target !== element) return;
      spaceHeld = true;
      event.preventDefault();
    },
    { signal, capture: true },
  );
  window.addEventListener('keyup', ({ key }) => (spaceHeld &&= key !== ' '), { signal });
  window.addEventListener('blur', () => (spaceHeld = false), { signal });
  return () => stop.abort();
}
