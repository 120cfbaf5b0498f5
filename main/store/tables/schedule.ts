/** Schedules: a cron expression whose runs are tasks. */
import type { Readable, Writable } from '../db.ts';
import type { Schedule } from '../types.ts';
import { compact, orNull } from './rows.ts';

interface Row {
  id: number;
  cron: string;
  timeZone: string;
  untilMs: number | null;
  ended: number;
}

const columns = 'id, cron, time_zone AS timeZone, until_ms AS untilMs, ended';
const scheduleOf = (row: Row): Schedule => ({ ...compact(row), ended: row.ended === 1 });

export interface ScheduleReads {
  get(id: number): Schedule | undefined;
  /** Those that go on. */
  live(): Schedule[];
}

export function scheduleReads(db: Readable): ScheduleReads {
  const one = db.query<Row>(`SELECT ${columns} FROM schedule WHERE id = ?`);
  const live = db.query<Row>(`SELECT ${columns} FROM schedule WHERE ended = 0 ORDER BY id`);
  return {
    get(id) {
      const row = one.get(id);
      return row && scheduleOf(row);
    },
    live: () => live.all().map(scheduleOf),
  };
}

export interface ScheduleWrites {
  add(repeat: { cron: string; timeZone: string; untilMs?: number | undefined }): number;
  /** False where it had ended. */
  end(id: number): boolean;
}

export function scheduleWrites(db: Writable): ScheduleWrites {
  const insert = db.change('INSERT INTO schedule (cron, time_zone, until_ms) VALUES (?, ?, ?)');
  const end = db.change('UPDATE schedule SET ended = 1 WHERE id = ? AND ended = 0');
  return {
    add: ({ cron, timeZone, untilMs }) => insert.run(cron, timeZone, orNull(untilMs)).id,
    end: (id) => end.run(id).changes > 0,
  };
}
