/** The last blocks of a stream in memory, with their facts. Preallocated; the system gives it pages as it fills. */
import type { ReadBlock } from './ring.ts';

/** Facts of a block that is kept; `missed` as the reader had it. */
export type KeptFacts = Readonly<ReadBlock>;

export interface PastMemory {
  /** Number of the oldest block; `end` when there is none. */
  readonly first: number;
  /** Number after the newest. */
  readonly end: number;
  readonly bytes: number;
  /** Copies a block; the oldest go. One larger than all of the memory is not kept. */
  put(number: number, bytes: Uint8Array, facts: KeptFacts): void;
  facts(number: number): KeptFacts | undefined;
  /** Copies a block out; false when it is gone. */
  read(number: number, target: Uint8Array): boolean;
}

export function makePastMemory(capacityBytes: number): PastMemory {
  const data = new Uint8Array(capacityBytes);
  /** By number, oldest first; `at` counts bytes since the beginning, those skipped at the end of `data` included. */
  const blocks = new Map<number, { facts: KeptFacts; at: number }>();
  let written = 0;
  let first = 0;
  let end = 0;
  let held = 0;

  return {
    get first() {
      return first;
    },
    get end() {
      return end;
    },
    get bytes() {
      return held;
    },
    put(number, bytes, facts) {
      const { byteLength } = facts;
      if (byteLength > capacityBytes) return;
      const place = written % capacityBytes;
      if (place + byteLength > capacityBytes) written += capacityBytes - place;
      for (const [oldest, { facts: gone, at }] of blocks) {
        if (at >= written + byteLength - capacityBytes) break;
        blocks.delete(oldest);
        held -= gone.byteLength;
        first = oldest + 1;
      }
      data.set(bytes.subarray(0, byteLength), written % capacityBytes);
      blocks.set(number, { facts: { ...facts }, at: written });
      if (held === 0) first = number;
      written += byteLength;
      held += byteLength;
      end = number + 1;
    },
    facts: (number) => blocks.get(number)?.facts,
    read(number, target) {
      const block = blocks.get(number);
      if (!block) return false;
      const place = block.at % capacityBytes;
      target.set(data.subarray(place, place + block.facts.byteLength));
      return true;
    },
  };
}
