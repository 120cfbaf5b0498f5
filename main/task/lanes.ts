/**
 * What the queue asks of those who carry tasks out. The queue (queue.ts) knows time, leases, tries and the store;
 * lanes know radios, tunings and files. Neither imports the other: both meet here.
 */
import type { Lane, TaskPhase, TaskPreview } from '../../contract/task.ts';
import type { TaskDraft } from '../../contract/task.ts';
import type { Fault } from '../../contract/fault.ts';
import type { FinishedProduct, NewProduct, ReadyTask } from '../store/index.ts';

/** A decision to run a task now. */
export interface Start {
  taskId: number;
  radioId: string;
  /** Tasks with the same key share one tuning. */
  tuning: TuningWish;
}

export interface TuningWish {
  radioId: string;
  centreHz: number;
  sampleRateHz: number;
  /** The gain its tasks ask for; absent: as the radio stands. */
  gain?: TaskDraft['gain'];
  /** Set once the radio runs at this tuning: its row in the timeline. */
  tuningId?: number;
}

export interface Plan {
  starts: readonly Start[];
  /** Why each of the others does not run now. */
  waiting: readonly { taskId: number; reason: string }[];
  /** Tasks that can't be served and ask to fail then (`absent: 'fail'`); the fault names the radio. */
  refused: readonly { taskId: number; fault: Fault }[];
}

/** What a running task may tell and ask. */
export interface TaskControl {
  /** Aborted when the task is to end: cancelled, lease lost, program closing. The reason tells which. */
  readonly signal: AbortSignal;
  progress(share: number, phase: TaskPhase, note?: string): void;
  /** Must settle true before a file is made. False: the lease is gone, stop. */
  announce(products: readonly NewProduct[]): Promise<boolean>;
}

/** Why `TaskControl.signal` was aborted. */
export type AbortReason = 'cancelled' | 'lease-lost' | 'closing';

export interface Outcome {
  /** `suspended`: gave way to a task of higher priority or to the program's end; runs again, no try is counted. */
  outcome: 'succeeded' | 'failed' | 'cancelled' | 'suspended';
  fault?: Fault;
  /** After `failed`: another try may help. */
  retryable: boolean;
  products: readonly FinishedProduct[];
  /** Announced, but no file is there: never made, or removed because nobody asked for it. Their rows go. */
  dropped?: readonly string[];
}

export interface Lanes {
  /** What of the ready tasks (in order of priority, due time and id) can begin now. Starts nothing. */
  plan(ready: readonly ReadyTask[], nowMs: number): Plan;
  /** Tunes where needed and carries the claimed task out. Never rejects. */
  run(task: ReadyTask, start: Start, control: TaskControl): Promise<Outcome>;
  /** What would serve this draft, for the form; `others` are queued and running tasks it may share with. */
  preview(draft: TaskDraft, others: readonly ReadyTask[]): Omit<TaskPreview, 'nextRunsMs'>;
  state(): readonly Lane[];
  /** A radio came or went, a lane became free, progress moved: look again. */
  onChange(listener: (what: 'capacity' | 'progress') => void): () => void;
  close(): Promise<void>;
}
