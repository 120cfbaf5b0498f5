import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TaskState } from '../../contract/task.ts';
import {
  bindings,
  by,
  fault,
  iq,
  lease,
  makeTestStore,
  startMs,
  worker,
  type TestStore,
} from '../../testing/store.ts';
import type { Store } from './types.ts';

const nowMs = startMs;

describe.each(bindings)('leases and tries with %s', (binding) => {
  let test: TestStore;
  let store: Store;
  beforeAll(async () => {
    test = await makeTestStore(binding);
    ({ store } = test);
  });
  afterAll(() => test.close());

  const stateOf = async (id: number): Promise<TaskState | undefined> =>
    (await store.tasks({ ids: [id] }))[0]?.state;
  const freeze = (monoMs: number, retryMs = nowMs): ReturnType<Store['takeOver']> =>
    store.takeOver({ boot: 'this boot', monoMs, deadWorkers: [], nowMs, retryMs });

  it('refuses every write of a lease that was taken over, and keeps what it made as superseded', async () => {
    const id = await test.add();
    await test.claim(id, 'w1', 2000);
    await store.addProducts({ lease: lease(id), products: [{ kind: 'iq', name: `old${id}` }] });
    expect((await freeze(1999)).map((one) => one.taskId)).not.toContain(id);
    expect(await freeze(2001)).toContainEqual({ taskId: id, attempt: 1, worker: 'w1', why: 'frozen' });
    await test.claim(id, 'w2', 1e9);
    const beat = { ...lease(id), progress: 0.5, phase: 'recording' } as const;
    expect(
      (await store.beat({ worker: 'w1', monoMs: 0, leaseUntilMonoMs: 1e9, beats: [beat] })).lost,
    ).toEqual([id]);
    expect(await store.addProducts({ lease: lease(id), products: [{ kind: 'iq', name: 'no' }] })).toBe(false);
    const late = { ...lease(id), outcome: 'succeeded', nowMs, products: [iq(`old${id}`)] } as const;
    expect(await store.finish(late)).toBe(false);
    expect(await stateOf(id)).toBe('running');
    const mine = { ...lease(id, 2, 'w2'), outcome: 'succeeded', nowMs, products: [iq(`new${id}`)] } as const;
    expect(await store.finish(mine)).toBe(true);
    expect(await store.finish(mine)).toBe(false);
    const { products, attempts } = await store.detail({ id });
    expect(products.map(({ name, state }) => [name, state])).toEqual([
      [`old${id}`, 'superseded'],
      [`new${id}`, 'complete'],
    ]);
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['lost', 'succeeded']);
  });

  it('tells the process of another boot, and one that died, from a frozen one', async () => {
    const [died, restarted] = [await test.add(), await test.add()];
    await store.registerWorker({ worker: worker('gone'), monoMs: 0 });
    await store.registerWorker({ worker: worker('old', 'an earlier boot'), monoMs: 0 });
    await test.claim(died, 'gone', 1e9);
    await test.claim(restarted, 'old', 1e9);
    const taken = await store.takeOver({
      boot: 'this boot',
      monoMs: 0,
      deadWorkers: ['gone'],
      nowMs,
      retryMs: nowMs,
    });
    expect(taken).toContainEqual({ taskId: died, attempt: 1, worker: 'gone', why: 'died' });
    expect(taken).toContainEqual({ taskId: restarted, attempt: 1, worker: 'old', why: 'restarted' });
    expect((await store.facts({})).workers.map(({ id }) => id)).not.toContain('gone');
  });

  it('lets a task outlive three processes even without retries, and any number of restarts of the machine', async () => {
    const id = await test.add({ retries: 0 });
    const lose = async (attempt: number, boot: string): Promise<string | undefined> => {
      const name = `lost${String(attempt)}`;
      await store.registerWorker({ worker: worker(name, boot), monoMs: 0 });
      await test.claim(id, name, 1e9);
      const deadWorkers = boot === 'this boot' ? [name] : [];
      await store.takeOver({ boot: 'this boot', monoMs: 0, deadWorkers, nowMs, retryMs: nowMs });
      return stateOf(id);
    };
    for (const attempt of [1, 2]) expect(await lose(attempt, 'an earlier boot')).toBe('queued');
    for (const attempt of [3, 4, 5]) expect(await lose(attempt, 'this boot')).toBe('queued');
    expect(await lose(6, 'this boot')).toBe('dead');
  });

  it('counts failures apart from attempts, and ends dead when no try is left', async () => {
    const id = await test.add({ retries: 1 });
    const fail = { outcome: 'failed', fault, retryMs: nowMs, nowMs, products: [] } as const;
    await test.claim(id);
    await store.finish({ ...lease(id, 1), outcome: 'suspended', nowMs, products: [] });
    expect(await test.claim(id)).toMatchObject({ attempt: 2, failures: 0 });
    await store.finish({ ...lease(id, 2), ...fail, products: [iq(`part${id}`, 'partial')] });
    expect(await store.tasks({ ids: [id] })).toMatchObject([{ state: 'queued', partial: true, fault }]);
    expect(await test.claim(id)).toMatchObject({ attempt: 3, failures: 1 });
    await store.finish({ ...lease(id, 3), ...fail });
    expect(await stateOf(id)).toBe('dead');
    expect((await store.retryTasks({ ids: [id], by, nowMs })).done).toEqual([id]);
    expect(await test.claim(id)).toMatchObject({ attempt: 4, failures: 0 });
  });

  it('waits with a failed task until its time has come', async () => {
    const id = await test.add();
    await test.claim(id);
    const retryMs = nowMs + 5000.4;
    await store.finish({ ...lease(id), outcome: 'failed', fault, retryMs, nowMs, products: [] });
    const readyIds = async (): Promise<number[]> =>
      (await store.ready({ perRoute: 1000 })).map((task) => task.id);
    expect(await readyIds()).not.toContain(id);
    expect((await store.facts({})).nextDueMs).toBe(nowMs + 5000);
    expect(await store.promote({ nowMs: nowMs + 5000 })).toBe(1);
    expect(await readyIds()).toContain(id);
  });
});
