/**
 * Optimistic changes: what the user set counts at once and further steps build on it, while one command at
 * a time is under way and the ones after it are merged. So holding a key never falls behind the engine and
 * never steps back to an old echo.
 */
export interface Changer<T> {
  /** Takes a change and sends it as soon as the one before is answered. */
  change(change: T): void;
  /** What was set and isn't answered yet; undefined when the engine's own values count. */
  pending(): T | undefined;
  /** Forgets what wasn't sent; answers still under way are ignored. */
  dispose(): void;
}

export interface ChangerParts<T> {
  /** Joins two changes; the second is the later one. */
  merge(first: T, second: T): T;
  /** Asks the engine. It delivers the answer before its promise settles. */
  send(change: T): Promise<void>;
  /** Called whenever `pending()` changed. */
  onPending(pending: T | undefined): void;
  /** Called when the engine refused: the refused values are dropped. */
  onFault(error: unknown): void;
}

export function makeChanger<T>(parts: ChangerParts<T>): Changer<T> {
  let sent: T | undefined;
  let waiting: T | undefined;
  let disposed = false;

  const pending = (): T | undefined =>
    sent !== undefined && waiting !== undefined ? parts.merge(sent, waiting) : (sent ?? waiting);

  const settle = (): void => {
    if (disposed) return;
    sent = undefined;
    parts.onPending(pending());
    next();
  };

  const next = (): void => {
    if (waiting === undefined) return;
    sent = waiting;
    waiting = undefined;
    parts.send(sent).then(settle, (error: unknown) => {
      if (!disposed) parts.onFault(error);
      settle();
    });
  };

  return {
    change(change) {
      if (disposed) return;
      waiting = waiting === undefined ? change : parts.merge(waiting, change);
      parts.onPending(pending());
      if (sent === undefined) next();
    },
    pending,
    dispose() {
      disposed = true;
      waiting = undefined;
    },
  };
}
