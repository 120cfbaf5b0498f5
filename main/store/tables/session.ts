/** Recording sessions and what each of their receivers gave. */
import {
  SessionDraft,
  type Session,
  type SessionResult,
  type SessionState,
} from '../../../contract/session.ts';
import { SignalMetrics, type TaskState } from '../../../contract/task.ts';
import type { Readable, Writable } from '../db.ts';
import { faultOf } from './attempt.ts';
import { compact, wholeMs } from './rows.ts';

interface Row {
  id: number;
  draft: string;
  state: SessionState;
  createdMs: number;
  startedMs: number | null;
  reviewedMs: number | null;
  reviewer: string | null;
  reviewNotes: string | null;
}
interface ResultRow {
  sessionId: number;
  receiver: string;
  taskId: number;
  state: TaskState;
  progress: number;
  fault: string | null;
  metrics: string | null;
}

/** Sessions with one result per receiver; before the first recording the results are empty. */
export function sessionReads(db: Readable): () => Session[] {
  const all = db.query<Row>(
    `SELECT id, draft, state, created_ms AS createdMs, started_ms AS startedMs, reviewed_ms AS reviewedMs, reviewer,
       review_notes AS reviewNotes FROM session ORDER BY id`,
  );
  const results = db.query<ResultRow>(
    `SELECT session_result.session_id AS sessionId, receiver, task.id AS taskId, task.state, task.progress,
       task.fault,
       (SELECT metrics FROM product WHERE product.task_id = task.id AND product.metrics IS NOT NULL
          AND product.state IN ('complete', 'partial')
        ORDER BY product.attempt DESC, product.id DESC LIMIT 1) AS metrics
     FROM session_result JOIN task ON task.id = task_id ORDER BY session_result.session_id, position`,
  );
  const recordings = db.query<{ taskId: number; id: string }>(
    `SELECT product.task_id AS taskId, recording_id AS id FROM session_result
       JOIN product ON product.task_id = session_result.task_id
     WHERE recording_id IS NOT NULL AND product.state IN ('complete', 'partial') ORDER BY product.id`,
  );
  return () => {
    const ofTask = groupBy(recordings.all(), ({ taskId }) => taskId);
    const ofSession = groupBy(results.all(), ({ sessionId }) => sessionId);
    return all.all().map((row) => {
      const { draft: json, ...rest } = compact(row);
      const draft = SessionDraft.parse(JSON.parse(json));
      const given = ofSession.get(row.id);
      const nothingYet = (receiver: string): SessionResult => ({ receiver, progress: 0, recordingIds: [] });
      return {
        ...rest,
        ...draft,
        results: given
          ? given.map((one) =>
              resultOf(
                one,
                (ofTask.get(one.taskId) ?? []).map(({ id }) => id),
              ),
            )
          : draft.receivers.map(nothingYet),
      };
    });
  };
}

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

function resultOf(row: ResultRow, recordingIds: string[]): SessionResult {
  const { receiver, taskId, state, progress, fault, metrics } = row;
  return {
    receiver,
    taskId,
    state,
    progress,
    recordingIds: recordingIds.slice(0, 100),
    ...(fault === null ? {} : { fault: faultOf(fault) }),
    ...(metrics === null ? {} : { metrics: SignalMetrics.parse(JSON.parse(metrics)) }),
  };
}

export interface SessionWrites {
  state(id: number): SessionState | undefined;
  draft(id: number): SessionDraft | undefined;
  create(draft: SessionDraft, nowMs: number): number;
  update(id: number, draft: SessionDraft): void;
  /** The tasks are in the order of the receivers. */
  start(id: number, results: readonly { receiver: string; taskId: number }[], nowMs: number): void;
  review(id: number): void;
  decide(id: number, to: 'approved' | 'rejected', by: string, notes: string, nowMs: number): void;
  remove(id: number): void;
}

export function sessionWrites(db: Writable): SessionWrites {
  const get = db.query<{ state: SessionState; draft: string }>(
    'SELECT state, draft FROM session WHERE id = ?',
  );
  const insert = db.change(`INSERT INTO session (draft, state, created_ms) VALUES (?, 'draft', ?)`);
  const update = db.change('UPDATE session SET draft = ? WHERE id = ?');
  const start = db.change(
    `UPDATE session SET state = 'recording', started_ms = ?, reviewed_ms = NULL, reviewer = NULL,
       review_notes = NULL WHERE id = ?`,
  );
  const clear = db.change('DELETE FROM session_result WHERE session_id = ?');
  const result = db.change(
    'INSERT INTO session_result (session_id, position, receiver, task_id) VALUES (?, ?, ?, ?)',
  );
  const review = db.change(
    `UPDATE session SET state = 'review', reviewed_ms = NULL, reviewer = NULL, review_notes = NULL WHERE id = ?`,
  );
  const decide = db.change(
    'UPDATE session SET state = ?, reviewed_ms = ?, reviewer = ?, review_notes = ? WHERE id = ?',
  );
  const release = db.change('UPDATE task SET session_id = NULL WHERE session_id = ?');
  const remove = db.change('DELETE FROM session WHERE id = ?');
  return {
    state: (id) => get.get(id)?.state,
    draft(id) {
      const row = get.get(id);
      return row && SessionDraft.parse(JSON.parse(row.draft));
    },
    create: (draft, nowMs) => insert.run(JSON.stringify(draft), wholeMs(nowMs)).id,
    update: (id, draft) => void update.run(JSON.stringify(draft), id),
    start(id, results, nowMs) {
      start.run(wholeMs(nowMs), id);
      clear.run(id);
      results.forEach(({ receiver, taskId }, position) => result.run(id, position, receiver, taskId));
    },
    review: (id) => void review.run(id),
    decide: (id, to, by, notes, nowMs) => void decide.run(to, wholeMs(nowMs), by, notes, id),
    remove(id) {
      release.run(id);
      remove.run(id);
    },
  };
}
