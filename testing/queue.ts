/** A clock that a test turns, and lanes that only pretend to record: for tests of the queue on the real store. */
import { setImmediate } from 'node:timers/promises';
import type { Fault } from '../contract/fault.ts';
import { TaskDraft, type TaskDraftInput } from '../contract/task.ts';
import type { FinishedProduct, ReadyTask, Store } from '../main/store/index.ts';
import type { Clock } from '../main/task/clock.ts';
import type { AbortReason, Lanes, Outcome, Start, TaskControl } from '../main/task/lanes.ts';

export interface TurnedClock extends Clock {
  /** The wall clock alone is set: forwards or backwards. */
  jump(ms: number): void;
  /** Time passes in which no timer fires: the thread was busy, or frozen. */
  block(ms: number): void;
  /** Lets time pass, timer by timer; `settle` waits after each for what it started. */
  pass(ms: number, settle: () => Promise<void>): Promise<void>;
  /** Timers that wait. */
  readonly timers: number;
}

export function turnedClock(startMs: number): TurnedClock {
  let monoMs = 1_000_000;
  let offsetMs = startMs - monoMs;
  const timers = new Set<{ atMs: number; call: () => void }>();
  return {
    wallMs: () => monoMs + offsetMs,
    monoMs: () => monoMs,
    timer(afterMs, call) {
      const timer = { atMs: monoMs + afterMs, call };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    block: (ms) => void (monoMs += ms),
    jump: (ms) => void (offsetMs += ms),
    async pass(ms, settle) {
      const endMs = monoMs + ms;
      await settle();
      for (;;) {
        const [next] = [...timers].sort((a, b) => a.atMs - b.atMs);
        if (!next || next.atMs > endMs) break;
        timers.delete(next);
        monoMs = Math.max(monoMs, next.atMs);
        next.call();
        await settle();
      }
      monoMs = endMs;
      await settle();
    },
    get timers() {
      return timers.size;
    },
  };
}

export interface WatchedStore {
  readonly store: Store;
  /** Settles when no operation is under way and none follows. */
  settle: () => Promise<void>;
}

/** Counts the operations under way, so that a test knows when everything a timer started is over. */
export function watchedStore(store: Store): WatchedStore {
  let pending = 0;
  const over = (): void => {
    pending--;
  };
  const watched = new Proxy(store, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function') return member;
      return (...input: unknown[]): unknown => {
        const answer: unknown = Reflect.apply(member, target, input);
        if (answer instanceof Promise) {
          pending++;
          answer.then(over, over);
        }
        return answer;
      };
    },
  });
  return {
    store: watched,
    async settle() {
      // What follows an answer begins within a few turns; notices of commits come with the answers.
      for (let still = 0; still < 3; still = pending === 0 ? still + 1 : 0) await setImmediate();
    },
  };
}

/** A draft with everything a test does not care about. */
export const draftOf = (more: Partial<TaskDraftInput> = {}): TaskDraft =>
  TaskDraft.parse({
    kind: 'acquire',
    radio: 'sim:band',
    centreHz: 100e6,
    bandwidthHz: 10e3,
    seconds: 1,
    ...more,
  });

/** One task carried out. */
interface Carried {
  taskId: number;
  name: string;
  attempt: number;
  startedMs: number;
  abortedBy?: AbortReason;
}

export interface PretendedLanes extends Lanes {
  readonly carried: readonly Carried[];
  /** Tasks of each plan that was asked for. */
  readonly plans: readonly number[];
  /** Tasks running now. */
  readonly running: number;
  /** Something about the radios changed. */
  changed(): void;
}

export interface PretendOptions {
  clock: Clock;
  /** Tasks at once. */
  limit?: number;
  /** Radios that are there; undefined: all. */
  radios?: () => readonly string[];
  /** One radio at this tuning: it serves what lies within 1 MHz of it. */
  tunedHz?: number;
  /** How a try ends after its seconds; default: well. */
  end?: (task: ReadyTask) => Partial<Outcome> | Promise<Partial<Outcome>>;
  begun?: (taskId: number) => void;
  /** Refusals of tasks whose radio is not there. */
  absent?: (radio: string) => Fault;
}

export function pretendLanes(options: PretendOptions): PretendedLanes {
  const { clock, limit = 100 } = options;
  const carried: Carried[] = [];
  const plans: number[] = [];
  const listeners = new Set<(what: 'capacity' | 'progress') => void>();
  const running = new Set<number>();
  const tell = (): void => {
    for (const listener of listeners) listener('capacity');
  };

  const record = (task: ReadyTask, control: TaskControl, entry: Carried): Promise<boolean> =>
    new Promise((resolve) => {
      const over = (whole: boolean): void => {
        stop();
        control.signal.removeEventListener('abort', onAbort);
        resolve(whole);
      };
      const onAbort = (): void => {
        entry.abortedBy = control.signal.reason as AbortReason;
        over(false);
      };
      const stop = clock.timer(task.draft.seconds * 1000, () => over(true));
      if (control.signal.aborted) onAbort();
      else control.signal.addEventListener('abort', onAbort);
    });

  const run = async (task: ReadyTask, control: TaskControl): Promise<Outcome> => {
    const entry: Carried = {
      taskId: task.id,
      name: task.draft.name,
      attempt: task.attempt,
      startedMs: clock.wallMs(),
    };
    carried.push(entry);
    options.begun?.(task.id);
    const name = `task-${task.id}-${task.attempt}.csv`;
    const product: FinishedProduct = { kind: 'power', name, state: 'complete', bytes: 10 };
    if (!(await control.announce([{ kind: 'power', name }])))
      return { outcome: 'cancelled', retryable: false, products: [] };
    control.progress(0.5, 'recording');
    const whole = await record(task, control, entry);
    if (!whole)
      return {
        outcome: 'cancelled',
        retryable: false,
        products: [{ ...product, state: 'partial' }],
      };
    const end = await options.end?.(task);
    return {
      outcome: 'succeeded',
      retryable: true,
      products: end?.outcome === undefined ? [product] : [],
      ...end,
    };
  };

  return {
    carried,
    plans,
    get running() {
      return running.size;
    },
    changed: tell,
    plan(ready) {
      plans.push(ready.length);
      const here = options.radios?.();
      const there = ready.filter(
        ({ draft }) =>
          (here?.includes(draft.radio) ?? true) &&
          Math.abs(draft.centreHz - (options.tunedHz ?? draft.centreHz)) < 1e6,
      );
      const away = ready.filter((task) => !there.includes(task));
      const starts: Start[] = there.slice(0, limit - running.size).map(({ id, draft }) => ({
        taskId: id,
        radioId: draft.radio,
        tuning: { radioId: draft.radio, centreHz: draft.centreHz, sampleRateHz: 2.4e6 },
      }));
      const fails = ({ draft }: ReadyTask): boolean =>
        draft.absent === 'fail' && options.absent !== undefined;
      return {
        starts,
        waiting: [
          ...there.slice(starts.length).map(({ id }) => ({ taskId: id, reason: 'It waits for its turn.' })),
          ...away
            .filter((task) => !fails(task))
            .map(({ id, draft }) => ({ taskId: id, reason: `${draft.radio} is not there.` })),
        ],
        refused: away.flatMap((task) => {
          const fault = fails(task) ? options.absent?.(task.draft.radio) : undefined;
          return fault ? [{ taskId: task.id, fault }] : [];
        }),
      };
    },
    async run(task, _start, control) {
      running.add(task.id);
      try {
        return await run(task, control);
      } finally {
        running.delete(task.id);
        tell();
      }
    },
    preview: (_draft, others) => ({
      radios: [{ id: 'sim:band', label: 'Simulated band' }],
      summary: 'At once.',
      possible: true,
      needsBytes: 10,
      freeBytes: 1e9,
      sharesWith: others.length,
    }),
    state: () =>
      options.tunedHz === undefined
        ? []
        : [{ lane: 'sim:band', limit, centreHz: options.tunedHz, sampleRateHz: 2.4e6, tasks: [] }],
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => Promise.resolve(),
  };
}
