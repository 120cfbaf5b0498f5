/** Seeded random traffic: nothing throws out, nothing hangs, nothing leaks. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { transports, type PortPair } from '../testing/ports.ts';
import { makeRandom, type Random } from '../testing/random.ts';
import { bytes, call, events, state, type Server, type Subscription, type ValueSink } from './bridge.ts';
import { contractHash } from './bridge-hash.ts';
import { connect } from './connect.ts';
import { Fault } from './fault.ts';
import { serve } from './serve.ts';

const input = z.object({ n: z.number() });
const contract = {
  room: {
    call: call(input, z.number()),
    state: state(input, z.number()),
    events: events(input, z.number()),
    bytes: bytes(input),
  },
} as const;
type C = typeof contract;
const names = Object.keys(contract.room);

const long = process.env['WAVEKEEP_LONG'] === '1';
const messageCount = long ? 100_000 : 3000;

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A server that behaves as badly as random allows, and counts what it started and what was stopped. */
function makeWildServer(random: Random): { server: Server<C>; started: number; stopped: number } {
  const counts = { started: 0, stopped: 0 };
  const misbehave = (sink: { end(fault?: Fault): void }): (() => void) => {
    const choice = random.integer(10);
    if (choice === 0) throw new TypeError('wild');
    if (choice === 1) throw new Fault('busy', 'wild');
    if (choice === 2) sink.end();
    if (choice === 3) sink.end(new Fault('device-lost', 'wild'));
    counts.started++;
    return () => {
      counts.stopped++;
      if (random.integer(10) === 0) throw new Error('wild stop');
    };
  };
  const values = (n: number, sink: ValueSink<number>): (() => void) => {
    const burst = random.integer(50) === 0 ? 1100 : random.integer(5);
    for (let i = 0; i < burst; i++) sink.send(n + i);
    return misbehave(sink);
  };
  const server: Server<C> = {
    room: {
      async call({ n }, { signal }) {
        if (random.integer(3) === 0) await pause();
        if (random.integer(4) === 0) throw new Fault('busy', 'wild');
        if (random.integer(4) === 0) throw new TypeError('wild');
        return signal.aborted ? 0 : n;
      },
      state: ({ n }, sink) => values(n, sink),
      events: ({ n }, sink) => values(n, sink),
      bytes(_input, sink) {
        sink.onCredit(() => {
          if (random.integer(20) === 0) throw new Error('wild listener');
          sink.send(new Uint8Array(random.integer(100)));
        });
        while (sink.credits > 0) sink.send(new Uint8Array(random.integer(100)));
        return misbehave(sink);
      },
    },
  };
  return Object.assign(counts, { server });
}

function anyValue(random: Random, depth = 0): unknown {
  switch (random.integer(depth > 3 ? 7 : 10)) {
    case 0:
      return null;
    case 1:
      return random.integer(2) === 0;
    case 2:
      return random.integer(10);
    case 3:
      return random.pick([-1, 0.5, 1e300, Number.MAX_SAFE_INTEGER]);
    case 4:
      return random.pick(['', 'call', 'open', '__proto__', 'x'.repeat(random.integer(3000))]);
    case 5:
      return random.pick(names);
    case 6:
      return `room.${random.pick(names)}`;
    case 7:
      return Array.from({ length: random.integer(4) }, () => anyValue(random, depth + 1));
    default: {
      const keys = ['type', 'id', 'member', 'input', 'count', 'n', 'fault', 'constructor'];
      return Object.fromEntries(
        Array.from({ length: random.integer(5) }, () => [random.pick(keys), anyValue(random, depth + 1)]),
      );
    }
  }
}

/** Mostly what a client could say, with ids that are sometimes old; now and then nonsense. */
function clientMessage(random: Random, lastId: number): unknown {
  if (random.integer(150) === 0) return anyValue(random);
  const old = (): number => 1 + random.integer(Math.max(1, lastId));
  const next = random.integer(300) === 0 ? 1 : lastId + 1;
  const any = (): unknown => (random.integer(10) === 0 ? anyValue(random) : { n: random.integer(100) });
  const member = random.integer(15) === 0 ? 'room.none' : `room.${random.pick(names)}`;
  switch (random.integer(20)) {
    case 0:
      // Often for more than was sent: the end of the connection.
      return { type: 'ack', id: old(), count: 1 };
    case 1:
    case 2:
    case 3:
      return { type: 'cancel', id: old() };
    case 4:
    case 5:
    case 6:
      return { type: 'close', id: old() };
    case 7:
    case 8:
    case 9:
    case 10:
      return { type: 'call', id: next, member, input: any() };
    default:
      return { type: 'open', id: next, member, input: any() };
  }
}

/** What an engine gone mad could say. */
function serverMessage(random: Random): unknown {
  if (random.integer(40) === 0) return anyValue(random);
  const id = 1 + random.integer(8);
  const fault = { code: 'busy', message: 'wild' };
  return random.pick<unknown>([
    { type: 'result', id, value: anyValue(random) },
    { type: 'fault', id, fault },
    { type: 'value', id, value: anyValue(random) },
    { type: 'end', id },
    { type: 'end', id, fault },
  ]);
}

describe.each(transports)('random traffic over a $name', ({ name, open }) => {
  // A socket pair costs milliseconds to make, and many are needed.
  const total = name === 'web socket' ? messageCount / 5 : messageCount;
  const limitMs = long ? 600_000 : 30_000;

  it('a client that says anything', { timeout: limitMs }, async () => {
    const random = makeRandom(2024);
    let sent = 0;
    let connections = 0;
    while (sent < total) {
      const wild = makeWildServer(random);
      const pair = await open();
      const over = new AbortController();
      pair.clientPort.onMessage(() => undefined);
      pair.clientPort.onClose(() => over.abort());
      const served = serve(contract, wild.server, pair.serverPort, {
        onInternal: () => undefined,
        maxMessageBytes: 2000,
        maxSubscriptions: 20,
      });
      connections++;
      let lastId = 0;
      pair.clientPort.post({ type: 'hello', protocol: 1, hash: contractHash(contract) });
      for (let i = 0; i < 300 && !over.signal.aborted; i++) {
        const message = clientMessage(random, lastId);
        if (typeof message === 'object' && message !== null && 'member' in message) lastId++;
        pair.clientPort.post(message);
        sent++;
        if (i % 8 === 0) await pause();
      }
      await pair.dispose();
      while (served.subscriptions + served.calls > 0) await pause();
      // Calls that were cut off may still come to their end.
      await pause();
      expect(wild.stopped).toBe(wild.started);
    }
    // Connections are cut, but live long enough to get somewhere.
    expect(sent / connections).toBeGreaterThan(20);
    expect(connections).toBeGreaterThan(5);
  });

  it('an engine that says anything', { timeout: limitMs }, async () => {
    const random = makeRandom(2025);
    let sent = 0;
    while (sent < total) {
      const pair = await open();
      pair.serverPort.onMessage(() => undefined);
      const link = connect(contract, pair.clientPort, { onConsumerError: () => undefined });
      const over = new AbortController();
      void link.closed.then(() => over.abort());
      let settled = 0;
      let ended = 0;
      const consumer = {
        next: (): void => {
          if (random.integer(5) === 0) throw new Error('wild consumer');
        },
        end: (): void => {
          ended++;
        },
      };
      const count = (): void => {
        settled++;
      };
      for (let i = 0; i < 2; i++) {
        link.api.room.call({ n: i }).then(count, count);
        link.api.room.state({ n: i }, consumer);
        link.api.room.events({ n: i }, consumer);
        link.api.room.bytes({ n: i }, consumer);
      }
      pair.serverPort.post({ type: 'hello', protocol: 1, hash: contractHash(contract) });
      for (let i = 0; i < 100 && !over.signal.aborted; i++) {
        const chunk = random.integer(10) === 0 ? new Uint8Array(random.integer(50)) : undefined;
        if (chunk === undefined) pair.serverPort.post(serverMessage(random));
        else pair.serverPort.post({ type: 'chunk', id: 1 + random.integer(8) }, chunk);
        sent++;
        if (i % 8 === 0) await pause();
      }
      await pair.dispose();
      await link.closed;
      await pause();
      expect([settled, ended, link.calls, link.subscriptions]).toEqual([2, 6, 0, 0]);
    }
  });

  it('two honest sides in any order: events without a gap, the last state, every call answered', async () => {
    for (let seed = 1; seed <= (long ? 100 : 5); seed++) await honestSession(makeRandom(seed), await open());
  });
});

/** Opens, closes, calls, cancels and sends at random, and checks each promise of the member kinds. */
async function honestSession(random: Random, pair: PortPair): Promise<void> {
  let truth = 0;
  const states = new Map<number, ValueSink<number>>();
  const logs = new Map<number, { sink: ValueSink<number>; next: number }>();
  const server: Server<C> = {
    room: {
      async call({ n }) {
        for (let i = random.integer(3); i > 0; i--) await pause();
        return n;
      },
      state({ n }, sink) {
        states.set(n, sink);
        sink.send(truth);
        return () => states.delete(n);
      },
      events({ n }, sink) {
        logs.set(n, { sink, next: 0 });
        return () => logs.delete(n);
      },
      bytes: () => () => undefined,
    },
  };
  const served = serve(contract, server, pair.serverPort, {
    validateOutput: true,
    onInternal: (error) => {
      throw error;
    },
  });
  const link = connect(contract, pair.clientPort);
  const { api } = link;
  const open: { subscription: Subscription; state?: number }[] = [];
  const lastState = new Map<number, number>();
  const pending: Promise<void>[] = [];

  for (let step = 0; step < 400; step++) {
    switch (random.integer(6)) {
      case 0: {
        const abort = new AbortController();
        if (random.integer(4) === 0) setImmediate(() => abort.abort());
        const answer = api.room.call({ n: step }, { signal: abort.signal }).then(
          (value) => expect(value).toBe(step),
          (error: unknown) => expect(error).toMatchObject({ code: 'cancelled' }),
        );
        pending.push(answer);
        break;
      }
      case 1: {
        let expected = 0;
        const subscription = api.room.events(
          { n: step },
          { next: (value) => expect(value).toBe(expected++) },
        );
        open.push({ subscription });
        break;
      }
      case 2: {
        const subscription = api.room.state(
          { n: step },
          { next: (value) => void lastState.set(step, value) },
        );
        open.push({ subscription, state: step });
        break;
      }
      case 3:
        if (open.length > 0) open.splice(random.integer(open.length), 1)[0]?.subscription.close();
        break;
      case 4:
        for (const log of logs.values()) log.sink.send(log.next++);
        truth++;
        for (const sink of states.values()) sink.send(truth);
        break;
      default:
        await pause();
    }
  }
  await Promise.all(pending);
  truth++;
  for (const sink of states.values()) sink.send(truth);
  const behind = (): boolean =>
    open.some(({ state: key }) => key !== undefined && lastState.get(key) !== truth);
  while (behind()) await pause();
  link.close();
  await link.closed;
  while (served.subscriptions + served.calls > 0) await pause();
  expect([states.size, logs.size]).toEqual([0, 0]);
  await pair.dispose();
}
