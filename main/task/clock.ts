/** Time as the queue sees it, so that a test can let a week pass in a second. */
import { monotonicMs } from '../thread/index.ts';

export interface Clock {
  /** UTC milliseconds since 1970. May jump in either direction. */
  wallMs(): number;
  /** Milliseconds of the machine's monotonic clock: what leases are written in. */
  monoMs(): number;
  /** Calls once, after at least this long; the answer takes it back. */
  timer(afterMs: number, call: () => void): () => void;
}

export const systemClock: Clock = {
  wallMs: Date.now,
  monoMs: monotonicMs,
  timer(afterMs, call) {
    const timer = setTimeout(call, afterMs);
    return () => clearTimeout(timer);
  },
};
