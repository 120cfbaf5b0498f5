/** Running tasks: claims, leases and ends. Every write shows its lease; an older one reaches no row. */
import type { TaskState } from '../../../contract/task.ts';
import type { Writable } from '../db.ts';
import type { Beat, FaultFacts, Lease, ReadyTask } from '../types.ts';
import { jsonOrNull, orNull, wholeMs } from './rows.ts';
import { readyColumns, readyOf, type ReadyRow } from './task.ts';

interface LostRow {
  taskId: number;
  attempt: number;
  worker: string;
  failures: number;
  retries: number;
  cancelling: number;
  /** Of the worker; null where nobody registered it, or it signed off. */
  boot: string | null;
  leaseUntilMonoMs: number;
}

export interface TaskRuns {
  promote(nowMs: number): number;
  setWaiting(taskId: number, reason: string): boolean;
  /** Undefined where it is not queued any more. */
  claim(
    taskId: number,
    worker: string,
    radioId: string | undefined,
    leaseUntilMonoMs: number,
    nowMs: number,
  ): ReadyTask | undefined;
  skip(taskId: number, nowMs: number): boolean;
  holds(lease: Lease): boolean;
  renew(beat: Beat, leaseUntilMonoMs: number): boolean;
  /** False where progress and phase stand so already. */
  progress(beat: Beat): boolean;
  cancelling(worker: string): number[];
  triesOf(taskId: number): { failures: number; retries: number; cancelling: boolean };
  /** Back in the queue from `readyMs` on. */
  requeue(
    lease: Lease,
    how: { readyMs: number; failed: boolean; fault?: FaultFacts | undefined },
    nowMs: number,
  ): void;
  end(
    lease: Lease,
    state: TaskState,
    how: { failed: boolean; fault?: FaultFacts | undefined },
    nowMs: number,
  ): void;
  setPartial(taskId: number, partial: boolean): void;
  /** Every running task with the worker it belongs to. */
  running(): LostRow[];
}

/** By index name: without statistics SQLite would take the first index on the state. */
export const runSql = {
  promote: `UPDATE task INDEXED BY task_waiting SET ready = 1
    WHERE state = 'queued' AND ready = 0 AND ready_ms <= ?`,
  running: `SELECT task.id AS taskId, attempt, task.worker, failures, retries, cancelling, worker.boot,
      lease_until_mono_ms AS leaseUntilMonoMs
    FROM task INDEXED BY task_leased LEFT JOIN worker ON worker.id = task.worker
    WHERE state = 'running' ORDER BY task.id`,
  cancelling: `SELECT id FROM task INDEXED BY task_leased
    WHERE state = 'running' AND worker = ? AND cancelling = 1 ORDER BY id`,
};

const mine = `id = @taskId AND state = 'running' AND attempt = @attempt AND worker = @worker`;
const unleased = `worker = NULL, lease_until_mono_ms = NULL, phase = NULL, cancelling = 0`;

export function taskRuns(db: Writable): TaskRuns {
  const promote = db.change(runSql.promote);
  const waiting = db.change(
    `UPDATE task SET waiting_for = @reason
     WHERE id = @taskId AND state = 'queued' AND waiting_for IS NOT @reason`,
  );
  const claim = db.query<ReadyRow>(
    `UPDATE task SET state = 'running', ready = 0, attempt = attempt + 1, worker = @worker,
       lease_until_mono_ms = @until, radio_id = @radioId, started_ms = @nowMs, progress = 0,
       phase = 'starting', waiting_for = NULL, cancelling = 0
     WHERE id = @taskId AND state = 'queued' RETURNING ${readyColumns}`,
  );
  const skip = db.change(
    `UPDATE task SET state = 'skipped', ready = 0, ended_ms = ?, waiting_for = NULL
     WHERE id = ? AND state = 'queued'`,
  );
  const holds = db.query<{ id: number }>(`SELECT id FROM task WHERE ${mine}`);
  const renew = db.change(`UPDATE task SET lease_until_mono_ms = @until WHERE ${mine}`);
  const progress = db.change(
    `UPDATE task SET progress = @progress, phase = @phase
     WHERE ${mine} AND (progress <> @progress OR phase IS NOT @phase)`,
  );
  const cancelling = db.query<{ id: number }>(runSql.cancelling);
  const tries = db.query<{ failures: number; retries: number; cancelling: number }>(
    'SELECT failures, retries, cancelling FROM task WHERE id = ?',
  );
  const requeue = db.change(
    `UPDATE task SET state = 'queued', ready = @ready, ready_ms = @readyMs, failures = failures + @failed,
       fault = coalesce(@fault, fault), progress = 0, ${unleased} WHERE ${mine}`,
  );
  const end = db.change(
    `UPDATE task SET state = @state, ended_ms = @nowMs, failures = failures + @failed, fault = @fault,
       progress = CASE WHEN @state = 'succeeded' THEN 1 ELSE progress END, ${unleased} WHERE ${mine}`,
  );
  const partial = db.change('UPDATE task SET partial = ? WHERE id = ? AND partial <> ?');
  const running = db.query<LostRow>(runSql.running);
  return {
    promote: (nowMs) => promote.run(nowMs).changes,
    setWaiting: (taskId, reason) => waiting.run({ taskId, reason: reason.slice(0, 500) }).changes > 0,
    claim(taskId, worker, radioId, until, nowMs) {
      const row = claim.get({ taskId, worker, until, radioId: orNull(radioId), nowMs: wholeMs(nowMs) });
      return row && readyOf(row);
    },
    skip: (taskId, nowMs) => skip.run(wholeMs(nowMs), taskId).changes > 0,
    holds: ({ taskId, attempt, worker }) => holds.get({ taskId, attempt, worker }) !== undefined,
    renew: ({ taskId, attempt, worker }, until) => renew.run({ taskId, attempt, worker, until }).changes > 0,
    progress: ({ taskId, attempt, worker, progress: share, phase }) =>
      progress.run({ taskId, attempt, worker, progress: share, phase }).changes > 0,
    cancelling: (worker) => cancelling.all(worker).map(({ id }) => id),
    triesOf(taskId) {
      const row = tries.get(taskId);
      if (!row) throw new Error(`There is no task ${taskId}.`);
      return { ...row, cancelling: row.cancelling === 1 };
    },
    requeue({ taskId, attempt, worker }, { readyMs, failed, fault }, nowMs) {
      requeue.run({
        taskId,
        attempt,
        worker,
        ready: Number(readyMs <= nowMs),
        readyMs: wholeMs(readyMs),
        failed: Number(failed),
        fault: jsonOrNull(fault),
      });
    },
    end({ taskId, attempt, worker }, state, { failed, fault }, nowMs) {
      end.run({
        taskId,
        attempt,
        worker,
        state,
        nowMs: wholeMs(nowMs),
        failed: Number(failed),
        fault: jsonOrNull(fault),
      });
    },
    setPartial: (taskId, value) => void partial.run(Number(value), taskId, Number(value)),
    running: () => running.all(),
  };
}
