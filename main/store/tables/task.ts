/** Rows of tasks as values of the contract, and the reads by number. */
import { TaskDraft, type ProductKind, type TaskInfo, type TaskState } from '../../../contract/task.ts';
import type { Query, Readable } from '../db.ts';
import type { ReadyTask } from '../types.ts';
import { faultOf } from './attempt.ts';
import { compact } from './rows.ts';

interface InfoRow {
  id: number;
  name: string;
  state: TaskState;
  radio: string;
  radioId: string | null;
  centreHz: number;
  bandwidthHz: number;
  seconds: number;
  priority: number;
  createdMs: number;
  dueMs: number;
  deadlineMs: number | null;
  startedMs: number | null;
  endedMs: number | null;
  attempt: number;
  retries: number;
  progress: number;
  phase: NonNullable<TaskInfo['phase']> | null;
  waitingFor: string | null;
  cancelling: number;
  fault: string | null;
  partial: number;
  scheduleId: number | null;
  sessionId: number | null;
  sourceId: number | null;
  products: string;
}

const infoColumns = `id, name, state, radio, radio_id AS radioId, centre_hz AS centreHz,
  bandwidth_hz AS bandwidthHz, seconds, priority, created_ms AS createdMs, due_ms AS dueMs,
  deadline_ms AS deadlineMs, started_ms AS startedMs, ended_ms AS endedMs, attempt, retries, progress, phase,
  waiting_for AS waitingFor, cancelling, fault, partial, schedule_id AS scheduleId, session_id AS sessionId,
  source_id AS sourceId, products`;

function infoOf(row: InfoRow): TaskInfo {
  const { cancelling, partial, products, fault, ...rest } = compact(row);
  return {
    ...rest,
    kind: 'acquire',
    cancelling: cancelling === 1,
    partial: partial === 1,
    products: products.split(' ') as ProductKind[],
    ...(fault === undefined ? {} : { fault: faultOf(fault) }),
  };
}

export interface ReadyRow {
  id: number;
  draft: string;
  priority: number;
  dueMs: number;
  deadlineMs: number | null;
  createdMs: number;
  attempt: number;
  failures: number;
  scheduleId: number | null;
  sessionId: number | null;
}

export const readyColumns = `id, draft, priority, due_ms AS dueMs, deadline_ms AS deadlineMs,
  created_ms AS createdMs, attempt, failures, schedule_id AS scheduleId, session_id AS sessionId`;

/** The draft as it was asked for, with the priority it has now. */
const draftOf = (json: string, priority: number): TaskDraft => ({
  ...TaskDraft.parse(JSON.parse(json)),
  priority,
});

export function readyOf(row: ReadyRow): ReadyTask {
  const { draft, priority, ...rest } = compact(row);
  return { ...rest, draft: draftOf(draft, priority) };
}

/** Partial indexes by name: there are no statistics, and SQLite would take the first index on the state. */
export const firstSql = {
  due: `SELECT ready_ms AS ms FROM task INDEXED BY task_waiting WHERE state = 'queued' AND ready = 0
    ORDER BY ready_ms LIMIT 1`,
  deadline: `SELECT deadline_ms AS ms FROM task INDEXED BY task_deadline
    WHERE state = 'queued' AND attempt = 0 AND deadline_ms IS NOT NULL ORDER BY deadline_ms LIMIT 1`,
};

export interface TaskReads {
  info(id: number): TaskInfo | undefined;
  draft(id: number): TaskDraft | undefined;
  scheduleIdOf(id: number): number | undefined;
  /**
   * Next moment at which a queued task becomes due, or at which the deadline of one passes that never began.
   */
  nextDueMs(): number | undefined;
}

export function taskReads(db: Readable): TaskReads {
  const info = db.query<InfoRow>(`SELECT ${infoColumns} FROM task WHERE id = ?`);
  const draft = db.query<{ draft: string; priority: number }>(
    'SELECT draft, priority FROM task WHERE id = ?',
  );
  const schedule = db.query<{ id: number | null }>('SELECT schedule_id AS id FROM task WHERE id = ?');
  const first = (sql: string): Query<{ ms: number }> => db.query(sql);
  const due = first(firstSql.due);
  const deadline = first(firstSql.deadline);
  return {
    info(id) {
      const row = info.get(id);
      return row && infoOf(row);
    },
    draft(id) {
      const row = draft.get(id);
      return row && draftOf(row.draft, row.priority);
    },
    scheduleIdOf: (id) => schedule.get(id)?.id ?? undefined,
    nextDueMs() {
      const moments = [due.get()?.ms, deadline.get()?.ms].filter((ms) => ms !== undefined);
      return moments.length === 0 ? undefined : Math.min(...moments);
    },
  };
}
