import { z } from 'zod';
import type { Contract, Member } from './bridge.ts';
import { protocol } from './bridge-wire.ts';

const known = new WeakMap<Contract, string>();

/**
 * Sixteen hexadecimal digits over the rooms, the member kinds and the JSON schemas of a contract: two sides
 * built from different sources differ here before a wrong shape can cross. Independent of the order members
 * are written in. Computed once per contract, on first use. Not a secret and no protection by itself.
 */
export function contractHash(contract: Contract): string {
  let hash = known.get(contract);
  if (hash === undefined) {
    hash = digest(`${String(protocol)}${canonical(describe(contract))}`);
    known.set(contract, hash);
  }
  return hash;
}

function describe(contract: Contract): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const [room, roomMembers] of Object.entries(contract))
    for (const [name, member] of Object.entries(roomMembers))
      members[`${room}.${name}`] = {
        kind: member.kind,
        input: z.toJSONSchema(member.input, { io: 'input', unrepresentable: 'any' }),
        output: outputSchema(member),
      };
  return members;
}

function outputSchema(member: Member): unknown {
  switch (member.kind) {
    case 'call':
      return z.toJSONSchema(member.output, { unrepresentable: 'any' });
    case 'state':
    case 'events':
      return z.toJSONSchema(member.shape, { unrepresentable: 'any' });
    case 'bytes':
      return null;
  }
}

/** JSON text with the keys of every object in order. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
}

/** FNV-1a (RFC 9923) over UTF-16 code units, twice with different offsets to get 64 bits. */
function digest(text: string): string {
  let a = 0x811c9dc5;
  let b = 0xc9dc5118;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit ^ (i & 0xff), 0x01000193);
  }
  const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');
  return hex(a) + hex(b);
}
