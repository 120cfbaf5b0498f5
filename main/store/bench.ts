/** How the store's operations grow with the number of queued tasks, for `wavekeep bench queue`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TaskDraft, taskSorts } from '../../contract/task.ts';
import { openStore } from './store.ts';
import type { NewTask, Store } from './types.ts';

export interface QueueBench {
  /** Numbers of queued tasks measured at. */
  sizes: number[];
  operations: {
    name: string;
    /** Median time of one call at each size, milliseconds: there and back, the fsync of writes included. */
    ms: number[];
    /** Last over first. */
    ratio: number;
  }[];
}

interface BenchOptions {
  /** Growing. */
  sizes?: readonly number[];
  /** Calls measured of each operation at each size. */
  rounds?: number;
  /** Where the profile of the measurement is made and removed; a disk, not memory. */
  folder?: string;
}

const acceptedSizes = [100, 100_000];
/** Six wishes for a radio, so that `ready` has several routes to look at. */
const radios = ['any', 'rtlsdr', 'sim:band', 'sim:wide', 'hackrf', 'group:roof'];
const fillBatch = 5000;
const worker = 'bench';

function someTask(n: number, nowMs: number): NewTask {
  const draft = TaskDraft.parse({
    kind: 'acquire',
    name: `Task ${n}`,
    radio: radios[n % radios.length],
    centreHz: 100e6 + (n % 1000) * 25e3,
    bandwidthHz: 12_500,
    seconds: 10,
    priority: (n % 21) - 10,
  });
  return { draft, dueMs: nowMs - (n % 5000) };
}

/** Grows one queue from size to size; at each it measures, and puts what it claimed or added out of the way. */
export async function benchQueue(options: BenchOptions = {}): Promise<QueueBench> {
  const { sizes = acceptedSizes, rounds = 60, folder = tmpdir() } = options;
  const profileDir = await mkdtemp(join(folder, 'wavekeep-bench-'));
  try {
    const store = await openStore({ profileDir });
    try {
      return await measureAt(store, sizes, rounds);
    } finally {
      await store.close();
    }
  } finally {
    await rm(profileDir, { recursive: true });
  }
}

async function measureAt(store: Store, sizes: readonly number[], rounds: number): Promise<QueueBench> {
  const nowMs = Date.now();
  const table = new Map<string, number[]>();
  let filled = 0;
  await measure(store, nowMs, rounds);
  for (const size of sizes) {
    while (filled < size) {
      const tasks = Array.from({ length: Math.min(fillBatch, size - filled) }, (_, i) =>
        someTask(filled + i, nowMs),
      );
      await store.addTasks({ tasks, by: worker, nowMs });
      filled += tasks.length;
    }
    for (const [name, ms] of await measure(store, nowMs, rounds))
      table.set(name, [...(table.get(name) ?? []), ms]);
  }
  const operations = [...table].map(([name, ms]) => ({ name, ms, ratio: ms.at(-1)! / ms[0]! }));
  return { sizes: [...sizes], operations };
}

async function measure(store: Store, nowMs: number, rounds: number): Promise<Map<string, number>> {
  const result = new Map<string, number>();
  const time = async (name: string, call: (round: number) => Promise<unknown>): Promise<void> => {
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const started = performance.now();
      await call(round);
      times.push(performance.now() - started);
    }
    result.set(name, times.sort((a, b) => a - b)[rounds >> 1]!);
  };

  const added: number[] = [];
  await time('add', async (n) => {
    added.push(...(await store.addTasks({ tasks: [someTask(n, nowMs)], by: worker, nowMs })));
  });
  await store.cancelTasks({ ids: added, by: worker, nowMs });

  const leases: { taskId: number; attempt: number; worker: string }[] = [];
  await time('claim', async () => {
    await store.promote({ nowMs });
    const [first] = await store.ready({ perRoute: 20 });
    if (!first) return;
    const claims = [{ taskId: first.id, radioId: 'sim:band' }];
    for (const { id, attempt } of await store.claim({ worker, claims, nowMs, leaseUntilMonoMs: 1e15 }))
      leases.push({ taskId: id, attempt, worker });
  });
  for (const lease of leases) await store.finish({ ...lease, outcome: 'suspended', nowMs, products: [] });

  for (const sort of taskSorts)
    await time(`page by ${sort}`, () =>
      store.page({ filter: {}, sort, descending: true, offset: 0, limit: 100 }),
    );
  const filter = { states: ['queued', 'running'] as ('queued' | 'running')[] };
  await time('page of two states', () =>
    store.page({ filter, sort: 'priority', descending: true, offset: 0, limit: 100 }),
  );
  await time('facts', () => store.facts({}));
  return result;
}
