import { describe, expect, it } from 'vitest';
import { Fault } from '../../contract/fault.ts';
import { queueBench, type QueueBench } from '../../testing/queue-bench.ts';
import { draftOf } from '../../testing/queue.ts';
import { frozenWorkers } from './others.ts';
import { backoffMs } from './retry.ts';

const bench = queueBench();
const start: QueueBench['start'] = (more) => bench.start(more);
const pass: QueueBench['pass'] = (seconds) => bench.pass(seconds);
const info: QueueBench['info'] = (id) => bench.info(id);
const signal = new AbortController().signal;

describe('leases', () => {
  it('a thread that was busy for longer than a lease does not take its own tasks over', async () => {
    const { queue, lanes } = await start();
    const { id } = await queue.server.add(draftOf({ seconds: 60 }), { signal });
    await pass(1);
    // Something to take over, so that the store is asked.
    const gone = { id: 'gone', pid: 1, owner: '{}', boot: 'another' };
    await bench.watched.store.registerWorker({ worker: gone, monoMs: 0 });
    // The look comes first, then the beat.
    lanes.changed();
    bench.clock.block(20_000);
    await pass(1);
    expect((await bench.watched.store.facts({})).workers.map((one) => one.pid)).toEqual([process.pid]);
    expect(await info(id)).toMatchObject({ state: 'running', attempt: 1 });
    await pass(60);
    expect(await info(id)).toMatchObject({ state: 'succeeded', attempt: 1 });
  });

  it('begin with a sign of life: a worker that was idle for long is not thought frozen', async () => {
    const { queue } = await start();
    await pass(600);
    await queue.server.add(draftOf({ seconds: 60 }), { signal });
    await pass(0.5);
    const { workers } = await bench.watched.store.facts({});
    expect(workers).toMatchObject([{ running: 1 }]);
    expect(frozenWorkers(await bench.watched.store.facts({}), 'somebody else', bench.clock, 6000)).toEqual(
      [],
    );
  });

  it('are held by beats while something runs, and by no timer after', async () => {
    const { queue } = await start();
    await queue.server.add(draftOf({ seconds: 60 }), { signal });
    await pass(30);
    // Another process would not find the lease run out.
    const taken = await bench.watched.store.takeOver({
      boot: (await bench.watched.store.facts({})).workers[0]?.boot ?? '',
      monoMs: bench.clock.monoMs(),
      deadWorkers: [],
      nowMs: bench.clock.wallMs(),
      retryMs: bench.clock.wallMs(),
    });
    expect(taken).toEqual([]);
    await pass(60);
    expect(bench.clock.timers).toBe(0);
  });

  it('one that is lost stops the task here, and its result does not count', async () => {
    const { queue, lanes } = await start({ limit: 1 });
    const { id } = await queue.server.add(draftOf({ seconds: 60 }), { signal });
    await pass(1);
    const [me] = (await bench.watched.store.facts({})).workers;
    await bench.watched.store.takeOver({
      boot: me?.boot ?? '',
      monoMs: bench.clock.monoMs() + 60_000,
      deadWorkers: [],
      nowMs: bench.clock.wallMs(),
      retryMs: bench.clock.wallMs() + 5000,
    });
    expect((await bench.watched.store.facts({})).workers[0]?.frozen).toBe(true);
    lanes.changed();
    await pass(1);
    expect(lanes.carried[0]?.abortedBy).toBe('lease-lost');
    // It was heard of again: nobody thinks it frozen.
    expect((await bench.watched.store.facts({})).workers[0]?.frozen).toBe(false);
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
