/**
 * What crosses a Port. Every message carries the small integer id its sender gave the call or subscription;
 * ids of a connection only grow, so a reused one is recognised without remembering the old ones.
 *
 * `ack` is the whole flow control: the consumer says how many values or chunks it has dealt with, and each
 * kind has its window of what may be under way: one value of a state, 1024 events, two chunks of bytes.
 */
import { z } from 'zod';
import { Fault, FaultShape } from './fault.ts';

/** Version of the messages below; part of the contract hash. */
export const protocol = 1;

/** A state has one value under way; newer ones replace each other until it is acknowledged. */
export const stateWindow = 1;
/** Events not yet acknowledged before the subscription overflows: seconds of a page that hangs. */
export const eventWindow = 1024;
/** Events are acknowledged in groups, to spare a message for each. */
export const eventAckGroup = 64;
/** One chunk being drawn and one on its way. */
export const chunkWindow = 2;

/** Largest message from a client, in characters of JSON: ten thousand tasks or twenty thousand sources fit. */
export const defaultMaxMessage = 8_388_608;

const id = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const member = z.string().max(100);
const hello = z
  .object({ type: z.literal('hello'), protocol: z.number().int(), hash: z.string().max(64) })
  .strict();

export const ClientMessage = z.discriminatedUnion('type', [
  hello,
  z.object({ type: z.literal('call'), id, member, input: z.unknown() }).strict(),
  z.object({ type: z.literal('cancel'), id }).strict(),
  z.object({ type: z.literal('open'), id, member, input: z.unknown() }).strict(),
  z.object({ type: z.literal('ack'), id, count: z.number().int().min(1).max(eventWindow) }).strict(),
  z.object({ type: z.literal('close'), id }).strict(),
]);
export type ClientMessage = z.infer<typeof ClientMessage>;

export const ServerMessage = z.discriminatedUnion('type', [
  hello,
  /** The connection ends here: other version, or the client broke the protocol. */
  z.object({ type: z.literal('refused'), fault: FaultShape }).strict(),
  z.object({ type: z.literal('result'), id, value: z.unknown() }).strict(),
  z.object({ type: z.literal('fault'), id, fault: FaultShape }).strict(),
  z.object({ type: z.literal('value'), id, value: z.unknown() }).strict(),
  /** Travels with its binary chunk. */
  z.object({ type: z.literal('chunk'), id }).strict(),
  z.object({ type: z.literal('end'), id, fault: FaultShape.optional() }).strict(),
]);
export type ServerMessage = z.infer<typeof ServerMessage>;

/** A fault in the shape that crosses, every text cut to its limit. */
export function faultToWire(fault: Fault): z.infer<typeof FaultShape> {
  const { data, ...shape } = fault.toJSON();
  const texts = {
    ...shape,
    ...(shape.hint === undefined ? {} : { hint: shape.hint.slice(0, 2000) }),
  };
  const parsed = FaultShape.safeParse({ ...texts, data });
  // Facts that don't fit are left out rather than the whole fault.
  return parsed.success && data !== undefined ? parsed.data : texts;
}

/** Text of what a schema found wrong, short enough to cross. */
export function explain(error: z.ZodError): string {
  return z.prettifyError(error).replaceAll('\n', ' ').slice(0, 1000);
}

/** Both sides say the same when their contracts differ. */
export function versionFault(ours: string, theirs: string): Fault {
  return new Fault(
    'version',
    `The two sides of the connection come from different versions of Wavekeep (${ours} and ${theirs}).`,
    { hint: 'Reload the page; if that does not help, restart Wavekeep.' },
  );
}
