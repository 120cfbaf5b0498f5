/**
 * Losses of a source that numbers nothing, judged by the clock. A late block catches up, a lost one does not: what
 * counts is the smallest lag of a whole window. Smaller losses than noticed can't be told from jitter and drift.
 */
interface Watchfulness {
  windowMs: number;
  /** Samples missing for this long in one window are a loss. */
  noticedS: number;
}

/** Over USB: two milliseconds in a second are twenty times what a crystal 100 ppm off drifts in it. */
export const usbWatch: Watchfulness = { windowMs: 1000, noticedS: 0.002 };
/** Over a network, whose jitter is larger: a tenth of a second in two. */
export const networkWatch: Watchfulness = { windowMs: 2000, noticedS: 0.1 };

export interface LossClock {
  /** Samples arrived now. Answers how many were lost before them, nearly always 0. */
  arrived(sampleCount: number, nowMs: number): number;
}

/** A clock for a stream of `sampleRateHz` that begins now. */
export function makeLossClock(
  sampleRateHz: number,
  startMs: number,
  { windowMs, noticedS }: Watchfulness,
): LossClock {
  let received = 0;
  let reference = Number.NaN;
  let smallest = Infinity;
  let windowEndsMs = startMs + windowMs;
  return {
    arrived(sampleCount, nowMs) {
      received += sampleCount;
      smallest = Math.min(smallest, ((nowMs - startMs) / 1000) * sampleRateHz - received);
      if (nowMs < windowEndsMs) return 0;
      const grown = Math.round(smallest - reference);
      const lost = grown > noticedS * sampleRateHz ? grown : 0;
      if (lost > 0) received += lost;
      else reference = smallest;
      smallest = Infinity;
      windowEndsMs = nowMs + windowMs;
      return lost;
    },
  };
}
