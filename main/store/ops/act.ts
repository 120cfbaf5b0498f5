/** Adding tasks and what a person does to them. */
import { Fault } from '../../../contract/fault.ts';
import type { Reached } from '../../../contract/task.ts';
import type { NewTask, StoreOps } from '../types.ts';
import type { Tables } from './writes.ts';

type ActOps = Pick<
  StoreOps,
  | 'addTasks'
  | 'cancelTasks'
  | 'undoCancel'
  | 'retryTasks'
  | 'setPriority'
  | 'runNow'
  | 'endSchedule'
  | 'setPaused'
>;

export function addTask(tables: Tables, task: NewTask, by: string, nowMs: number): number {
  const { draft, dueMs, deadlineMs, repeat, sessionId } = task;
  const scheduleId = repeat && tables.schedules.add(repeat);
  return tables.adds.add({ draft, dueMs, deadlineMs, scheduleId, sessionId }, nowMs, by);
}

export function actOps(tables: Tables): ActOps {
  const { acts, adds, audit, queue, schedules, touch } = tables;

  function each(ids: readonly number[], act: (id: number) => boolean): Reached {
    const done = ids.filter(act);
    if (done.length > 0) touch();
    return { done, refused: ids.length - done.length };
  }

  /** Queued or running; true where it was so. */
  function cancel(id: number, by: string, nowMs: number): boolean {
    const how = acts.cancel(id, nowMs);
    if (how === 'cancelled') audit(id, nowMs, by, 'cancelled');
    if (how === 'asked') audit(id, nowMs, by, 'asked to stop');
    return how !== undefined;
  }

  return {
    addTasks({ tasks, by, nowMs }) {
      const ids = tasks.map((task) => addTask(tables, task, by, nowMs));
      touch();
      return ids;
    },
    cancelTasks({ ids, by, nowMs, next = [] }) {
      const reached = each(ids, (id) => cancel(id, by, nowMs));
      const done = new Set(reached.done);
      for (const run of next) if (done.has(run.taskId)) adds.addNext(run.taskId, run.next, nowMs);
      return reached;
    },
    undoCancel: ({ ids, by, nowMs }) =>
      each(ids, (id) => {
        if (!acts.undoCancel(id, nowMs)) return false;
        audit(id, nowMs, by, 'put back');
        return true;
      }),
    retryTasks: ({ ids, by, nowMs }) =>
      each(ids, (id) => {
        if (!acts.retry(id, nowMs)) return false;
        audit(id, nowMs, by, 'tried again');
        return true;
      }),
    setPriority: ({ ids, priority, by, nowMs }) =>
      each(ids, (id) => {
        if (!acts.setPriority(id, priority)) return false;
        audit(id, nowMs, by, 'priority', String(priority));
        return true;
      }),
    runNow: ({ ids, by, nowMs }) =>
      each(ids, (id) => {
        if (!acts.runNow(id, nowMs)) return false;
        audit(id, nowMs, by, 'made due');
        return true;
      }),
    endSchedule({ scheduleId, by, nowMs }) {
      if (!schedules.end(scheduleId))
        throw new Fault('not-found', `There is no repetition with the number ${scheduleId} that goes on.`, {
          hint: 'It may have ended already.',
        });
      for (const id of acts.runsOf(scheduleId)) cancel(id, by, nowMs);
      audit(undefined, nowMs, by, 'repetition ended', `Repetition ${scheduleId}.`);
      touch();
    },
    setPaused({ paused, by, nowMs }) {
      if (!queue.setPaused(paused)) return;
      audit(undefined, nowMs, by, paused ? 'queue paused' : 'queue resumed');
      touch();
    },
  };
}
