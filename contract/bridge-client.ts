import type { Client, Contract, Member, Subscription } from './bridge.ts';
import type { Fault } from './fault.ts';

/** A Consumer or a ByteConsumer before its values are known. */
export interface AnyConsumer {
  next(value: unknown, done: () => void): void;
  end?(fault: Fault | undefined): void;
}

/**
 * The client as plain frozen objects, built by walking the contract: `await client` finds no `then`, and a member
 * that is not of the contract is not there.
 */
export function buildClient<C extends Contract>(
  contract: C,
  call: (name: string, member: Member, input: unknown, signal?: AbortSignal) => Promise<unknown>,
  open: (name: string, member: Member, input: unknown, consumer: AnyConsumer) => Subscription,
): Client<C> {
  const rooms: Record<string, Record<string, unknown>> = {};
  for (const [room, members] of Object.entries(contract)) {
    const built: Record<string, unknown> = {};
    for (const [name, member] of Object.entries(members)) {
      const path = `${room}.${name}`;
      built[name] =
        member.kind === 'call'
          ? (input: unknown, more?: { signal?: AbortSignal }) => call(path, member, input, more?.signal)
          : (input: unknown, consumer: AnyConsumer) => open(path, member, input, consumer);
    }
    rooms[room] = Object.freeze(built);
  }
  // The walk gave every member of the contract its function of its kind: what Client<C> says.
  return Object.freeze(rooms) as Client<C>;
}
