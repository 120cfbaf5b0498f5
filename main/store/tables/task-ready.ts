/** What could run now: the planner's reads. None of them looks at more rows than it answers, or a fixed number. */
import type { Readable } from '../db.ts';
import type { ReadyTask } from '../types.ts';
import { readyColumns, readyOf, type ReadyRow } from './task.ts';

/** Up to so many tasks of a band are sorted; where there are more, every fiftieth or denser of the order is one. */
const sortable = 2000;

export interface ReadyReads {
  /** At most `perRoute` of every selector, in the order of priority, due time and id. */
  ready(perRoute: number): ReadyTask[];
  inBand(radio: string, lowHz: number, highHz: number, limit: number): ReadyTask[];
  overdue(nowMs: number, limit: number): ReadyTask[];
}

export const readySql = {
  /** Jumps from selector to selector along the index instead of reading every row. */
  radios: `WITH RECURSIVE route (radio) AS (
      SELECT min(radio) FROM task WHERE ready = 1
      UNION ALL
      SELECT (SELECT min(radio) FROM task WHERE ready = 1 AND task.radio > route.radio)
      FROM route WHERE route.radio IS NOT NULL)
    SELECT radio FROM route WHERE radio IS NOT NULL`,
  top: `SELECT ${readyColumns} FROM task INDEXED BY task_ready WHERE ready = 1 AND radio = ?
    ORDER BY priority DESC, due_ms, id LIMIT ?`,
  /** From the index alone. */
  inBand: `SELECT id, priority, due_ms AS dueMs FROM task INDEXED BY task_band
    WHERE ready = 1 AND radio = ? AND low_hz >= ? AND low_hz <= ? AND high_hz <= ? LIMIT ?`,
  one: `SELECT ${readyColumns} FROM task WHERE id = ?`,
  byOrder: `SELECT ${readyColumns} FROM task INDEXED BY task_ready
    WHERE ready = 1 AND radio = ? AND low_hz >= ? AND high_hz <= ?
    ORDER BY priority DESC, due_ms, id LIMIT ?`,
  overdue: `SELECT ${readyColumns} FROM task INDEXED BY task_deadline
    WHERE state = 'queued' AND attempt = 0 AND deadline_ms IS NOT NULL AND deadline_ms < ?
    ORDER BY deadline_ms LIMIT ?`,
};

interface Place {
  id: number;
  priority: number;
  dueMs: number;
}
const inOrder = (a: Place, b: Place): number => b.priority - a.priority || a.dueMs - b.dueMs || a.id - b.id;

export function readyReads(db: Readable): ReadyReads {
  const radios = db.query<{ radio: string }>(readySql.radios);
  const top = db.query<ReadyRow>(readySql.top);
  const inBand = db.query<Place>(readySql.inBand);
  const byOrder = db.query<ReadyRow>(readySql.byOrder);
  const one = db.query<ReadyRow>(readySql.one);
  const overdue = db.query<ReadyRow>(readySql.overdue);
  return {
    ready: (perRoute) =>
      radios
        .all()
        .flatMap(({ radio }) => top.all(radio, perRoute))
        .sort(inOrder)
        .map(readyOf),
    inBand(radio, lowHz, highHz, limit) {
      const places = inBand.all(radio, lowHz, highHz, highHz, sortable);
      if (places.length === sortable) return byOrder.all(radio, lowHz, highHz, limit).map(readyOf);
      return places
        .sort(inOrder)
        .slice(0, limit)
        .flatMap(({ id }) => one.all(id).map(readyOf));
    },
    overdue: (nowMs, limit) => overdue.all(nowMs, limit).map(readyOf),
  };
}
