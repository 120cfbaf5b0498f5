import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { contract, faultOf, makeServer, makeWorkshop, until } from '../testing/bridge.ts';
import { transports, type PortPair } from '../testing/ports.ts';
import { call } from './bridge.ts';
import { contractHash } from './bridge-hash.ts';
import { connect } from './connect.ts';
import { Fault } from './fault.ts';
import { serve } from './serve.ts';

describe.each(transports)('the protocol over a $name', ({ open }) => {
  const workshop = makeWorkshop(open);
  afterEach(() => workshop.clean());

  describe('when the port closes', () => {
    for (const side of ['server', 'client', 'transport'] as const)
      it(`from the ${side}: calls reject, handlers abort, streams end and stop`, async () => {
        const { api, kit, served, link, pair } = await workshop.start();
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
      const pair = await workshop.pair();
      const link = connect(contract, pair.clientPort);
      const pending = faultOf(link.api.room.add({ a: 1, b: 1 }));
      pair.serverPort.onMessage(() => pair.serverPort.close());
      expect((await faultOf(link.ready)).code).toBe('cancelled');
      expect((await pending).code).toBe('cancelled');
    });

    it('does not wait for ever for an answer to the greeting', async () => {
      const pair = await workshop.pair();
      const link = connect(contract, pair.clientPort, { handshakeMs: 20 });
      expect((await faultOf(link.ready)).code).toBe('timeout');
    });
  });

  it('tells both sides when their contracts differ, and closes', async () => {
    const pair = await workshop.pair();
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
    const pair = await workshop.pair();
    pair.serverPort.onMessage(() => pair.serverPort.post({ type: 'hello', protocol: 1, hash: 'other' }));
    const link = connect(contract, pair.clientPort);
    expect((await faultOf(link.ready)).code).toBe('version');
  });

  describe('a broken client', () => {
    /** The greeting of a good client. */
    function hello(pair: PortPair): void {
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
      const { pair, replies, closed, internal, served } = await workshop.startRaw({ maxMessageBytes: 4000 });
      hello(pair);
      pair.clientPort.post(message);
      await until(closed);
      expect(replies.at(-1)).toEqual(refused);
      expect(internal).toHaveLength(1);
      expect([served.calls, served.subscriptions]).toEqual([0, 0]);
    });

    it('is cut off when it does not greet first', async () => {
      const { pair, replies, closed } = await workshop.startRaw();
      pair.clientPort.post({ type: 'call', id: 1, member: 'room.add', input: { a: 1, b: 1 } });
      await until(closed);
      expect(replies).toEqual([refused]);
    });

    it('is cut off when it sends what is no message of the transport', async () => {
      for (const garbage of ['{', Uint8Array.of(1, 2, 3), Uint8Array.of(255, 255, 255, 255, 0)]) {
        const { pair, closed } = await workshop.startRaw();
        hello(pair);
        pair.raw(garbage);
        await until(closed);
      }
    });

    it('is cut off when it sends a chunk', async () => {
      const { pair, closed } = await workshop.startRaw();
      hello(pair);
      pair.clientPort.post({ type: 'close', id: 1 }, new Uint8Array(4));
      await until(closed);
    });

    it('is cut off when it uses an id again, and its streams stop', async () => {
      for (const type of ['call', 'open']) {
        const { pair, replies, closed, kit } = await workshop.startRaw();
        hello(pair);
        pair.clientPort.post({ type: 'open', id: 3, member: 'room.level', input: { count: 1 } });
        pair.clientPort.post({ type, id: 3, member: 'room.level', input: { count: 1 } });
        await until(closed);
        expect(replies.at(-1)).toEqual(refused);
        expect(kit.stops).toBe(1);
      }
    });

    it('cannot grant itself credits it was not sent', async () => {
      const { pair, closed, kit } = await workshop.startRaw();
      hello(pair);
      pair.clientPort.post({ type: 'open', id: 1, member: 'room.rows', input: { count: 1 } });
      await until(() => kit.rows.length === 1);
      pair.clientPort.post({ type: 'ack', id: 1, count: 1 });
      await until(closed);
      expect(kit.stops).toBe(1);
    });

    it('finds no member that is not of the contract, nor one of another kind', async () => {
      const { pair, replies } = await workshop.startRaw();
      hello(pair);
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
      const { pair, replies, kit } = await workshop.startRaw();
      hello(pair);
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
    const pair = await workshop.pair();
    pair.serverPort.onMessage(() => undefined);
    const link = connect(contract, pair.clientPort);
    const pending = faultOf(link.api.room.add({ a: 1, b: 1 }));
    pair.serverPort.post(message);
    expect((await pending).code).toBe('invalid');
    expect((await link.closed)?.code).toBe('invalid');
  });
});
