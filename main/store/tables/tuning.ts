/** Tunings of radios, for the timeline. */
import type { Tuning } from '../../../contract/task.ts';
import type { Readable, Writable } from '../db.ts';
import { compact, wholeMs } from './rows.ts';

interface Row {
  id: number;
  radioId: string;
  centreHz: number;
  sampleRateHz: number;
  startedMs: number;
  endedMs: number | null;
}
interface RunRow {
  taskId: number;
  name: string;
  centreHz: number;
  bandwidthHz: number;
  startedMs: number;
  endedMs: number | null;
  outcome: Tuning['runs'][number]['outcome'];
}

const columns = `id, radio_id AS radioId, centre_hz AS centreHz, sample_rate_hz AS sampleRateHz,
  started_ms AS startedMs, ended_ms AS endedMs`;

/** Those that touch the span, newest first, five thousand at most. */
export function tuningReads(db: Readable): (fromMs: number, toMs: number) => Tuning[] {
  const inSpan = db.query<Row>(
    `SELECT * FROM (
       SELECT ${columns} FROM tuning WHERE ended_ms IS NULL AND started_ms < ?
       UNION ALL
       SELECT ${columns} FROM tuning WHERE ended_ms > ? AND started_ms < ?)
     ORDER BY startedMs DESC, id DESC LIMIT 5000`,
  );
  const runs = db.query<RunRow>(
    `SELECT task.id AS taskId, task.name, task.centre_hz AS centreHz, task.bandwidth_hz AS bandwidthHz,
       attempt.started_ms AS startedMs, attempt.ended_ms AS endedMs, attempt.outcome
     FROM attempt JOIN task ON task.id = attempt.task_id
     WHERE attempt.tuning_id = ? ORDER BY attempt.started_ms, task.id LIMIT 1000`,
  );
  return (fromMs, toMs) =>
    inSpan
      .all(toMs, fromMs, toMs)
      .map((row) => ({ ...compact(row), runs: runs.all(row.id).map((run) => compact(run)) }));
}

export interface TuningWrites {
  open(tuning: { radioId: string; centreHz: number; sampleRateHz: number; nowMs: number }): number;
  close(id: number, nowMs: number): void;
  /** Of those the given tries used, the ones no try uses any more end: their process can't say so itself. */
  closeLeft(taskId: number, attempt: number, nowMs: number): void;
}

export function tuningWrites(db: Writable): TuningWrites {
  const insert = db.change(
    'INSERT INTO tuning (radio_id, centre_hz, sample_rate_hz, started_ms) VALUES (?, ?, ?, ?)',
  );
  const close = db.change('UPDATE tuning SET ended_ms = ? WHERE id = ? AND ended_ms IS NULL');
  const closeLeft = db.change(
    `UPDATE tuning SET ended_ms = ? WHERE ended_ms IS NULL
       AND id = (SELECT tuning_id FROM attempt WHERE task_id = ? AND attempt = ?)
       AND NOT EXISTS (SELECT 1 FROM attempt WHERE attempt.tuning_id = tuning.id AND outcome = 'running')`,
  );
  return {
    open: ({ radioId, centreHz, sampleRateHz, nowMs }) =>
      insert.run(radioId, centreHz, sampleRateHz, wholeMs(nowMs)).id,
    close: (id, nowMs) => void close.run(wholeMs(nowMs), id),
    closeLeft: (taskId, attempt, nowMs) => void closeLeft.run(wholeMs(nowMs), taskId, attempt),
  };
}
