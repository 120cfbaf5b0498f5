/** Fetches what is wanted now, the first of the list first; what is no longer wanted is cancelled. */
export interface Wanted {
  readonly name: string;
  fetch(signal: AbortSignal): Promise<void>;
}

export interface Fetcher {
  /** Replaces what is wanted; what is on its way and still wanted goes on. */
  want(list: readonly Wanted[]): void;
  /** Wanted and not yet here. */
  readonly pending: number;
  /** Cancels all. */
  close(): void;
}

/**
 * @param most how many are on their way at a time
 * @param failed is told of a fetch that failed without being cancelled; it is not tried again while it stays wanted
 */
export function makeFetcher(most: number, failed: (name: string, error: unknown) => void): Fetcher {
  let list: readonly Wanted[] = [];
  const running = new Map<string, AbortController>();
  const over = new Set<string>();

  const start = (wanted: Wanted): void => {
    const controller = new AbortController();
    running.set(wanted.name, controller);
    const ended = (error?: unknown): void => {
      if (running.get(wanted.name) === controller) running.delete(wanted.name);
      if (controller.signal.aborted) return pump();
      over.add(wanted.name);
      if (error !== undefined) failed(wanted.name, error);
      pump();
    };
    wanted.fetch(controller.signal).then(() => ended(), ended);
  };
  const pump = (): void => {
    for (const wanted of list) {
      if (running.size >= most) return;
      if (!running.has(wanted.name) && !over.has(wanted.name)) start(wanted);
    }
  };
  return {
    want(next) {
      list = next;
      const names = new Set(next.map(({ name }) => name));
      for (const [name, controller] of running)
        if (!names.has(name)) {
          running.delete(name);
          controller.abort();
        }
      // Wanted again later: it may have been thrown away, or go better then.
      for (const name of over) if (!names.has(name)) over.delete(name);
      pump();
    },
    get pending() {
      return list.reduce((count, { name }) => (over.has(name) ? count : count + 1), 0);
    },
    close() {
      list = [];
      for (const controller of running.values()) controller.abort();
      running.clear();
    },
  };
}
