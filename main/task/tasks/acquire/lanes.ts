/** The lanes of acquisition tasks: plans for what radios there are, carries tasks out, says how they fare. */
import type { makeChannels, RadioFacts, Radios } from '../../../acquire/index.ts';
import type { startProducts } from '../../../tools/index.ts';
import type { Settings } from '../../../../contract/settings.ts';
import type { Lane as LaneInfo, TaskDraft } from '../../../../contract/task.ts';
import type { ReadyTask, Store } from '../../../store/index.ts';
import { asFault } from '../../../thread/index.ts';
import type { Lanes } from '../../lanes.ts';
import { carry } from './carry.ts';
import { makeCompute } from './compute.ts';
import { freeBytesOf, makeFreeSpace } from './free-space.ts';
import { makeLane, type Lane } from './lane.ts';
import { bytesFor } from './needs.ts';
import type { PlanInput, PlanRadio } from './plan-types.ts';
import { planTasks } from './plan.ts';
import { previewTask } from './preview.ts';
import { makeRun, type Run } from './run.ts';

export interface LanesOptions {
  radios: Pick<Radios, 'list' | 'facts' | 'session' | 'remembered' | 'adopt' | 'onChange'>;
  store: Pick<Store, 'openTuning' | 'closeTuning'>;
  settings: { readonly current: Settings };
  /** Where recordings go. */
  folder(): string;
  version: string;
  makeChannels: typeof makeChannels;
  startProducts: typeof startProducts;
  /** Free bytes where recordings go; default: what the file system says. */
  freeBytes?: () => number;
  /** A radio stays on so long after its last task; default 1500. */
  lingerMs?: number;
  /** A radio that is lost for longer ends the tries of its tasks; default 30 000. */
  lostPatienceMs?: number;
  /** A radio that could not be started is left alone so long; default 5000. */
  blockMs?: number;
}

export function makeAcquireLanes(options: LanesOptions): Lanes {
  const { radios, settings } = options;
  const lanes = new Map<string, Lane>();
  const runs = new Map<number, Run>();
  const listeners = new Set<(what: 'capacity' | 'progress') => void>();
  let closed = false;
  const say = (what: 'capacity' | 'progress'): void => {
    if (!closed) for (const listener of listeners) listener(what);
  };
  const compute = makeCompute({
    limit: () => settings.current.taskLimits.compute,
    start: options.startProducts,
  });
  const space = makeFreeSpace(options.freeBytes ?? (() => freeBytesOf(options.folder())), () =>
    say('capacity'),
  );
  const stopWatching = radios.onChange(() => say('capacity'));

  const laneOf = (radioId: string): Lane => {
    const known = lanes.get(radioId);
    if (known) return known;
    const made = makeLane({
      radioId,
      radios,
      store: options.store,
      makeChannels: options.makeChannels,
      lingerMs: options.lingerMs ?? 1500,
      lostPatienceMs: options.lostPatienceMs ?? 30_000,
      blockMs: options.blockMs ?? 5000,
      onCapacity: () => say('capacity'),
      onProgress: () => say('progress'),
    });
    lanes.set(radioId, made);
    return made;
  };

  /** Of a radio that tasks name though it is not in the list. */
  const named = (radioId: string): RadioFacts | undefined => {
    // Servers are found by nobody: naming one is how it becomes known.
    if (radioId.startsWith('rtltcp:') && !radios.facts(radioId)) radios.adopt(radioId);
    return radios.facts(radioId);
  };

  const radiosFor = (drafts: readonly TaskDraft[], nowMs: number): PlanRadio[] => {
    const ids = new Set([...radios.list().map(({ id }) => id), ...lanes.keys()]);
    for (const { radio } of drafts) if (radio.includes(':') && !radio.startsWith('group:')) ids.add(radio);
    return [...ids].flatMap((id) => {
      const facts = named(id);
      return facts ? [{ ...facts, id, use: laneOf(id).use(nowMs) }] : [];
    });
  };

  /** Bytes running tasks may still write. */
  const promisedBytes = (): number => {
    let bytes = 0;
    for (const { task, progress, sampleRateHz } of runs.values())
      bytes += bytesFor(task.draft, 1, sampleRateHz) * (1 - progress.progress);
    return bytes;
  };

  const inputFor = (ready: readonly ReadyTask[], also: readonly TaskDraft[], nowMs: number): PlanInput => {
    const { radioGroups, reserveBytes, taskLimits } = settings.current;
    return {
      radios: radiosFor([...ready.map(({ draft }) => draft), ...also], nowMs),
      ready,
      nowMs,
      groups: radioGroups,
      perRadio: taskLimits.perRadio,
      spareBytes: space.bytes - reserveBytes - promisedBytes(),
      needsBytes: (draft, sampleRateHz) => bytesFor(draft, 1, sampleRateHz),
    };
  };

  return {
    plan(ready, nowMs) {
      const input = inputFor(ready, [], nowMs);
      const { starts, waiting, refused, yields, wantsBytes } = planTasks(input);
      // Whoever gives way is asked here: the plan is where the radio is found to be needed.
      for (const { taskId, to } of yields) runs.get(taskId)?.member.giveWay(to);
      space.waitFor(wantsBytes === undefined ? undefined : space.bytes + wantsBytes - input.spareBytes);
      return { starts, waiting, refused };
    },
    async run(task, start, control) {
      const run = makeRun(task, start, () => say('capacity'));
      runs.set(task.id, run);
      try {
        return await carry({
          task,
          start,
          control,
          run,
          lane: laneOf(start.radioId),
          compute,
          settings: settings.current,
          folder: options.folder(),
          version: options.version,
        });
      } catch (error) {
        return { outcome: 'failed', fault: asFault(error), retryable: true, products: [] };
      } finally {
        if (runs.get(task.id) === run) runs.delete(task.id);
        say('capacity');
      }
    },
    preview(draft, others) {
      const nowMs = Date.now();
      const ready = others.filter(({ id, dueMs }) => !runs.has(id) && dueMs <= nowMs);
      return previewTask(draft, inputFor(ready, [draft], nowMs), space.bytes);
    },
    state() {
      const { perRadio, compute: limit } = settings.current.taskLimits;
      const working = compute.working().flatMap((id) => runs.get(id) ?? []);
      return [
        ...[...lanes.values()].flatMap((lane) => laneInfo(lane, runs, perRadio)),
        ...(working.length === 0 ? [] : [{ lane: 'compute', limit, tasks: working.map(taskInfo) }]),
      ];
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      closed = true;
      stopWatching();
      space.waitFor(undefined);
      await Promise.all([...lanes.values()].map((lane) => lane.close()));
      await compute.close();
    },
  };
}

function laneInfo(lane: Lane, runs: ReadonlyMap<number, Run>, limit: number): LaneInfo[] {
  if (lane.members.size === 0) return [];
  const { radioId, wish, members } = lane;
  return [
    {
      lane: radioId,
      limit,
      ...(wish ? { centreHz: wish.centreHz, sampleRateHz: wish.sampleRateHz } : {}),
      tasks: [...members.keys()].flatMap((id) => runs.get(id) ?? []).map(taskInfo),
    },
  ];
}

function taskInfo({ task, progress }: Run): LaneInfo['tasks'][number] {
  const { progress: share, phase, note } = progress;
  return {
    taskId: task.id,
    progress: share,
    phase,
    ...(note === undefined ? {} : { note: note.slice(0, 300) }),
  };
}
