/**
 * The load test, as a client of the bridge: the window and the command line run the same code against the same
 * members, so a submission is timed where a caller waits for it. Four parts: one after another, all at once, run to
 * completion, sustained. What the system before this one measured, and its rules, stand in `loadtest-report.ts`.
 */
import type { EngineClient } from './index.ts';
import type { ComponentHealth } from './health.ts';
import type { TaskDraftInput, TaskInfo } from './task.ts';

export interface LoadTestPlan {
  tasks: number;
  /** Selector of the radio that serves them. */
  radio: string;
  /** Frequency of task i is firstHz + i·stepHz. */
  firstHz: number;
  stepHz: number;
  bandwidthHz: number;
  /** Length of each recording. */
  seconds: number;
  /** Length of the sustained part; 0 leaves it out. */
  sustainSeconds: number;
  /** Submissions a second in it. */
  sustainRate: number;
}

/** Latencies in milliseconds. p95 and p99 are element int(share·n) of the sorted list: the older system's rule. */
export interface Latency {
  mean: number;
  median: number;
  stdev: number;
  min: number;
  max: number;
  p95: number;
  p99: number;
}

interface Submission {
  index: number;
  /** Absent when it was refused. */
  taskId?: number;
  /** `accepted`, or the code of the fault. */
  status: string;
  ms: number;
  /** UTC milliseconds. */
  atMs: number;
}

interface Completion {
  /** From the first submission to the last end. */
  seconds: number;
  succeeded: number;
  failed: number;
  /** Tasks with every sample asked for on disk. */
  measurements: number;
  /** Of these, the strongest signal stood within one bin of the task's frequency. */
  onFrequency: number;
  samples: number;
  lostSamples: number;
  /** Why the others failed, each sentence once. */
  faults: string[];
}

export interface LoadTestPart {
  submissions: readonly Submission[];
  latency: Latency;
  wallSeconds: number;
  completion: Completion;
}

interface Sustained {
  seconds: number;
  submitted: number;
  accepted: number;
  perSecond: number;
  latency: Latency;
  completion: Completion;
  /** At the begin, the end and the highest of the engine's process. */
  memoryBytes: { first: number; last: number; max: number };
  eventLoopLagMs: { mean: number; max: number };
}

export interface LoadTestResult {
  plan: LoadTestPlan;
  startedMs: number;
  version: string;
  platform: string;
  runtime: string;
  serial: LoadTestPart;
  concurrent: LoadTestPart;
  sustained?: Sustained;
  components: ComponentHealth[];
}

export interface LoadTestHost {
  api: EngineClient;
  /** Monotonic milliseconds. */
  nowMs: () => number;
  sleep: (ms: number) => Promise<void>;
  /** One line for people. */
  progress: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Where every frequency of a task holds a carrier of `sim:band`: see docs/cli.md. */
const rasterOfBand = { firstHz: 446_000_000, stepHz: 25_000 };

/** What a person who names only the radio gets. */
export function loadTestPlan(wish: Partial<LoadTestPlan>): LoadTestPlan {
  return {
    tasks: 50,
    radio: 'sim:band',
    ...rasterOfBand,
    bandwidthHz: 12_500,
    seconds: 1,
    sustainSeconds: 0,
    sustainRate: 5,
    ...wish,
  };
}

export async function runLoadTest(host: LoadTestHost, plan: LoadTestPlan): Promise<LoadTestResult> {
  const { api } = host;
  const info = await api.app.info({});
  const startedMs = Date.now();

  host.progress(`${plan.tasks} tasks, one after another`);
  const serial = await part(host, plan, async (submit) => {
    for (let i = 0; i < plan.tasks && !host.signal.aborted; i++) await submit(i);
  });
  host.progress(`${plan.tasks} tasks at once`);
  const concurrent = await part(host, plan, async (submit) => {
    await Promise.all(Array.from({ length: plan.tasks }, (_, i) => submit(i)));
  });
  const sustained = plan.sustainSeconds > 0 ? await sustain(host, plan) : undefined;
  const { components } = await api.health.check({});
  return {
    plan,
    startedMs,
    version: info.version,
    platform: info.platform,
    runtime: info.runtime,
    serial,
    concurrent,
    ...(sustained ? { sustained } : {}),
    components,
  };
}

function draft(plan: LoadTestPlan, index: number, seconds = plan.seconds): TaskDraftInput {
  return {
    kind: 'acquire',
    name: `load test ${String(index + 1)}`,
    radio: plan.radio,
    centreHz: plan.firstHz + (index % plan.tasks) * plan.stepHz,
    bandwidthHz: plan.bandwidthHz,
    seconds,
    products: ['iq', 'metrics'],
  };
}

async function submitOne(host: LoadTestHost, task: TaskDraftInput, index: number): Promise<Submission> {
  const atMs = Date.now();
  const started = host.nowMs();
  try {
    const { id } = await host.api.task.add(task);
    return { index, taskId: id, status: 'accepted', ms: host.nowMs() - started, atMs };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'internal';
    return { index, status: code, ms: host.nowMs() - started, atMs };
  }
}

async function part(
  host: LoadTestHost,
  plan: LoadTestPlan,
  fire: (submit: (index: number) => Promise<void>) => Promise<void>,
): Promise<LoadTestPart> {
  const submissions: Submission[] = [];
  const started = host.nowMs();
  await fire(async (index) => {
    submissions.push(await submitOne(host, draft(plan, index), index));
  });
  const wallSeconds = (host.nowMs() - started) / 1000;
  const completion = await complete(host, plan, submissions, plan.seconds, started);
  return { submissions, latency: latencyOf(submissions), wallSeconds, completion };
}

/** Waits until every accepted task ended, then counts what is on disk, task by task. */
async function complete(
  host: LoadTestHost,
  plan: LoadTestPlan,
  submissions: readonly Submission[],
  seconds: number,
  startedMs: number,
): Promise<Completion> {
  const ids = submissions.flatMap((one) => (one.taskId === undefined ? [] : [one.taskId]));
  const ended = await untilEnded(host, ids);
  const tookSeconds = (host.nowMs() - startedMs) / 1000;
  const completion: Completion = {
    seconds: tookSeconds,
    succeeded: ended.filter((task) => task.state === 'succeeded').length,
    failed: ended.filter((task) => task.state !== 'succeeded').length,
    measurements: 0,
    onFrequency: 0,
    samples: 0,
    lostSamples: 0,
    faults: [...new Set(ended.flatMap((task) => (task.fault ? [task.fault.message] : [])))],
  };
  for (const id of ids) {
    const { productList } = await host.api.task.get({ id });
    const iq = productList.find((one) => one.kind === 'iq' && one.state === 'complete');
    const metrics = productList.find((one) => one.kind === 'metrics' && one.state === 'complete')?.metrics;
    if (iq?.samples === undefined || iq.sha512 === undefined) continue;
    completion.samples += iq.samples;
    completion.lostSamples += iq.lostSamples ?? 0;
    // Samples are counted against the bandwidth: the recording's rate is never below it.
    if (iq.samples >= seconds * plan.bandwidthHz) completion.measurements++;
    if (metrics?.peakOffsetHz !== undefined && Math.abs(metrics.peakOffsetHz) <= metrics.resolutionHz)
      completion.onFrequency++;
  }
  return completion;
}

const running: readonly TaskInfo['state'][] = ['queued', 'running'];
/** The bridge watches this many tasks at once at most. */
const watchedAtOnce = 1000;

async function untilEnded(host: LoadTestHost, ids: readonly number[]): Promise<TaskInfo[]> {
  const ended: TaskInfo[] = [];
  for (let at = 0; at < ids.length; at += watchedAtOnce)
    ended.push(...(await watchUntilEnded(host, ids.slice(at, at + watchedAtOnce))));
  return ended;
}

function watchUntilEnded(host: LoadTestHost, ids: number[]): Promise<TaskInfo[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return new Promise((resolve, reject) => {
    let last: TaskInfo[] = [];
    const over = (): void => {
      subscription.close();
      host.signal.removeEventListener('abort', over);
      resolve(last);
    };
    const subscription = host.api.task.watch(
      { ids },
      {
        next(tasks) {
          last = tasks;
          const open = tasks.filter((task) => running.includes(task.state)).length;
          host.progress(`${ids.length - open} of ${ids.length} done`);
          // Told in a turn of its own: the first value may come before `subscription` is assigned.
          if (open === 0) void Promise.resolve().then(over);
        },
        end: (fault) => {
          if (fault) reject(fault);
          else resolve(last);
        },
      },
    );
    host.signal.addEventListener('abort', over);
  });
}

/** Short tasks at a steady rate: what a station does all day. */
async function sustain(host: LoadTestHost, plan: LoadTestPlan): Promise<Sustained> {
  const taskSeconds = Math.min(plan.seconds, 0.2);
  const memory: number[] = [];
  const lag: number[] = [];
  const vitals = host.api.health.vitals(
    {},
    {
      next(value) {
        memory.push(value.memoryBytes);
        lag.push(value.eventLoopLagMs);
      },
    },
  );
  const submissions: Promise<Submission>[] = [];
  const started = host.nowMs();
  const total = Math.max(1, Math.round(plan.sustainSeconds * plan.sustainRate));
  for (let i = 0; i < total && !host.signal.aborted; i++) {
    // Against the plan, not against the last one: a slow answer must not lower the rate.
    const waitMs = started + (i * 1000) / plan.sustainRate - host.nowMs();
    if (waitMs > 0) await host.sleep(waitMs);
    submissions.push(submitOne(host, draft(plan, i, taskSeconds), i));
    if (i % 50 === 0) host.progress(`sustained: ${String(i)} of ${String(total)}`);
  }
  const done = await Promise.all(submissions);
  const seconds = (host.nowMs() - started) / 1000;
  const completion = await complete(host, plan, done, taskSeconds, started);
  vitals.close();
  const accepted = done.filter((one) => one.taskId !== undefined).length;
  return {
    seconds,
    submitted: done.length,
    accepted,
    perSecond: done.length / seconds,
    latency: latencyOf(done),
    completion,
    memoryBytes: { first: memory[0] ?? 0, last: memory.at(-1) ?? 0, max: Math.max(0, ...memory) },
    eventLoopLagMs: { mean: mean(lag), max: Math.max(0, ...lag) },
  };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function latencyOf(submissions: readonly Submission[]): Latency {
  const sorted = submissions.map((one) => one.ms).sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  const average = mean(sorted);
  const half = sorted.length >> 1;
  const median =
    sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
  const squares = sorted.reduce((sum, value) => sum + (value - average) ** 2, 0);
  return {
    mean: average,
    median,
    stdev: sorted.length < 2 ? 0 : Math.sqrt(squares / (sorted.length - 1)),
    min: sorted[0] ?? 0,
    max: sorted.at(-1) ?? 0,
    p95: at(0.95),
    p99: at(0.99),
  };
}
