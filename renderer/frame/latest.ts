/**
 * One answer kept up to date: asked at once when what is shown changes, and again, at most every `waitMs`, when
 * the queue says that something changed. A later question makes the answer to an earlier one worthless.
 */
export interface Latest {
  /** Something else is shown: asks at once. */
  ask(): void;
  /** What is shown may be old: asks soon. */
  stale(): void;
  close(): void;
}

export interface LatestParts<T> {
  load(signal: AbortSignal): Promise<T>;
  onValue(value: T): void;
  onFault(error: unknown): void;
  waitMs: number;
}

export function makeLatest<T>(parts: LatestParts<T>): Latest {
  let asking: AbortController | undefined;
  let askedAtMs = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let old = false;
  let closed = false;

  const ask = (): void => {
    clearTimeout(timer);
    timer = undefined;
    asking?.abort();
    const controller = new AbortController();
    asking = controller;
    askedAtMs = performance.now();
    old = false;
    const done = (deliver: () => void): void => {
      if (asking !== controller) return;
      asking = undefined;
      deliver();
      if (old) stale();
    };
    parts.load(controller.signal).then(
      (value) => done(() => parts.onValue(value)),
      (error: unknown) => done(() => parts.onFault(error)),
    );
  };

  const stale = (): void => {
    old = true;
    // The answer under way is waited for: aborting it again and again would show nothing while a queue is busy.
    if (closed || asking !== undefined || timer !== undefined) return;
    timer = setTimeout(ask, Math.max(0, askedAtMs + parts.waitMs - performance.now()));
  };

  return {
    ask,
    stale,
    close() {
      closed = true;
      clearTimeout(timer);
      timer = undefined;
      const controller = asking;
      asking = undefined;
      controller?.abort();
    },
  };
}
