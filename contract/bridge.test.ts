import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { transports, type PortPair } from '../testing/ports.ts';
import {
  bytes,
  call,
  events,
  state,
  type ByteSink,
  type Client,
  type Server,
  type ValueSink,
} from './bridge.ts';
import { connect, type Connection, type ConnectOptions } from './connect.ts';
import { Fault } from './fault.ts';
import { serve, type Served, type ServeOptions } from './serve.ts';

const count = z.object({ count: z.number().int() }).strict();
const contract = {
  room: {
    add: call(z.object({ a: z.number(), b: z.number() }).strict(), z.object({ sum: z.number() })),
    slow: call(z.object({}).strict(), z.string()),
    fail: call(z.object({ how: z.enum(['fault', 'error', 'shape', 'uncloneable']) }), z.string()),
    level: state(count, z.number()),
    log: events(count, z.number()),
    rows: bytes(count),
  },
} as const;
type C = typeof contract;

/** A server whose sinks the test holds in its hands. */
function makeServer(): {
  server: Server<C>;
  level: ValueSink<number>[];
  log: ValueSink<number>[];
  rows: ByteSink[];
  stops: number;
  slow: { signal: AbortSignal; resolve: (text: string) => void }[];
} {
  const kit = {
    level: [] as ValueSink<number>[],
    log: [] as ValueSink<number>[],
    rows: [] as ByteSink[],
    stops: 0,
    slow: [] as { signal: AbortSignal; resolve: (text: string) => void }[],
  };
  const stop = (): void => {
    kit.stops++;
  };
  const server: Server<C> = {
    room: {
      add: ({ a, b }) => ({ sum: a + b }),
      slow: (_input, { signal }) => new Promise((resolve) => kit.slow.push({ signal, resolve })),
      fail: ({ how }) => {
        if (how === 'fault')
          throw new Fault('disk-full', 'No room.', { hint: 'Make some.', data: { freeBytes: 12 } });
        if (how === 'error') throw new TypeError('secret /home/somebody/path');
        const wrong: unknown = how === 'shape' ? 7 : 12n;
        return wrong as string;
      },
      level: (_input, sink) => {
        kit.level.push(sink);
        return stop;
      },
      log: ({ count: total }, sink) => {
        kit.log.push(sink);
        for (let i = 0; i < total; i++) sink.send(i);
        return stop;
      },
      rows: (_input, sink) => {
        kit.rows.push(sink);
        return stop;
      },
    },
  };
  return Object.assign(kit, { server });
}

/** Resolves when `condition` holds; a wrong program fails by the test's time limit. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}

const faultOf = async (promise: Promise<unknown>): Promise<Fault> => {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof Fault) return outcome;
  throw new Error('expected a Fault');
};

describe.each(transports)('the bridge over a $name', ({ open }) => {
  const cleanups: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  interface Bench {
    kit: ReturnType<typeof makeServer>;
    served: Served;
    link: Connection<C>;
    api: Client<C>;
    pair: PortPair;
    internal: { error: unknown; reference: string }[];
  }
  async function start(
    serveOptions: Partial<ServeOptions> = {},
    connectOptions: ConnectOptions = {},
  ): Promise<Bench> {
    const pair = await open();
    cleanups.push(() => pair.dispose());
    const kit = makeServer();
    const internal: Bench['internal'] = [];
    const served = serve(contract, kit.server, pair.serverPort, {
      onInternal: (error, reference) => void internal.push({ error, reference }),
      validateOutput: true,
      ...serveOptions,
    });
    const link = connect(contract, pair.clientPort, { validateOutput: true, ...connectOptions });
    await link.ready;
    return { kit, served, link, api: link.api, pair, internal };
  }

  /** A client that says exactly what the test says. */
  async function startRaw(
    serveOptions: Partial<ServeOptions> = {},
  ): Promise<Omit<Bench, 'link' | 'api'> & { replies: unknown[]; closed: () => boolean }> {
    const pair = await open();
    cleanups.push(() => pair.dispose());
    const kit = makeServer();
    const internal: Bench['internal'] = [];
    const served = serve(contract, kit.server, pair.serverPort, {
      onInternal: (error, reference) => void internal.push({ error, reference }),
      ...serveOptions,
    });
    const replies: unknown[] = [];
    let closed = false;
    pair.clientPort.onMessage((message) => void replies.push(message));
    pair.clientPort.onClose(() => void (closed = true));
    return { kit, served, pair, internal, replies, closed: () => closed };
  }

  it('answers a call and keeps nothing of it', async () => {
    const { api, served, link } = await start();
    await expect(api.room.add({ a: 2, b: 40 })).resolves.toEqual({ sum: 42 });
    expect([served.calls, link.calls]).toEqual([0, 0]);
  });

  it('is no thenable: awaiting the client is not a remote call', async () => {
    const { api } = await start();
    expect(await Promise.resolve(api)).toBe(api);
    expect(Object.keys(api.room)).toEqual(['add', 'slow', 'fail', 'level', 'log', 'rows']);
  });

  it('answers many calls under way at once, each with its own result', async () => {
    const { api } = await start();
    const sums = await Promise.all(Array.from({ length: 200 }, (_, i) => api.room.add({ a: i, b: i })));
    expect(sums.map((answer) => answer.sum)).toEqual(Array.from({ length: 200 }, (_, i) => 2 * i));
  });

  it('refuses input that breaks its schema, before the handler', async () => {
    const { api } = await start();
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
    const { api, internal } = await start({}, { maxMessageBytes: 1000 });
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
    const { api, internal } = await start();
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
    const { api, internal } = await start();
    expect((await faultOf(api.room.fail({ how: 'shape' }))).code).toBe('internal');
    expect(internal[0]?.error).toBeInstanceOf(z.ZodError);
  });

  it('finds a wrong output on the client where the server did not look', async () => {
    const { api } = await start({ validateOutput: false });
    const fault = await faultOf(api.room.fail({ how: 'shape' }));
    expect(fault.message).toContain('wrong shape');
  });

  it('cancels a call: the client at once, the handler by its signal', async () => {
    const { api, kit, served, link } = await start();
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
    const { api, kit } = await start();
    expect((await faultOf(api.room.slow({}, { signal: AbortSignal.abort() }))).code).toBe('cancelled');
    await api.room.add({ a: 1, b: 1 });
    expect(kit.slow).toHaveLength(0);
  });

  it('state: gives the value there is, then the latest, and skips what nobody could see', async () => {
    const { api, kit } = await start();
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
    const { api, kit, served, link } = await start();
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
    const { api, kit } = await start();
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
    const { api, kit, served } = await start();
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
    const { api, kit } = await start();
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
    const { api, kit, internal } = await start();
    let end: Fault | undefined;
    api.room.log({ count: 0 }, { next: () => undefined, end: (fault) => void (end = fault) });
    await until(() => kit.log.length === 1);
    kit.log[0]?.send('wrong' as unknown as number);
    await until(() => end !== undefined);
    expect(end?.code).toBe('internal');
    expect(internal).toHaveLength(1);
  });

  it('bytes: two under way, merged while there is no credit, one more for each that is drawn', async () => {
    const { api, kit } = await start();
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
    const { api, kit } = await start();
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
    const { api, kit } = await start({}, { onConsumerError: (error) => void errors.push(error) });
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
    const { api, kit, link } = await start();
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

  it('limits what one connection has open', async () => {
    const { api, kit } = await start({ maxSubscriptions: 2 });
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

  describe('when the port closes', () => {
    for (const side of ['server', 'client', 'transport'] as const)
      it(`from the ${side}: calls reject, handlers abort, streams end and stop`, async () => {
        const { api, kit, served, link, pair } = await start();
        const pending = faultOf(api.room.slow({}));
        const ends: (Fault | undefined)[] = [];
        const consumer = { next: () => undefined, end: (fault?: Fault) => void ends.push(fault) };
        api.room.level({ count: 0 }, consumer);
        api.room.log({ count: 0 }, consumer);
        api.room.rows({ count: 0 }, { ...consumer });
        await until(() => kit.rows.length === 1);
        if (side === 'server') served.close();
        else if (side === 'client') link.close();
        else await pair.dispose();
        expect((await pending).code).toBe('cancelled');
        await until(() => kit.stops === 3);
        expect(kit.slow[0]?.signal.aborted).toBe(true);
        expect(ends.map((fault) => fault?.code)).toEqual(['cancelled', 'cancelled', 'cancelled']);
        expect([served.calls, served.subscriptions, link.calls, link.subscriptions]).toEqual([0, 0, 0, 0]);
        expect(await link.closed).toEqual(side === 'client' ? undefined : expect.any(Fault));

        // What comes afterwards is refused at once, and sinks swallow what late handlers say.
        expect((await faultOf(api.room.add({ a: 1, b: 1 }))).code).toBe('cancelled');
        let late: Fault | undefined;
        api.room.level({ count: 0 }, { next: () => undefined, end: (fault) => void (late = fault) });
        await until(() => late !== undefined);
        kit.level[0]?.send(1);
        kit.log[0]?.send(1);
        kit.rows[0]?.send(new Uint8Array(1));
        expect(kit.rows[0]?.credits).toBe(0);
        kit.slow[0]?.resolve('late');
        served.close();
        link.close();
        expect(kit.stops).toBe(3);
      });

    it('before the greeting is answered: ready rejects, and so does what was asked', async () => {
      const pair = await open();
      cleanups.push(() => pair.dispose());
      const link = connect(contract, pair.clientPort);
      const pending = faultOf(link.api.room.add({ a: 1, b: 1 }));
      pair.serverPort.onMessage(() => pair.serverPort.close());
      expect((await faultOf(link.ready)).code).toBe('cancelled');
      expect((await pending).code).toBe('cancelled');
    });

    it('does not wait for ever for an answer to the greeting', async () => {
      const pair = await open();
      cleanups.push(() => pair.dispose());
      const link = connect(contract, pair.clientPort, { handshakeMs: 20 });
      expect((await faultOf(link.ready)).code).toBe('timeout');
    });
  });

  it('tells both sides when their contracts differ, and closes', async () => {
    const pair = await open();
    cleanups.push(() => pair.dispose());
    const internal: unknown[] = [];
    const kit = makeServer();
    serve(contract, kit.server, pair.serverPort, { onInternal: (error) => void internal.push(error) });
    const other = { room: { ...contract.room, add: call(z.object({ a: z.number() }), z.number()) } };
    const link = connect(other, pair.clientPort);
    const pending = faultOf(link.api.room.add({ a: 1 }));
    expect((await faultOf(link.ready)).code).toBe('version');
    expect((await pending).code).toBe('version');
    expect((await link.closed)?.message).toContain('different versions');
    expect(internal).toEqual([expect.objectContaining({ code: 'version' })]);
  });

  it('a client checks the greeting of the server too', async () => {
    const pair = await open();
    cleanups.push(() => pair.dispose());
    pair.serverPort.onMessage(() => pair.serverPort.post({ type: 'hello', protocol: 1, hash: 'other' }));
    const link = connect(contract, pair.clientPort);
    expect((await faultOf(link.ready)).code).toBe('version');
  });

  describe('a broken client', () => {
    /** The greeting of a good client. */
    async function hello(pair: PortPair): Promise<void> {
      const { contractHash } = await import('./bridge-hash.ts');
      pair.clientPort.post({ type: 'hello', protocol: 1, hash: contractHash(contract) });
    }
    const refused = { type: 'refused', fault: expect.objectContaining({ code: 'invalid' }) as unknown };

    it.each([
      ['an empty message', {}],
      ['no object', 7],
      ['an unknown type', { type: 'shout', id: 5 }],
      ['an id that is no integer', { type: 'call', id: 1.5, member: 'room.add', input: {} }],
      ['a negative id', { type: 'close', id: -1 }],
      ['an extra field', { type: 'close', id: 1, more: true }],
      ['a second greeting', { type: 'hello', protocol: 1, hash: '' }],
      ['an id never given', { type: 'ack', id: 99, count: 1 }],
      ['an oversized message', { type: 'call', id: 1, member: 'room.add', input: 'x'.repeat(5000) }],
      [
        'a nest',
        {
          type: 'call',
          id: 1,
          member: 'room.add',
          input: JSON.parse('['.repeat(99) + ']'.repeat(99)) as unknown,
        },
      ],
    ])('is told and cut off after %s', async (_name, message) => {
      const { pair, replies, closed, internal, served } = await startRaw({ maxMessageBytes: 4000 });
      await hello(pair);
      pair.clientPort.post(message);
      await until(closed);
      expect(replies.at(-1)).toEqual(refused);
      expect(internal).toHaveLength(1);
      expect([served.calls, served.subscriptions]).toEqual([0, 0]);
    });

    it('is cut off when it does not greet first', async () => {
      const { pair, replies, closed } = await startRaw();
      pair.clientPort.post({ type: 'call', id: 1, member: 'room.add', input: { a: 1, b: 1 } });
      await until(closed);
      expect(replies).toEqual([refused]);
    });

    it('is cut off when it sends what is no message of the transport', async () => {
      for (const garbage of ['{', Uint8Array.of(1, 2, 3), Uint8Array.of(255, 255, 255, 255, 0)]) {
        const { pair, closed } = await startRaw();
        await hello(pair);
        pair.raw(garbage);
        await until(closed);
      }
    });

    it('is cut off when it sends a chunk', async () => {
      const { pair, closed } = await startRaw();
      await hello(pair);
      pair.clientPort.post({ type: 'close', id: 1 }, new Uint8Array(4));
      await until(closed);
    });

    it('is cut off when it uses an id again, and its streams stop', async () => {
      for (const type of ['call', 'open']) {
        const { pair, replies, closed, kit } = await startRaw();
        await hello(pair);
        pair.clientPort.post({ type: 'open', id: 3, member: 'room.level', input: { count: 1 } });
        pair.clientPort.post({ type, id: 3, member: 'room.level', input: { count: 1 } });
        await until(closed);
        expect(replies.at(-1)).toEqual(refused);
        expect(kit.stops).toBe(1);
      }
    });

    it('cannot grant itself credits it was not sent', async () => {
      const { pair, closed, kit } = await startRaw();
      await hello(pair);
      pair.clientPort.post({ type: 'open', id: 1, member: 'room.rows', input: { count: 1 } });
      await until(() => kit.rows.length === 1);
      pair.clientPort.post({ type: 'ack', id: 1, count: 1 });
      await until(closed);
      expect(kit.stops).toBe(1);
    });

    it('finds no member that is not of the contract, nor one of another kind', async () => {
      const { pair, replies } = await startRaw();
      await hello(pair);
      const names = [
        'room.none',
        'room',
        '',
        'toString',
        'room.constructor',
        '__proto__.toString',
        'room.level',
      ];
      names.forEach((member, i) => pair.clientPort.post({ type: 'call', id: i + 1, member, input: {} }));
      pair.clientPort.post({ type: 'open', id: 99, member: 'room.add', input: { a: 1, b: 1 } });
      await until(() => replies.length === names.length + 2);
      const notFound = expect.objectContaining({ code: 'not-found' }) as unknown;
      expect(replies.slice(1)).toEqual([
        ...names.map((_, i) => ({ type: 'fault', id: i + 1, fault: notFound })),
        { type: 'end', id: 99, fault: notFound },
      ]);
    });

    it('may acknowledge, cancel and close what has just ended', async () => {
      const { pair, replies, kit } = await startRaw();
      await hello(pair);
      pair.clientPort.post({ type: 'open', id: 1, member: 'room.log', input: { count: 3 } });
      await until(() => kit.log.length === 1);
      kit.log[0]?.end();
      for (const type of ['close', 'cancel']) pair.clientPort.post({ type, id: 1 });
      pair.clientPort.post({ type: 'ack', id: 1, count: 3 });
      pair.clientPort.post({ type: 'call', id: 2, member: 'room.add', input: { a: 1, b: 1 } });
      await until(() => replies.length === 6);
      expect(replies.at(-1)).toEqual({ type: 'result', id: 2, value: { sum: 2 } });
    });
  });

  it.each([
    ['no message', 7],
    ['an unknown type', { type: 'sing' }],
    ['a fault with a code of its own', { type: 'fault', id: 1, fault: { code: 'odd', message: '' } }],
    ['an answer to nothing', { type: 'result', id: 77, value: 1 }],
    ['a chunk head without a chunk', { type: 'chunk', id: 1 }],
  ])('a client ends the connection when the engine sends %s', async (_name, message) => {
    const pair = await open();
    cleanups.push(() => pair.dispose());
    pair.serverPort.onMessage(() => undefined);
    const link = connect(contract, pair.clientPort);
    const pending = faultOf(link.api.room.add({ a: 1, b: 1 }));
    pair.serverPort.post(message);
    expect((await pending).code).toBe('invalid');
    expect((await link.closed)?.code).toBe('invalid');
  });
});
