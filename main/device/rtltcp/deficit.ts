/**
 * Losses on the way from an rtl_tcp server, judged by the clock: the protocol numbers nothing, so a server that
 * drops samples looks like one that sends less. Jitter of the network passes, a loss stays: what counts is the
 * smallest lag of a whole window. A tenth of a second in two is far above the drift of a crystal (100 ppm are
 * 0.2 ms); smaller losses can't be told from jitter and stay unseen.
 */
const windowMs = 2000;
const noticedS = 0.1;

export interface Deficit {
  /** Samples arrived now. Answers how many were lost before them, nearly always 0. */
  arrived(sampleCount: number, nowMs: number): number;
}

export function makeDeficit(sampleRateHz: number, startMs: number): Deficit {
  let received = 0;
  let reference = Number.NaN;
  let smallest = Infinity;
  let windowEndsMs = startMs + windowMs;
  return {
    arrived(sampleCount, nowMs) {
      received += sampleCount;
      const lag = ((nowMs - startMs) / 1000) * sampleRateHz - received;
      smallest = Math.min(smallest, lag);
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
