/** A running try as others see it: the planner asks when it ends, the Tasks page how far it is. */
import type { ActiveChannel } from '../../../acquire/index.ts';
import type { TaskPhase } from '../../../../contract/task.ts';
import type { ReadyTask } from '../../../store/index.ts';
import type { Start } from '../../lanes.ts';
import type { Member } from './lane.ts';

export interface Run {
  readonly task: ReadyTask;
  readonly member: Member;
  /** Of the stream it is cut from. */
  readonly sampleRateHz: number;
  /** Aborted with the id of the task it gives way to. */
  readonly yielding: AbortController;
  /** While it records. */
  channel: ActiveChannel | undefined;
  progress: { progress: number; phase: TaskPhase; note?: string | undefined };
  /** Progress was read: the lanes tell when it waits for its trigger again. */
  moved(): void;
}

/** @param onArmed it began to wait for its trigger, and so to be ready to give way */
export function makeRun(task: ReadyTask, start: Start, onArmed: () => void): Run {
  const { id, draft } = task;
  const { trigger } = draft;
  const begunMs = Date.now();
  let armed = trigger !== undefined;
  let captureBegunMs = begunMs;
  const yielding = new AbortController();

  const run: Run = {
    task,
    sampleRateHz: start.tuning.sampleRateHz,
    yielding,
    channel: undefined,
    progress: { progress: 0, phase: 'starting' },
    moved() {
      const now = trigger !== undefined && run.channel?.progress.armed !== false;
      if (now === armed) return;
      armed = now;
      if (now) onArmed();
      else captureBegunMs = Date.now();
    },
    member: {
      taskId: id,
      name: draft.name,
      facts(nowMs) {
        const base = { id, priority: draft.priority };
        const ms = draft.seconds * 1000;
        const share = run.channel?.progress.share ?? 0;
        if (!trigger)
          return {
            ...base,
            yields: draft.interruptible,
            endsMs: Math.max(begunMs + ms, nowMs + ms * (1 - share)),
          };
        const listens = trigger.listenSeconds === undefined ? Infinity : trigger.listenSeconds * 1000;
        const captureEndsMs = armed ? undefined : Math.max(nowMs, captureBegunMs + ms);
        // The last capture: with it the task ends.
        const last = !armed && (run.channel?.progress.captures ?? 0) >= trigger.captures;
        return {
          ...base,
          yields: armed || draft.interruptible,
          endsMs:
            last && captureEndsMs !== undefined ? captureEndsMs : Math.max(nowMs, begunMs + listens) + ms,
          captureEndsMs,
        };
      },
      giveWay: (to) => yielding.abort(to),
    },
  };
  return run;
}
