/** What a person does to tasks: each acts on one task, and answers false where its state does not allow it. */
import type { Writable } from '../db.ts';
import { wholeMs } from './rows.ts';

export interface TaskActs {
  /** Queued ones end at once; running ones are asked to stop. */
  cancel(id: number, nowMs: number): 'cancelled' | 'asked' | undefined;
  /** Only of one that was cancelled before it began. */
  undoCancel(id: number, nowMs: number): boolean;
  /** An ended one, due now, with all its tries again. */
  retry(id: number, nowMs: number): boolean;
  setPriority(id: number, priority: number): boolean;
  /** A queued one is due now, whatever its time and back-off. */
  runNow(id: number, nowMs: number): boolean;
  /** Queued runs of a schedule that did not begin. */
  runsOf(scheduleId: number): number[];
}

/** A task that is not running has no lease, phase or wish to stop; a queued one no end. */
const unleased = `worker = NULL, lease_until_mono_ms = NULL, phase = NULL, cancelling = 0`;

export function taskActs(db: Writable): TaskActs {
  const cancelQueued = db.change(
    `UPDATE task SET state = 'cancelled', ready = 0, ended_ms = ?, waiting_for = NULL
     WHERE id = ? AND state = 'queued'`,
  );
  const cancelRunning = db.change(
    `UPDATE task SET cancelling = 1 WHERE id = ? AND state = 'running' AND cancelling = 0`,
  );
  const undo = db.change(
    `UPDATE task SET state = 'queued', ready = (ready_ms <= ?), ended_ms = NULL
     WHERE id = ? AND state = 'cancelled' AND attempt = 0`,
  );
  const retry = db.change(
    `UPDATE task SET state = 'queued', ready = 1, ready_ms = @nowMs, deadline_ms = NULL, failures = 0,
       progress = 0, started_ms = NULL, ended_ms = NULL, ${unleased}
     WHERE id = @id AND state IN ('succeeded', 'failed', 'dead', 'cancelled', 'skipped')`,
  );
  const priority = db.change(
    `UPDATE task SET priority = ? WHERE id = ? AND state IN ('queued', 'running') AND priority <> ?`,
  );
  // A run of the same schedule at this very millisecond: then it stays as it is.
  const now = db.change(
    `UPDATE OR IGNORE task SET ready = 1, ready_ms = @nowMs, due_ms = min(due_ms, @nowMs), deadline_ms = NULL
     WHERE id = @id AND state = 'queued'`,
  );
  const runs = db.query<{ id: number }>(
    `SELECT id FROM task WHERE schedule_id = ? AND state = 'queued' AND attempt = 0`,
  );
  return {
    cancel(id, nowMs) {
      if (cancelQueued.run(wholeMs(nowMs), id).changes > 0) return 'cancelled';
      return cancelRunning.run(id).changes > 0 ? 'asked' : undefined;
    },
    undoCancel: (id, nowMs) => undo.run(wholeMs(nowMs), id).changes > 0,
    retry: (id, nowMs) => retry.run({ id, nowMs: wholeMs(nowMs) }).changes > 0,
    setPriority: (id, value) => priority.run(value, id, value).changes > 0,
    runNow: (id, nowMs) => now.run({ id, nowMs: wholeMs(nowMs) }).changes > 0,
    runsOf: (scheduleId) => runs.all(scheduleId).map(({ id }) => id),
  };
}
