/** Test mode: the chip sends a counter of 8 bits in place of samples, so that a gap can be seen in the data. */

export interface CounterCheck {
  /**
   * Bytes missing before or inside `bytes`. A gap of a multiple of 256 bytes can't be seen, so this is a lower
   * bound of the bytes and an exact count of what it sees.
   */
  missing(bytes: Uint8Array): number;
}

export function makeCounterCheck(): CounterCheck {
  let expected: number | undefined;
  return {
    missing(bytes) {
      let missing = 0;
      for (const value of bytes) {
        if (expected !== undefined && value !== expected) missing += (value - expected) & 0xff;
        expected = (value + 1) & 0xff;
      }
      return missing;
    },
  };
}
