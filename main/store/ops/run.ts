/** Running tasks: workers, leases, results, takeover. */
import type { ReadyTask, StoreOps } from '../types.ts';
import { finishOp } from './finish.ts';
import { takeOverOp } from './takeover.ts';
import type { Tables } from './writes.ts';

type RunOps = Pick<
  StoreOps,
  | 'registerWorker'
  | 'removeWorker'
  | 'promote'
  | 'setWaiting'
  | 'claim'
  | 'skip'
  | 'beat'
  | 'addProducts'
  | 'finish'
  | 'takeOver'
  | 'openTuning'
  | 'closeTuning'
>;

export function runOps(tables: Tables): RunOps {
  const { adds, attempts, audit, products, queue, runs, touch, tunings, workers } = tables;
  return {
    registerWorker({ worker, monoMs }) {
      workers.register(worker, monoMs);
      touch();
    },
    removeWorker({ id }) {
      workers.remove(id);
      touch();
    },
    promote({ nowMs }) {
      const changed = runs.promote(nowMs);
      if (changed > 0) touch();
      return changed;
    },
    setWaiting({ reasons }) {
      let changed = false;
      for (const { taskId, reason } of reasons) if (runs.setWaiting(taskId, reason)) changed = true;
      if (changed) touch();
    },
    claim({ worker, claims, nowMs, monoMs, leaseUntilMonoMs }) {
      // Another process may have paused the queue since the caller looked.
      if (queue.state().paused) return [];
      const claimed: ReadyTask[] = [];
      for (const { taskId, radioId, tuningId, next } of claims) {
        const task = runs.claim(taskId, worker, radioId, leaseUntilMonoMs, nowMs);
        if (!task) continue;
        attempts.begin({ taskId, attempt: task.attempt, worker }, radioId, tuningId, nowMs);
        adds.addNext(taskId, next, nowMs);
        audit(taskId, nowMs, worker, 'begun', `Try ${task.attempt}${radioId ? ` with ${radioId}` : ''}.`);
        claimed.push(task);
      }
      if (claimed.length > 0) {
        if (monoMs !== undefined) workers.beat(worker, monoMs);
        touch();
      }
      return claimed;
    },
    skip({ tasks, nowMs }) {
      for (const { taskId, why, next } of tasks) {
        if (!runs.skip(taskId, nowMs)) continue;
        adds.addNext(taskId, next, nowMs);
        audit(taskId, nowMs, 'queue', 'skipped', why);
        touch();
      }
    },
    beat({ worker, monoMs, leaseUntilMonoMs, beats }) {
      workers.beat(worker, monoMs);
      const lost: number[] = [];
      for (const beat of beats) {
        if (!runs.renew(beat, leaseUntilMonoMs)) lost.push(beat.taskId);
        else if (runs.progress(beat)) touch();
      }
      return { lost, cancel: runs.cancelling(worker) };
    },
    addProducts({ lease, products: announced, tuningId }) {
      if (!runs.holds(lease)) return false;
      for (const product of announced) products.announce(lease, product);
      if (tuningId !== undefined) attempts.setTuning(lease, tuningId);
      touch();
      return true;
    },
    finish: finishOp(tables),
    takeOver: takeOverOp(tables),
    openTuning(tuning) {
      touch();
      return tunings.open(tuning);
    },
    closeTuning({ id, nowMs }) {
      tunings.close(id, nowMs);
      touch();
    },
  };
}
