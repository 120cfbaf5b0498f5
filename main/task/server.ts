/** The room `task` of the contract. */
import type { EngineServer } from '../../contract/index.ts';
import { parseSelector } from '../../contract/selector.ts';
import type { QueueState, TaskDraft, TaskInfo } from '../../contract/task.ts';
import type { NewTask, NextRun, Store } from '../store/index.ts';
import { occurrencesIn } from './calendar.ts';
import type { Clock } from './clock.ts';
import { gather } from './gather.ts';
import type { Lanes } from './lanes.ts';
import { findOrphans } from './orphans.ts';
import { workersShown } from './others.ts';
import { nextRuns } from './schedule.ts';
import { runAfter, timed } from './timing.ts';
import { makeWatches } from './watch.ts';

/** Runs of a repetition that are told ahead. */
const runsAhead = 10;
/** Radios' streams are narrower: tasks further off don't share a tuning. */
const nearbyHz = 10e6;
const mostOthers = 200;
/** Tasks read at a time when a bulk action looks for repetitions. */
const readBatch = 1000;

export interface ServerOptions {
  store: Store;
  lanes: Lanes;
  who: string;
  clock: Clock;
  /** Id of this process among the workers. */
  me: string;
  recordingFolder(): string;
  /** A task with the progress of this moment, where it runs here. */
  current: (info: TaskInfo) => TaskInfo;
  /** Something was written here: the store tells of it too, but later. */
  acted: () => void;
}

export interface TaskServer {
  readonly members: EngineServer['task'];
  /** Something changed here: those who watch are told. */
  changed(): void;
  close(): void;
}

export function makeServer(options: ServerOptions): TaskServer {
  const { store, lanes, who: by, clock, current } = options;
  const watches = makeWatches(clock);
  const stopListening = [store.onChange(() => watches.poke()), lanes.onChange(() => watches.poke())];

  /** Passes an answer on and has the change looked at. */
  const acting = async <T>(answer: Promise<T>): Promise<T> => {
    const value = await answer;
    options.acted();
    watches.poke();
    return value;
  };

  const checked = (draft: TaskDraft, nowMs: number): NewTask => {
    parseSelector(draft.radio);
    return timed(draft, nowMs);
  };

  const add = gather((tasks: readonly NewTask[]) =>
    acting(store.addTasks({ tasks, by, nowMs: clock.wallMs() })),
  );

  const state = async (): Promise<QueueState> => {
    const facts = await store.facts({});
    return {
      revision: facts.revision,
      paused: facts.paused,
      counts: facts.counts,
      lanes: lanes.state().slice(0, 200),
      workers: workersShown(facts, options.me, clock),
      ...(store.notice === undefined ? {} : { notice: store.notice }),
    };
  };

  /** Runs that follow those queued runs of repetitions that are among the ids. */
  const followers = async (
    ids: readonly number[],
    nowMs: number,
  ): Promise<{ taskId: number; next: NextRun }[]> => {
    const found: { taskId: number; next: NextRun }[] = [];
    for (let at = 0; at < ids.length; at += readBatch) {
      const infos = await store.tasks({ ids: ids.slice(at, at + readBatch) });
      for (const info of infos) {
        if (info.scheduleId === undefined || info.state !== 'queued' || info.attempt > 0) continue;
        const { draft, schedule } = await store.detail({ id: info.id });
        const next = runAfter({ draft, attempt: info.attempt, dueMs: info.dueMs }, schedule, nowMs);
        if (next) found.push({ taskId: info.id, next });
      }
    }
    return found;
  };

  const members: EngineServer['task'] = {
    async add(draft) {
      const nowMs = clock.wallMs();
      const task = checked(draft, nowMs);
      const id = await add(task);
      // What was written is known: reading it back would wait behind the writes of others. Only a repetition has
      // something new, its schedule.
      const [read] = task.repeat ? await store.tasks({ ids: [id] }) : [];
      return read ?? freshInfo(id, task, nowMs);
    },
    async addMany({ drafts }) {
      const nowMs = clock.wallMs();
      const tasks = drafts.map((draft) => checked(draft, nowMs));
      return { ids: await acting(store.addTasks({ tasks, by, nowMs })) };
    },
    async preview(draft) {
      const nowMs = clock.wallMs();
      checked(draft, nowMs);
      // What was just added counts, whether a worker has looked yet or not.
      await store.promote({ nowMs });
      const others = await store.readyInBand({
        radio: draft.radio,
        lowHz: Math.max(0, draft.centreHz - nearbyHz),
        highHz: draft.centreHz + nearbyHz,
        limit: mostOthers,
      });
      return { ...lanes.preview(draft, others), nextRunsMs: runsOf(draft, nowMs) };
    },
    async page(query) {
      const { rows, total } = await store.page(query);
      return { rows: rows.map(current), total };
    },
    async get({ id }) {
      const { info, draft, attempts, products, audit, schedule } = await store.detail({ id });
      const nextRunsMs =
        !schedule || schedule.ended
          ? []
          : nextRuns(
              schedule.cron,
              schedule.timeZone,
              Math.max(info.dueMs, clock.wallMs()),
              runsAhead,
              schedule.untilMs,
            );
      return { ...current(info), draft, attempts, productList: products, audit, nextRunsMs };
    },
    watch: ({ ids }, sink) => watches.open(sink, async () => (await store.tasks({ ids })).map(current)),
    queue: (_input, sink) => watches.open(sink, state),
    async cancel({ ids }) {
      const nowMs = clock.wallMs();
      return acting(store.cancelTasks({ ids, next: await followers(ids, nowMs), by, nowMs }));
    },
    undoCancel: ({ ids }) => acting(store.undoCancel({ ids, by, nowMs: clock.wallMs() })),
    retry: ({ ids }) => acting(store.retryTasks({ ids, by, nowMs: clock.wallMs() })),
    setPriority: ({ ids, priority }) =>
      acting(store.setPriority({ ids, priority, by, nowMs: clock.wallMs() })),
    runNow: ({ ids }) => acting(store.runNow({ ids, by, nowMs: clock.wallMs() })),
    async endRepeat({ scheduleId }) {
      await acting(store.endSchedule({ scheduleId, by, nowMs: clock.wallMs() }));
      return {};
    },
    async pause({ paused }) {
      await acting(store.setPaused({ paused, by, nowMs: clock.wallMs() }));
      return {};
    },
    async timeline(span) {
      return { tunings: (await store.timeline(span)).slice(0, 5000) };
    },
    async calendar({ fromMs, toMs }) {
      return { occurrences: await occurrencesIn(await store.calendar({ fromMs, toMs }), fromMs, toMs) };
    },
    trail: async ({ limit }) => ({ entries: await store.trail({ limit }) }),
    async orphans() {
      return { files: await findOrphans(options.recordingFolder(), store, clock.wallMs()) };
    },
  };

  return {
    members,
    changed: () => watches.poke(),
    close() {
      for (const stop of stopListening) stop();
      watches.close();
    },
  };
}

/** Runs of a draft, the first included. */
function runsOf({ when }: TaskDraft, nowMs: number): number[] {
  if (when.kind === 'now') return [];
  if (when.kind === 'at') return [when.timeMs];
  return nextRuns(when.cron, when.timeZone, nowMs, runsAhead, when.untilMs);
}

/** A task as it stands right after it was written. */
function freshInfo(id: number, { draft, dueMs, deadlineMs }: NewTask, nowMs: number): TaskInfo {
  return {
    id,
    kind: draft.kind,
    name: draft.name,
    state: 'queued',
    radio: draft.radio,
    centreHz: draft.centreHz,
    bandwidthHz: draft.bandwidthHz,
    seconds: draft.seconds,
    priority: draft.priority,
    createdMs: nowMs,
    dueMs,
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    attempt: 0,
    retries: draft.retries,
    progress: 0,
    cancelling: false,
    partial: false,
    ...(draft.sourceId === undefined ? {} : { sourceId: draft.sourceId }),
    products: draft.products,
  };
}
