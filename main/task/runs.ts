/** The tasks this process runs: their leases are renewed, their ends written down, whatever happens. */
import type { Fault } from '../../contract/fault.ts';
import type { TaskInfo, TaskPhase } from '../../contract/task.ts';
import type { Finish, Lease, NewProduct, ReadyTask, Store } from '../store/index.ts';
import { asFault } from '../thread/index.ts';
import type { Clock } from './clock.ts';
import type { AbortReason, Lanes, Outcome, Start, TaskControl } from './lanes.ts';
import { verdict } from './retry.ts';

interface Run {
  readonly task: ReadyTask;
  readonly start: Start;
  readonly lease: Lease;
  readonly abort: AbortController;
  progress: number;
  phase: TaskPhase;
  /** Settles when its end is on disk, or is nobody's business any more. */
  done: Promise<void>;
}

export interface Runs {
  /** Tasks whose lease this process holds. */
  readonly size: number;
  has(taskId: number): boolean;
  ids(): number[];
  /** A try of it that lost its lease has not ended here yet. */
  leaving(taskId: number): boolean;
  /** Carries a claimed task out. */
  begin(task: ReadyTask, start: Start): void;
  /** Ends those that were cancelled or taken over, by the store's word. */
  compare(infos: readonly TaskInfo[]): void;
  /** Renews every lease now. */
  renew(): Promise<void>;
  /** With the progress of this moment. */
  current(info: TaskInfo): TaskInfo;
  /** Suspends all and settles when their ends are on disk. */
  close(): Promise<void>;
}

export interface RunsOptions {
  store: Store;
  lanes: Lanes;
  clock: Clock;
  worker: string;
  leaseMs: number;
  /** Tasks that found the disk full try again at this wall time; that is no failure of theirs. */
  retryWhenFull: () => number;
  ended(finish: Finish): void;
  problem(fault: Fault): void;
}

/** Waits between attempts to write a task's end down, while the database can't be written. */
const saveAgainMs = [500, 1000, 2000, 5000] as const;

export function makeRuns(options: RunsOptions): Runs {
  const { store, clock, worker, leaseMs } = options;
  const runs = new Map<number, Run>();
  /** Lost their lease and are not over yet. */
  const ghosts = new Set<Run>();
  let stopBeat: (() => void) | undefined;
  let closing = false;
  const hurry = new Set<() => void>();

  const abort = (run: Run, reason: AbortReason): void => {
    if (!run.abort.signal.aborted) run.abort.abort(reason);
    if (reason === 'lease-lost' && runs.get(run.task.id) === run) {
      runs.delete(run.task.id);
      ghosts.add(run);
    }
  };
  const abortOne = (taskId: number, reason: AbortReason): void => {
    const run = runs.get(taskId);
    if (run) abort(run, reason);
  };

  const renew = async (): Promise<void> => {
    const beats = [...runs.values()].map(({ lease, progress, phase }) => ({ ...lease, progress, phase }));
    if (beats.length === 0) return;
    const monoMs = clock.monoMs();
    try {
      const { lost, cancel } = await store.beat({
        worker,
        monoMs,
        leaseUntilMonoMs: monoMs + leaseMs,
        beats,
      });
      for (const id of lost) if (beats.some((b) => b.taskId === id)) abortOne(id, 'lease-lost');
      for (const id of cancel) abortOne(id, 'cancelled');
    } catch (error) {
      // The next beat tries again. Until then others may take over: the store decides whose result counts.
      options.problem(asFault(error));
    }
  };

  /** A beat in every third of a lease, while something runs: two may fail before a lease is lost. */
  const keepBeating = (): void => {
    if (stopBeat || runs.size === 0) return;
    stopBeat = clock.timer(leaseMs / 3, () => {
      stopBeat = undefined;
      void renew().then(keepBeating);
    });
  };

  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const over = (): void => {
        stop();
        hurry.delete(over);
        resolve();
      };
      const stop = clock.timer(ms, over);
      hurry.add(over);
    });

  /** Somebody took over: we are thought to be frozen, and are not. */
  const awake = async (): Promise<void> => {
    const monoMs = clock.monoMs();
    await store.beat({ worker, monoMs, leaseUntilMonoMs: monoMs + leaseMs, beats: [] });
  };

  /** Writes an end down, again and again while the database can't be written. */
  const save = async (finish: Finish): Promise<void> => {
    for (let attempt = 0; ; attempt++) {
      const last = closing;
      try {
        if (!(await store.finish(finish))) await awake();
        return;
      } catch (error) {
        options.problem(asFault(error));
        // At the end of the program the task stays leased: the next start finds it and runs it again.
        if (last) return;
      }
      await wait(saveAgainMs[Math.min(attempt, saveAgainMs.length - 1)] ?? 0);
    }
  };

  const carry = async (run: Run): Promise<void> => {
    const outcome = await options.lanes
      .run(run.task, run.start, control(run))
      // A lane promises never to reject. If one does, the task must not stay running for ever.
      .catch((error: unknown): Outcome => ({
        outcome: 'failed',
        fault: asFault(error),
        retryable: true,
        products: [],
      }));
    const finish = finishOf(run, outcome, clock.wallMs(), options.retryWhenFull);
    await save(finish);
    ghosts.delete(run);
    if (runs.get(run.task.id) === run) runs.delete(run.task.id);
    if (runs.size === 0) {
      stopBeat?.();
      stopBeat = undefined;
    }
    options.ended(finish);
  };

  const control = (run: Run): TaskControl => ({
    signal: run.abort.signal,
    progress(share, phase) {
      run.progress = Math.min(1, Math.max(0, share));
      run.phase = phase;
    },
    async announce(products: readonly NewProduct[]) {
      const { tuningId } = run.start.tuning;
      const ours = await store.addProducts({ lease: run.lease, products, tuningId });
      if (!ours) abort(run, 'lease-lost');
      return ours;
    },
  });

  return {
    get size() {
      return runs.size;
    },
    has: (taskId) => runs.has(taskId),
    ids: () => [...runs.keys()],
    leaving: (taskId) => [...ghosts].some((run) => run.task.id === taskId),
    begin(task, start) {
      const lease: Lease = { taskId: task.id, attempt: task.attempt, worker };
      const run: Run = {
        task,
        start,
        lease,
        abort: new AbortController(),
        progress: 0,
        phase: 'starting',
        done: Promise.resolve(),
      };
      runs.set(task.id, run);
      run.done = carry(run);
      if (closing) abort(run, 'closing');
      keepBeating();
    },
    compare(infos) {
      for (const info of infos) {
        const run = runs.get(info.id);
        if (!run) continue;
        if (info.state !== 'running' || info.attempt !== run.lease.attempt) abort(run, 'lease-lost');
        else if (info.cancelling) abort(run, 'cancelled');
      }
    },
    renew,
    current(info) {
      const run = runs.get(info.id);
      return run && info.state === 'running' ? { ...info, progress: run.progress, phase: run.phase } : info;
    },
    async close() {
      closing = true;
      const all = [...runs.values(), ...ghosts];
      for (const run of all) abort(run, 'closing');
      for (const over of [...hurry]) over();
      await Promise.all(all.map((run) => run.done));
      stopBeat?.();
      stopBeat = undefined;
    },
  };
}

/** What is written down of an outcome. */
function finishOf(run: Run, outcome: Outcome, nowMs: number, retryWhenFull: () => number): Finish {
  const { task, lease } = run;
  const { fault } = outcome;
  const base = {
    ...lease,
    nowMs,
    products: outcome.products,
    dropped: outcome.dropped,
    ...(fault ? { fault: fault.toJSON() } : {}),
  };
  const asked = run.abort.signal.aborted ? (run.abort.signal.reason as AbortReason) : undefined;
  if (outcome.outcome === 'succeeded') return { ...base, outcome: 'succeeded' };
  // Who was told to stop did not fail, however it ended.
  if (asked === 'cancelled') return { ...base, outcome: 'cancelled' };
  if (asked === 'closing' || outcome.outcome === 'suspended') return { ...base, outcome: 'suspended' };
  if (outcome.outcome === 'cancelled') return { ...base, outcome: 'cancelled' };
  if (fault?.code === 'disk-full') return { ...base, outcome: 'suspended', retryMs: retryWhenFull() };
  return {
    ...base,
    outcome: 'failed',
    ...verdict({
      taskId: task.id,
      fault,
      retryable: outcome.retryable,
      failures: task.failures + 1,
      retries: task.draft.retries,
      nowMs,
      deadlineMs: task.deadlineMs,
    }),
  };
}
