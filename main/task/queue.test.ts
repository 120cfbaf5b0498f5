import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Fault } from '../../contract/fault.ts';
import type { TaskInfo } from '../../contract/task.ts';
import { makeTestFolder, type TestFolder } from '../../testing/files.ts';
import {
  draftOf,
  pretendLanes,
  turnedClock,
  watchedStore,
  type PretendedLanes,
  type PretendOptions,
  type TurnedClock,
  type WatchedStore,
} from '../../testing/queue.ts';
import { openStore } from '../store/index.ts';
import { frozenWorkers } from './others.ts';
import { makeQueue, type Idle, type Queue } from './queue.ts';
import { backoffMs } from './retry.ts';

const startMs = Date.parse('2026-05-04T10:00:00Z');
let folder: TestFolder;
let watched: WatchedStore;
let clock: TurnedClock;
let open: { queue: Queue; lanes: PretendedLanes }[] = [];

beforeEach(async () => {
  folder = makeTestFolder();
  watched = watchedStore(await openStore({ profileDir: folder.path }));
  clock = turnedClock(startMs);
});
afterEach(async () => {
  for (const one of open) await one.queue.close();
  open = [];
  await watched.store.close();
  folder.remove();
});

async function start(more: Partial<PretendOptions> = {}): Promise<{ queue: Queue; lanes: PretendedLanes }> {
  const lanes = pretendLanes({ clock, ...more });
  const queue = await makeQueue({
    store: watched.store,
    lanes,
    mode: 'run',
    who: 'tester',
    clock,
    recordingFolder: () => folder.path,
  });
  open.push({ queue, lanes });
  return { queue, lanes };
}
const pass = (seconds: number): Promise<void> => clock.pass(seconds * 1000, watched.settle);
const info = async (id: number): Promise<TaskInfo> => {
  const [found] = await watched.store.tasks({ ids: [id] });
  if (!found) throw new Error(`no task ${id}`);
  return found;
};
const signal = new AbortController().signal;
/** A notice of the store may come late: then one more look is to be waited for. */
async function idleOf(queue: Queue): Promise<Idle> {
  const idle = queue.idle();
  await pass(1);
  return idle;
}

describe('a task', () => {
  it('is acknowledged as it was written, carried out, and ends with its products', async () => {
    const { queue, lanes } = await start();
    const added = await queue.server.add(draftOf({ name: 'one', seconds: 5 }), { signal });
    expect(added).toEqual(await info(added.id));
    await pass(1);
    expect(await info(added.id)).toMatchObject({ state: 'running', attempt: 1, radioId: 'sim:band' });
    await pass(5);
    expect(await info(added.id)).toMatchObject({ state: 'succeeded', attempt: 1, progress: 1 });
    const detail = await queue.server.get({ id: added.id }, { signal });
    expect(detail.productList).toMatchObject([{ kind: 'power', state: 'complete', attempt: 1 }]);
    expect(detail.audit.map(({ what }) => what)).toEqual(['added', 'begun', 'succeeded']);
    expect(lanes.carried).toHaveLength(1);
  });

  it('with a time to come begins at that time; until then nothing but its timer runs', async () => {
    const { queue, lanes } = await start();
    await pass(1);
    expect(clock.timers).toBe(0);
    await queue.server.add(draftOf({ when: { kind: 'at', timeMs: startMs + 3_600_000 } }), { signal });
    await pass(3598);
    expect(lanes.carried).toHaveLength(0);
    expect(clock.timers).toBe(1);
    await pass(10);
    // The gathering of changes, and a beat of the timer of fake time.
    expect(lanes.carried[0]?.startedMs).toBeGreaterThanOrEqual(startMs + 3_600_000);
    expect(lanes.carried[0]?.startedMs).toBeLessThan(startMs + 3_600_000 + 200);
    await pass(60);
    expect(clock.timers).toBe(0);
  });

  it('of wrong form is refused before anything is written', async () => {
    const { queue } = await start();
    const wrong = draftOf({ when: { kind: 'repeat', cron: '0 25 * * *', timeZone: 'UTC' } });
    await expect(
      (async () => queue.server.addMany({ drafts: [draftOf(), wrong] }, { signal }))(),
    ).rejects.toThrow("'25' can not be the hour");
    await expect(queue.server.add(draftOf({ radio: 'What?' }), { signal })).rejects.toThrow('names no radio');
    expect((await watched.store.facts({})).counts.queued).toBe(0);
  });

  it('whose radio is not there waits with the reason, or fails with a fault that names it', async () => {
    let here: string[] = [];
    const { queue, lanes } = await start({
      radios: () => here,
      absent: (radio) => new Fault('not-found', `${radio} is not there.`),
    });
    const waits = await queue.server.add(draftOf({ radio: 'rtlsdr:1' }), { signal });
    const fails = await queue.server.add(draftOf({ radio: 'rtlsdr:2', absent: 'fail' }), { signal });
    await pass(1);
    expect(await info(waits.id)).toMatchObject({ state: 'queued', waitingFor: 'rtlsdr:1 is not there.' });
    expect(await info(fails.id)).toMatchObject({
      state: 'failed',
      fault: { code: 'not-found', message: 'rtlsdr:2 is not there.' },
    });
    expect(await idleOf(queue)).toEqual({ left: 1, reasons: ['rtlsdr:1 is not there.'] });
    here = ['rtlsdr:1'];
    lanes.changed();
    await pass(3);
    expect(await info(waits.id)).toMatchObject({ state: 'succeeded' });
  });

  it('that can not begin within its window is skipped, with what it waited for', async () => {
    const { queue } = await start({ radios: () => [] });
    const { id } = await queue.server.add(
      draftOf({ when: { kind: 'at', timeMs: startMs + 60_000, windowSeconds: 30 } }),
      { signal },
    );
    await pass(89);
    expect((await info(id)).state).toBe('queued');
    await pass(3);
    expect((await info(id)).state).toBe('skipped');
    const { audit } = await queue.server.get({ id }, { signal });
    expect(audit.at(-1)?.detail).toBe('It could not begin within 30 s of its time: sim:band is not there.');
  });
});

describe('many at once', () => {
  it('fifty submissions are planned together', async () => {
    const { queue, lanes } = await start();
    await pass(1);
    const before = lanes.plans.length;
    await Promise.all(Array.from({ length: 50 }, async () => queue.server.add(draftOf(), { signal })));
    await pass(0.2);
    expect(lanes.plans[before]).toBe(50);
    expect(lanes.running).toBe(50);
    await pass(5);
    expect((await watched.store.facts({})).counts.succeeded).toBe(50);
  });

  it('those over the limit wait for their turn, by priority', async () => {
    const { queue, lanes } = await start({ limit: 1 });
    for (const priority of [0, 5, 9])
      await queue.server.add(draftOf({ name: String(priority), priority }), { signal });
    await pass(10);
    expect(lanes.carried.map(({ name }) => name)).toEqual(['9', '5', '0']);
  });
});

describe('a long queue', () => {
  it('fills a running tuning with tasks from far behind', async () => {
    const { queue, lanes } = await start({ tunedHz: 100e6 });
    // More than are planned together, all in front and at another frequency.
    const first = Array.from({ length: 150 }, () => draftOf({ centreHz: 433e6, priority: 5 }));
    const last = Array.from({ length: 3 }, (_, i) => draftOf({ centreHz: 100e6 + i * 1e5, name: 'fits' }));
    await queue.server.addMany({ drafts: [...first, ...last] }, { signal });
    await pass(1);
    expect(lanes.carried.map(({ name }) => name)).toEqual(['fits', 'fits', 'fits']);
  });
});

describe('cancelling, pausing, closing', () => {
  it('stops a running task within a second and keeps its partial product', async () => {
    const { queue } = await start();
    const { id } = await queue.server.add(draftOf({ seconds: 1000 }), { signal });
    await pass(1);
    expect(await queue.server.cancel({ ids: [id] }, { signal })).toEqual({ done: [id], refused: 0 });
    await pass(1);
    expect(await info(id)).toMatchObject({ state: 'cancelled', partial: true });
  });

  it('a paused queue starts nothing and lets running tasks end', async () => {
    const { queue } = await start();
    const first = await queue.server.add(draftOf({ seconds: 5 }), { signal });
    await pass(1);
    await queue.server.pause({ paused: true }, { signal });
    const second = await queue.server.add(draftOf(), { signal });
    await pass(60);
    expect((await info(first.id)).state).toBe('succeeded');
    expect((await info(second.id)).state).toBe('queued');
    expect(await idleOf(queue)).toEqual({ left: 1, reasons: ['The queue is paused.'] });
    await queue.server.pause({ paused: false }, { signal });
    await pass(5);
    expect((await info(second.id)).state).toBe('succeeded');
  });

  it('close suspends what runs; the next start runs it again, without counting a failure', async () => {
    const one = await start();
    const { id } = await one.queue.server.add(draftOf({ seconds: 100, retries: 0 }), { signal });
    await pass(1);
    await one.queue.close();
    expect(await info(id)).toMatchObject({ state: 'queued', attempt: 1 });
    expect((await watched.store.facts({})).workers).toEqual([]);
    const two = await start();
    await pass(102);
    expect(await info(id)).toMatchObject({ state: 'succeeded', attempt: 2 });
    const { attempts } = await two.queue.server.get({ id }, { signal });
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['suspended', 'succeeded']);
  });
});

describe('leases', () => {
  it('a thread that was busy for longer than a lease does not take its own tasks over', async () => {
    const { queue, lanes } = await start();
    const { id } = await queue.server.add(draftOf({ seconds: 60 }), { signal });
    await pass(1);
    // Something to take over, so that the store is asked.
    const gone = { id: 'gone', pid: 1, owner: '{}', boot: 'another' };
    await watched.store.registerWorker({ worker: gone, monoMs: 0 });
    // The look comes first, then the beat.
    lanes.changed();
    clock.block(20_000);
    await pass(1);
    expect((await watched.store.facts({})).workers.map((one) => one.pid)).toEqual([process.pid]);
    expect(await info(id)).toMatchObject({ state: 'running', attempt: 1 });
    await pass(60);
    expect(await info(id)).toMatchObject({ state: 'succeeded', attempt: 1 });
  });

  it('begin with a sign of life: a worker that was idle for long is not thought frozen', async () => {
    const { queue } = await start();
    await pass(600);
    await queue.server.add(draftOf({ seconds: 60 }), { signal });
    await pass(0.5);
    const { workers } = await watched.store.facts({});
    expect(workers).toMatchObject([{ running: 1 }]);
    expect(frozenWorkers(await watched.store.facts({}), 'somebody else', clock, 6000)).toEqual([]);
  });

  it('are held by beats while something runs, and by no timer after', async () => {
    const { queue } = await start();
    await queue.server.add(draftOf({ seconds: 60 }), { signal });
    await pass(30);
    // Another process would not find the lease run out.
    const taken = await watched.store.takeOver({
      boot: (await watched.store.facts({})).workers[0]?.boot ?? '',
      monoMs: clock.monoMs(),
      deadWorkers: [],
      nowMs: clock.wallMs(),
      retryMs: clock.wallMs(),
    });
    expect(taken).toEqual([]);
    await pass(60);
    expect(clock.timers).toBe(0);
  });

  it('one that is lost stops the task here, and its result does not count', async () => {
    const { queue, lanes } = await start({ limit: 1 });
    const { id } = await queue.server.add(draftOf({ seconds: 60 }), { signal });
    await pass(1);
    const [me] = (await watched.store.facts({})).workers;
    await watched.store.takeOver({
      boot: me?.boot ?? '',
      monoMs: clock.monoMs() + 60_000,
      deadWorkers: [],
      nowMs: clock.wallMs(),
      retryMs: clock.wallMs() + 5000,
    });
    expect((await watched.store.facts({})).workers[0]?.frozen).toBe(true);
    lanes.changed();
    await pass(1);
    expect(lanes.carried[0]?.abortedBy).toBe('lease-lost');
    // It was heard of again: nobody thinks it frozen.
    expect((await watched.store.facts({})).workers[0]?.frozen).toBe(false);
    await pass(70);
    const detail = await queue.server.get({ id }, { signal });
    expect(detail.attempts.map(({ outcome }) => outcome)).toEqual(['lost', 'succeeded']);
    expect(detail.productList.map(({ attempt, state }) => [attempt, state])).toEqual([
      [1, 'superseded'],
      [2, 'complete'],
    ]);
  });
});

describe('trying again', () => {
  it('comes after the back-off, and after the last try the task is dead', async () => {
    const { queue, lanes } = await start({
      end: () => ({ outcome: 'failed', fault: new Fault('device-lost', 'It was pulled out.') }),
    });
    const { id } = await queue.server.add(draftOf({ retries: 3 }), { signal });
    await pass(60);
    expect(await info(id)).toMatchObject({ state: 'dead', attempt: 4, fault: { code: 'device-lost' } });
    // After the second each try takes.
    const begun = lanes.carried.map(({ startedMs }) => startedMs);
    begun.slice(1).forEach((ms, i) => {
      const lateMs = ms - (begun[i] ?? 0) - 1000 - backoffMs(i + 1, id);
      expect(lateMs).toBeGreaterThanOrEqual(0);
      // Gathered with other changes, apart from the look before.
      expect(lateMs).toBeLessThan(200);
    });
    // A person tries it again: all tries are there once more.
    await queue.server.retry({ ids: [id] }, { signal });
    await pass(60);
    expect(await info(id)).toMatchObject({ state: 'dead', attempt: 8 });
  });

  it('is not done where it would not help', async () => {
    const { queue } = await start({
      end: () => ({ outcome: 'failed', fault: new Fault('unsupported', 'Too wide.') }),
    });
    const { id } = await queue.server.add(draftOf(), { signal });
    await pass(60);
    expect(await info(id)).toMatchObject({ state: 'failed', attempt: 1 });
  });

  it('is kept by a drain: idle waits for the next try', async () => {
    let tries = 0;
    const { queue } = await start({
      end: () => (tries++ === 0 ? { outcome: 'failed', fault: new Fault('timeout', 'No answer.') } : {}),
    });
    const { id } = await queue.server.add(draftOf(), { signal });
    let idle = false;
    void queue.idle().then(() => (idle = true));
    await pass(1.1);
    expect(idle).toBe(false);
    await pass(5);
    expect(idle).toBe(true);
    expect((await info(id)).state).toBe('succeeded');
  });

  it('a full disk uses up no try, and the queue goes on when space returns', async () => {
    let full = true;
    const { queue, lanes } = await start({
      end: () =>
        full
          ? { outcome: 'failed', retryable: true, fault: new Fault('disk-full', 'The disk is full.') }
          : {},
    });
    const drafts = [draftOf({ retries: 0 }), draftOf({ retries: 0 })];
    const { ids } = await queue.server.addMany({ drafts }, { signal });
    await pass(120);
    for (const id of ids) expect(await info(id)).toMatchObject({ fault: { code: 'disk-full' } });
    // 1 s, 2 s, 4 s … 10 s between tries of a second: far fewer than one a second.
    expect(lanes.carried.length).toBeLessThan(2 * 20);
    full = false;
    await pass(12);
    for (const id of ids) expect(await info(id)).toMatchObject({ state: 'succeeded' });
  });
});
