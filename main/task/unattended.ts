/**
 * Times at which nobody looked: the program was closed, the machine slept, the clock was set forward. What fell due
 * then was missed, what fell due at other times only waits.
 */
import type { ReadyTask } from '../store/index.ts';
import { missedAfterMs } from './timing.ts';

/** More spans than anybody opens and closes a machine while tasks wait. */
const mostSpans = 1000;

export interface Unattended {
  /** The queue looks now. `others`: another process ran the queue in the meantime. */
  looked(nowMs: number, others: boolean): void;
  /** Nobody was there when it fell due. */
  missed(task: ReadyTask): boolean;
}

export function makeUnattended(): Unattended {
  /** Wall times, after the first and up to the second. */
  let spans: [number, number][] = [];
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    looked(nowMs, others) {
      // The clock was set back: the times after it come again, attended this time.
      if (nowMs < lastMs)
        spans = spans
          .filter(([after]) => after < nowMs)
          .map(([after, until]) => [after, Math.min(until, nowMs)]);
      const untilMs = nowMs - missedAfterMs;
      if (untilMs > lastMs && !others) {
        spans.push([lastMs, untilMs]);
        if (spans.length > mostSpans) spans.shift();
      }
      lastMs = nowMs;
    },
    missed: ({ draft, attempt, dueMs }) =>
      draft.when.kind !== 'now' &&
      attempt === 0 &&
      spans.some(([after, until]) => dueMs > after && dueMs <= until),
  };
}
