/** What the planner knows of radios, tasks and the disk. Times are UTC milliseconds, `Infinity` for no end known. */
import type { RadioInfo } from '../../../../contract/radio.ts';
import type { TaskDraft } from '../../../../contract/task.ts';
import type { Plan } from '../../lanes.ts';

/** A task that runs on a radio now. */
export interface RunningTask {
  id: number;
  priority: number;
  /** Its capture ends by then; `Infinity` while it waits for a trigger that may never open. */
  endsMs: number;
  /** Gives way at once to a higher priority: waits for its trigger, or may be cut short. */
  yields: boolean;
  /** With a trigger, while it captures: when it will wait for the trigger again and so give way. */
  captureEndsMs?: number | undefined;
}

/** Who has a radio now. */
export interface RadioUse {
  /** `tasks`: started for tasks. `person`: the Receive page or a recording. `other`: another program, or on its way. */
  by: 'tasks' | 'person' | 'other';
  /** The stream tasks may join; absent where there is none now. */
  tuning?: { centreHz: number; sampleRateHz: number; tuningId?: number | undefined } | undefined;
  /** True where the gains stand as a task with this wish wants them. */
  suits(gain: NonNullable<TaskDraft['gain']>): boolean;
  tasks: readonly RunningTask[];
  /** `other`: one sentence why. */
  why?: string | undefined;
}

export interface PlanRadio extends RadioInfo {
  safeRateHz?: number | undefined;
  /** Absent: nobody has it. */
  use?: RadioUse | undefined;
}

export interface PlanTask {
  id: number;
  draft: TaskDraft;
}

export interface PlanInput {
  radios: readonly PlanRadio[];
  /** In the order of priority, due time and id. */
  ready: readonly PlanTask[];
  nowMs: number;
  /** `settings.radioGroups`. */
  groups: Readonly<Record<string, readonly string[]>>;
  /** Tasks a radio runs at once at most. */
  perRadio: number;
  /** Bytes that may still be promised to tasks: free, less the reserve, less what running ones will write. */
  spareBytes: number;
  /** Bytes to spare for a task before it may begin, cut from a stream of this rate. */
  needsBytes(draft: TaskDraft, sampleRateHz: number): number;
}

export interface PlanResult extends Plan {
  /** Running tasks that are to give way now, and the task they give way to. */
  yields: readonly { taskId: number; to: number }[];
  /** Bytes to spare at which one more of those that wait for space could begin; undefined: none waits for that. */
  wantsBytes: number | undefined;
}
