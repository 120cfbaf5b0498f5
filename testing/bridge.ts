/** A small contract with a server and a client on a real transport, for the tests of the bridge. */
import { z } from 'zod';
import {
  bytes,
  call,
  events,
  state,
  type ByteSink,
  type Client,
  type Server,
  type ValueSink,
} from '../contract/bridge.ts';
import { connect, type Connection, type ConnectOptions } from '../contract/connect.ts';
import { Fault } from '../contract/fault.ts';
import { serve, type Served, type ServeOptions } from '../contract/serve.ts';
import type { PortPair } from './ports.ts';

const count = z.object({ count: z.number().int() }).strict();
/** One member of each kind, and handlers that go wrong in each way. */
export const contract = {
  room: {
    add: call(z.object({ a: z.number(), b: z.number() }).strict(), z.object({ sum: z.number() })),
    slow: call(z.object({}).strict(), z.string()),
    fail: call(z.object({ how: z.enum(['fault', 'error', 'shape', 'uncloneable']) }), z.string()),
    level: state(count, z.number()),
    log: events(count, z.number()),
    rows: bytes(count),
  },
} as const;
export type BenchContract = typeof contract;

/** A server whose sinks the test holds in its hands. */
export function makeServer(): {
  server: Server<BenchContract>;
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
  const server: Server<BenchContract> = {
    room: {
      add: ({ a, b }) => ({ sum: a + b }),
      slow: (_input, { signal }) => new Promise((resolve) => kit.slow.push({ signal, resolve })),
      fail: ({ how }) => {
        if (how === 'fault')
          throw new Fault('disk-full', 'No room.', { hint: 'Make some.', data: { freeBytes: 12 } });
        if (how === 'error') throw new TypeError('secret /home/somebody/path');
        // Structured clone refuses a function, JSON a bigint.
        const wrong: unknown = how === 'shape' ? 7 : { run: () => 1, big: 1n };
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
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** The fault a promise rejects with. */
export const faultOf = async (promise: Promise<unknown>): Promise<Fault> => {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof Fault) return outcome;
  throw new Error('expected a Fault');
};

interface Bench {
  kit: ReturnType<typeof makeServer>;
  served: Served;
  link: Connection<BenchContract>;
  api: Client<BenchContract>;
  pair: PortPair;
  internal: { error: unknown; reference: string }[];
}

interface RawBench extends Omit<Bench, 'link' | 'api'> {
  /** What the server said. */
  replies: unknown[];
  closed: () => boolean;
}

export interface Workshop {
  /** A pair of ports with nothing on them. */
  pair(): Promise<PortPair>;
  /** A server and a client that have greeted. */
  start(serveOptions?: Partial<ServeOptions>, connectOptions?: ConnectOptions): Promise<Bench>;
  /** A server, and a client that says exactly what the test says. */
  startRaw(serveOptions?: Partial<ServeOptions>): Promise<RawBench>;
  /** Call it after each test. */
  clean(): Promise<void>;
}

/** Benches over one transport. */
export function makeWorkshop(open: () => Promise<PortPair>): Workshop {
  const pairs: PortPair[] = [];
  const makePair = async (): Promise<PortPair> => {
    const pair = await open();
    pairs.push(pair);
    return pair;
  };
  const answerOn = (
    pair: PortPair,
    options: Partial<ServeOptions>,
  ): Pick<Bench, 'kit' | 'served' | 'internal' | 'pair'> => {
    const kit = makeServer();
    const internal: Bench['internal'] = [];
    const served = serve(contract, kit.server, pair.serverPort, {
      onInternal: (error, reference) => void internal.push({ error, reference }),
      validateOutput: true,
      ...options,
    });
    return { kit, served, internal, pair };
  };
  return {
    pair: makePair,
    async start(serveOptions = {}, connectOptions = {}) {
      const pair = await makePair();
      const side = answerOn(pair, serveOptions);
      const link = connect(contract, pair.clientPort, { validateOutput: true, ...connectOptions });
      await link.ready;
      return { ...side, link, api: link.api };
    },
    async startRaw(serveOptions = {}) {
      const pair = await makePair();
      const side = answerOn(pair, serveOptions);
      const replies: unknown[] = [];
      let closed = false;
      pair.clientPort.onMessage((message) => void replies.push(message));
      pair.clientPort.onClose(() => (closed = true));
      return { ...side, replies, closed: () => closed };
    },
    async clean() {
      for (const pair of pairs.splice(0)) await pair.dispose();
    },
  };
}
