/** The server's side of a contract as a table: what a message's 'room.name' leads to. */
import type { Contract, Member, Server } from './bridge.ts';

type Handler = (this: unknown, input: unknown, second: unknown) => unknown;
export interface Entry {
  readonly member: Member;
  readonly owner: unknown;
  readonly handler: Handler;
}
/**
 * Members by 'room.name', each with its handler and the room it is called on. The types promise that every one is
 * there; a server that lacks one throws TypeError here and not at the first call.
 */
export function listEntries<C extends Contract>(contract: C, server: Server<C>): Map<string, Entry> {
  const rooms: Readonly<Record<string, Readonly<Record<string, unknown>>>> = server;
  const entries = new Map<string, Entry>();
  for (const [room, members] of Object.entries(contract))
    for (const [name, member] of Object.entries(members)) {
      const owner = rooms[room];
      const handler = owner?.[name];
      if (!isHandler(handler)) throw new TypeError(`The server lacks ${room}.${name}.`);
      entries.set(`${room}.${name}`, { member, owner, handler });
    }
  return entries;
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function';
}
