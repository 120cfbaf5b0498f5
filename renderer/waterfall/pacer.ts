/** When to draw: once per display frame while something changed, slowly while hidden, never when idle. */

/** A hidden window takes in rows at most five times a second, and draws nothing. */
const hiddenMs = 200;
/** Where the browser gives no frame (a covered window, no display), work goes on at this pace. */
const lateMs = 400;

export interface Pacer {
  /** Asks for one run; further calls before it are the same one. */
  request(): void;
  setVisible(visible: boolean): void;
  readonly visible: boolean;
  stop(): void;
}

export function makePacer(run: () => void): Pacer {
  let visible = true;
  let frame: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const stop = (): void => {
    if (frame !== undefined) cancelAnimationFrame(frame);
    clearTimeout(timer);
    frame = undefined;
    timer = undefined;
  };
  const go = (): void => {
    stop();
    run();
  };
  const request = (): void => {
    if (timer !== undefined) return;
    timer = setTimeout(go, visible ? lateMs : hiddenMs);
    if (visible) frame = requestAnimationFrame(go);
  };
  return {
    request,
    stop,
    get visible() {
      return visible;
    },
    setVisible(next) {
      if (next === visible) return;
      visible = next;
      stop();
      request();
    },
  };
}
