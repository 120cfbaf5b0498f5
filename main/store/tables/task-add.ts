/** Adding tasks, and the run of a schedule that follows another. */
import type { TaskDraft } from '../../../contract/task.ts';
import type { Writable } from '../db.ts';
import type { NextRun } from '../types.ts';
import type { Audit } from './audit.ts';
import { orNull, wholeMs } from './rows.ts';

interface NewRow {
  draft: TaskDraft;
  dueMs: number;
  deadlineMs?: number | undefined;
  scheduleId?: number | undefined;
  sessionId?: number | undefined;
}

export interface TaskAdds {
  add(task: NewRow, nowMs: number, by: string): number;
  /**
   * The run that follows the given one of a schedule. None where the schedule ended, or where another run is queued
   * already: a run is never doubled.
   */
  addNext(taskId: number, next: NextRun | undefined, nowMs: number): void;
}

export function taskAdds(db: Writable, audit: Audit): TaskAdds {
  // Positional: names cost as much as the rest of a short statement.
  const insert = db.change(
    `INSERT INTO task (state, name, search, radio, centre_hz, bandwidth_hz, low_hz, high_hz, seconds, priority,
       created_ms, added_by, due_ms, ready_ms, deadline_ms, retries, schedule_id, session_id, source_id, products,
       draft)
     VALUES ('queued', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertNext = db.change(
    `INSERT INTO task (state, name, search, radio, centre_hz, bandwidth_hz, low_hz, high_hz, seconds,
       priority, created_ms, due_ms, ready_ms, deadline_ms, retries, schedule_id, session_id, source_id, products,
       draft)
     SELECT 'queued', name, search, radio, centre_hz, bandwidth_hz, low_hz, high_hz, seconds,
       priority, @nowMs, @dueMs, @dueMs, @deadlineMs, retries, schedule_id, session_id, source_id, products, draft
     FROM task AS run
     WHERE id = @taskId
       AND EXISTS (SELECT 1 FROM schedule WHERE schedule.id = run.schedule_id AND ended = 0)
       AND NOT EXISTS (SELECT 1 FROM task AS other WHERE other.schedule_id = run.schedule_id
         AND other.id <> run.id AND (other.due_ms = @dueMs OR other.state = 'queued'))`,
  );
  return {
    add({ draft, dueMs, deadlineMs, scheduleId, sessionId }, nowMs, by) {
      const due = wholeMs(dueMs);
      const { id } = insert.run(
        draft.name,
        `${draft.name}\n${draft.notes}\n${draft.radio}`.toLowerCase(),
        draft.radio,
        draft.centreHz,
        draft.bandwidthHz,
        draft.centreHz - draft.bandwidthHz / 2,
        draft.centreHz + draft.bandwidthHz / 2,
        draft.seconds,
        draft.priority,
        wholeMs(nowMs),
        by.slice(0, 200),
        due,
        due,
        deadlineMs === undefined ? null : wholeMs(deadlineMs),
        draft.retries,
        orNull(scheduleId),
        orNull(sessionId),
        orNull(draft.sourceId),
        draft.products.join(' '),
        JSON.stringify(draft),
      );
      return id;
    },
    addNext(taskId, next, nowMs) {
      if (!next) return;
      const { changes, id } = insertNext.run({
        taskId,
        nowMs: wholeMs(nowMs),
        dueMs: wholeMs(next.dueMs),
        deadlineMs: next.deadlineMs === undefined ? null : wholeMs(next.deadlineMs),
      });
      if (changes > 0) audit(id, nowMs, 'schedule', 'added', `The run after task ${taskId}.`);
    },
  };
}
