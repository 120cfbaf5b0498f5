import { afterEach, describe, expect, it } from 'vitest';
import { makeWorkshop, until } from '../testing/bridge.ts';
import { transports } from '../testing/ports.ts';
import { Fault } from './fault.ts';

describe.each(transports)('streams over a $name', ({ open }) => {
  const workshop = makeWorkshop(open);
  afterEach(() => workshop.clean());

  it('state: gives the value there is, then the latest, and skips what nobody could see', async () => {
    const { api, kit } = await workshop.start();
    const seen: number[] = [];
    const subscription = api.room.level({ count: 1 }, { next: (value) => void seen.push(value) });
    await until(() => kit.level.length === 1);
    for (let i = 0; i <= 1000; i++) kit.level[0]?.send(i);
    await until(() => seen.at(-1) === 1000);
    // The first was under way when the others came; of those only the last was sent.
    expect(seen).toEqual([0, 1000]);
    kit.level[0]?.send(7);
    await until(() => seen.at(-1) === 7);
    subscription.close();
    await until(() => kit.stops === 1);
  });

  it('state: delivers the last value before an end', async () => {
    const { api, kit, served, link } = await workshop.start();
    const seen: unknown[] = [];
    api.room.level(
      { count: 1 },
      { next: (value) => void seen.push(value), end: (fault) => void seen.push(fault?.code) },
    );
    await until(() => kit.level.length === 1);
    kit.level[0]?.send(1);
    kit.level[0]?.send(2);
    kit.level[0]?.send(3);
    kit.level[0]?.end(new Fault('device-lost', 'Unplugged.'));
    kit.level[0]?.send(4);
    await until(() => seen.includes('device-lost'));
    expect(seen).toEqual([1, 3, 'device-lost']);
    expect([kit.stops, served.subscriptions, link.subscriptions]).toEqual([1, 0, 0]);
  });

  it('events: all of them, in order, through many windows', async () => {
    const { api, kit } = await workshop.start();
    const seen: number[] = [];
    api.room.log({ count: 0 }, { next: (value) => void seen.push(value) });
    await until(() => kit.log.length === 1);
    const total = 4500;
    for (let i = 0; i < total; i++) {
      kit.log[0]?.send(i);
      if (i % 900 !== 899) continue;
      await until(() => seen.length === i + 1);
      // Its question follows the acknowledgements of what was seen: they are in when it is answered.
      await api.room.add({ a: i, b: 0 });
    }
    expect(seen).toEqual(Array.from({ length: total }, (_, i) => i));
  });

  it('events: a burst larger than the window ends with overflow, after what was sent', async () => {
    const { api, kit, served } = await workshop.start();
    const seen: number[] = [];
    let end: Fault | undefined;
    api.room.log(
      { count: 1025 },
      { next: (value) => void seen.push(value), end: (fault) => void (end = fault) },
    );
    await until(() => end !== undefined);
    expect(end?.code).toBe('overflow');
    expect(seen).toEqual(Array.from({ length: 1024 }, (_, i) => i));
    expect([kit.stops, served.subscriptions]).toEqual([1, 0]);
  });

  it('ends a stream without a fault when the handler is done', async () => {
    const { api, kit } = await workshop.start();
    const ends: unknown[] = [];
    api.room.log({ count: 2 }, { next: () => undefined, end: (fault) => void ends.push(fault) });
    await until(() => kit.log.length === 1);
    kit.log[0]?.end();
    kit.log[0]?.end(new Fault('internal', 'said twice'));
    await until(() => ends.length === 1);
    await api.room.add({ a: 1, b: 1 });
    expect(ends).toEqual([undefined]);
  });

  it('a state or event of the wrong shape ends the subscription as internal', async () => {
    const { api, kit, internal } = await workshop.start();
    let end: Fault | undefined;
    api.room.log({ count: 0 }, { next: () => undefined, end: (fault) => void (end = fault) });
    await until(() => kit.log.length === 1);
    kit.log[0]?.send('wrong' as unknown as number);
    await until(() => end !== undefined);
    expect(end?.code).toBe('internal');
    expect(internal).toHaveLength(1);
  });

  it('bytes: two under way, merged while there is no credit, one more for each that is drawn', async () => {
    const { api, kit } = await workshop.start();
    const chunks: { sum: number; done: () => void }[] = [];
    api.room.rows(
      { count: 1 },
      { next: (chunk, done) => void chunks.push({ sum: new Float64Array(chunk.slice().buffer)[0]!, done }) },
    );
    await until(() => kit.rows.length === 1);
    const sink = kit.rows[0]!;
    // The handler of a real radio: adds up what it can't send, and sends it when it may.
    let waiting = 0;
    const flush = (): void => {
      if (waiting === 0 || sink.credits === 0) return;
      sink.send(new Uint8Array(Float64Array.of(waiting).buffer));
      waiting = 0;
    };
    sink.onCredit(flush);
    for (let i = 1; i <= 100; i++) {
      waiting += i;
      flush();
    }
    await until(() => chunks.length === 2);
    await api.room.add({ a: 1, b: 1 });
    expect(chunks.map((chunk) => chunk.sum)).toEqual([1, 2]);
    expect(sink.credits).toBe(0);
    expect(() => sink.send(new Uint8Array(1))).toThrow(/credit/);
    chunks[0]?.done();
    chunks[0]?.done();
    await until(() => chunks.length === 3);
    // Everything else arrived as one: coarser in time, nothing lost.
    expect(chunks[2]?.sum).toBe((100 * 101) / 2 - 3);
    expect(sink.credits).toBe(0);
    chunks[1]?.done();
    chunks[2]?.done();
    await until(() => sink.credits === 2);
  });

  it('bytes: chunks of every small size and a large one arrive whole', async () => {
    const { api, kit } = await workshop.start();
    const sizes: number[] = [];
    let wrong = 0;
    api.room.rows(
      { count: 1 },
      {
        next: (chunk, done) => {
          sizes.push(chunk.length);
          if (chunk.some((value, i) => value !== ((i * 7) & 255))) wrong++;
          done();
        },
      },
    );
    await until(() => kit.rows.length === 1);
    const sink = kit.rows[0]!;
    const wanted = [...Array.from({ length: 20 }, (_, i) => i), 3_000_001];
    for (const size of wanted) {
      await until(() => sink.credits > 0);
      // A view into a larger buffer: only the view may arrive.
      const chunk = new Uint8Array(size + 5).subarray(3, 3 + size);
      for (let i = 0; i < size; i++) chunk[i] = (i * 7) & 255;
      sink.send(chunk);
    }
    await until(() => sizes.length === wanted.length);
    expect([sizes, wrong]).toEqual([wanted, 0]);
  });

  it('a consumer that throws breaks neither its stream nor the connection', async () => {
    const errors: unknown[] = [];
    const { api, kit } = await workshop.start({}, { onConsumerError: (error) => void errors.push(error) });
    const seen: number[] = [];
    const angry = (value: number): never => {
      seen.push(value);
      throw new Error(`no ${String(value)}`);
    };
    api.room.log({ count: 3 }, { next: angry });
    api.room.level({ count: 0 }, { next: angry });
    api.room.rows({ count: 0 }, { next: (chunk) => angry(chunk[0]!) });
    await until(() => kit.rows.length === 1);
    kit.level[0]?.send(10);
    await until(() => seen.includes(10));
    kit.level[0]?.send(11);
    for (let i = 20; i < 24; i++) {
      await until(() => kit.rows[0]!.credits > 0);
      kit.rows[0]?.send(Uint8Array.of(i));
    }
    await until(() => seen.includes(23) && seen.includes(11));
    expect(seen.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 10, 11, 20, 21, 22, 23]);
    expect(errors).toHaveLength(seen.length);
  });

  it('nothing reaches a consumer after it closed, not even its end', async () => {
    const { api, kit, link } = await workshop.start();
    const seen: unknown[] = [];
    const subscription = api.room.log(
      { count: 0 },
      {
        next: (value) => {
          seen.push(value);
          subscription.close();
          subscription.close();
        },
        end: () => void seen.push('end'),
      },
    );
    await until(() => kit.log.length === 1);
    for (let i = 0; i < 5; i++) kit.log[0]?.send(i);
    await until(() => kit.stops === 1);
    await api.room.add({ a: 1, b: 1 });
    link.close();
    expect(seen).toEqual([0]);
    expect(kit.stops).toBe(1);
  });
});
