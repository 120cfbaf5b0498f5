/**
 * The disk is full: tasks wait for space instead of using up their tries. Nothing tells when space returns, so they are
 * let through again after 1 s, 2 s, 4 s … 10 s; the lanes refuse those that still don't fit.
 */
const firstMs = 1000;
const longestMs = 10_000;

export const fullReason = 'The disk was full; tried again when there is space.';

export interface Space {
  /** A task found the disk full. Answers how long tasks wait, milliseconds. */
  full(monoMs: number): number;
  /** A task ended well: there is space. */
  good(): void;
  /** Tasks wait now. */
  holds(monoMs: number): boolean;
  /** Tasks were let through; `started`: the lanes took some. */
  tried(monoMs: number, started: boolean): void;
  /** Until tasks are let through, milliseconds; undefined: they don't wait. */
  nextMs(monoMs: number): number | undefined;
}

export function makeSpace(): Space {
  let tries = 0;
  /** Monotonic time at which tasks are let through. */
  let untilMs: number | undefined;
  const hold = (monoMs: number): number => {
    const ms = Math.min(longestMs, firstMs * 2 ** tries);
    tries = Math.min(tries + 1, 16);
    untilMs = monoMs + ms;
    return ms;
  };
  return {
    // Tasks that run together find it full together: one wait for all.
    full: (monoMs) => (untilMs !== undefined && untilMs > monoMs ? untilMs - monoMs : hold(monoMs)),
    good() {
      tries = 0;
      untilMs = undefined;
    },
    holds: (monoMs) => untilMs !== undefined && monoMs < untilMs,
    tried(monoMs, started) {
      if (untilMs === undefined) return;
      if (started) untilMs = undefined;
      else hold(monoMs);
    },
    nextMs: (monoMs) => (untilMs === undefined ? undefined : Math.max(0, untilMs - monoMs)),
  };
}
