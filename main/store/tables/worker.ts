/** Processes that run tasks on this profile. */
import type { Readable, Writable } from '../db.ts';
import type { WorkerIdentity, WorkerRow } from '../types.ts';

export function workerReads(db: Readable): () => WorkerRow[] {
  const all = db.query<WorkerRow>(
    `SELECT id, pid, owner, boot, beat_mono_ms AS beatMonoMs,
       (SELECT count(*) FROM task WHERE task.state = 'running' AND task.worker = worker.id) AS running
     FROM worker ORDER BY id`,
  );
  return () => all.all();
}

export interface WorkerWrites {
  register(worker: WorkerIdentity, monoMs: number): void;
  remove(id: string): void;
  beat(id: string, monoMs: number): void;
}

export function workerWrites(db: Writable): WorkerWrites {
  const put = db.change(
    `INSERT INTO worker (id, pid, owner, boot, beat_mono_ms) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET pid = excluded.pid, owner = excluded.owner, boot = excluded.boot,
       beat_mono_ms = excluded.beat_mono_ms`,
  );
  const remove = db.change('DELETE FROM worker WHERE id = ?');
  const beat = db.change('UPDATE worker SET beat_mono_ms = ? WHERE id = ?');
  return {
    register: ({ id, pid, owner, boot }, monoMs) => void put.run(id, pid, owner, boot, monoMs),
    remove: (id) => void remove.run(id),
    beat: (id, monoMs) => void beat.run(monoMs, id),
  };
}
