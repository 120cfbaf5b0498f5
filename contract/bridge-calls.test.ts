import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { faultOf, makeWorkshop, until } from '../testing/bridge.ts';
import { transports } from '../testing/ports.ts';
import type { Fault } from './fault.ts';

describe.each(transports)('calls over a $name', ({ open }) => {
  const workshop = makeWorkshop(open);
  afterEach(() => workshop.clean());

  it('answers a call and keeps nothing of it', async () => {
    const { api, served, link } = await workshop.start();
    await expect(api.room.add({ a: 2, b: 40 })).resolves.toEqual({ sum: 42 });
    expect([served.calls, link.calls]).toEqual([0, 0]);
  });

  it('is no thenable: awaiting the client is not a remote call', async () => {
    const { api } = await workshop.start();
    expect(await Promise.resolve(api)).toBe(api);
    expect(Object.keys(api.room)).toEqual(['add', 'slow', 'fail', 'level', 'log', 'rows']);
  });

  it('answers many calls under way at once, each with its own result', async () => {
    const { api } = await workshop.start();
    const sums = await Promise.all(Array.from({ length: 200 }, (_, i) => api.room.add({ a: i, b: i })));
    expect(sums.map((answer) => answer.sum)).toEqual(Array.from({ length: 200 }, (_, i) => 2 * i));
  });

  it('refuses input that breaks its schema, before the handler', async () => {
    const { api } = await workshop.start();
    const wrong = { a: 1, b: 'two' as unknown as number };
    const fault = await faultOf(api.room.add(wrong));
    expect(fault.code).toBe('invalid');
    expect(fault.message).toContain('room.add');
    const extra = await faultOf(api.room.add({ a: 1, b: 2, ...{ c: 3 } }));
    expect(extra.code).toBe('invalid');
    let ended: Fault | undefined;
    api.room.level({ count: 0.5 }, { next: () => undefined, end: (end) => void (ended = end) });
    await until(() => ended !== undefined);
    expect(ended?.code).toBe('invalid');
  });

  it('refuses input that JSON cannot carry or that is too large without troubling the other side', async () => {
    const { api, internal } = await workshop.start({}, { maxMessageBytes: 1000 });
    for (const a of [NaN, 1n, () => 1, new Date(), new Map(), Symbol('a')])
      expect((await faultOf(api.room.add({ a: a as number, b: 1 }))).code).toBe('invalid');
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect((await faultOf(api.room.add({ a: 1, b: 2, ...cycle }))).code).toBe('invalid');
    const large = { a: 1, b: 2, text: 'x'.repeat(1000) };
    expect((await faultOf(api.room.add(large))).message).toContain('1000');
    await expect(api.room.add({ a: 1, b: 1 })).resolves.toEqual({ sum: 2 });
    expect(internal).toEqual([]);
  });

  it('lets only faults cross; an error is logged whole under the reference the client gets', async () => {
    const { api, internal } = await workshop.start();
    const fault = await faultOf(api.room.fail({ how: 'fault' }));
    expect(fault.toJSON()).toEqual({
      code: 'disk-full',
      message: 'No room.',
      hint: 'Make some.',
      data: { freeBytes: 12 },
    });
    expect(internal).toEqual([]);

    const error = await faultOf(api.room.fail({ how: 'error' }));
    expect(error.code).toBe('internal');
    expect(JSON.stringify(error.toJSON())).not.toMatch(/secret|home|TypeError/);
    expect(internal).toHaveLength(1);
    expect(internal[0]?.error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(internal[0]?.reference);
  });

  it('turns a wrong output into an internal fault', async () => {
    const { api, internal } = await workshop.start();
    expect((await faultOf(api.room.fail({ how: 'shape' }))).code).toBe('internal');
    expect(internal[0]?.error).toBeInstanceOf(z.ZodError);
  });

  it('turns an answer that no transport can carry into an internal fault', async () => {
    const { api, internal, served } = await workshop.start({ validateOutput: false });
    expect((await faultOf(api.room.fail({ how: 'uncloneable' }))).code).toBe('internal');
    expect([internal.length, served.calls]).toEqual([1, 0]);
  });

  it('finds a wrong output on the client where the server did not look', async () => {
    const { api } = await workshop.start({ validateOutput: false });
    const fault = await faultOf(api.room.fail({ how: 'shape' }));
    expect(fault.message).toContain('wrong shape');
  });

  it('cancels a call: the client at once, the handler by its signal', async () => {
    const { api, kit, served, link } = await workshop.start();
    const controller = new AbortController();
    const pending = faultOf(api.room.slow({}, { signal: controller.signal }));
    await until(() => kit.slow.length === 1);
    controller.abort();
    expect((await pending).code).toBe('cancelled');
    expect(link.calls).toBe(0);
    await until(() => kit.slow[0]?.signal.aborted === true);
    kit.slow[0]?.resolve('too late');
    await expect(api.room.add({ a: 1, b: 1 })).resolves.toEqual({ sum: 2 });
    expect(served.calls).toBe(0);
  });

  it('does not send a call whose signal is aborted already', async () => {
    const { api, kit } = await workshop.start();
    expect((await faultOf(api.room.slow({}, { signal: AbortSignal.abort() }))).code).toBe('cancelled');
    await api.room.add({ a: 1, b: 1 });
    expect(kit.slow).toHaveLength(0);
  });

  it('limits what one connection has open', async () => {
    const { api, kit } = await workshop.start({ maxSubscriptions: 2 });
    const ends: (string | undefined)[] = [];
    const consumer = { next: () => undefined, end: (fault?: Fault) => void ends.push(fault?.code) };
    const first = api.room.level({ count: 0 }, consumer);
    api.room.level({ count: 0 }, consumer);
    api.room.level({ count: 0 }, consumer);
    await until(() => ends.length === 1);
    expect(ends).toEqual(['overflow']);
    first.close();
    await until(() => kit.stops === 1);
    api.room.level({ count: 0 }, consumer);
    await until(() => kit.level.length === 3);
    const calls = [api.room.slow({}), api.room.slow({}), api.room.slow({})].map(faultOf);
    expect((await calls[2])?.code).toBe('overflow');
    kit.slow.splice(0);
  });
});
