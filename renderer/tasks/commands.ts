/** What can be done with tasks. Every command answers with a promise whose fault becomes a toast. */
import type { z } from 'zod';
import type { Reached, TaskInfo } from '../../contract/task.ts';
import { confirm } from '../frame/confirm.tsx';
import { attempt, say } from '../frame/toasts.tsx';
import { engine } from '../link.ts';
import { chosenIds } from './choose.ts';
import { useTasks } from './store.ts';
import { hideUndo, sayUndoable } from '../frame/undo.tsx';
import { counted } from './words.ts';

/** Of the last cancel, for Ctrl+Z. */
let cancelled: readonly number[] = [];

const none = 'Choose a task first: click its row, or go there with the arrow keys.';

/** What a bulk action did, in one sentence. */
export function reachedText(reached: z.infer<typeof Reached>, did: string, refused: string): string {
  const done = `${counted(reached.done.length, 'task')} ${did}.`;
  return reached.refused === 0 ? done : `${done} ${reached.refused.toLocaleString('en')} ${refused}.`;
}

async function withChosen(run: (ids: number[]) => Promise<void>): Promise<void> {
  const ids = await chosenIds();
  if (ids.length === 0) say(none, 'orange');
  else await run(ids);
}

/** Cancels; asks first where a recording would be cut short. Waiting tasks can be put back. */
export async function cancelTasks(ids: number[]): Promise<void> {
  const { live } = useTasks.getState();
  const running = ids.filter((id) => live.has(id)).length;
  if (running > 0) {
    const yes = await confirm({
      title: `Cancel ${counted(ids.length, 'task')}`,
      text: `${running === 1 ? 'One is' : `${running.toLocaleString('en')} are`} running. What is recorded so far is kept and marked partial.`,
      action: ids.length === 1 ? 'Cancel the task' : 'Cancel the tasks',
      decline: 'Go on as before',
    });
    if (!yes) return;
  }
  const reached = await engine().task.cancel({ ids });
  const text = reachedText(reached, 'cancelled', 'had ended already');
  cancelled = reached.done.filter((id) => !live.has(id));
  if (cancelled.length === 0) say(text, reached.done.length === 0 ? 'orange' : 'wave');
  else sayUndoable(text, () => attempt(undoCancel));
}

export const cancelChosen = (): Promise<void> => withChosen(cancelTasks);

/** Puts the tasks of the last cancel back into the queue. */
export async function undoCancel(): Promise<void> {
  if (cancelled.length === 0) {
    say('There is no cancelled task to put back.', 'orange');
    return;
  }
  const ids = [...cancelled];
  cancelled = [];
  await undoCancelOf(ids);
}

export async function undoCancelOf(ids: number[]): Promise<void> {
  hideUndo();
  const reached = await engine().task.undoCancel({ ids });
  say(
    reachedText(reached, 'put back into the queue', 'can not be put back: they had begun'),
    reached.done.length === 0 ? 'orange' : 'wave',
  );
}

export async function retryTasks(ids: number[]): Promise<void> {
  const reached = await engine().task.retry({ ids });
  say(reachedText(reached, 'queued again', 'had not ended'), reached.done.length === 0 ? 'orange' : 'wave');
}

export const retryChosen = (): Promise<void> => withChosen(retryTasks);

export async function runTasksNow(ids: number[]): Promise<void> {
  const reached = await engine().task.runNow({ ids });
  say(
    reachedText(reached, 'due now', 'did not wait for their time'),
    reached.done.length === 0 ? 'orange' : 'wave',
  );
}

export const runChosenNow = (): Promise<void> => withChosen(runTasksNow);

/** One step of priority by key or button: ten steps reach from the middle to the end. */
export const priorityStep = 10;

/** New priorities, grouped: the queue takes one priority for many tasks. Those at the end stay. */
export function priorityGroups(
  tasks: readonly Pick<TaskInfo, 'id' | 'priority'>[],
  by: number,
): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (const { id, priority } of tasks) {
    const next = Math.max(-100, Math.min(100, priority + by));
    if (next !== priority) groups.set(next, [...(groups.get(next) ?? []), id]);
  }
  return groups;
}

export const changePriority = (by: number): Promise<void> =>
  withChosen(async (ids) => {
    const groups = priorityGroups(await tasksNow(ids), by);
    let done = 0;
    for (const [priority, members] of groups)
      done += (await engine().task.setPriority({ ids: members, priority })).done.length;
    const end = by > 0 ? 'highest' : 'lowest';
    if (done === 0) say(`No priority changed: these tasks have ended or have the ${end} one.`, 'orange');
    else if (ids.length > 1) say(`Priority of ${counted(done, 'task')} ${by > 0 ? 'raised' : 'lowered'}.`);
  });

/** What one question after tasks by id may hold, the contract's limit. */
const mostWatched = 1000;

/** Tasks as they stand this moment. */
async function tasksNow(ids: readonly number[]): Promise<TaskInfo[]> {
  const found: TaskInfo[] = [];
  for (let from = 0; from < ids.length; from += mostWatched)
    found.push(...(await firstWord(ids.slice(from, from + mostWatched))));
  return found;
}

function firstWord(ids: number[]): Promise<TaskInfo[]> {
  return new Promise((resolve, reject) => {
    const subscription = engine().task.watch(
      { ids },
      {
        next: (tasks) => {
          resolve(tasks);
          subscription.close();
        },
        end: (fault) => reject(fault ?? new Error('The queue ended the answer.')),
      },
    );
  });
}

export async function endRepetition(scheduleId: number): Promise<void> {
  const yes = await confirm({
    title: 'End repetition',
    text: 'Its next run is cancelled and no other will follow. What was recorded stays.',
    action: 'End repetition',
  });
  if (!yes) return;
  await engine().task.endRepeat({ scheduleId });
  say('The repetition is ended.');
}

/** The bar below the head says how it stands. */
export async function togglePause(): Promise<void> {
  await engine().task.pause({ paused: !(useTasks.getState().queue?.paused ?? false) });
}
