/** One look at the queue: what fell due, what is skipped, what begins, and why the rest waits. */
import type { Fault } from '../../contract/fault.ts';
import type { Claim, QueueFacts, ReadyTask, Schedule, Store } from '../store/index.ts';
import type { Clock } from './clock.ts';
import type { Lanes, Plan } from './lanes.ts';
import type { Runs } from './runs.ts';
import { fullReason, type Space } from './space.ts';
import { runAfter, skipMissed, skipOverdue, type Skipped } from './timing.ts';
import type { Unattended } from './unattended.ts';

/** Tasks of one radio selector planned together: more than a stream can serve. */
const perRoute = 64;
/** Share of a stream's rate that is usable, either side of its centre taken together. */
const usableShare = 0.8;
/** Overdue tasks skipped in one transaction. */
const skipBatch = 500;

export interface Planner {
  /** Time passed: marks what is due and skips what is too late. True: something may have changed. */
  time(facts: QueueFacts, nowMs: number): Promise<boolean>;
  /** Starts what can begin. Answers why the others wait. */
  begin(nowMs: number): Promise<readonly string[]>;
}

export interface PlannerOptions {
  store: Store;
  lanes: Lanes;
  clock: Clock;
  worker: string;
  leaseMs: number;
  runs: Runs;
  space: Space;
  unattended: Unattended;
  closing(): boolean;
}

export function makePlanner(options: PlannerOptions): Planner {
  const { store, lanes, clock, runs, space } = options;
  /** Reasons as this process wrote them: two processes with different reasons don't overwrite each other for ever. */
  let reasons = new Map<number, string>();

  const schedulesOf = async (tasks: readonly ReadyTask[]): Promise<Map<number, Schedule>> => {
    const ids = tasks.flatMap(({ attempt, scheduleId }) =>
      attempt === 0 && scheduleId !== undefined ? [scheduleId] : [],
    );
    const found = ids.length === 0 ? [] : await store.schedules({ ids: [...new Set(ids)] });
    return new Map(found.map((schedule) => [schedule.id, schedule]));
  };

  const skip = async (
    tasks: readonly ReadyTask[],
    nowMs: number,
    skipped: (task: ReadyTask, schedule: Schedule | undefined) => Skipped,
  ): Promise<void> => {
    if (tasks.length === 0) return;
    const schedules = await schedulesOf(tasks);
    await store.skip({ tasks: tasks.map((task) => skipped(task, scheduleFor(task, schedules))), nowMs });
  };

  const skipMissedOf = async (tasks: readonly ReadyTask[], nowMs: number): Promise<ReadyTask[]> => {
    const missed = tasks.filter((task) => task.draft.missed === 'skip' && options.unattended.missed(task));
    await skip(missed, nowMs, (task, schedule) => skipMissed(task, schedule, nowMs));
    return tasks.filter((task) => !missed.includes(task));
  };

  /** Ready tasks; where there are more of a selector than planned together, also those that fit a running tuning. */
  const ready = async (): Promise<ReadyTask[]> => {
    const first = await store.ready({ perRoute });
    const perRadio = new Map<string, number>();
    for (const { draft } of first) perRadio.set(draft.radio, (perRadio.get(draft.radio) ?? 0) + 1);
    const crowded = [...perRadio].filter(([, count]) => count >= perRoute).map(([radio]) => radio);
    const more: ReadyTask[] = [];
    for (const { centreHz, sampleRateHz, tasks, limit } of lanes.state()) {
      if (centreHz === undefined || sampleRateHz === undefined || tasks.length >= limit) continue;
      const halfHz = (sampleRateHz * usableShare) / 2;
      for (const radio of crowded)
        more.push(
          ...(await store.readyInBand({
            radio,
            lowHz: centreHz - halfHz,
            highHz: centreHz + halfHz,
            limit: perRoute,
          })),
        );
    }
    if (more.length === 0) return first;
    return [...new Map([...first, ...more].map((task) => [task.id, task])).values()].sort(inOrder);
  };

  const claim = async (
    tasks: readonly ReadyTask[],
    nowMs: number,
    more: (task: ReadyTask) => Partial<Claim>,
  ): Promise<ReadyTask[]> => {
    if (tasks.length === 0 || options.closing()) return [];
    const schedules = await schedulesOf(tasks);
    const monoMs = clock.monoMs();
    return store.claim({
      worker: options.worker,
      claims: tasks.map((task) => ({
        taskId: task.id,
        next: runAfter(task, scheduleFor(task, schedules), nowMs),
        ...more(task),
      })),
      nowMs,
      monoMs,
      leaseUntilMonoMs: monoMs + options.leaseMs,
    });
  };

  const start = async (plan: Plan, byId: Map<number, ReadyTask>, nowMs: number): Promise<number> => {
    const starts = new Map(plan.starts.map((one) => [one.taskId, one]));
    const wanted = [...starts.keys()].flatMap((id) => byId.get(id) ?? []);
    const claimed = await claim(wanted, nowMs, ({ id }) => {
      const one = starts.get(id);
      return { radioId: one?.radioId, tuningId: one?.tuning.tuningId };
    });
    for (const task of claimed) {
      const one = starts.get(task.id);
      if (one) runs.begin(task, one);
    }
    return claimed.length;
  };

  /** Tasks that ask to fail where no radio can serve them. */
  const refuse = async (plan: Plan, byId: Map<number, ReadyTask>, nowMs: number): Promise<void> => {
    const faults = new Map<number, Fault>(plan.refused.map(({ taskId, fault }) => [taskId, fault]));
    const refused = [...faults.keys()].flatMap((id) => byId.get(id) ?? []);
    for (const { id, attempt } of await claim(refused, nowMs, () => ({})))
      await store.finish({
        taskId: id,
        attempt,
        worker: options.worker,
        outcome: 'failed',
        final: 'failed',
        nowMs,
        fault: faults.get(id)?.toJSON(),
        products: [],
      });
  };

  const say = async (waiting: Plan['waiting']): Promise<void> => {
    const changed = waiting.filter(({ taskId, reason }) => reasons.get(taskId) !== reason);
    reasons = new Map(waiting.map(({ taskId, reason }) => [taskId, reason]));
    if (changed.length > 0) await store.setWaiting({ reasons: changed });
  };

  return {
    async time(facts, nowMs) {
      if (facts.nextDueMs === undefined || facts.nextDueMs > nowMs) return false;
      await store.promote({ nowMs });
      for (;;) {
        const late = await store.overdue({ nowMs, limit: skipBatch });
        const missed = (task: ReadyTask): boolean =>
          task.draft.missed === 'skip' && options.unattended.missed(task);
        await skip(late, nowMs, (task, schedule) =>
          missed(task)
            ? skipMissed(task, schedule, nowMs)
            : skipOverdue(task, schedule, nowMs, reasons.get(task.id)),
        );
        if (late.length < skipBatch) return true;
      }
    },
    async begin(nowMs) {
      const able = (await ready()).filter(({ id }) => !runs.leaving(id));
      const tasks = await skipMissedOf(able, nowMs);
      if (space.holds(clock.monoMs())) {
        await say(tasks.map(({ id }) => ({ taskId: id, reason: fullReason })));
        return tasks.map(() => fullReason);
      }
      const byId = new Map(tasks.map((task) => [task.id, task]));
      const plan = lanes.plan(tasks, nowMs);
      const started = await start(plan, byId, nowMs);
      space.tried(clock.monoMs(), started > 0 || tasks.length === 0);
      await refuse(plan, byId, nowMs);
      await say(plan.waiting);
      return plan.waiting.map(({ reason }) => reason);
    },
  };
}

const scheduleFor = (task: ReadyTask, schedules: Map<number, Schedule>): Schedule | undefined =>
  task.scheduleId === undefined ? undefined : schedules.get(task.scheduleId);

/** As the store orders them. */
function inOrder(a: ReadyTask, b: ReadyTask): number {
  return b.draft.priority - a.draft.priority || a.dueMs - b.dueMs || a.id - b.id;
}
