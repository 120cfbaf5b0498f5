/** When tasks run: their time, how late they may begin, and which run of a repetition follows. */
import { Fault } from '../../contract/fault.ts';
import type { TaskDraft } from '../../contract/task.ts';
import type { NewTask, NextRun, ReadyTask, Schedule } from '../store/index.ts';
import { nextRuns } from './schedule.ts';

/**
 * A task found this long after its time was missed: nobody looked when it was due. More than the 60 s between two
 * looks at a clock that may have jumped.
 */
export const missedAfterMs = 90_000;

/** A time given for a task may lie this far back: people type the minute that just began. */
const patienceMs = 60_000;

/** Runs counted when many were missed; more are `more than`. */
const countLimit = 1000;

/** Time and repetition of a draft. Throws Fault invalid for a time that passed or a repetition without a run. */
export function timed(draft: TaskDraft, nowMs: number): NewTask {
  const { when } = draft;
  if (when.kind === 'now') return { draft, dueMs: nowMs };
  if (when.kind === 'at') {
    const last = when.timeMs + (windowMs(draft) ?? patienceMs);
    if (last < nowMs)
      throw new Fault(
        'invalid',
        `The time of this task has passed: ${new Date(when.timeMs).toISOString()}.`,
        {
          hint: 'Give a time to come, or let it run now.',
        },
      );
    return { draft, dueMs: when.timeMs, deadlineMs: deadline(draft, when.timeMs) };
  }
  const { cron, timeZone, untilMs } = when;
  const [first] = nextRuns(cron, timeZone, nowMs, 1, untilMs);
  if (first === undefined)
    throw new Fault(
      'invalid',
      untilMs === undefined
        ? `'${cron}' names a day that never comes.`
        : `'${cron}' has no run until ${new Date(untilMs).toISOString()}.`,
      { hint: 'Look at the next runs in the preview.' },
    );
  return {
    draft,
    dueMs: first,
    deadlineMs: deadline(draft, first),
    repeat: { cron, timeZone, untilMs },
  };
}

function windowMs(draft: TaskDraft): number | undefined {
  const { when } = draft;
  return when.kind === 'now' || when.windowSeconds === undefined ? undefined : when.windowSeconds * 1000;
}

function deadline(draft: TaskDraft, dueMs: number): number | undefined {
  const window = windowMs(draft);
  return window === undefined ? undefined : Math.round(dueMs + window);
}

/**
 * The run that follows one that begins, is skipped or is cancelled now: the first that is not in the past. Only a first
 * try has one: later tries had theirs. `lateMs`: a run this far back still counts as to come. Times that were run
 * before, on a clock since set back, don't come again.
 */
export function runAfter(
  task: Pick<ReadyTask, 'attempt' | 'dueMs' | 'draft'>,
  schedule: Schedule | undefined,
  nowMs: number,
  lateMs = 0,
): NextRun | undefined {
  if (task.attempt > 0 || !schedule || schedule.ended) return undefined;
  const from = Math.max(task.dueMs, nowMs - lateMs);
  const [dueMs] = nextRuns(schedule.cron, schedule.timeZone, from, 1, schedule.untilMs);
  return dueMs === undefined ? undefined : { dueMs, deadlineMs: deadline(task.draft, dueMs) };
}

/** A task that will not run, why, and the run of its repetition that follows. */
export interface Skipped {
  taskId: number;
  why: string;
  next?: NextRun | undefined;
}

/** Of a task with `missed: 'skip'` that nobody looked at when it was due. */
export function skipMissed(task: ReadyTask, schedule: Schedule | undefined, nowMs: number): Skipped {
  const lateMs = Math.min(missedAfterMs, windowMs(task.draft) ?? Number.POSITIVE_INFINITY);
  const next = runAfter(task, schedule, nowMs, lateMs);
  const count = runsMissed(task, schedule, next?.dueMs ?? nowMs + 1);
  const runs =
    count === 1 ? 'This run was' : `${count > countLimit ? `More than ${countLimit}` : count} runs were`;
  return { taskId: task.id, why: `${runs} missed: nothing ran the queue at the time.`, next };
}

/** Of a task that could not begin within its window. `reason`: what it waited for last. */
export function skipOverdue(
  task: ReadyTask,
  schedule: Schedule | undefined,
  nowMs: number,
  reason: string | undefined,
): Skipped {
  const window = windowMs(task.draft) ?? 0;
  const next = runAfter(task, schedule, nowMs, window);
  const because = reason === undefined ? '.' : `: ${reason}`;
  return {
    taskId: task.id,
    why: `It could not begin within ${String(window / 1000)} s of its time${because}`.slice(0, 500),
    next,
  };
}

/** Runs from this one up to, not with, `beforeMs`. */
function runsMissed(task: ReadyTask, schedule: Schedule | undefined, beforeMs: number): number {
  if (!schedule || task.attempt > 0) return 1;
  const { cron, timeZone, untilMs = Number.POSITIVE_INFINITY } = schedule;
  const last = Math.min(untilMs, beforeMs - 1);
  return 1 + nextRuns(cron, timeZone, task.dueMs, countLimit, last).length;
}
