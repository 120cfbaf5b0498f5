/** Two processes on one profile: taken over exactly once, cancelled from outside, no result twice. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TaskInfo, TaskState } from '../../contract/task.ts';
import { makeTestFolder, type TestFolder } from '../../testing/files.ts';
import { draftOf, pretendLanes, type PretendedLanes } from '../../testing/queue.ts';
import { openStore, type Store } from '../store/index.ts';
import { systemClock } from './clock.ts';
import { makeQueue, type Queue } from './queue.ts';

const leaseMs = 1200;
const signal = new AbortController().signal;
const script = fileURLToPath(new URL('../../testing/queue-process.ts', import.meta.url));

let folder: TestFolder;
let store: Store;
let children: ChildProcess[] = [];
let queues: Queue[] = [];

beforeEach(async () => {
  folder = makeTestFolder();
  store = await openStore({ profileDir: folder.path });
});
afterEach(async () => {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGCONT');
    child.stdin?.end();
    await once(child, 'exit');
  }
  children = [];
  for (const queue of queues) await queue.close();
  queues = [];
  await store.close();
  folder.remove();
});

interface Other {
  child: ChildProcess;
  /** Settles when it has said this many lines that begin so. */
  said: (start: string, count?: number) => Promise<void>;
}

async function other(limit = 100, itsLeaseMs = leaseMs): Promise<Other> {
  const child = spawn(process.execPath, [script, folder.path, String(itsLeaseMs), String(limit)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const said = async (start: string, count = 1): Promise<void> => {
    while (text.split('\n').filter((line) => line.startsWith(start)).length < count)
      await once(child.stdout, 'data');
  };
  await said('ready');
  return { child, said };
}

async function here(
  mode: 'run' | 'submit',
  limit = 100,
  itsLeaseMs = leaseMs,
): Promise<{ queue: Queue; lanes: PretendedLanes }> {
  const lanes = pretendLanes({ clock: systemClock, limit });
  const queue = await makeQueue({
    store,
    lanes,
    mode,
    who: 'tester',
    leaseMs: itsLeaseMs,
    recordingFolder: () => folder.path,
  });
  queues.push(queue);
  return { queue, lanes };
}

/** Settles when the watched tasks are as asked. */
function reached(queue: Queue, ids: number[], until: (all: TaskInfo[]) => boolean): Promise<TaskInfo[]> {
  return new Promise((resolve, reject) => {
    const stop = queue.server.watch(
      { ids },
      {
        send(all) {
          if (!until(all)) return;
          resolve(all);
          // The first value may come before `stop` is there.
          queueMicrotask(() => stop());
        },
        end: (fault) => reject(fault ?? new Error('ended')),
      },
    );
  });
}
const all =
  (state: TaskState) =>
  (tasks: TaskInfo[]): boolean =>
    tasks.every((task) => task.state === state);

describe('a process that freezes', { timeout: 60_000 }, () => {
  it('loses its lease, is named by health, and brings no second result when it thaws', async () => {
    const { queue: watching } = await here('submit');
    const frozen = await other();
    const { id } = await watching.server.add(draftOf({ seconds: 2 }), { signal });
    // Right after a renewal: stopped within a write it would hold the lock of the database (decision 0008).
    await reached(watching, [id], (tasks) => tasks.every(({ progress }) => progress === 0.5));
    frozen.child.kill('SIGSTOP');
    const stoppedMs = performance.now();

    const { queue, lanes } = await here('run');
    await reached(queue, [id], (tasks) => tasks.every(({ attempt }) => attempt === 2));
    // Its lease was renewed a third of it before at the earliest. The wait after a first failure is none here.
    expect(performance.now() - stoppedMs).toBeGreaterThan((leaseMs * 2) / 3 - 100);
    await reached(queue, [id], all('succeeded'));
    const health = await watching.probe();
    expect(health.status).toBe('degraded');
    expect(health.detail).toMatch(
      new RegExp(`process ${String(frozen.child.pid)}\\) has not renewed its lease for \\d+ s`),
    );

    // Its recording is over: the first thing it does is to write its result down.
    frozen.child.kill('SIGCONT');
    await expect.poll(async () => (await watching.probe()).status, { timeout: 10_000 }).toBe('ok');
    frozen.child.stdin?.end();
    await once(frozen.child, 'exit');
    const detail = await queue.server.get({ id }, { signal });
    expect(detail.state).toBe('succeeded');
    expect(detail.attempts.map(({ outcome }) => outcome)).toEqual(['lost', 'succeeded']);
    const complete = detail.productList.filter(({ state }) => state === 'complete');
    expect(complete.map(({ attempt }) => attempt)).toEqual([2]);
    expect(lanes.carried).toHaveLength(1);
  });
});

describe('a process that is killed', { timeout: 60_000 }, () => {
  it('is relieved exactly once by one that runs, within a lease', async () => {
    const killed = await other();
    const { queue: watching } = await here('submit');
    const { ids } = await watching.server.addMany(
      { drafts: Array.from({ length: 5 }, () => draftOf({ seconds: 2 })) },
      { signal },
    );
    await killed.said('begun', 5);
    const { queue, lanes } = await here('run');
    killed.child.kill('SIGKILL');
    await once(killed.child, 'exit');
    const killedMs = performance.now();
    await reached(queue, ids, (tasks) => tasks.every(({ attempt }) => attempt === 2));
    // A lease, and what a busy machine takes.
    expect(performance.now() - killedMs).toBeLessThan(leaseMs + 3000);
    await reached(queue, ids, all('succeeded'));
    expect(lanes.carried.map(({ taskId }) => taskId).sort()).toEqual(ids);
    const { workers } = await store.facts({});
    expect(workers.map(({ pid }) => pid)).toEqual([process.pid]);
  });

  it('is relieved at once by one that starts', async () => {
    const killed = await other(100, 30_000);
    const { queue: watching } = await here('submit');
    const { id } = await watching.server.add(draftOf({ seconds: 0.5 }), { signal });
    await killed.said('begun');
    killed.child.kill('SIGKILL');
    await once(killed.child, 'exit');
    const startedMs = performance.now();
    const { queue } = await here('run', 100, 30_000);
    await reached(queue, [id], (tasks) => tasks.every(({ attempt }) => attempt === 2));
    expect(performance.now() - startedMs).toBeLessThan(5000);
    await reached(queue, [id], all('succeeded'));
  });
});

describe('another process', { timeout: 60_000 }, () => {
  it('cancels a task within a second, without waiting for the next renewal', async () => {
    const runs = await other(100, 60_000);
    const { queue, lanes } = await here('submit');
    const { id } = await queue.server.add(draftOf({ seconds: 600 }), { signal });
    await runs.said('begun');
    const askedMs = performance.now();
    await queue.server.cancel({ ids: [id] }, { signal });
    const [info] = await reached(queue, [id], all('cancelled'));
    expect(performance.now() - askedMs).toBeLessThan(1000);
    expect(info?.partial).toBe(true);
    expect(lanes.carried).toHaveLength(0);
  });

  it('shares the work: every task is carried out once', async () => {
    const runs = await other(2);
    const { queue, lanes } = await here('run', 2);
    const { ids } = await queue.server.addMany(
      { drafts: Array.from({ length: 24 }, () => draftOf({ seconds: 0.05 })) },
      { signal },
    );
    const infos = await reached(queue, ids, all('succeeded'));
    expect(infos.map(({ attempt }) => attempt)).toEqual(ids.map(() => 1));
    const mine = new Set(lanes.carried.map(({ taskId }) => taskId));
    expect(mine.size).toBe(lanes.carried.length);
    expect(mine.size).toBeGreaterThan(0);
    await runs.said('begun', ids.length - mine.size);
    expect(ids.length - mine.size).toBeGreaterThan(0);
  });
});
