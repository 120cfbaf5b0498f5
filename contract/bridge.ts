/**
 * The four member kinds of the contract, and the mapped types both sides are checked against.
 * `serve.ts` answers a contract on a Port, `connect.ts` builds its client; `port.ts` adapts transports.
 */
import type { z } from 'zod';
import type { Fault } from './fault.ts';

type Schema<T = unknown> = z.ZodType<T>;

/** One question, one answer. An AbortSignal cancels it. */
export interface Call<I extends Schema = Schema, O extends Schema = Schema> {
  readonly kind: 'call';
  readonly input: I;
  readonly output: O;
}
/** The current value on opening, then always the latest: intermediate values may be skipped. */
export interface State<I extends Schema = Schema, T extends Schema = Schema> {
  readonly kind: 'state';
  readonly input: I;
  readonly shape: T;
}
/** Ordered, none lost. An overflow ends the subscription with a fault, never silently. */
export interface Events<I extends Schema = Schema, T extends Schema = Schema> {
  readonly kind: 'events';
  readonly input: I;
  readonly shape: T;
}
/** Binary chunks against credits: a slow consumer gets fewer, merged chunks, never a growing queue. */
export interface Bytes<I extends Schema = Schema> {
  readonly kind: 'bytes';
  readonly input: I;
}
export type Member = Call | State | Events | Bytes;
export type Contract = Readonly<Record<string, Readonly<Record<string, Member>>>>;

export const call = <I extends Schema, O extends Schema>(input: I, output: O): Call<I, O> => ({
  kind: 'call',
  input,
  output,
});
export const state = <I extends Schema, T extends Schema>(input: I, shape: T): State<I, T> => ({
  kind: 'state',
  input,
  shape,
});
export const events = <I extends Schema, T extends Schema>(input: I, shape: T): Events<I, T> => ({
  kind: 'events',
  input,
  shape,
});
export const bytes = <I extends Schema>(input: I): Bytes<I> => ({ kind: 'bytes', input });

/** Ends a subscription. Safe to call twice. */
export type Stop = () => void;

/** Where a `bytes` handler puts its chunks. */
export interface ByteSink {
  /** Chunks that may be sent now. The handler merges while this is 0. */
  readonly credits: number;
  /** Called whenever credits rise from 0. One listener. */
  onCredit(listener: () => void): void;
  /**
   * Sends one chunk and spends one credit. The chunk's buffer may be transferred: the handler
   * must not touch it afterwards. Throws Fault 'overflow' without a credit (a bug of the handler).
   */
  send(chunk: Uint8Array<ArrayBuffer>): void;
  /** Ends the stream; with a fault when something went wrong. */
  end(fault?: Fault): void;
}

/** Where a `state` or `events` handler puts its values. */
export interface ValueSink<T> {
  send(value: T): void;
  end(fault?: Fault): void;
}

type ServerMember<M> =
  M extends Call<infer I, infer O>
    ? (input: z.output<I>, context: { signal: AbortSignal }) => Promise<z.input<O>> | z.input<O>
    : M extends State<infer I, infer T>
      ? (input: z.output<I>, sink: ValueSink<z.input<T>>) => Stop
      : M extends Events<infer I, infer T>
        ? (input: z.output<I>, sink: ValueSink<z.input<T>>) => Stop
        : M extends Bytes<infer I>
          ? (input: z.output<I>, sink: ByteSink) => Stop
          : never;

/** What the engine implements: a missing or mistyped member does not compile. */
export type Server<C extends Contract> = {
  readonly [R in keyof C]: { readonly [K in keyof C[R]]: ServerMember<C[R][K]> };
};

/** A live subscription on the client's side. */
export interface Subscription {
  close(): void;
}

export interface Consumer<T> {
  next(value: T): void;
  /** Called once when the other side or the port ended the subscription; not after close(). */
  end?(fault: Fault | undefined): void;
}

interface ByteConsumer {
  /**
   * One chunk. Call `done` when it is drawn: that returns its credit. Two chunks at most are under way.
   */
  next(chunk: Uint8Array<ArrayBuffer>, done: () => void): void;
  end?(fault: Fault | undefined): void;
}

type ClientMember<M> =
  M extends Call<infer I, infer O>
    ? (input: z.input<I>, options?: { signal?: AbortSignal }) => Promise<z.output<O>>
    : M extends State<infer I, infer T>
      ? (input: z.input<I>, consumer: Consumer<z.output<T>>) => Subscription
      : M extends Events<infer I, infer T>
        ? (input: z.input<I>, consumer: Consumer<z.output<T>>) => Subscription
        : M extends Bytes<infer I>
          ? (input: z.input<I>, consumer: ByteConsumer) => Subscription
          : never;

export type Client<C extends Contract> = {
  readonly [R in keyof C]: { readonly [K in keyof C[R]]: ClientMember<C[R][K]> };
};

/**
 * The whole transport. `post` takes a JSON-safe message, or a binary chunk with its JSON-safe head.
 * A message from a port is untrusted: `serve` and `connect` parse it.
 */
export interface Port {
  post(message: unknown, chunk?: Uint8Array<ArrayBuffer>): void;
  /** One listener; called in order. */
  onMessage(listener: (message: unknown, chunk?: Uint8Array<ArrayBuffer>) => void): void;
  /** Called once, however the port ended. */
  onClose(listener: () => void): void;
  close(): void;
  /** Bytes the transport holds unsent, where it knows; 0 otherwise. */
  readonly bufferedBytes: number;
}
