import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { QueueFacts, WorkerRow } from '../store/index.ts';
import { boot, thisOwner } from '../thread/index.ts';
import { turnedClock } from '../../testing/queue.ts';
import { frozenWorkers, lookAtOthers, thisWorker, workersShown } from './others.ts';

const clock = turnedClock(Date.now());
const me = thisWorker('me');
/** Another run of this very process: alive. */
const row = (more: Partial<WorkerRow> = {}): WorkerRow => ({
  ...thisWorker('other'),
  beatMonoMs: clock.monoMs(),
  running: 0,
  frozen: false,
  ...more,
});
const factsOf = (
  workers: WorkerRow[],
  running = workers.reduce((sum, one) => sum + one.running, 0),
): QueueFacts => ({
  revision: 1,
  paused: false,
  counts: { queued: 0, running, succeeded: 0, failed: 0, dead: 0, cancelled: 0, skipped: 0 },
  workers,
});
const look = (workers: WorkerRow[], running?: number) =>
  lookAtOthers(factsOf(workers, running), me.id, clock, 6000);

describe('other workers', () => {
  it('that live and run nothing need no timer', () => {
    expect(look([row()])).toEqual({ dead: [], attended: true, suspect: false, nextMs: undefined });
    expect(look([])).toEqual({ dead: [], attended: false, suspect: false, nextMs: undefined });
    // This process's own row is none of the others.
    expect(look([row({ id: me.id, running: 3 })])).toMatchObject({ attended: false, nextMs: undefined });
  });

  it('that run tasks are looked at again when their lease could end', () => {
    const beatMonoMs = clock.monoMs() - 2000;
    expect(look([row({ running: 1, beatMonoMs })])).toMatchObject({ suspect: false, nextMs: 4001 });
    expect(look([row({ running: 1, beatMonoMs: beatMonoMs - 4000 })])).toMatchObject({
      suspect: true,
      nextMs: 2000,
    });
  });

  it('that ended, or ran before the machine was started anew, are dead', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    const pid = child.pid ?? 0;
    await once(child, 'exit');
    const gone = row({ id: 'gone', pid, owner: JSON.stringify({ ...thisOwner(), pid }), running: 1 });
    const before = row({ id: 'before', boot: `not ${String(boot())}`, running: 1 });
    expect(look([gone, before])).toMatchObject({ dead: ['gone', 'before'], attended: false });
  });

  it('that left tasks running without a worker are noticed', () => {
    expect(look([row()], 2)).toMatchObject({ suspect: true, nextMs: 6000 });
  });

  it('that froze do not look after the queue, and health names them', () => {
    const frozen = row({ frozen: true, beatMonoMs: clock.monoMs() - 12_345 });
    expect(look([frozen])).toMatchObject({ attended: false });
    expect(workersShown(factsOf([frozen]), me.id, clock)).toMatchObject([{ alive: false, here: false }]);
    const said = `Worker ${frozen.id} (process ${String(process.pid)}) has not renewed its lease for 12 s.`;
    expect(frozenWorkers(factsOf([frozen]), me.id, clock, 6000)).toEqual([said]);
    // Two renewals missed, before the lease is over.
    const late = (ms: number) => [row({ running: 1, beatMonoMs: clock.monoMs() - ms })];
    expect(frozenWorkers(factsOf(late(4600)), me.id, clock, 6000)).toHaveLength(1);
    expect(frozenWorkers(factsOf(late(4400)), me.id, clock, 6000)).toEqual([]);
  });
});
