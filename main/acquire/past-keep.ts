/** What is kept of one stream, in memory and on disk, as one run of numbered blocks. */
import type { Past } from '../../contract/detection.ts';
import { openPastDisk, type PastDisk, type PastDiskOptions } from './past-disk.ts';
import { makePastMemory, type KeptFacts } from './past-memory.ts';
import type { ReadBlock } from './ring.ts';

export interface KeepOptions {
  memoryBytes: number;
  /** Undefined: nothing goes to the disk. */
  disk: PastDiskOptions | undefined;
  /** Why it holds less than asked. */
  problem: string | undefined;
}

export interface Keep {
  put(bytes: Uint8Array, block: Readonly<ReadBlock>): void;
  /** Number of the oldest block, and after the newest. Blocks between may be missing. */
  readonly first: number;
  readonly end: number;
  facts(number: number): KeptFacts | undefined;
  /** False when it is gone meanwhile. */
  read(number: number, target: Uint8Array): Promise<boolean>;
  /** All that was put can be read. */
  flush(): Promise<void>;
  past(): Past;
  /** Keeps its files until the release: a capture reads them. */
  use(): () => void;
  /** Removes its files, once nobody uses them. */
  close(): Promise<void>;
}

/** Where a block ends, UTC milliseconds. */
export const endMs = ({ timeMs, sampleCount, sampleRateHz }: KeptFacts): number =>
  timeMs + (sampleCount / sampleRateHz) * 1000;

/** Throws Fault where the folder on disk can't be made. */
export async function makeKeep(options: KeepOptions): Promise<Keep> {
  const memory = makePastMemory(options.memoryBytes);
  const disk: PastDisk | undefined = options.disk && (await openPastDisk(options.disk));
  let end = 0;
  let users = 0;
  let unused: (() => void) | undefined;

  const facts = (number: number): KeptFacts | undefined => memory.facts(number) ?? disk?.facts(number);
  const first = (): number => Math.min(memory.bytes > 0 ? memory.first : end, disk?.first ?? end, end);

  return {
    put(bytes, block) {
      memory.put(end, bytes, block);
      disk?.put(end, bytes, block);
      end++;
    },
    get first() {
      return first();
    },
    get end() {
      return end;
    },
    facts,
    async read(number, target) {
      return memory.read(number, target) || ((await disk?.read(number, target)) ?? false);
    },
    flush: async () => disk?.flush(),
    past() {
      const oldest = facts(first());
      let number = end - 1;
      while (number > first() && !facts(number)) number--;
      const newest = facts(number);
      const problem = disk?.problem ?? options.problem;
      const fromMs = oldest?.timeMs ?? 0;
      const toMs = newest ? endMs(newest) : 0;
      return {
        fromMs,
        toMs,
        seconds: Math.max(0, (toMs - fromMs) / 1000),
        bytes: memory.bytes + (disk?.bytes ?? 0),
        onDisk: disk !== undefined,
        ...(problem === undefined ? {} : { problem }),
      };
    },
    use() {
      users++;
      let over = false;
      return () => {
        if (over) return;
        over = true;
        users--;
        if (users === 0) unused?.();
      };
    },
    async close() {
      if (users > 0) await new Promise<void>((resolve) => (unused = resolve));
      await disk?.close();
    },
  };
}
