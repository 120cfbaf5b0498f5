/** The room's members beyond a task's life: previews, watching, failures of the database. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Fault } from '../../contract/fault.ts';
import type { QueueState, TaskInfo } from '../../contract/task.ts';
import { makeTestFolder, type TestFolder } from '../../testing/files.ts';
import {
  draftOf,
  pretendLanes,
  turnedClock,
  watchedStore,
  type PretendedLanes,
  type TurnedClock,
  type WatchedStore,
} from '../../testing/queue.ts';
import { openStore, type Store } from '../store/index.ts';
import { makeQueue, type Queue } from './queue.ts';

const startMs = Date.parse('2026-05-04T10:00:00Z');
const signal = new AbortController().signal;
let folder: TestFolder;
let watched: WatchedStore;
let clock: TurnedClock;
let lanes: PretendedLanes;
let queue: Queue;
let here: string[] = [];
/** The next so many calls of these operations fail. */
let failing: Partial<Record<keyof Store, number>> = {};

beforeEach(async () => {
  folder = makeTestFolder();
  failing = {};
  watched = watchedStore(await openStore({ profileDir: folder.path }));
  clock = turnedClock(startMs);
  here = ['sim:band'];
  lanes = pretendLanes({ clock, radios: () => here });
  queue = await makeQueue({
    store: failingStore(watched.store),
    lanes,
    mode: 'run',
    who: 'ada@desk (serve)',
    clock,
    recordingFolder: () => folder.path,
  });
});
afterEach(async () => {
  await queue.close();
  await watched.store.close();
  folder.remove();
});

function failingStore(store: Store): Store {
  return new Proxy(store, {
    get(target, key) {
      const left = failing[key as keyof Store] ?? 0;
      if (left <= 0) return Reflect.get(target, key) as unknown;
      return () => {
        failing = { ...failing, [key]: left - 1 };
        return Promise.reject(new Fault('disk-full', 'The disk of the database is full.'));
      };
    },
  });
}
const pass = (seconds: number): Promise<void> => clock.pass(seconds * 1000, watched.settle);
/** Notices of commits come up to 100 ms later by the real clock, which the turned one does not wait for. */
const seen = (what: () => boolean): Promise<void> =>
  vi.waitFor(
    async () => {
      await pass(0.3);
      expect(what()).toBe(true);
    },
    { timeout: 1000, interval: 50 },
  );
const info = async (id: number): Promise<TaskInfo | undefined> =>
  (await watched.store.tasks({ ids: [id] }))[0];

describe('a preview', () => {
  it('keeps nothing, tells the next runs and who shares', async () => {
    await queue.server.pause({ paused: true }, { signal });
    await queue.server.add(draftOf({ centreHz: 101e6 }), { signal });
    await queue.server.add(draftOf({ centreHz: 150e6 }), { signal });
    const when = { kind: 'repeat', cron: '0 6 * * *', timeZone: 'UTC' } as const;
    const preview = await queue.server.preview(draftOf({ when }), { signal });
    expect(preview.sharesWith).toBe(1);
    expect(preview.nextRunsMs.slice(0, 2)).toEqual([
      Date.parse('2026-05-05T06:00:00Z'),
      Date.parse('2026-05-06T06:00:00Z'),
    ]);
    expect((await watched.store.facts({})).counts.queued).toBe(2);
    const wrong = draftOf({ when: { ...when, timeZone: 'Mars' } });
    await expect((async () => queue.server.preview(wrong, { signal }))()).rejects.toThrow('not a time zone');
  });
});

describe('watching', () => {
  it('gives the value now and after changes, at most four a second', async () => {
    const values: TaskInfo[][] = [];
    const { id } = await queue.server.add(draftOf({ seconds: 10 }), { signal });
    const stop = queue.server.watch(
      { ids: [id, 999] },
      { send: (value) => values.push(value), end: () => undefined },
    );
    await pass(1);
    await seen(() => values.length >= 2);
    await pass(20);
    await seen(() => values.length >= 3);
    stop();
    expect(values.map(([one]) => one?.state)).toEqual(['queued', 'running', 'succeeded']);
    // Progress of the running task as its lane told it, before any renewal wrote it down.
    expect(values[1]?.[0]).toMatchObject({ progress: 0.5, phase: 'recording' });
    expect(values.every((value) => value.length === 1)).toBe(true);
  });

  it('the queue shows counts, workers and the pause', async () => {
    const values: QueueState[] = [];
    const stop = queue.server.queue({}, { send: (value) => values.push(value), end: () => undefined });
    await pass(1);
    await queue.server.pause({ paused: true }, { signal });
    await queue.server.add(draftOf(), { signal });
    await pass(1);
    stop();
    expect(values.at(-1)).toMatchObject({
      paused: true,
      counts: { queued: 1 },
      workers: [{ pid: process.pid, alive: true, running: 0, here: true }],
    });
    expect(values.length).toBeLessThanOrEqual(5);
  });
});

describe('the audit trail', () => {
  it('names who acted', async () => {
    const { id } = await queue.server.add(draftOf({ when: { kind: 'at', timeMs: startMs + 1e6 } }), {
      signal,
    });
    await queue.server.setPriority({ ids: [id], priority: 7 }, { signal });
    await queue.server.cancel({ ids: [id] }, { signal });
    await queue.server.undoCancel({ ids: [id] }, { signal });
    const { audit, priority } = await queue.server.get({ id }, { signal });
    expect(priority).toBe(7);
    expect(audit.map(({ who, what }) => [who, what])).toEqual(
      ['added', 'priority', 'cancelled', 'put back'].map((what) => ['ada@desk (serve)', what]),
    );
  });
});

describe('orphans', () => {
  it('leave out files of tasks', async () => {
    await queue.server.add(draftOf(), { signal });
    await pass(3);
    // The names that the pretended lanes announced, and one that nobody did.
    writeFileSync(join(folder.path, 'task-1-1.csv'), 'x');
    writeFileSync(join(folder.path, 'stray.csv'), 'x');
    const { files } = await queue.server.orphans({}, { signal });
    const names = files.map(({ name }) => name);
    expect(names).toContain('stray.csv');
    expect(names).not.toContain('task-1-1.csv');
  });
});

describe('a database that can not be written', () => {
  it('delays the end of a task, and loses nothing', async () => {
    const { id } = await queue.server.add(draftOf({ seconds: 1 }), { signal });
    await pass(0.9);
    failing = { finish: 3 };
    await pass(1);
    expect((await info(id))?.state).toBe('running');
    await pass(10);
    expect(await info(id)).toMatchObject({ state: 'succeeded', attempt: 1 });
    expect(lanes.carried).toHaveLength(1);
  });

  it('delays the start of a task; health says so', async () => {
    here = [];
    const { id } = await queue.server.add(draftOf(), { signal });
    await pass(1);
    // Planned again, with the reason written: from here on only the radio is new.
    lanes.changed();
    await pass(1);
    failing = { claim: 2 };
    here = ['sim:band'];
    lanes.changed();
    await pass(1);
    expect(await queue.probe()).toMatchObject({
      status: 'failed',
      detail: 'The queue can not go on: The disk of the database is full.',
    });
    await pass(10);
    expect((await info(id))?.state).toBe('succeeded');
    expect((await queue.probe()).status).toBe('ok');
  });

  it('refuses a submission with its reason, and nothing is queued', async () => {
    failing = { addTasks: 1 };
    await expect((async () => queue.server.add(draftOf(), { signal }))()).rejects.toThrow('full');
    expect((await watched.store.facts({})).counts.queued).toBe(0);
  });
});
