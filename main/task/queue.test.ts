import { describe, expect, it } from 'vitest';
import { Fault } from '../../contract/fault.ts';
import { queueBench, startMs, type QueueBench } from '../../testing/queue-bench.ts';
import { draftOf } from '../../testing/queue.ts';
import type { Idle, Queue } from './queue.ts';

const bench = queueBench();
const start: QueueBench['start'] = (more) => bench.start(more);
const pass: QueueBench['pass'] = (seconds) => bench.pass(seconds);
const info: QueueBench['info'] = (id) => bench.info(id);
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
    expect(bench.clock.timers).toBe(0);
    await queue.server.add(draftOf({ when: { kind: 'at', timeMs: startMs + 3_600_000 } }), { signal });
    await pass(3598);
    expect(lanes.carried).toHaveLength(0);
    expect(bench.clock.timers).toBe(1);
    await pass(10);
    // The gathering of changes, and a beat of the timer of fake time.
    expect(lanes.carried[0]?.startedMs).toBeGreaterThanOrEqual(startMs + 3_600_000);
    expect(lanes.carried[0]?.startedMs).toBeLessThan(startMs + 3_600_000 + 200);
    await pass(60);
    expect(bench.clock.timers).toBe(0);
  });

  it('of wrong form is refused before anything is written', async () => {
    const { queue } = await start();
    const wrong = draftOf({ when: { kind: 'repeat', cron: '0 25 * * *', timeZone: 'UTC' } });
    await expect(
      (async () => queue.server.addMany({ drafts: [draftOf(), wrong] }, { signal }))(),
    ).rejects.toThrow("'25' can not be the hour");
    await expect(queue.server.add(draftOf({ radio: 'What?' }), { signal })).rejects.toThrow('names no radio');
    expect((await bench.watched.store.facts({})).counts.queued).toBe(0);
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
    expect((await bench.watched.store.facts({})).counts.succeeded).toBe(50);
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
    expect((await bench.watched.store.facts({})).workers).toEqual([]);
    const two = await start();
    await pass(102);
    expect(await info(id)).toMatchObject({ state: 'succeeded', attempt: 2 });
    const { attempts } = await two.queue.server.get({ id }, { signal });
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['suspended', 'succeeded']);
  });
});
