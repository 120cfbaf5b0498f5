/** Operations that write. Each runs in a savepoint of the group's transaction (group.ts). */
import type { Writable } from '../db.ts';
import { attemptWrites, type AttemptWrites } from '../tables/attempt.ts';
import { auditWrites, type Audit } from '../tables/audit.ts';
import { productWrites, type ProductWrites } from '../tables/product.ts';
import { queueWrites, type QueueWrites } from '../tables/queue.ts';
import { recordingWrites } from '../tables/recording.ts';
import { scheduleWrites, type ScheduleWrites } from '../tables/schedule.ts';
import { sessionWrites, type SessionWrites } from '../tables/session.ts';
import { sourceWrites, type SourceWrites } from '../tables/source.ts';
import { taskActs, type TaskActs } from '../tables/task-act.ts';
import { taskAdds, type TaskAdds } from '../tables/task-add.ts';
import { taskRuns, type TaskRuns } from '../tables/task-run.ts';
import { queueReads, type QueueReads } from '../tables/queue.ts';
import { tuningWrites, type TuningWrites } from '../tables/tuning.ts';
import { workerWrites, type WorkerWrites } from '../tables/worker.ts';
import type { RecordingRow, StoreOps } from '../types.ts';
import { actOps } from './act.ts';
import type { ReadOps } from './reads.ts';
import { runOps } from './run.ts';
import { sessionOps } from './session.ts';

type WriteOps = Omit<StoreOps, keyof ReadOps>;

/** The tables as writing operations see them. */
export interface Tables {
  adds: TaskAdds;
  acts: TaskActs;
  runs: TaskRuns;
  attempts: AttemptWrites;
  products: ProductWrites;
  recording: (row: RecordingRow, taskId: number) => void;
  schedules: ScheduleWrites;
  tunings: TuningWrites;
  workers: WorkerWrites;
  queue: QueueWrites & Pick<QueueReads, 'state'>;
  sources: SourceWrites;
  sessions: SessionWrites;
  audit: Audit;
  /** Some task, session or source is not as it was: the revision rises with this commit. */
  touch: () => void;
}

export interface Writes {
  ops: WriteOps;
  /** Called last in a transaction. */
  beforeCommit(): void;
}

/** @param walBytes size of the write-ahead log now. */
export function writeOps(db: Writable, walBytes: () => number): Writes {
  let touched = false;
  const audit = auditWrites(db);
  const reads = queueReads(db);
  const queue = { ...queueWrites(db), state: () => reads.state() };
  const tables: Tables = {
    adds: taskAdds(db, audit),
    acts: taskActs(db),
    runs: taskRuns(db),
    attempts: attemptWrites(db),
    products: productWrites(db),
    recording: recordingWrites(db),
    schedules: scheduleWrites(db),
    tunings: tuningWrites(db),
    workers: workerWrites(db),
    queue,
    sources: sourceWrites(db),
    sessions: sessionWrites(db),
    audit,
    touch: () => void (touched = true),
  };
  return {
    ops: {
      ...actOps(tables),
      ...runOps(tables),
      ...sessionOps(tables),
      probe() {
        const started = performance.now();
        queue.probe();
        return { walBytes: walBytes(), tookMs: performance.now() - started };
      },
    },
    beforeCommit() {
      if (touched) queue.nextRevision();
      touched = false;
    },
  };
}
