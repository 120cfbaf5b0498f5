import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { taskStates, type TaskState } from '../../contract/task.ts';
import { sessionStates } from '../../contract/session.ts';
import { faultOf } from '../../testing/files.ts';
import {
  bindings,
  by,
  draftOf,
  fault,
  iq,
  lease,
  makeTestStore,
  newTask,
  startMs,
  type TestStore,
} from '../../testing/store.ts';
import type { Store } from './types.ts';
import { openDatabase } from './open.ts';
import { sessionMoves, taskMoves } from './transitions.ts';

const nowMs = startMs;

describe.each(bindings)('tasks with %s', (binding) => {
  let test: TestStore;
  let store: Store;
  beforeAll(async () => {
    test = await makeTestStore(binding);
    ({ store } = test);
  });
  afterAll(() => test.close());

  const stateOf = async (id: number): Promise<TaskState | undefined> =>
    (await store.tasks({ ids: [id] }))[0]?.state;

  it('carries a task from its addition to its products', async () => {
    const id = await test.add({ name: 'weather', products: ['iq', 'metrics'] });
    expect(await stateOf(id)).toBe('queued');
    const task = await test.claim(id);
    expect(task).toMatchObject({ id, attempt: 1, failures: 0, draft: { name: 'weather' } });
    expect(await store.addProducts({ lease: lease(id), products: [{ kind: 'iq', name: `a${id}` }] })).toBe(
      true,
    );
    await store.finish({ ...lease(id), outcome: 'succeeded', nowMs, products: [iq(`a${id}`)] });
    const { info, attempts, products, audit } = await store.detail({ id });
    expect(info).toMatchObject({ state: 'succeeded', progress: 1, partial: false, attempt: 1 });
    expect(attempts).toMatchObject([{ attempt: 1, outcome: 'succeeded', radioId: 'sim:band' }]);
    expect(products).toMatchObject([{ state: 'complete', recordingId: `a${id}`, bytes: 100_000 }]);
    expect(audit.map(({ what }) => what)).toEqual(['added', 'begun', 'succeeded']);
    expect(await store.unknownNames({ names: [`a${id}`, 'stranger'] })).toEqual(['stranger']);
  });

  it('gives a task to one claim only', async () => {
    const id = await test.add();
    const both = await Promise.all([test.claim(id, 'w1'), test.claim(id, 'w2')]);
    expect(both.filter((task) => task !== undefined)).toHaveLength(1);
  });

  it('lets nobody claim while paused', async () => {
    const id = await test.add();
    await store.setPaused({ paused: true, by, nowMs });
    expect(await test.claim(id)).toBeUndefined();
    await store.setPaused({ paused: false, by, nowMs });
    expect(await test.claim(id)).toBeDefined();
  });

  it('marks what was announced and not named as partial, and forgets what was dropped', async () => {
    const id = await test.add();
    await test.claim(id);
    const names = ['done', 'half', 'never'].map((name) => `${name}${id}`);
    await store.addProducts({ lease: lease(id), products: names.map((name) => ({ kind: 'iq', name })) });
    const dropped = [`never${id}`];
    const products = [iq(`done${id}`)];
    await store.finish({ ...lease(id), outcome: 'failed', fault, final: 'failed', nowMs, products, dropped });
    const detail = await store.detail({ id });
    expect(detail.products.map(({ name, state }) => [name, state])).toEqual([
      [`done${id}`, 'complete'],
      [`half${id}`, 'partial'],
    ]);
    expect(detail.info).toMatchObject({ state: 'failed', partial: true });
  });

  it('cancels queued tasks at once and asks running ones; undo reaches only what never began', async () => {
    const [queued, running] = [await test.add(), await test.add()];
    await test.claim(running);
    expect(await store.cancelTasks({ ids: [queued, running, 999_999], by, nowMs })).toEqual({
      done: [queued, running],
      refused: 1,
    });
    expect(await stateOf(queued)).toBe('cancelled');
    const beat = { ...lease(running), progress: 0, phase: 'recording' } as const;
    const answer = await store.beat({ worker: 'w1', monoMs: 0, leaseUntilMonoMs: 1000, beats: [beat] });
    expect(answer.cancel).toEqual([running]);
    // A failure that would be tried again is not: nobody wants it any more.
    await store.finish({ ...lease(running), outcome: 'failed', fault, retryMs: nowMs, nowMs, products: [] });
    expect(await stateOf(running)).toBe('cancelled');
    expect((await store.undoCancel({ ids: [queued, running], by, nowMs })).done).toEqual([queued]);
    expect(await stateOf(queued)).toBe('queued');
  });

  it('never doubles a run of a schedule, and goes on after a cancelled and a skipped one', async () => {
    const repeat = { cron: '0 * * * *', timeZone: 'Europe/Berlin' };
    const hourMs = 3_600_000;
    const [first] = await store.addTasks({ tasks: [{ ...newTask(), repeat }], by, nowMs });
    const scheduleId = (await store.tasks({ ids: [first!] }))[0]!.scheduleId!;
    const runs = async (): Promise<[TaskState, number][]> => {
      const filter = { scheduleId };
      const page = { filter, sort: 'due', descending: false, offset: 0, limit: 100 } as const;
      return (await store.page(page)).rows.map(({ state, dueMs }) => [state, (dueMs - startMs) / hourMs]);
    };
    const idAt = async (hour: number): Promise<number> => {
      const page = {
        filter: { scheduleId },
        sort: 'due',
        descending: false,
        offset: hour,
        limit: 1,
      } as const;
      return (await store.page(page)).rows[0]!.id;
    };
    const next = (hour: number): { dueMs: number } => ({ dueMs: startMs + hour * hourMs });
    const claim = (taskId: number, hour: number): Promise<unknown> =>
      store.claim({ worker: 'w1', claims: [{ taskId, next: next(hour) }], nowMs, leaseUntilMonoMs: 1e9 });

    await claim(first!, 1);
    expect(await runs()).toEqual([
      ['running', 0],
      ['queued', 1],
    ]);
    // A second try of the first run gives no second following run.
    await store.finish({ ...lease(first!), outcome: 'failed', fault, retryMs: nowMs, nowMs, products: [] });
    await claim(first!, 2);
    expect(await runs()).toHaveLength(2);
    const second = await idAt(1);
    await store.cancelTasks({ ids: [second], next: [{ taskId: second, next: next(2) }], by, nowMs });
    const third = await idAt(2);
    await store.skip({ tasks: [{ taskId: third, why: 'too late', next: next(3) }], nowMs });
    expect(await runs()).toEqual([
      ['running', 0],
      ['cancelled', 1],
      ['skipped', 2],
      ['queued', 3],
    ]);
    const calendar = await store.calendar({ fromMs: startMs, toMs: startMs + 10 * hourMs });
    const mine = calendar.schedules.find(({ schedule }) => schedule.id === scheduleId);
    expect(mine).toMatchObject({
      schedule: { ...repeat, ended: false },
      last: { timeMs: startMs + 3 * hourMs },
    });
    await store.endSchedule({ scheduleId, by, nowMs });
    expect((await runs()).at(-1)).toEqual(['cancelled', 3]);
    const fourth = await idAt(3);
    await store.undoCancel({ ids: [fourth], by, nowMs });
    await claim(fourth, 4);
    expect(await runs()).toHaveLength(4);
    expect((await faultOf(store.endSchedule({ scheduleId, by, nowMs }))).code).toBe('not-found');
  });

  it('shows overdue tasks that never began', async () => {
    const task = { ...newTask(), deadlineMs: startMs + 1000 };
    const [id] = await store.addTasks({ tasks: [task], by, nowMs });
    const overdue = async (atMs: number): Promise<number[]> =>
      (await store.overdue({ nowMs: atMs, limit: 10 })).map((one) => one.id);
    expect(await overdue(startMs + 1000)).not.toContain(id);
    expect(await overdue(startMs + 1001)).toContain(id);
  });

  it('shows a tuning with the runs it served', async () => {
    const ids = [await test.add(), await test.add()];
    for (const id of ids) await test.claim(id);
    const tuning = { radioId: 'sim:band', centreHz: 100e6, sampleRateHz: 2.4e6, nowMs };
    const tuningId = await store.openTuning(tuning);
    for (const id of ids) await store.addProducts({ lease: lease(id), products: [], tuningId });
    const shown = async (): Promise<unknown> =>
      (await store.timeline({ fromMs: nowMs - 1, toMs: nowMs + 1 })).find(({ id }) => id === tuningId);
    expect(await shown()).toMatchObject({ radioId: 'sim:band', runs: ids.map((taskId) => ({ taskId })) });
    await store.closeTuning({ id: tuningId, nowMs: nowMs + 10 });
    expect(await shown()).toMatchObject({ endedMs: nowMs + 10 });
    expect(await store.timeline({ fromMs: nowMs + 11, toMs: nowMs + 20 })).toEqual([]);
  });

  it('writes, reads and takes back a row of its own', async () => {
    const before = await store.facts({});
    const { walBytes, tookMs } = await store.probe({});
    expect(walBytes).toBeGreaterThan(0);
    expect(tookMs).toBeGreaterThan(0);
    expect(await store.facts({})).toEqual(before);
  });
});

describe.each(bindings)('moves that are not legal, with %s', (binding) => {
  it('are refused by the database itself, and all others are not', async () => {
    const test = await makeTestStore(binding);
    await test.store.createSession({
      draft: { name: 's', notes: '', centreHz: 1, bandwidthHz: 1, seconds: 1, receivers: ['any'] },
      nowMs,
    });
    const id = await test.add(draftOf());
    await test.store.close();
    const opened = await openDatabase({ profileDir: test.folder, binding, nowMs });
    const { writable } = opened;
    const legal = (sql: string): boolean => {
      try {
        writable.exec(sql);
        return true;
      } catch (error) {
        expect(String(error)).toContain('illegal move');
        return false;
      }
    };
    const worked = (state: TaskState): string =>
      `worker = ${state === 'running' ? `'w1'` : 'NULL'}, ready = 0`;
    const sqlOf = writable.query<{ sql: string }>('SELECT sql FROM sqlite_master WHERE name = ?');
    const taskTrigger = sqlOf.get('task_moves')!;
    for (const from of taskStates)
      for (const to of taskStates) {
        if (from === to) continue;
        writable.exec('BEGIN');
        writable.exec(
          `DROP TRIGGER task_moves; UPDATE task SET state = '${from}', ${worked(from)} WHERE id = ${id}`,
        );
        writable.exec(taskTrigger.sql);
        const allowed = legal(`UPDATE task SET state = '${to}', ${worked(to)} WHERE id = ${id}`);
        expect([from, to, allowed]).toEqual([from, to, taskMoves[from].includes(to)]);
        writable.exec('ROLLBACK');
      }
    const trigger = sqlOf.get('session_moves')!;
    for (const from of sessionStates)
      for (const to of sessionStates) {
        if (from === to) continue;
        writable.exec(`BEGIN; DROP TRIGGER session_moves; UPDATE session SET state = '${from}'`);
        writable.exec(trigger.sql);
        const allowed = legal(`UPDATE session SET state = '${to}'`);
        expect([from, to, allowed]).toEqual([from, to, sessionMoves[from].includes(to)]);
        writable.exec('ROLLBACK');
      }
    expect(() => writable.exec('DELETE FROM task')).toThrow('tasks are kept');
    opened.close();
    rmSync(test.folder, { recursive: true });
  });
});
