/**
 * The ring between a radio and its readers: shared memory, one writer, any number of readers in other
 * threads, each with a cursor of its own. The writer never waits for a reader unless the source can wait
 * (a file read as fast as possible); a reader that was lapped knows exactly how many samples it missed.
 *
 * Blocks carry their facts: first sample, time, centre, rate, gain. A block never spans a gap or a retune.
 */

/** Shared memory of one ring; can be posted to any thread of this process. */
export interface RingMemory {
  readonly head: SharedArrayBuffer;
  readonly data: SharedArrayBuffer;
  /** Number of slots, a power of two. */
  readonly slots: number;
  /** Largest block, bytes. */
  readonly slotBytes: number;
}

/** Facts of one block. Reused by readers: valid until the next read. */
export interface BlockFacts {
  /** Complex samples in the block. */
  sampleCount: number;
  /** Index of the first sample since start; samples lost upstream are counted in. */
  firstSample: number;
  /** UTC of the first sample, milliseconds since 1970. */
  timeMs: number;
  centreHz: number;
  sampleRateHz: number;
  /** Samples lost upstream (radio, USB, network) directly before this block. */
  lostBefore: number;
  /** Full-scale samples in this block. */
  clipped: number;
  /** Rises with every change of a setting (gain, control): a recorder starts a new segment. */
  settingsEpoch: number;
  /** Sample of the file this block starts at; -1 for radios. */
  position: number;
}

export interface ReadBlock extends BlockFacts {
  byteLength: number;
  /** Samples this reader missed before this block because it was too slow; not in `lostBefore`. */
  missed: number;
}

const factCount = 10;
/** Int32 control words: blocks written, ended flag, then per pacing reader a cursor and an in-use flag. */
const wordWritten = 0;
const wordEnded = 1;
const wordCursors = 4;
const pacingReaders = 8;
const wordInUse = wordCursors + pacingReaders;
const controlWords = wordInUse + pacingReaders;

/** A reader this close to the writer's slot counts as lapped: its copy could be overwritten meanwhile. */
const lapMargin = 2;

function layout(memory: Pick<RingMemory, 'head' | 'slots'>): {
  control: Int32Array;
  sequence: Int32Array;
  facts: Float64Array;
} {
  const control = new Int32Array(memory.head, 0, controlWords);
  const sequence = new Int32Array(memory.head, controlWords * 4, memory.slots);
  const factsAt = Math.ceil((controlWords * 4 + memory.slots * 4) / 8) * 8;
  return { control, sequence, facts: new Float64Array(memory.head, factsAt, memory.slots * factCount) };
}

/** @param slots a power of two, 8 or more. @param slotBytes whole samples of the radio's format. */
export function makeRing(slots: number, slotBytes: number): RingMemory {
  if (slots < 8 || (slots & (slots - 1)) !== 0 || slotBytes < 16)
    throw new RangeError(
      `A ring needs a power of two of at least 8 slots, got ${slots} of ${slotBytes} bytes`,
    );
  const headBytes = Math.ceil((controlWords * 4 + slots * 4) / 8) * 8 + slots * factCount * 8;
  return {
    head: new SharedArrayBuffer(headBytes),
    data: new SharedArrayBuffer(slots * slotBytes),
    slots,
    slotBytes,
  };
}

/**
 * Slot size and count for a stream: blocks of about 8 ms so that 60 rows a second have fresh samples,
 * at most 256 KiB so that a fast radio does not wake its readers more than a few hundred times a second,
 * and about 1.6 s in all: 25 times the worst disk backlog measured at 40 MB/s.
 */
export function ringShape(bytesPerSecond: number): { slots: number; slotBytes: number } {
  const power = (n: number): number => 2 ** Math.ceil(Math.log2(n));
  const slotBytes = Math.min(262_144, Math.max(4096, power(bytesPerSecond * 0.008)));
  const capacity = Math.min(134_217_728, Math.max(4_194_304, bytesPerSecond * 1.6));
  return { slots: Math.max(8, power(capacity / slotBytes)), slotBytes };
}

export interface RingWriter {
  /** Copies one block of at most `slotBytes` into the ring and wakes the readers. */
  write(bytes: Uint8Array, facts: Readonly<BlockFacts>): void;
  /**
   * Undefined while pacing readers keep up; otherwise a promise that settles when there is room.
   * Only sources that can wait await it.
   */
  room(): Promise<void> | undefined;
  /** No block follows; readers that drained the ring see `ended`. */
  end(): void;
}

export function ringWriter(memory: RingMemory): RingWriter {
  const { control, sequence, facts } = layout(memory);
  const data = new Uint8Array(memory.data);
  const mask = memory.slots - 1;

  // Half a ring: a source asks for room once per write, and a write may be many blocks.
  const slowestPacing = (): number => {
    const written = Atomics.load(control, wordWritten);
    for (let i = 0; i < pacingReaders; i++) {
      if (Atomics.load(control, wordInUse + i) !== 1) continue;
      const behind = (written - Atomics.load(control, wordCursors + i)) | 0;
      if (behind >= memory.slots >> 1) return i;
    }
    return -1;
  };

  return {
    write(bytes, block) {
      if (bytes.byteLength > memory.slotBytes)
        throw new RangeError(
          `A block of ${bytes.byteLength} bytes does not fit a slot of ${memory.slotBytes}`,
        );
      const number = Atomics.load(control, wordWritten);
      const slot = number & mask;
      // Odd while the slot is being written: a reader that copied meanwhile sees the change and discards.
      Atomics.store(sequence, slot, (number * 2 + 1) | 0);
      data.set(bytes, slot * memory.slotBytes);
      const at = slot * factCount;
      facts[at] = bytes.byteLength;
      facts[at + 1] = block.firstSample;
      facts[at + 2] = block.timeMs;
      facts[at + 3] = block.centreHz;
      facts[at + 4] = block.sampleRateHz;
      facts[at + 5] = block.lostBefore;
      facts[at + 6] = block.clipped;
      facts[at + 7] = block.settingsEpoch;
      facts[at + 8] = block.position;
      facts[at + 9] = block.sampleCount;
      Atomics.store(sequence, slot, (number * 2 + 2) | 0);
      Atomics.store(control, wordWritten, (number + 1) | 0);
      Atomics.notify(control, wordWritten);
    },
    room() {
      const slowest = slowestPacing();
      if (slowest < 0) return undefined;
      return (async () => {
        for (let i = slowest; i >= 0; i = slowestPacing()) {
          const cursor = Atomics.load(control, wordCursors + i);
          if (slowestPacing() < 0) return;
          await Atomics.waitAsync(control, wordCursors + i, cursor).value;
        }
      })();
    },
    end() {
      Atomics.store(control, wordEnded, 1);
      Atomics.notify(control, wordWritten);
    },
  };
}

export interface RingReader {
  /**
   * Copies the next block into `target` (at least `slotBytes` long) and its facts into `block`.
   * Returns false when there is none yet. What was copied was whole: the sequence number is checked again after.
   */
  read(target: Uint8Array, block: ReadBlock): boolean;
  /** True when the writer ended and every block was read. */
  readonly ended: boolean;
  /** Blocks waiting. */
  readonly backlog: number;
  /** Settles when a block may be there, the writer ended, or the reader was closed. Nothing polls meanwhile. */
  wait(): Promise<void>;
  close(): void;
}

export function emptyBlock(): ReadBlock {
  return {
    byteLength: 0,
    sampleCount: 0,
    firstSample: 0,
    timeMs: 0,
    centreHz: 0,
    sampleRateHz: 0,
    lostBefore: 0,
    clipped: 0,
    settingsEpoch: 0,
    position: -1,
    missed: 0,
  };
}

/** @param pacing a source that can wait waits for this reader: nothing is missed, files go as fast as it reads. */
export function ringReader(memory: RingMemory, pacing = false): RingReader {
  const { control, sequence, facts } = layout(memory);
  const data = new Uint8Array(memory.data);
  const mask = memory.slots - 1;
  let cursor = Atomics.load(control, wordWritten);

  /** Where the stream stood after a block; -1 where it was overwritten meanwhile. */
  function endOfBlock(number: number): number {
    const at = (number & mask) * factCount;
    const end = facts[at + 1]! + facts[at + 9]!;
    return Atomics.load(sequence, number & mask) === ((number * 2 + 2) | 0) ? end : -1;
  }

  /** First sample this reader has a right to; -1 where the writer overtook it before it could look. */
  let expected = cursor === 0 ? 0 : endOfBlock(cursor - 1);
  let closed = false;
  let place = -1;
  if (pacing)
    for (let i = 0; i < pacingReaders && place < 0; i++) {
      // Claimed first (2), in force (1) only once its cursor stands: the writer must not see an old one.
      if (Atomics.compareExchange(control, wordInUse + i, 0, 2) === 0) {
        place = i;
        Atomics.store(control, wordCursors + i, cursor);
        Atomics.store(control, wordInUse + i, 1);
      }
    }

  const advance = (to: number): void => {
    cursor = to | 0;
    if (place < 0) return;
    Atomics.store(control, wordCursors + place, cursor);
    Atomics.notify(control, wordCursors + place);
  };

  return {
    read(target, block) {
      for (;;) {
        const written = Atomics.load(control, wordWritten);
        const behind = (written - cursor) | 0;
        if (behind <= 0) return false;
        if (behind > memory.slots - lapMargin) {
          // Lapped: half a ring back leaves time to catch up instead of being lapped again at once.
          advance(written - (memory.slots >> 1));
          continue;
        }
        const slot = cursor & mask;
        const whole = (cursor * 2 + 2) | 0;
        if (Atomics.load(sequence, slot) !== whole) {
          advance(written - (memory.slots >> 1));
          continue;
        }
        const at = slot * factCount;
        const byteLength = facts[at]!;
        target.set(data.subarray(slot * memory.slotBytes, slot * memory.slotBytes + byteLength));
        block.byteLength = byteLength;
        block.firstSample = facts[at + 1]!;
        block.timeMs = facts[at + 2]!;
        block.centreHz = facts[at + 3]!;
        block.sampleRateHz = facts[at + 4]!;
        block.lostBefore = facts[at + 5]!;
        block.clipped = facts[at + 6]!;
        block.settingsEpoch = facts[at + 7]!;
        block.position = facts[at + 8]!;
        block.sampleCount = facts[at + 9]!;
        if (Atomics.load(sequence, slot) !== whole) continue;
        advance(cursor + 1);
        block.missed = expected < 0 ? 0 : Math.max(0, block.firstSample - block.lostBefore - expected);
        expected = block.firstSample + block.sampleCount;
        return true;
      }
    },
    get ended() {
      return (
        closed || (Atomics.load(control, wordEnded) === 1 && cursor === Atomics.load(control, wordWritten))
      );
    },
    get backlog() {
      return (Atomics.load(control, wordWritten) - cursor) | 0;
    },
    async wait() {
      if (closed || Atomics.load(control, wordEnded) === 1) return;
      await Atomics.waitAsync(control, wordWritten, cursor).value;
    },
    close() {
      closed = true;
      if (place >= 0) {
        Atomics.store(control, wordInUse + place, 0);
        Atomics.notify(control, wordCursors + place);
        place = -1;
      }
      // Wakes this reader's own wait; others look, find nothing new and wait again.
      Atomics.notify(control, wordWritten);
    },
  };
}
