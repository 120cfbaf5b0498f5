/** What comes: queued tasks, and the further runs of repetitions. */
import { setImmediate } from 'node:timers/promises';
import type { Occurrence } from '../../contract/task.ts';
import type { StoreOps } from '../store/index.ts';
import { nextRuns } from './schedule.ts';

const longest = 5000;
/** A run takes tens of microseconds to compute: so many, then others get their turn. */
const batch = 200;

interface Following {
  timeMs: number;
  of: ReturnType<StoreOps['calendar']>['schedules'][number];
}

/** Occurrences within the span, earliest first, at most 5,000. */
export async function occurrencesIn(
  known: ReturnType<StoreOps['calendar']>,
  fromMs: number,
  toMs: number,
): Promise<Occurrence[]> {
  const found = [...known.occurrences];
  const run = (of: Following['of'], afterMs: number): Following[] => {
    const { cron, timeZone, untilMs = Number.POSITIVE_INFINITY, ended } = of.schedule;
    const last = Math.min(toMs, untilMs);
    return ended ? [] : nextRuns(cron, timeZone, afterMs, 1, last).map((timeMs) => ({ timeMs, of }));
  };
  // The earliest of all repetitions first, so that one that runs every second leaves room for the others.
  let queue = known.schedules.flatMap((of) => run(of, Math.max(of.last.timeMs, fromMs - 1)));
  for (let count = 0; queue.length > 0 && count < longest; count++) {
    const first = queue.reduce((a, b) => (b.timeMs < a.timeMs ? b : a));
    found.push({ ...first.of.last, timeMs: first.timeMs });
    queue = [...queue.filter((one) => one !== first), ...run(first.of, first.timeMs)];
    if (count % batch === batch - 1) await setImmediate();
  }
  return found.sort((a, b) => a.timeMs - b.timeMs || a.taskId - b.taskId).slice(0, longest);
}
