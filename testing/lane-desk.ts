/** Lanes with a queue in memory before them: plans when something changed, runs what the plan says, keeps the ends. */
import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { TaskDraft, type TaskDraftInput } from '../contract/task.ts';
import type { Settings } from '../contract/settings.ts';
import { makeChannels, type Radios } from '../main/acquire/index.ts';
import type { ReadyTask } from '../main/store/index.ts';
import type { AbortReason, Lanes, Outcome, Plan } from '../main/task/lanes.ts';
import { makeAcquireLanes, type LanesOptions } from '../main/task/tasks/acquire/lanes.ts';
import { startProducts } from '../main/tools/index.ts';
import { makeTestFolder } from './files.ts';
import { makeTestRadios } from './radios.ts';

/** A tuning as the store would keep it. */
interface KeptTuning {
  id: number;
  radioId: string;
  centreHz: number;
  sampleRateHz: number;
  closed: boolean;
}

export interface Desk {
  readonly folder: string;
  readonly radios: Radios;
  readonly settings: { current: Settings };
  readonly lanes: Lanes;
  readonly tunings: KeptTuning[];
  /** Names announced, by task. */
  readonly announced: Map<number, string[]>;
  /** Tuning of every try, in the order they began. */
  readonly tries: { taskId: number; attempt: number; tuningId: number | undefined }[];
  readonly outcomes: Map<number, Outcome[]>;
  /** Why those wait that do. */
  reason(taskId: number): string | undefined;
  readonly refused: Plan['refused'];
  add(draft: Partial<TaskDraftInput> & Pick<TaskDraftInput, 'centreHz'>): number;
  abort(taskId: number, reason: AbortReason): void;
  /** The last end of a task, suspended tries passed over. */
  end(taskId: number): Promise<Outcome>;
  /** Settles when the condition holds; looked at after every change. */
  until(condition: () => boolean): Promise<void>;
  close(): Promise<void>;
}

export async function makeDesk(more: Partial<LanesOptions> = {}): Promise<Desk> {
  const home = makeTestFolder();
  const folder = join(home.path, 'recordings');
  mkdirSync(folder);
  const { radios, settings } = makeTestRadios({ reserveBytes: 0 });
  await radios.refresh();
  const tunings: KeptTuning[] = [];
  const lanes = makeAcquireLanes({
    makeChannels,
    startProducts,
    radios,
    settings,
    folder: () => folder,
    version: '0.0.0',
    store: {
      openTuning({ radioId, centreHz, sampleRateHz }) {
        tunings.push({ id: tunings.length + 1, radioId, centreHz, sampleRateHz, closed: false });
        return Promise.resolve(tunings.length);
      },
      closeTuning({ id }) {
        const tuning = tunings[id - 1];
        if (tuning) tuning.closed = true;
        return Promise.resolve();
      },
    },
    lingerMs: 200,
    ...more,
  });

  let ready: ReadyTask[] = [];
  let nextId = 1;
  let plan: Plan = { starts: [], waiting: [], refused: [] };
  const refused: Plan['refused'][number][] = [];
  const running = new Map<number, AbortController>();
  const outcomes = new Map<number, Outcome[]>();
  const announced = new Map<number, string[]>();
  const tries: Desk['tries'] = [];
  const waiters = new Set<() => void>();
  let planning: NodeJS.Immediate | undefined;
  let closed = false;

  const tell = (): void => {
    for (const waiter of waiters) waiter();
  };
  const begin = async (task: ReadyTask, start: Plan['starts'][number]): Promise<void> => {
    const abort = new AbortController();
    running.set(task.id, abort);
    const outcome = await lanes.run(task, start, {
      signal: abort.signal,
      progress: () => undefined,
      announce(products) {
        if (abort.signal.reason === 'lease-lost') return Promise.resolve(false);
        announced.set(task.id, [...(announced.get(task.id) ?? []), ...products.map(({ name }) => name)]);
        return Promise.resolve(true);
      },
    });
    tries.push({ taskId: task.id, attempt: task.attempt, tuningId: start.tuning.tuningId });
    running.delete(task.id);
    outcomes.set(task.id, [...(outcomes.get(task.id) ?? []), outcome]);
    if (outcome.outcome === 'suspended' && !closed && !abort.signal.aborted) ready.push(task);
    wake();
  };
  const look = (): void => {
    planning = undefined;
    if (closed) return;
    ready.sort((a, b) => b.draft.priority - a.draft.priority || a.dueMs - b.dueMs || a.id - b.id);
    plan = lanes.plan(ready, Date.now());
    refused.push(...plan.refused);
    const gone = new Set([...plan.starts, ...plan.refused].map(({ taskId }) => taskId));
    const tasks = new Map(ready.map((task) => [task.id, task]));
    ready = ready.filter(({ id }) => !gone.has(id));
    for (const start of plan.starts) {
      const task = tasks.get(start.taskId);
      if (task) void begin({ ...task, attempt: task.attempt + 1 }, start);
    }
    tell();
  };
  const wake = (): void => {
    planning ??= setImmediate(look);
  };
  lanes.onChange((what) => (what === 'capacity' ? wake() : tell()));

  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (!condition()) return;
        waiters.delete(check);
        resolve();
      };
      waiters.add(check);
      check();
    });

  return {
    folder,
    radios,
    settings,
    lanes,
    tunings,
    announced,
    tries,
    outcomes,
    refused,
    reason: (taskId) => plan.waiting.find((one) => one.taskId === taskId)?.reason,
    add(draft) {
      const id = nextId++;
      ready.push({
        id,
        draft: TaskDraft.parse({
          kind: 'acquire',
          radio: 'sim:band',
          bandwidthHz: 12_500,
          seconds: 1,
          ...draft,
        }),
        dueMs: 0,
        createdMs: 0,
        attempt: 0,
        failures: 0,
      });
      wake();
      return id;
    },
    abort: (taskId, reason) => running.get(taskId)?.abort(reason),
    until,
    async end(taskId) {
      const last = (): Outcome | undefined =>
        outcomes.get(taskId)?.findLast((one) => one.outcome !== 'suspended');
      await until(() => last() !== undefined);
      return last()!;
    },
    async close() {
      for (const abort of running.values()) abort.abort('closing');
      await until(() => running.size === 0);
      closed = true;
      if (planning) clearImmediate(planning);
      await lanes.close();
      await radios.close();
      home.remove();
    },
  };
}
