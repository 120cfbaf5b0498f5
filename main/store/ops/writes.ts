/** Operations that write. Each runs in a savepoint of the group's transaction (group.ts). */
import type { Writable } from '../db.ts';
import { attemptWrites, type AttemptWrites } from '../tables/attempt.ts';
import { auditWrites, type Audit } from '../tables/audit.ts';
import { productWrites, type ProductWrites } from '../tables/product.ts';
import { queueWrites, type QueueWrites } from '../tables/queue.ts';
import { importWrites, type ImportWrites } from '../tables/import.ts';
import { classWrites, type ClassWrites } from '../tables/label-class.ts';
import { stepReads, stepWrites, type StepReads, type StepWrites } from '../tables/label-step.ts';
import { labelReads, labelWrites, type LabelReads, type LabelWrites } from '../tables/label.ts';
import { libraryTableWrites, type LibraryTableWrites } from '../tables/library.ts';
import { recordingWrites, type RecordingWrites } from '../tables/recording.ts';
import { scheduleWrites, type ScheduleWrites } from '../tables/schedule.ts';
import { sessionWrites, type SessionWrites } from '../tables/session.ts';
import { sourceWrites, type SourceWrites } from '../tables/source.ts';
import { taskActs, type TaskActs } from '../tables/task-act.ts';
import { taskAdds, type TaskAdds } from '../tables/task-add.ts';
import { taskRuns, type TaskRuns } from '../tables/task-run.ts';
import { queueReads, type QueueReads } from '../tables/queue.ts';
import { tuningWrites, type TuningWrites } from '../tables/tuning.ts';
import { workerWrites, type WorkerWrites } from '../tables/worker.ts';
import type { StoreOps } from '../types.ts';
import { actOps } from './act.ts';
import { labelOps } from './label.ts';
import { catalogueOps } from './library.ts';
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
  recordings: RecordingWrites;
  library: LibraryTableWrites;
  imports: ImportWrites;
  labels: LabelReads & LabelWrites;
  steps: StepReads & StepWrites;
  classes: ClassWrites;
  schedules: ScheduleWrites;
  tunings: TuningWrites;
  workers: WorkerWrites;
  queue: QueueWrites & Pick<QueueReads, 'state'>;
  sources: SourceWrites;
  sessions: SessionWrites;
  audit: Audit;
  /** Some task, session or source is not as it was: the revision rises with this commit. */
  touch: () => void;
  /** Some recording, label, search, class or watched folder is not as it was. */
  touchLibrary: () => void;
}

export interface Writes {
  ops: WriteOps;
  /** Called last in a transaction. */
  beforeCommit(): void;
}

/** @param walBytes size of the write-ahead log now. */
export function writeOps(db: Writable, walBytes: () => number): Writes {
  let touched = false;
  let libraryTouched = false;
  const audit = auditWrites(db);
  const reads = queueReads(db);
  const queue = { ...queueWrites(db), state: () => reads.state() };
  const library = libraryTableWrites(db);
  const tables: Tables = {
    adds: taskAdds(db, audit),
    acts: taskActs(db),
    runs: taskRuns(db),
    attempts: attemptWrites(db),
    products: productWrites(db),
    recordings: recordingWrites(db),
    library,
    imports: importWrites(db),
    labels: { ...labelReads(db), ...labelWrites(db) },
    steps: { ...stepReads(db), ...stepWrites(db) },
    classes: classWrites(db),
    schedules: scheduleWrites(db),
    tunings: tuningWrites(db),
    workers: workerWrites(db),
    queue,
    sources: sourceWrites(db),
    sessions: sessionWrites(db),
    audit,
    touch: () => void (touched = true),
    touchLibrary: () => void (libraryTouched = true),
  };
  return {
    ops: {
      ...actOps(tables),
      ...runOps(tables),
      ...sessionOps(tables),
      ...catalogueOps(tables),
      ...labelOps(tables),
      probe() {
        const started = performance.now();
        queue.probe();
        return { walBytes: walBytes(), tookMs: performance.now() - started };
      },
    },
    beforeCommit() {
      if (touched) queue.nextRevision();
      if (libraryTouched) library.nextRevision();
      touched = false;
      libraryTouched = false;
    },
  };
}
