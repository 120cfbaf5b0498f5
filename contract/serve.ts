import type { Contract, Member, Port, Server, Stop } from './bridge.ts';
import { listEntries, type Entry } from './bridge-entries.ts';
import { measureJson } from './bridge-guard.ts';
import { contractHash } from './bridge-hash.ts';
import {
  makeByteStream,
  makeEventStream,
  makeStateStream,
  type SinkLine,
  type Stream,
} from './bridge-sinks.ts';
import {
  ClientMessage,
  defaultMaxMessage,
  explain,
  faultToWire,
  protocol,
  versionFault,
  type ServerMessage,
} from './bridge-wire.ts';
import { Fault } from './fault.ts';

export interface ServeOptions {
  /**
   * Gets every error that is not a Fault, whole, with the reference the client is told instead, and every
   * client that broke the protocol. Required: an error nobody logs is lost.
   */
  readonly onInternal: (error: unknown, reference: string) => void;
  /** Parses what handlers answer and send; on in tests, costly for long lists. @default false */
  readonly validateOutput?: boolean;
  /** Characters of JSON a client may send in one message. @default 1,048,576 */
  readonly maxMessageBytes?: number;
  /** Calls and subscriptions a connection may have open at once, each. @default 256 */
  readonly maxSubscriptions?: number;
  /** No chunk is sent while the transport holds more bytes than this unsent. @default 4 MiB */
  readonly maxBufferedBytes?: number;
}

export interface Served {
  /** Ends the connection: calls are aborted, subscriptions stopped, the port closed. Safe to call twice. */
  close(): void;
  /** Open subscriptions and unanswered calls. */
  readonly subscriptions: number;
  readonly calls: number;
}

interface Open {
  readonly stream: Stream<unknown>;
  stop: Stop | undefined;
}

/**
 * Answers a contract on one port until either side closes it. Nothing the client sends can throw out of here:
 * input that breaks its schema is answered `invalid`, an unknown member `not-found`, and a client that breaks
 * the protocol itself (malformed, oversized or out of order) is told why and cut off.
 */
export function serve<C extends Contract>(
  contract: C,
  server: Server<C>,
  port: Port,
  options: ServeOptions,
): Served {
  const maxMessage = options.maxMessageBytes ?? defaultMaxMessage;
  const maxOpen = options.maxSubscriptions ?? 256;
  const maxBuffered = options.maxBufferedBytes ?? 4 * 1024 * 1024;
  const entries = listEntries(contract, server);
  const calls = new Map<number, AbortController>();
  const opened = new Map<number, Open>();
  let greeted = false;
  let closed = false;
  let lastId = 0;

  const report = (error: unknown): string => {
    const reference = crypto.randomUUID().slice(0, 8);
    options.onInternal(error, reference);
    return reference;
  };
  const toFault = (error: unknown): Fault => {
    if (error instanceof Fault) return error;
    const reference = report(error);
    return new Fault('internal', `Something went wrong inside Wavekeep (reference ${reference}).`, {
      hint: 'The log says more under this reference.',
      data: { reference },
    });
  };
  /** Throws when the transport can't carry the message. */
  const post = (message: ServerMessage, chunk?: Uint8Array<ArrayBuffer>): void => {
    if (!closed) port.post(message, chunk);
  };

  const shut = (): void => {
    if (closed) return;
    closed = true;
    for (const controller of calls.values()) controller.abort(connectionEnded());
    calls.clear();
    for (const id of [...opened.keys()]) finish(id);
    port.close();
  };
  /** Ends a connection whose client can't be understood or trusted. */
  const refuse = (fault: Fault): void => {
    post({ type: 'refused', fault: faultToWire(fault) });
    shut();
  };

  const finish = (id: number): void => {
    const open = opened.get(id);
    if (open === undefined) return;
    opened.delete(id);
    open.stream.finish();
    stopQuietly(open.stop);
  };
  const stopQuietly = (stop: Stop | undefined): void => {
    try {
      stop?.();
    } catch (error) {
      report(error);
    }
  };

  const answer = async (id: number, entry: Entry, input: unknown): Promise<void> => {
    const controller = new AbortController();
    calls.set(id, controller);
    let reply: ServerMessage;
    try {
      const value = await entry.handler.call(entry.owner, input, { signal: controller.signal });
      if (options.validateOutput === true && entry.member.kind === 'call') entry.member.output.parse(value);
      reply = { type: 'result', id, value };
    } catch (error) {
      // A handler that stops because it was told to is no error worth a log entry.
      if (controller.signal.aborted) return;
      reply = { type: 'fault', id, fault: faultToWire(toFault(error)) };
    }
    if (!calls.delete(id)) return;
    try {
      post(reply);
    } catch (error) {
      post({ type: 'fault', id, fault: faultToWire(toFault(error)) });
    }
  };

  const subscribe = (id: number, entry: Entry, input: unknown): void => {
    const { member } = entry;
    const end = (fault: Fault | undefined): void => {
      if (!opened.has(id)) return;
      finish(id);
      post({ type: 'end', id, ...(fault === undefined ? {} : { fault: faultToWire(fault) }) });
    };
    const guarded = (action: () => void): void => {
      try {
        action();
      } catch (error) {
        end(toFault(error));
      }
    };
    const line: SinkLine = {
      value: (value) =>
        guarded(() => {
          if (options.validateOutput === true && 'shape' in member) member.shape.parse(value);
          post({ type: 'value', id, value });
        }),
      chunk: (chunk) => guarded(() => post({ type: 'chunk', id }, chunk)),
      end,
      fail: (error) => end(toFault(error)),
      bufferedBytes: () => port.bufferedBytes,
    };
    const stream = makeStream(member, line, maxBuffered);
    const open: Open = { stream, stop: undefined };
    opened.set(id, open);
    guarded(() => {
      const stop = entry.handler.call(entry.owner, input, stream.sink);
      if (!isStop(stop)) throw new TypeError('A subscription handler returned no function to stop it.');
      // The handler may have ended the subscription before it returned.
      if (opened.has(id)) open.stop = stop;
      else stopQuietly(stop);
    });
  };

  const begin = (kind: 'call' | 'open', id: number, name: string, input: unknown): void => {
    const refusal = (fault: Fault): void =>
      kind === 'call'
        ? post({ type: 'fault', id, fault: faultToWire(fault) })
        : post({ type: 'end', id, fault: faultToWire(fault) });
    const entry = entries.get(name);
    if (entry === undefined || (entry.member.kind === 'call') !== (kind === 'call'))
      return refusal(
        new Fault('not-found', `There is no ${kind === 'call' ? 'call' : 'subscription'} '${name}'.`),
      );
    if ((kind === 'call' ? calls : opened).size >= maxOpen)
      return refusal(
        new Fault('overflow', `More than ${String(maxOpen)} are open on this connection already.`, {
          hint: 'Close what is no longer needed.',
        }),
      );
    const parsed = entry.member.input.safeParse(input);
    if (!parsed.success)
      return refusal(new Fault('invalid', `Wrong input for ${name}: ${explain(parsed.error)}`));
    if (kind === 'call') void answer(id, entry, parsed.data);
    else subscribe(id, entry, parsed.data);
  };

  const greet = (hash: string): void => {
    const ours = contractHash(contract);
    if (hash !== ours) throw versionFault(ours, hash);
    greeted = true;
    post({ type: 'hello', protocol, hash: ours });
  };

  const receive = (raw: unknown, chunk: Uint8Array | undefined): void => {
    measureJson(raw, maxMessage);
    const parsed = ClientMessage.safeParse(raw);
    if (!parsed.success) throw new Fault('invalid', `A malformed message: ${explain(parsed.error)}`);
    const message = parsed.data;
    if (chunk !== undefined) throw new Fault('invalid', 'A client sends no binary chunks.');
    if (greeted === (message.type === 'hello'))
      throw new Fault('invalid', greeted ? 'A second greeting.' : 'A message before the greeting.');
    if (message.type === 'hello') return greet(message.hash);
    if (message.type === 'call' || message.type === 'open') {
      if (message.id <= lastId) throw new Fault('invalid', `The id ${String(message.id)} is used already.`);
      lastId = message.id;
      return begin(message.type, message.id, message.member, message.input);
    }
    if (message.id > lastId) throw new Fault('invalid', `The id ${String(message.id)} is not in use.`);
    switch (message.type) {
      case 'cancel':
        calls.get(message.id)?.abort(connectionEnded());
        calls.delete(message.id);
        return;
      case 'ack':
        // Acknowledgements cross with the end of a subscription; those are late, not wrong.
        if (opened.get(message.id)?.stream.ack(message.count) === false)
          throw new Fault('invalid', 'More was acknowledged than was sent.');
        return;
      case 'close':
        return finish(message.id);
    }
  };

  port.onClose(shut);
  port.onMessage((raw, chunk) => {
    if (closed) return;
    try {
      receive(raw, chunk);
    } catch (error) {
      if (error instanceof Fault) report(error);
      refuse(toFault(error));
    }
  });
  return {
    close: shut,
    get subscriptions() {
      return opened.size;
    },
    get calls() {
      return calls.size;
    },
  };
}

function makeStream(member: Member, line: SinkLine, maxBuffered: number): Stream<unknown> {
  switch (member.kind) {
    case 'state':
      return makeStateStream(line);
    case 'events':
      return makeEventStream(line);
    case 'bytes':
      return makeByteStream(line, maxBuffered);
    case 'call':
      throw new TypeError('A call has no stream.');
  }
}

function isStop(value: unknown): value is Stop {
  return typeof value === 'function';
}

function connectionEnded(): Fault {
  return new Fault('cancelled', 'The client cancelled this or went away.');
}
