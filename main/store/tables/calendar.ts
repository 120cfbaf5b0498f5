/** What comes: queued tasks due in a span, and the last known run of every schedule that goes on. */
import type { Occurrence } from '../../../contract/task.ts';
import type { Readable } from '../db.ts';
import type { Schedule } from '../types.ts';
import { compact } from './rows.ts';
import type { ScheduleReads } from './schedule.ts';

interface Row {
  timeMs: number;
  taskId: number;
  scheduleId: number | null;
  name: string;
  radio: string;
  centreHz: number;
  bandwidthHz: number;
  seconds: number;
}

const columns = `due_ms AS timeMs, id AS taskId, schedule_id AS scheduleId, name, radio, centre_hz AS centreHz,
  bandwidth_hz AS bandwidthHz, seconds`;

export interface Calendar {
  occurrences: Occurrence[];
  schedules: { schedule: Schedule; last: Occurrence }[];
}

/** Five thousand occurrences at most, the earliest. */
export function calendarReads(
  db: Readable,
  schedules: ScheduleReads,
): (fromMs: number, toMs: number) => Calendar {
  const due = db.query<Row>(
    `SELECT ${columns} FROM task INDEXED BY task_due
     WHERE state = 'queued' AND due_ms >= ? AND due_ms < ? ORDER BY due_ms LIMIT 5000`,
  );
  const last = db.query<Row>(
    `SELECT ${columns} FROM task INDEXED BY task_run WHERE schedule_id = ? ORDER BY due_ms DESC LIMIT 1`,
  );
  return (fromMs, toMs) => ({
    occurrences: due.all(fromMs, toMs).map((row) => compact(row)),
    schedules: schedules
      .live()
      .flatMap((schedule) => last.all(schedule.id).map((row) => ({ schedule, last: compact(row) }))),
  });
}
