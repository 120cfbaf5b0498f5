/** Takes tasks from workers that died or froze: their lease is void, the task is queued again. */
import type { FaultFacts, StoreOps } from '../types.ts';
import type { Tables } from './writes.ts';

const said = {
  died: 'The process that ran the task ended before it was done.',
  frozen: 'The process that ran the task did not answer any more.',
  restarted: 'The machine was started anew while the task ran.',
} as const;
/**
 * A process that ended is rarely the task's doing, so these tries are allowed beyond its own; a task that brings every
 * process down must end nevertheless. A machine that was started anew is never held against it.
 */
const fewestLosses = 3;
const hint = 'What it had written is kept and marked as partial.';

export function takeOverOp(tables: Tables): StoreOps['takeOver'] {
  const { attempts, audit, products, runs, touch, tunings, workers } = tables;
  return ({ boot, monoMs, deadWorkers, nowMs, retryMs }) => {
    const dead = new Set(deadWorkers);
    const taken: ReturnType<StoreOps['takeOver']> = [];
    for (const task of runs.running()) {
      const { taskId, attempt, worker } = task;
      const why = dead.has(worker) || task.boot === null ? 'died' : reason(task.boot, task.leaseUntilMonoMs);
      if (why === undefined) continue;
      if (why === 'frozen') workers.froze(worker);
      const lease = { taskId, attempt, worker };
      const fault: FaultFacts = { code: why === 'frozen' ? 'timeout' : 'internal', message: said[why], hint };
      products.leavePartial(lease);
      runs.setPartial(taskId, products.hasPartial(lease));
      attempts.end(lease, 'lost', nowMs, fault);
      tunings.closeLeft(taskId, attempt, nowMs);
      const failed = why !== 'restarted';
      if (task.cancelling === 1) runs.end(lease, 'cancelled', { failed, fault }, nowMs);
      else if (failed && task.failures + 1 > Math.max(task.retries, fewestLosses))
        runs.end(lease, 'dead', { failed, fault }, nowMs);
      else runs.requeue(lease, { readyMs: retryMs, failed, fault }, nowMs);
      audit(taskId, nowMs, 'queue', 'taken over', `Try ${attempt}. ${said[why]}`);
      taken.push({ ...lease, why });
    }
    // A frozen one may thaw and go on; a dead one can't.
    for (const id of deadWorkers) workers.remove(id);
    if (taken.length > 0 || deadWorkers.length > 0) touch();
    return taken;

    function reason(itsBoot: string, leaseUntilMonoMs: number): 'frozen' | 'restarted' | undefined {
      if (itsBoot !== boot) return 'restarted';
      return leaseUntilMonoMs < monoMs ? 'frozen' : undefined;
    }
  };
}
