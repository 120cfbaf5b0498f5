/** What the HackRF's second processor (M0), which moves the samples, has counted since the last start. */
export interface M0State {
  /** Bytes it wrote into the buffer, and bytes USB took out of it; both run over at 2^32. */
  readonly writtenBytes: number;
  readonly sentBytes: number;
  /** How often the buffer was full, and bytes of the longest of these losses. */
  readonly shortfalls: number;
  readonly longestBytes: number;
}

/** Ten little-endian words: modes, the two counts, shortfalls, longest, limit, threshold, next mode, error. */
export function parseM0State(data: Uint8Array): M0State {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const word = (index: number): number =>
    view.byteLength >= 4 * index + 4 ? view.getUint32(4 * index, true) : 0;
  return { writtenBytes: word(2), sentBytes: word(3), shortfalls: word(4), longestBytes: word(5) };
}

/** The M0 works in pieces of 32 bytes: no loss is shorter. */
const shortestBytes = 32;
const bytesPerSample = 2;

/**
 * Samples lost between two looks. A loss that is the longest so far is known exactly. Of others the firmware
 * tells only that they happened: the shortest possible is counted, and what was more is left to the clock.
 */
export function lostBetween(before: M0State, now: M0State): number {
  // A count that fell is one of a new start.
  const more = now.shortfalls >= before.shortfalls ? now.shortfalls - before.shortfalls : now.shortfalls;
  if (more === 0) return 0;
  const longest = now.longestBytes > before.longestBytes || now.shortfalls < before.shortfalls;
  const bytes = longest ? now.longestBytes + (more - 1) * shortestBytes : more * shortestBytes;
  return bytes / bytesPerSample;
}
