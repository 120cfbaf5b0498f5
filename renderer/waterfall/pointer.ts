/** Pointer gestures over the view, told apart: click, drag, pinch, long press. The same for mouse, pen and touch. */

/** Movement up to this many CSS pixels is still a click. */
const slackCss = 4;
const longPressMs = 550;

export interface Gestures {
  /** A press without movement. */
  click(event: PointerEvent): void;
  /** `right` button released without movement. */
  menu(event: PointerEvent | MouseEvent): void;
  /** Movement since the last call. `first`: the drag begins here. */
  drag(event: PointerEvent, delta: { x: number; y: number }, first: boolean): void;
  dragEnd(): void;
  longPress(event: PointerEvent): void;
  /** Two fingers went down, or moved; positions in client pixels. */
  pinchStart(a: Position, b: Position): void;
  pinch(a: Position, b: Position): void;
  /** The pointer moved without a button, or left (undefined). */
  hover(event: PointerEvent | undefined): void;
}

export interface Position {
  readonly x: number;
  readonly y: number;
}

/** Listens on `element`, which needs `touch-action: none`. Returns what stops listening. */
export function listen(element: HTMLElement, gestures: Gestures): () => void {
  const down = new Map<number, Position>();
  let start: Position = { x: 0, y: 0 };
  let mode: 'none' | 'press' | 'drag' | 'pinch' | 'done' = 'none';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = new AbortController();
  const at = (event: PointerEvent): Position => ({ x: event.clientX, y: event.clientY });

  const onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    down.set(event.pointerId, at(event));
    clearTimeout(timer);
    if (down.size === 2) {
      const [a, b] = [...down.values()];
      if (mode === 'drag') gestures.dragEnd();
      mode = 'pinch';
      if (a !== undefined && b !== undefined) gestures.pinchStart(a, b);
      return;
    }
    start = at(event);
    mode = 'press';
    if (event.pointerType !== 'mouse')
      timer = setTimeout(() => {
        mode = 'done';
        gestures.longPress(event);
      }, longPressMs);
  };

  const onMove = (event: PointerEvent): void => {
    const before = down.get(event.pointerId);
    if (before === undefined) {
      gestures.hover(event);
      return;
    }
    const now = at(event);
    down.set(event.pointerId, now);
    if (mode === 'pinch') {
      const [a, b] = [...down.values()];
      if (a !== undefined && b !== undefined) gestures.pinch(a, b);
      return;
    }
    if (mode === 'press' && Math.hypot(now.x - start.x, now.y - start.y) > slackCss) {
      clearTimeout(timer);
      mode = 'drag';
      gestures.drag(event, { x: now.x - start.x, y: now.y - start.y }, true);
      return;
    }
    if (mode === 'drag') gestures.drag(event, { x: now.x - before.x, y: now.y - before.y }, false);
  };

  const onUp = (event: PointerEvent): void => {
    if (!down.delete(event.pointerId)) return;
    clearTimeout(timer);
    if (mode === 'press' && event.type === 'pointerup') gestures.click(event);
    if (mode === 'drag') gestures.dragEnd();
    // After a pinch the finger that stays does nothing until it is lifted too.
    mode = down.size === 0 ? 'none' : 'done';
  };

  const options = { signal: stop.signal };
  element.addEventListener('pointerdown', onDown, options);
  element.addEventListener('pointermove', onMove, options);
  element.addEventListener('pointerup', onUp, options);
  element.addEventListener('pointercancel', onUp, options);
  element.addEventListener('pointerleave', () => gestures.hover(undefined), options);
  element.addEventListener(
    'contextmenu',
    (event) => {
      event.preventDefault();
      // A long press on a touch screen also reports a context menu: it has been served.
      if (mode !== 'done') gestures.menu(event);
    },
    options,
  );
  return () => {
    clearTimeout(timer);
    stop.abort();
  };
}
