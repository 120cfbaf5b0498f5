/** Bits of a byte buffer, the most significant first. */

/** Thrown where the buffer ends in the middle of what is read. */
export class BitsOver extends Error {}

export interface Bits {
  /** Byte of the buffer the next bit is in. */
  readonly at: number;
  /** Starts anew at a byte; nothing at or behind `end` is read. */
  seek(at: number, end: number): void;
  /** Unsigned, 0 to 32 bits. */
  read(count: number): number;
  /** Two's complement, 0 to 32 bits. */
  readSigned(count: number): number;
  /** Zeros before the next one, which is taken too. */
  readUnary(): number;
  /** Skips to the next whole byte and returns its place. */
  align(): number;
}

/** `bytes` stays the caller's and may change between calls. */
export function makeBits(bytes: Uint8Array): Bits {
  let at = 0;
  let end = 0;
  // Bits of bytes[at] not yet read.
  let left = 8;

  const current = (): number => {
    if (at >= end) throw new BitsOver();
    return (bytes[at] ?? 0) & ((1 << left) - 1);
  };
  const next = (): void => {
    at++;
    left = 8;
  };
  const read = (count: number): number => {
    let value = 0;
    for (let wanted = count; wanted > 0;) {
      const here = current();
      if (wanted < left) {
        left -= wanted;
        return value * 2 ** wanted + (here >>> left);
      }
      value = value * 2 ** left + here;
      wanted -= left;
      next();
    }
    return value;
  };

  return {
    get at() {
      return at;
    },
    seek(to, until) {
      at = to;
      end = until;
      left = 8;
    },
    read,
    readSigned(count) {
      const value = read(count);
      return count > 0 && value >= 2 ** (count - 1) ? value - 2 ** count : value;
    },
    readUnary() {
      let zeros = 0;
      for (;;) {
        const here = current();
        if (here === 0) {
          zeros += left;
          next();
          continue;
        }
        // Leading zeros among the bits left of this byte.
        const lead = Math.clz32(here) - (32 - left);
        left -= lead + 1;
        if (left === 0) next();
        return zeros + lead;
      }
    },
    align() {
      if (left < 8) next();
      return at;
    },
  };
}
