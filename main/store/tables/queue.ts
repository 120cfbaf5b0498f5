/** The queue as a whole: paused or not, its revision, and how many tasks are in each state. */
import type { TaskState } from '../../../contract/task.ts';
import type { Readable, Writable } from '../db.ts';

export interface QueueReads {
  state(): { paused: boolean; revision: number };
  counts(): Record<TaskState, number>;
}

export function queueReads(db: Readable): QueueReads {
  const one = db.query<{ paused: number; revision: number }>('SELECT paused, revision FROM queue');
  const counts = db.query<{ state: TaskState; n: number }>('SELECT state, n FROM task_count');
  return {
    state() {
      const row = one.get();
      return { paused: row?.paused === 1, revision: row?.revision ?? 0 };
    },
    counts() {
      const result = { queued: 0, running: 0, succeeded: 0, failed: 0, dead: 0, cancelled: 0, skipped: 0 };
      for (const { state, n } of counts.all()) result[state] = n;
      return result;
    },
  };
}

export interface QueueWrites {
  /** False where it was so already. */
  setPaused(paused: boolean): boolean;
  /** Once per commit that changed any task. */
  nextRevision(): void;
  /** Writes, reads and takes back a row. Throws where it reads something else. */
  probe(): void;
}

export function queueWrites(db: Writable): QueueWrites {
  const pause = db.change('UPDATE queue SET paused = ? WHERE paused <> ?');
  const bump = db.change('UPDATE queue SET revision = revision + 1');
  const insert = db.change('INSERT INTO probe (text) VALUES (?)');
  const select = db.query<{ text: string }>('SELECT text FROM probe WHERE id = ?');
  const remove = db.change('DELETE FROM probe WHERE id = ?');
  let probes = 0;
  return {
    setPaused: (paused) => pause.run(Number(paused), Number(paused)).changes > 0,
    nextRevision: () => void bump.run(),
    probe() {
      const text = `probe ${probes++}`;
      const { id } = insert.run(text);
      const found = select.get(id)?.text;
      if (found !== text) throw new Error(`The database answered '${String(found)}' for '${text}'.`);
      remove.run(id);
    },
  };
}
