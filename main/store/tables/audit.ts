/** The audit trail: who did what when. */
import type { AuditEntry, TrailEntry } from '../../../contract/task.ts';
import type { Readable, Writable } from '../db.ts';
import { compact, wholeMs } from './rows.ts';

export type Audit = (
  taskId: number | undefined,
  timeMs: number,
  who: string,
  what: string,
  detail?: string,
) => void;

export function auditWrites(db: Writable): Audit {
  const insert = db.change('INSERT INTO audit (task_id, time_ms, who, what, detail) VALUES (?, ?, ?, ?, ?)');
  return (taskId, timeMs, who, what, detail = '') =>
    void insert.run(taskId ?? null, wholeMs(timeMs), who.slice(0, 200), what, detail.slice(0, 1000));
}

/** The latest thousand entries of a task, oldest first; the one of its adding stands in the task itself. */
export function auditReads(db: Readable): (taskId: number) => AuditEntry[] {
  const select = db.query<AuditEntry>(
    `SELECT time_ms AS timeMs, who, what, detail FROM audit WHERE task_id = ? ORDER BY id DESC LIMIT 1000`,
  );
  const added = db.query<AuditEntry>(
    `SELECT created_ms AS timeMs, added_by AS who, 'added' AS what, '' AS detail FROM task
     WHERE id = ? AND added_by IS NOT NULL`,
  );
  return (taskId) => [...added.all(taskId), ...select.all(taskId).reverse()].slice(-1000);
}

/** The latest entries of everything, newest first. */
export function trailReads(db: Readable): (limit: number) => TrailEntry[] {
  const select = db.query<AuditEntry & { taskId: number | null }>(
    `SELECT * FROM (
       SELECT * FROM (SELECT task_id AS taskId, time_ms AS timeMs, who, what, detail FROM audit
         ORDER BY id DESC LIMIT @limit)
       UNION ALL
       SELECT * FROM (SELECT id AS taskId, created_ms AS timeMs, added_by AS who, 'added' AS what, '' AS detail
         FROM task WHERE added_by IS NOT NULL ORDER BY id DESC LIMIT @limit))
     ORDER BY timeMs DESC, taskId DESC LIMIT @limit`,
  );
  return (limit) => select.all({ limit }).map(compact);
}
