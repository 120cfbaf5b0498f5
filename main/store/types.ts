/**
 * What the store does, one operation a line. Every operation runs in the store's own thread. Operations that write
 * are gathered into one transaction with one fsync (group commit); each settles only after that fsync, and one that
 * fails undoes nothing of its neighbours. Wall times are UTC milliseconds; `monoMs` is the machine's monotonic clock
 * (`monotonicMs()` of main/thread), comparable between processes of one boot only.
 */
import type { FaultShape } from '../../contract/fault.ts';
import type { Session, SessionDraft, SessionState } from '../../contract/session.ts';
import type { Source, SourceDraft } from '../../contract/source.ts';
import type {
  Attempt,
  AuditEntry,
  Occurrence,
  Product,
  Reached,
  SignalMetrics,
  TaskDraft,
  TaskInfo,
  TaskPage,
  TaskPhase,
  TaskQuery,
  TaskState,
  TrailEntry,
  Tuning,
} from '../../contract/task.ts';
import type { z } from 'zod';
import type { LibraryOps } from './library-types.ts';

export type FaultFacts = z.infer<typeof FaultShape>;

/** A task to add. `repeat` makes it the first run of a new schedule. */
export interface NewTask {
  draft: TaskDraft;
  dueMs: number;
  deadlineMs?: number | undefined;
  repeat?: { cron: string; timeZone: string; untilMs?: number | undefined } | undefined;
  sessionId?: number | undefined;
}

/** A queued task that is due: what the planner works on. */
export interface ReadyTask {
  id: number;
  draft: TaskDraft;
  dueMs: number;
  deadlineMs?: number | undefined;
  createdMs: number;
  attempt: number;
  /**
   * Tries that failed or were lost since it was added or a person had it tried again. Suspended tries don't count.
   * More than `draft.retries`: no try is left.
   */
  failures: number;
  scheduleId?: number | undefined;
  sessionId?: number | undefined;
}

/** The schedule a task belongs to, for computing the run that follows. */
export interface Schedule {
  id: number;
  cron: string;
  timeZone: string;
  untilMs?: number | undefined;
  ended: boolean;
}

/**
 * The run of a schedule that follows the one being started, skipped or cancelled; undefined: there is none. Never
 * added while another run of the schedule is queued (one put back or tried again by a person), nor after its end:
 * a schedule has one queued run.
 */
export interface NextRun {
  dueMs: number;
  deadlineMs?: number | undefined;
}

/** Who holds a lease: a process and one run of it. */
export interface WorkerIdentity {
  /** Unique for this run of this process. */
  id: string;
  pid: number;
  /** `Owner` of main/thread as JSON: tells later whether the process still lives. */
  owner: string;
  /** Identity of this boot of the machine; leases of another boot are void. */
  boot: string;
}

export interface WorkerRow extends WorkerIdentity {
  beatMonoMs: number;
  running: number;
  /** A lease of it ran out and was taken over, and it has not been heard of since. */
  frozen: boolean;
}

export interface Claim {
  taskId: number;
  /** Absent: no radio serves it; it is claimed only to end it with a fault that says why. */
  radioId?: string | undefined;
  tuningId?: number | undefined;
  next?: NextRun | undefined;
}

/** Proof of a claim: whoever writes for a task shows it; an older one is refused. */
export interface Lease {
  taskId: number;
  attempt: number;
  worker: string;
}

export interface Beat extends Lease {
  progress: number;
  phase: TaskPhase;
}

export interface NewProduct {
  kind: Product['kind'];
  /** File name in the recording folder; of SigMF without extension. */
  name: string;
}

export interface FinishedProduct extends NewProduct {
  state: 'complete' | 'partial';
  bytes: number;
  sha512?: string | undefined;
  samples?: number | undefined;
  lostSamples?: number | undefined;
  note?: string | undefined;
  metrics?: SignalMetrics | undefined;
  /** Of an `iq` product: facts for the table of recordings. */
  recording?: RecordingRow | undefined;
}

export interface RecordingRow {
  id: string;
  name: string;
  datatype: string;
  sampleRateHz: number;
  centreHz: number;
  samples: number;
  startedMs: number;
  seconds: number;
  lostSamples: number;
  gaps: number;
  clippedSamples: number;
  sha512: string;
  radio: string;
}

/** How a try ended. */
export interface Finish extends Lease {
  outcome: 'succeeded' | 'failed' | 'cancelled' | 'suspended';
  nowMs: number;
  fault?: FaultFacts | undefined;
  /**
   * After `failed` or `suspended`: tried again from then on. Absent: after `suspended` at once, after `failed` never,
   * `final` says how the task ends.
   */
  retryMs?: number | undefined;
  final?: 'failed' | 'dead' | undefined;
  /** Replaces the `writing` rows of this attempt; rows not named become partial. */
  products: readonly FinishedProduct[];
  /** Names announced of which no file is there: their rows are removed. */
  dropped?: readonly string[] | undefined;
}

export interface QueueFacts {
  revision: number;
  paused: boolean;
  counts: Record<TaskState, number>;
  /** Next moment at which a queued task becomes due or its deadline passes. */
  nextDueMs?: number | undefined;
  workers: readonly WorkerRow[];
}

export interface StoreOps extends LibraryOps {
  // Tasks: adding and acting. `by` is who, for the audit trail.
  addTasks(input: { tasks: readonly NewTask[]; by: string; nowMs: number }): number[];
  /** `next`: of those that are the queued run of a schedule: the repetition goes on without this run. */
  cancelTasks(input: {
    ids: readonly number[];
    next?: readonly { taskId: number; next: NextRun }[] | undefined;
    by: string;
    nowMs: number;
  }): Reached;
  undoCancel(input: { ids: readonly number[]; by: string; nowMs: number }): Reached;
  retryTasks(input: { ids: readonly number[]; by: string; nowMs: number }): Reached;
  setPriority(input: { ids: readonly number[]; priority: number; by: string; nowMs: number }): Reached;
  runNow(input: { ids: readonly number[]; by: string; nowMs: number }): Reached;
  endSchedule(input: { scheduleId: number; by: string; nowMs: number }): void;
  setPaused(input: { paused: boolean; by: string; nowMs: number }): void;

  // Tasks: reading.
  page(input: TaskQuery): TaskPage;
  tasks(input: { ids: readonly number[] }): TaskInfo[];
  /** Throws Fault not-found. */
  detail(input: { id: number }): {
    info: TaskInfo;
    draft: TaskDraft;
    attempts: Attempt[];
    products: Product[];
    audit: AuditEntry[];
    schedule?: Schedule | undefined;
  };
  /** What was done, by whom, newest first; of everything. */
  trail(input: { limit: number }): TrailEntry[];
  facts(input: Record<string, never>): QueueFacts;
  timeline(input: { fromMs: number; toMs: number }): Tuning[];
  /** Queued tasks due in the span, and the schedules whose further runs the caller computes. */
  calendar(input: { fromMs: number; toMs: number }): {
    occurrences: Occurrence[];
    schedules: { schedule: Schedule; last: Occurrence }[];
  };

  // Running tasks.
  registerWorker(input: { worker: WorkerIdentity; monoMs: number }): void;
  removeWorker(input: { id: string }): void;
  /** Queued tasks whose time has come are marked ready. Returns how many. */
  promote(input: { nowMs: number }): number;
  /** Ready tasks, at most `perRoute` of each radio selector, in the order of priority, due time and id. */
  ready(input: { perRoute: number }): ReadyTask[];
  /** Ready tasks of one selector whose whole band lies within low…high, in the same order. */
  readyInBand(input: { radio: string; lowHz: number; highHz: number; limit: number }): ReadyTask[];
  /** Queued tasks whose deadline has passed, in the order of the deadline. */
  overdue(input: { nowMs: number; limit: number }): ReadyTask[];
  schedules(input: { ids: readonly number[] }): Schedule[];
  /** Shown beside queued tasks. Only texts that differ are written. */
  setWaiting(input: { reasons: readonly { taskId: number; reason: string }[] }): void;
  /** Those still queued become running, each with a new attempt: `attempt` of the answer is its number. */
  claim(input: {
    worker: string;
    claims: readonly Claim[];
    nowMs: number;
    /** Now: a claim is a sign of life, like a beat. */
    monoMs?: number | undefined;
    leaseUntilMonoMs: number;
  }): ReadyTask[];
  /** Ready tasks past their deadline, or missed with `missed: 'skip'`, become skipped. */
  skip(input: {
    tasks: readonly { taskId: number; why: string; next?: NextRun | undefined }[];
    nowMs: number;
  }): void;
  /** Renews the leases and writes progress. Answers with leases that are no longer ours and tasks to cancel. */
  beat(input: { worker: string; monoMs: number; leaseUntilMonoMs: number; beats: readonly Beat[] }): {
    lost: number[];
    cancel: number[];
  };
  /**
   * Before a file is made: so every file is known. `tuningId`: of this try, where its tuning was begun after the claim.
   * False where the lease is gone.
   */
  addProducts(input: {
    lease: Lease;
    products: readonly NewProduct[];
    tuningId?: number | undefined;
  }): boolean;
  /** The result with its products, committed together. False where the lease is gone: then they are superseded. */
  finish(input: Finish): boolean;
  /**
   * Tries of workers that died (`deadWorkers`), of another boot, or whose lease ran out: ended as lost, their products
   * partial, the task queued again from `retryMs` on or, with no try left, dead. Returns what was taken over.
   */
  takeOver(input: {
    boot: string;
    monoMs: number;
    deadWorkers: readonly string[];
    nowMs: number;
    retryMs: number;
  }): { taskId: number; attempt: number; worker: string; why: 'died' | 'frozen' | 'restarted' }[];
  openTuning(input: { radioId: string; centreHz: number; sampleRateHz: number; nowMs: number }): number;
  closeTuning(input: { id: number; nowMs: number }): void;
  /** Of the given names, those no product and no recording knows. */
  unknownNames(input: { names: readonly string[] }): string[];

  // Sources.
  sources(input: Record<string, never>): Source[];
  addSources(input: { drafts: readonly SourceDraft[]; nowMs: number }): Source[];
  updateSource(input: { id: number; draft: SourceDraft; nowMs: number }): Source;
  removeSource(input: { id: number; nowMs: number }): void;
  restoreSource(input: { id: number; nowMs: number }): Source;

  // Sessions. Illegal transitions throw Fault invalid.
  sessions(input: Record<string, never>): Session[];
  createSession(input: { draft: SessionDraft; nowMs: number }): number;
  updateSession(input: { id: number; draft: SessionDraft; nowMs: number }): void;
  /** To `recording`: its tasks are added in the same transaction, replacing those of an earlier recording. */
  startSession(input: { id: number; tasks: readonly NewTask[]; by: string; nowMs: number }): number[];
  moveSession(input: {
    id: number;
    to: SessionState;
    by: string;
    notes?: string | undefined;
    nowMs: number;
  }): void;
  removeSession(input: { id: number; nowMs: number }): void;

  /** Writes, reads and takes back a row; size of the write-ahead log. */
  probe(input: Record<string, never>): { walBytes: number; tookMs: number };
}

export type Store = {
  readonly [K in keyof StoreOps]: (input: Parameters<StoreOps[K]>[0]) => Promise<ReturnType<StoreOps[K]>>;
} & {
  /** What had to be mended when it was opened: a damaged database set aside, for example. */
  readonly notice: string | undefined;
  /** After every commit of this process, and of any other on the same profile. Gathered; nothing polls. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
};
