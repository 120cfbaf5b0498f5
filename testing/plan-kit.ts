/** Radios and tasks for tests of the planner. */
import { TaskDraft, type TaskDraftInput } from '../contract/task.ts';
import { planTasks } from '../main/task/tasks/acquire/plan.ts';
import type {
  PlanInput,
  PlanRadio,
  PlanResult,
  PlanTask,
  RadioUse,
  RunningTask,
} from '../main/task/tasks/acquire/plan-types.ts';

const rate = 2.4e6;

export function radio(id: string, more: Partial<PlanRadio> = {}): PlanRadio {
  const driver = id.slice(0, id.indexOf(':'));
  return {
    id,
    driver,
    label: id,
    serial: '',
    available: true,
    simulated: driver === 'sim',
    tuningHz: driver === 'sim' ? { min: 0, max: 6e9 } : { min: 24e6, max: 1.766e9 },
    sampleRatesHz: driver === 'sim' ? { min: 250_000, max: 20e6 } : [1.024e6, 2.4e6, 3.2e6],
    gains: [],
    ...more,
  };
}

export function task(id: number, centreHz: number, more: Partial<TaskDraftInput> = {}): PlanTask {
  return {
    id,
    draft: TaskDraft.parse({
      kind: 'acquire',
      radio: 'rtlsdr:1',
      centreHz,
      bandwidthHz: 12_500,
      seconds: 5,
      ...more,
    }),
  };
}

export function use(
  by: RadioUse['by'],
  centreHz: number,
  tasks: readonly RunningTask[] = [],
  more: Partial<RadioUse> = {},
): RadioUse {
  return { by, tuning: { centreHz, sampleRateHz: rate }, suits: () => true, tasks, ...more };
}

export function plan(radios: PlanRadio[], ready: PlanTask[], more: Partial<PlanInput> = {}): PlanResult {
  return planTasks({
    radios,
    ready,
    nowMs: 0,
    groups: {},
    perRadio: 64,
    spareBytes: 1e12,
    needsBytes: () => 1e6,
    ...more,
  });
}

export const started = (result: PlanResult): number[] => result.starts.map(({ taskId }) => taskId);
export const reasonOf = (result: PlanResult, id: number): string | undefined =>
  result.waiting.find(({ taskId }) => taskId === id)?.reason;
export const busyWith = (id: number, endsMs: number, more: Partial<RunningTask> = {}): RunningTask => ({
  id,
  priority: 0,
  endsMs,
  yields: false,
  ...more,
});
