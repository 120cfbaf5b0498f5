/** What is done to tasks and to their queue. */
import { Fault } from '../../contract/fault.ts';
import type { Reached } from '../../contract/task.ts';
import type { Context, Output } from './context.ts';
import { idOf, line, shown } from './task-text.ts';
import { whole } from './values.ts';

export type TaskAction = 'cancel' | 'undoCancel' | 'retry' | 'runNow';

/** `task cancel|undo|retry|now ID…`. */
export async function taskAct({ api }: Context, action: TaskAction, ids: readonly string[]): Promise<Output> {
  const wanted = ids.map(idOf);
  const reached: Reached = await api.task[action]({ ids: wanted });
  return acted(api, wanted, reached);
}

/** `task priority N ID…`: of queued and running ones. */
export async function taskPriority(
  { api }: Context,
  priority: string,
  ids: readonly string[],
): Promise<Output> {
  const wanted = ids.map(idOf);
  const level = whole(priority, 'The priority', -100, 100);
  return acted(api, wanted, await api.task.setPriority({ ids: wanted, priority: level }));
}

/** `task end ID…`: the repetitions these tasks are runs of. */
export async function taskEnd({ api }: Context, ids: readonly string[]): Promise<Output> {
  const wanted = ids.map(idOf);
  const schedules = new Set<number>();
  for (const id of wanted) {
    const { scheduleId } = await api.task.get({ id });
    if (scheduleId === undefined)
      throw new Fault('invalid', `Task ${String(id)} does not repeat.`, {
        hint: 'Use `wavekeep task cancel` for a task that runs once.',
      });
    schedules.add(scheduleId);
  }
  for (const scheduleId of schedules) await api.task.endRepeat({ scheduleId });
  return acted(api, wanted, { done: wanted, refused: 0 });
}

async function acted(api: Context['api'], wanted: readonly number[], reached: Reached): Promise<Output> {
  const infos = await Promise.all(wanted.map((id) => api.task.get({ id })));
  return {
    json: { tasks: infos.map((task) => shown(task, task.productList)), refused: reached.refused },
    text: [
      ...infos.map(line),
      ...(reached.refused > 0 ? [`${String(reached.refused)} refused: their state does not allow it.`] : []),
    ].join('\n'),
    failed: reached.refused > 0,
  };
}

/** `task pause|resume`: of the whole queue. */
export async function taskPause({ api }: Context, paused: boolean): Promise<Output> {
  await api.task.pause({ paused });
  return {
    json: { paused },
    text: paused ? 'The queue is paused; what runs goes on.' : 'The queue goes on.',
  };
}
