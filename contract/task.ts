/** Tasks: what is asked for, how it stands, what came of it. */
import { z } from 'zod';
import { FaultShape } from './fault.ts';
import { RadioId } from './radio.ts';
import { RadioSelector } from './selector.ts';
import { ProductKind, TaskDraft, timeMs } from './task-draft.ts';

export {
  productKinds,
  ProductKind,
  TaskWhen,
  TaskTrigger,
  TaskGain,
  TaskDraft,
  type TaskDraftInput,
} from './task-draft.ts';

export const TaskId = z.number().int().positive();

/**
 * `queued`: accepted and on disk, waiting for its time or a radio. `running`: leased by a worker. `succeeded`.
 * `failed`: trying again would not help. `dead`: every try failed, kept for a person to look at. `cancelled`.
 * `skipped`: its time passed and it was not to run late.
 */
export const taskStates = [
  'queued',
  'running',
  'succeeded',
  'failed',
  'dead',
  'cancelled',
  'skipped',
] as const;
export const TaskState = z.enum(taskStates);
export type TaskState = z.infer<typeof TaskState>;

/** What a running task does: waits for its trigger, writes samples, works on what was written. */
export const TaskPhase = z.enum(['starting', 'armed', 'recording', 'finishing']);
export type TaskPhase = z.infer<typeof TaskPhase>;

export const TaskInfo = z.object({
  id: TaskId,
  kind: z.literal('acquire'),
  name: z.string().max(200),
  state: TaskState,
  radio: RadioSelector,
  /** The radio that serves it or served it last. */
  radioId: RadioId.optional(),
  centreHz: z.number(),
  bandwidthHz: z.number(),
  seconds: z.number(),
  priority: z.number().int(),
  createdMs: timeMs,
  /** Begins at this time or after. */
  dueMs: timeMs,
  /** Not begun by then it is skipped. */
  deadlineMs: timeMs.optional(),
  startedMs: timeMs.optional(),
  endedMs: timeMs.optional(),
  /** 0 before the first try. */
  attempt: z.number().int(),
  retries: z.number().int(),
  /** 0 to 1. */
  progress: z.number(),
  phase: TaskPhase.optional(),
  /** Why a queued task does not run, one sentence. */
  waitingFor: z.string().max(500).optional(),
  /** A running task was asked to stop. */
  cancelling: z.boolean(),
  /** Of the last try that failed. */
  fault: FaultShape.optional(),
  /** Something it kept is incomplete. */
  partial: z.boolean(),
  scheduleId: z.number().int().positive().optional(),
  sessionId: z.number().int().positive().optional(),
  sourceId: z.number().int().positive().optional(),
  products: z.array(ProductKind).max(10),
});
export type TaskInfo = z.infer<typeof TaskInfo>;

/** The signal at the task's own frequency, measured from its samples. */
export const SignalMetrics = z.object({
  /** Power in the task's bandwidth, dBFS. */
  powerDbfs: z.number(),
  /** Noise density, dBFS per hertz. */
  noiseDbfsPerHz: z.number(),
  /** Signal over noise, both within the task's bandwidth, dB. Absent where no signal stands out. */
  snrDb: z.number().optional(),
  /** Signal over noise within the band that holds 99 % of its power, dB. */
  occupiedSnrDb: z.number().optional(),
  /** Centre of that band less the task's frequency, hertz. */
  offsetHz: z.number().optional(),
  /** Width of that band, hertz (ITU-R SM.328: 0.5 % of the power on either side). */
  occupiedBandwidthHz: z.number().optional(),
  /** Frequency of the strongest bin less the task's frequency, hertz. */
  peakOffsetHz: z.number().optional(),
  /** Width of one bin, hertz: what offsets are exact to. */
  resolutionHz: z.number(),
  /** Seconds measured. */
  seconds: z.number(),
});
export type SignalMetrics = z.infer<typeof SignalMetrics>;

export const Product = z.object({
  id: z.number().int().positive(),
  taskId: TaskId,
  attempt: z.number().int(),
  kind: ProductKind,
  /** File name; of a SigMF recording without extension. */
  name: z.string().max(300),
  /** `writing`, `complete`, `partial` (a try that did not end well), `superseded` (another worker had taken over). */
  state: z.enum(['writing', 'complete', 'partial', 'superseded']),
  bytes: z.number().int(),
  sha512: z.string().max(128).optional(),
  /** Of an `iq` product: the id in the list of recordings. */
  recordingId: z.string().max(200).optional(),
  samples: z.number().int().optional(),
  lostSamples: z.number().int().optional(),
  note: z.string().max(500).optional(),
  metrics: SignalMetrics.optional(),
});
export type Product = z.infer<typeof Product>;

export const Attempt = z.object({
  attempt: z.number().int(),
  worker: z.string().max(200),
  radioId: RadioId.optional(),
  tuningId: z.number().int().positive().optional(),
  startedMs: timeMs,
  endedMs: timeMs.optional(),
  /** `suspended`: gave way to another task, not counted as a failure. `lost`: its worker froze or died. */
  outcome: z.enum(['running', 'succeeded', 'failed', 'cancelled', 'suspended', 'lost']),
  fault: FaultShape.optional(),
});
export type Attempt = z.infer<typeof Attempt>;

/** Who did what when: the audit trail. */
export const AuditEntry = z.object({
  timeMs,
  who: z.string().max(200),
  what: z.string().max(60),
  detail: z.string().max(1000),
});
export type AuditEntry = z.infer<typeof AuditEntry>;
/** Of the whole queue: what is about no task (pause, sessions) has no number. */
export const TrailEntry = AuditEntry.extend({ taskId: TaskId.optional() });
export type TrailEntry = z.infer<typeof TrailEntry>;

export const TaskDetail = TaskInfo.extend({
  draft: TaskDraft,
  attempts: z.array(Attempt).max(1000),
  productList: z.array(Product).max(20_000),
  audit: z.array(AuditEntry).max(1000),
  /** Of a repeating task: the runs that follow. */
  nextRunsMs: z.array(timeMs).max(20),
});
export type TaskDetail = z.infer<typeof TaskDetail>;

export const TaskFilter = z
  .object({
    states: z.array(TaskState).max(taskStates.length).optional(),
    /** In name, notes or radio. */
    text: z.string().max(200).optional(),
    radioId: RadioId.optional(),
    lowHz: z.number().min(0).optional(),
    highHz: z.number().min(0).optional(),
    scheduleId: z.number().int().positive().optional(),
    sessionId: z.number().int().positive().optional(),
    sourceId: z.number().int().positive().optional(),
  })
  .strict();
export type TaskFilter = z.infer<typeof TaskFilter>;

export const taskSorts = ['created', 'due', 'priority', 'frequency', 'ended'] as const;
export const TaskQuery = z
  .object({
    filter: TaskFilter.default({}),
    sort: z.enum(taskSorts).default('created'),
    descending: z.boolean().default(true),
    offset: z.number().int().min(0).max(1e9).default(0),
    limit: z.number().int().min(1).max(500).default(100),
  })
  .strict();
export type TaskQuery = z.output<typeof TaskQuery>;

export const TaskPage = z.object({
  rows: z.array(TaskInfo).max(500),
  /** Rows of the whole filter. */
  total: z.number().int(),
});
export type TaskPage = z.infer<typeof TaskPage>;

/** A run in the timeline of a radio. */
const Run = z.object({
  taskId: TaskId,
  name: z.string().max(200),
  centreHz: z.number(),
  bandwidthHz: z.number(),
  startedMs: timeMs,
  endedMs: timeMs.optional(),
  outcome: Attempt.shape.outcome,
});

/** One tuning of a radio and the tasks it served. */
export const Tuning = z.object({
  id: z.number().int().positive(),
  radioId: RadioId,
  centreHz: z.number(),
  sampleRateHz: z.number(),
  startedMs: timeMs,
  endedMs: timeMs.optional(),
  runs: z.array(Run).max(1000),
});
export type Tuning = z.infer<typeof Tuning>;

/** A time at which a task will run. */
export const Occurrence = z.object({
  timeMs,
  taskId: TaskId,
  scheduleId: z.number().int().positive().optional(),
  name: z.string().max(200),
  radio: RadioSelector,
  centreHz: z.number(),
  bandwidthHz: z.number(),
  seconds: z.number(),
});
export type Occurrence = z.infer<typeof Occurrence>;

/** How a radio, or the processor (`compute`), is being used by tasks. */
export const Lane = z.object({
  lane: z.string().max(1024),
  /** Tasks it runs at most. */
  limit: z.number().int(),
  centreHz: z.number().optional(),
  sampleRateHz: z.number().optional(),
  tasks: z
    .array(
      z.object({
        taskId: TaskId,
        progress: z.number(),
        phase: TaskPhase,
        note: z.string().max(300).optional(),
      }),
    )
    .max(1000),
});
export type Lane = z.infer<typeof Lane>;

/** The queue at a glance. `revision` rises with every change of any task, by any process. */
export const QueueState = z.object({
  revision: z.number().int(),
  paused: z.boolean(),
  counts: z.record(TaskState, z.number().int()),
  lanes: z.array(Lane).max(200),
  /** Processes that run tasks on this profile, this one included. */
  workers: z
    .array(
      z.object({
        id: z.string().max(200),
        pid: z.number().int(),
        alive: z.boolean(),
        running: z.number().int(),
        here: z.boolean(),
      }),
    )
    .max(100),
  /** Said once after something had to be mended at the start: a damaged database set aside, for example. */
  notice: z.string().max(1000).optional(),
});
export type QueueState = z.infer<typeof QueueState>;

export const TaskPreview = z.object({
  /** Radios that can serve it, best first. */
  radios: z.array(z.object({ id: RadioId, label: z.string().max(200) })).max(200),
  /** Who will serve it and when, or why nobody can; one sentence. */
  summary: z.string().max(500),
  /** Nothing forbids it. */
  possible: z.boolean(),
  nextRunsMs: z.array(timeMs).max(20),
  /** Bytes the products need at most, and bytes free. */
  needsBytes: z.number(),
  freeBytes: z.number(),
  /** Shares a tuning with this many tasks now queued or running. */
  sharesWith: z.number().int(),
});
export type TaskPreview = z.infer<typeof TaskPreview>;

/** Of a bulk action: what it reached. */
export const Reached = z.object({ done: z.array(TaskId).max(100_000), refused: z.number().int() });
export type Reached = z.infer<typeof Reached>;
export const TaskIds = z.object({ ids: z.array(TaskId).min(1).max(100_000) }).strict();

/** A file of the recording folder that no task and no recording knows. */
export const OrphanFile = z.object({
  name: z.string().max(300),
  bytes: z.number().int(),
  why: z.string().max(300),
});
export type OrphanFile = z.infer<typeof OrphanFile>;
