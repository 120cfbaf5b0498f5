/**
 * Two workers on one profile. The one that runs the tasks is frozen with SIGSTOP: its leases run out, health says so,
 * the other takes over. Thawed, it finds its leases gone: no task has two results.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { QueueState, TaskInfo } from '../../contract/task.ts';
import { startCli } from '../../testing/cli.ts';
import { openEngine, type OpenedEngine } from '../../testing/engine.ts';
import { firstValue } from './values.ts';

let dir: string;
let opened: OpenedEngine;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'wavekeep-frozen-'));
  opened = await openEngine(dir, { tasks: 'submit' });
});
afterEach(async () => {
  await opened.close();
  rmSync(dir, { recursive: true, force: true });
});

const queue = (until: (state: QueueState) => boolean): Promise<QueueState> =>
  firstValue<QueueState>((consumer) => opened.api.task.queue({}, consumer), until);
const tasks = (ids: number[], until: (all: TaskInfo[]) => boolean): Promise<TaskInfo[]> =>
  firstValue<TaskInfo[]>((consumer) => opened.api.task.watch({ ids }, consumer), until);

it(
  'a frozen worker is relieved, and finds nothing to finish when it thaws',
  { timeout: 90_000 },
  async () => {
    const { api } = opened;
    const first = startCli(['worker', '--quiet', '--data', dir]);
    const second: { worker?: ReturnType<typeof startCli> } = {};
    try {
      await queue(({ workers }) => workers.some((one) => one.alive && one.pid === first.child.pid));
      const { ids } = await api.task.addMany({
        drafts: Array.from({ length: 6 }, (_, i) => ({
          kind: 'acquire' as const,
          radio: 'sim:band',
          centreHz: 446e6 + i * 25_000,
          bandwidthHz: 12_500,
          seconds: 3,
        })),
      });
      await tasks(ids, (all) => all.every((task) => task.state === 'running' && task.phase === 'recording'));
      first.child.kill('SIGSTOP');

      second.worker = startCli(['worker', '--quiet', '--data', dir]);
      // While the lease has run out and nobody has taken over, or after: health names the frozen process.
      await expect
        .poll(
          async () => {
            const { components } = await api.health.check({});
            const one = components.find((component) => component.name === 'task queue');
            return one?.status === 'ok' ? '' : one?.detail;
          },
          { timeout: 30_000, interval: 250 },
        )
        .toContain(String(first.child.pid));
      await tasks(ids, (all) => all.every((task) => task.state === 'succeeded'));

      first.child.kill('SIGCONT');
      // Thawed it would have two seconds left to record: give it the time to do harm.
      await new Promise((resolve) => setTimeout(resolve, 4000));
      for (const id of ids) {
        const task = await api.task.get({ id });
        expect(task.state).toBe('succeeded');
        const complete = task.productList.filter((product) => product.state === 'complete');
        expect(complete.map((product) => [product.kind, product.attempt]).sort()).toEqual([
          ['iq', 2],
          ['metrics', 2],
        ]);
        for (const product of task.productList)
          if (product.attempt === 1) expect(['partial', 'superseded']).toContain(product.state);
        expect(task.attempts.map((one) => one.outcome)).toEqual(['lost', 'succeeded']);
      }
    } finally {
      first.child.kill('SIGCONT');
      for (const worker of [first, second.worker]) {
        worker?.child.kill('SIGINT');
        await worker?.result;
      }
    }
  },
);
