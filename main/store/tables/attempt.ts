/** Tries of tasks. */
import type { Attempt } from '../../../contract/task.ts';
import { FaultShape } from '../../../contract/fault.ts';
import type { Readable, Writable } from '../db.ts';
import type { FaultFacts, Lease } from '../types.ts';
import { compact, jsonOrNull, orNull, wholeMs } from './rows.ts';

interface Row {
  attempt: number;
  worker: string;
  radioId: string | null;
  tuningId: number | null;
  startedMs: number;
  endedMs: number | null;
  outcome: Attempt['outcome'];
  fault: string | null;
}

export const faultOf = (json: string): FaultFacts => FaultShape.parse(JSON.parse(json));

/** The last thousand tries of a task, oldest first. */
export function attemptReads(db: Readable): (taskId: number) => Attempt[] {
  const select = db.query<Row>(
    `SELECT attempt, worker, radio_id AS radioId, tuning_id AS tuningId, started_ms AS startedMs,
       ended_ms AS endedMs, outcome, fault
     FROM attempt WHERE task_id = ? ORDER BY attempt DESC LIMIT 1000`,
  );
  return (taskId) =>
    select
      .all(taskId)
      .reverse()
      .map((row) => {
        const { fault, ...rest } = compact(row);
        return fault === undefined ? rest : { ...rest, fault: faultOf(fault) };
      });
}

type Try = Pick<Lease, 'taskId' | 'attempt'>;

export interface AttemptWrites {
  /** This try was taken over from this worker. */
  wasLost(lease: Lease): boolean;
  begin(lease: Lease, radioId: string | undefined, tuningId: number | undefined, nowMs: number): void;
  setTuning(lease: Lease, tuningId: number): void;
  /** Only a running one ends: a lost one stays lost, whatever its worker says later. */
  end(lease: Try, outcome: Attempt['outcome'], nowMs: number, fault?: FaultFacts): void;
}

export function attemptWrites(db: Writable): AttemptWrites {
  const insert = db.change(
    `INSERT INTO attempt (task_id, attempt, worker, radio_id, tuning_id, started_ms, outcome)
     VALUES (?, ?, ?, ?, ?, ?, 'running')`,
  );
  const tuning = db.change('UPDATE attempt SET tuning_id = ? WHERE task_id = ? AND attempt = ?');
  const end = db.change(
    `UPDATE attempt SET outcome = ?, ended_ms = ?, fault = ?
     WHERE task_id = ? AND attempt = ? AND outcome = 'running'`,
  );
  const lost = db.query<{ attempt: number }>(
    `SELECT attempt FROM attempt WHERE task_id = ? AND attempt = ? AND worker = ? AND outcome = 'lost'`,
  );
  return {
    wasLost: ({ taskId, attempt, worker }) => lost.get(taskId, attempt, worker) !== undefined,
    begin: ({ taskId, attempt, worker }, radioId, tuningId, nowMs) =>
      void insert.run(taskId, attempt, worker, orNull(radioId), orNull(tuningId), wholeMs(nowMs)),
    setTuning: ({ taskId, attempt }, tuningId) => void tuning.run(tuningId, taskId, attempt),
    end: ({ taskId, attempt }, outcome, nowMs, fault) =>
      void end.run(outcome, wholeMs(nowMs), jsonOrNull(fault), taskId, attempt),
  };
}
