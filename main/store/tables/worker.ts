/** Processes that run tasks on this profile. */
import type { Readable, Writable } from '../db.ts';
import type { WorkerIdentity, WorkerRow } from '../types.ts';

export function workerReads(db: Readable): () => WorkerRow[] {
  const all = db.query<Omit<WorkerRow, 'frozen'> & { frozen: number }>(
    `SELECT id, pid, owner, boot, beat_mono_ms AS beatMonoMs, frozen,
       (SELECT count(*) FROM task INDEXED BY task_leased WHERE task.state = 'running' AND task.worker = worker.id) AS running
     FROM worker ORDER BY id`,
  );
  return () => all.all().map((row) => ({ ...row, frozen: row.frozen === 1 }));
}

export interface WorkerWrites {
  register(worker: WorkerIdentity, monoMs: number): void;
  remove(id: string): void;
  beat(id: string, monoMs: number): void;
  /** Until its next beat. */
  froze(id: string): void;
}

export function workerWrites(db: Writable): WorkerWrites {
  const put = db.change(
    `INSERT INTO worker (id, pid, owner, boot, beat_mono_ms) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET pid = excluded.pid, owner = excluded.owner, boot = excluded.boot,
       beat_mono_ms = excluded.beat_mono_ms`,
  );
  const remove = db.change('DELETE FROM worker WHERE id = ?');
  const beat = db.change('UPDATE worker SET beat_mono_ms = ?, frozen = 0 WHERE id = ?');
  const freeze = db.change('UPDATE worker SET frozen = 1 WHERE id = ?');
  return {
    register: ({ id, pid, owner, boot }, monoMs) => void put.run(id, pid, owner, boot, monoMs),
    remove: (id) => void remove.run(id),
    beat: (id, monoMs) => void beat.run(monoMs, id),
    froze: (id) => void freeze.run(id),
  };
}
