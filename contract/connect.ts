import type { Client, Contract, Member, Port, Subscription } from './bridge.ts';
import { buildClient, type AnyConsumer } from './bridge-client.ts';
import { measureJson } from './bridge-guard.ts';
import { contractHash } from './bridge-hash.ts';
import {
  defaultMaxMessage,
  eventAckGroup,
  explain,
  protocol,
  ServerMessage,
  versionFault,
  type ClientMessage,
} from './bridge-wire.ts';
import { Fault } from './fault.ts';

export interface ConnectOptions {
  /**
   * Gets what a consumer threw; the connection goes on. @default throws it in a task of its own, where the
   * page's or process's handler of uncaught errors sees it.
   */
  readonly onConsumerError?: (error: unknown) => void;
  /** Parses results and values with their schemas; on in tests. Messages and faults always are. @default false */
  readonly validateOutput?: boolean;
  /** How long the other side may take to answer the greeting. @default 15,000 */
  readonly handshakeMs?: number;
  /** Characters of JSON one input may have; what `serve` accepts. @default 1,048,576 */
  readonly maxMessageBytes?: number;
}

export interface Connection<C extends Contract> {
  readonly api: Client<C>;
  /** Resolves when both sides have found the same contract; rejects with why they did not. */
  readonly ready: Promise<void>;
  /** Resolves when the connection has ended: with the reason, or undefined after close(). Never rejects. */
  readonly closed: Promise<Fault | undefined>;
  /** Ends the connection: pending calls reject, subscriptions end. Safe to call twice. */
  close(): void;
  /** Open subscriptions and unanswered calls. */
  readonly subscriptions: number;
  readonly calls: number;
}

interface PendingCall {
  readonly member: Member;
  settle(outcome: { value: unknown } | { fault: Fault }): void;
}
interface Live {
  readonly member: Member;
  readonly consumer: AnyConsumer;
  unacknowledged: number;
}
/**
 * Builds the client of a contract on a port by walking the contract. Members may be used at once: messages
 * wait in the port until the other side answers.
 */
export function connect<C extends Contract>(
  contract: C,
  port: Port,
  options: ConnectOptions = {},
): Connection<C> {
  const maxMessage = options.maxMessageBytes ?? defaultMaxMessage;
  const calls = new Map<number, PendingCall>();
  const live = new Map<number, Live>();
  const hash = contractHash(contract);
  let lastId = 0;
  let greeted = false;
  /** Set once: how the connection ended. */
  let over: { fault: Fault } | undefined;

  const ready = defer<undefined>();
  const ended = defer<Fault | undefined>();
  // Whoever does not wait for `ready` learns of the end from `closed`.
  ready.promise.catch(ignore);

  const finish = (fault: Fault, reason: Fault | undefined): void => {
    if (over !== undefined) return;
    over = { fault };
    clearTimeout(handshake);
    ready.reject(fault);
    for (const pending of [...calls.values()]) pending.settle({ fault });
    for (const [id, { consumer }] of [...live]) {
      live.delete(id);
      shielded(() => consumer.end?.(fault));
    }
    port.close();
    ended.resolve(reason);
  };
  const handshake = setTimeout(() => {
    const fault = new Fault('timeout', 'The engine did not answer.', { hint: 'Restart Wavekeep.' });
    finish(fault, fault);
  }, options.handshakeMs ?? 15_000);

  const shielded = (action: () => void): void => {
    try {
      action();
    } catch (error) {
      const tell = options.onConsumerError ?? throwLater;
      tell(error);
    }
  };
  const post = (message: ClientMessage): void => {
    if (over === undefined) port.post(message);
  };

  /** Why an input can't cross; undefined where it can. */
  const flawOf = (input: unknown): Fault | undefined => {
    try {
      measureJson(input, maxMessage);
      return undefined;
    } catch (error) {
      if (error instanceof Fault) return error;
      throw error;
    }
  };

  const call = (name: string, member: Member, input: unknown, signal?: AbortSignal): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const refusal = over?.fault ?? (signal?.aborted === true ? cancelled() : flawOf(input));
      if (refusal !== undefined) throw refusal;
      const id = ++lastId;
      const abort = (): void => {
        calls.get(id)?.settle({ fault: cancelled() });
        post({ type: 'cancel', id });
      };
      calls.set(id, {
        member,
        settle(outcome) {
          calls.delete(id);
          signal?.removeEventListener('abort', abort);
          if ('fault' in outcome) reject(outcome.fault);
          else resolve(outcome.value);
        },
      });
      signal?.addEventListener('abort', abort);
      post({ type: 'call', id, member: name, input });
    });

  const open = (name: string, member: Member, input: unknown, consumer: AnyConsumer): Subscription => {
    const refusal = over?.fault ?? flawOf(input);
    if (refusal !== undefined) {
      let wanted = true;
      queueMicrotask(() => shielded(() => (wanted ? consumer.end?.(refusal) : undefined)));
      return { close: () => void (wanted = false) };
    }
    const id = ++lastId;
    live.set(id, { member, consumer, unacknowledged: 0 });
    post({ type: 'open', id, member: name, input });
    return {
      close() {
        if (live.delete(id)) post({ type: 'close', id });
      },
    };
  };

  const deliver = (id: number, value: unknown): void => {
    const target = live.get(id);
    if (target === undefined) return;
    check(target.member, value);
    shielded(() => target.consumer.next(value, ignore));
    target.unacknowledged++;
    if (target.member.kind === 'events' && target.unacknowledged < eventAckGroup) return;
    // The consumer may have closed it meanwhile.
    if (live.has(id)) post({ type: 'ack', id, count: target.unacknowledged });
    target.unacknowledged = 0;
  };
  const deliverChunk = (id: number, chunk: Uint8Array<ArrayBuffer>): void => {
    const target = live.get(id);
    if (target === undefined) return;
    let returned = false;
    const done = (): void => {
      if (returned) return;
      returned = true;
      if (live.has(id)) post({ type: 'ack', id, count: 1 });
    };
    shielded(() => {
      try {
        target.consumer.next(chunk, done);
      } catch (error) {
        // Nobody will draw this one; without its credit the stream would stand still.
        done();
        throw error;
      }
    });
  };
  const check = (member: Member, value: unknown): void => {
    if (options.validateOutput !== true || member.kind === 'bytes') return;
    const parsed = (member.kind === 'call' ? member.output : member.shape).safeParse(value);
    if (!parsed.success)
      throw new Fault('invalid', `The engine sent a wrong shape: ${explain(parsed.error)}`);
  };

  const receive = (raw: unknown, chunk: Uint8Array<ArrayBuffer> | undefined): void => {
    const parsed = ServerMessage.safeParse(raw);
    if (!parsed.success)
      throw new Fault('invalid', `The engine sent a malformed message: ${explain(parsed.error)}`);
    const message = parsed.data;
    if ((message.type === 'chunk') !== (chunk !== undefined))
      throw new Fault('invalid', 'The engine sent a chunk without its head, or a head without its chunk.');
    if ('id' in message && message.id > lastId)
      throw new Fault('invalid', 'The engine answered something that was not asked.');
    switch (message.type) {
      case 'hello':
        if (message.hash !== hash) throw versionFault(hash, message.hash);
        greeted = true;
        clearTimeout(handshake);
        ready.resolve(undefined);
        return;
      case 'refused':
        throw Fault.from(message.fault);
      case 'result': {
        const pending = calls.get(message.id);
        if (pending === undefined) return;
        check(pending.member, message.value);
        return pending.settle({ value: message.value });
      }
      case 'fault':
        return calls.get(message.id)?.settle({ fault: Fault.from(message.fault) });
      case 'value':
        return deliver(message.id, message.value);
      case 'chunk':
        if (chunk !== undefined) deliverChunk(message.id, chunk);
        return;
      case 'end': {
        const target = live.get(message.id);
        live.delete(message.id);
        const fault = message.fault === undefined ? undefined : Fault.from(message.fault);
        if (target !== undefined) shielded(() => target.consumer.end?.(fault));
      }
    }
  };

  port.onClose(() => {
    const fault = lost(greeted);
    finish(fault, fault);
  });
  port.onMessage((raw, chunk) => {
    if (over !== undefined) return;
    try {
      receive(raw, chunk);
    } catch (error) {
      const fault =
        error instanceof Fault ? error : new Fault('internal', 'The connection failed.', { cause: error });
      finish(fault, fault);
    }
  });
  post({ type: 'hello', protocol, hash });

  return {
    api: buildClient(contract, call, open),
    ready: ready.promise,
    closed: ended.promise,
    close: () => finish(cancelled(), undefined),
    get subscriptions() {
      return live.size;
    },
    get calls() {
      return calls.size;
    },
  };
}

function defer<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: Fault) => void } {
  let resolve: (value: T) => void = ignore;
  let reject: (error: Fault) => void = ignore;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

const ignore = (): void => undefined;

function throwLater(error: unknown): void {
  setTimeout(() => {
    throw error;
  });
}

function cancelled(): Fault {
  return new Fault('cancelled', 'This was cancelled.');
}

function lost(greeted: boolean): Fault {
  return new Fault(
    'cancelled',
    greeted ? 'The connection to the engine was lost.' : 'The engine closed the connection before answering.',
    { hint: 'Try again when the connection is back.' },
  );
}
