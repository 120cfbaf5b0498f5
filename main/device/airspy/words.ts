/** From the bytes of a transfer to 12-bit samples. */

/** Transfers as samples of 0 to 4095 around 2048. */
export interface WordSource {
  /** Whole groups of four samples or more, valid until the next call; what is left over waits for more bytes. */
  words(bytes: Uint8Array): Uint16Array;
}

/** Unpacked: a little-endian word each; packed: eight samples in three little-endian words of 32 bits. */
export function makeWords(packed: boolean): WordSource {
  const groupBytes = packed ? 12 : 8;
  const groupWords = packed ? 8 : 4;
  const fill = packed ? fillPacked : fillUnpacked;
  const carry = new Uint8Array(groupBytes);
  let carried = 0;
  let output = new Uint16Array(0);
  return {
    words(bytes) {
      const groups = Math.floor((carried + bytes.length) / groupBytes);
      if (output.length < groups * groupWords) output = new Uint16Array(groups * groupWords);
      let at = 0;
      let from = 0;
      if (carried > 0) {
        // A short transfer broke a group: its other part is at the beginning of these bytes.
        from = Math.min(groupBytes - carried, bytes.length);
        carry.set(bytes.subarray(0, from), carried);
        carried += from;
        if (carried < groupBytes) return output.subarray(0, 0);
        fill(carry, 0, output, 0, 1);
        carried = 0;
        at = groupWords;
      }
      const whole = Math.floor((bytes.length - from) / groupBytes);
      fill(bytes, from, output, at, whole);
      const rest = bytes.subarray(from + whole * groupBytes);
      carry.set(rest);
      carried = rest.length;
      return output.subarray(0, at + whole * groupWords);
    },
  };
}

/** Pairs of samples, so of I and Q, in which the converter stood at one of its ends. */
export function countClipped(words: Uint16Array): number {
  let count = 0;
  for (let at = 0; at + 1 < words.length; at += 2) {
    const even = words[at]!;
    const odd = words[at + 1]!;
    if (even === 0 || odd === 0 || even === 4095 || odd === 4095) count++;
  }
  return count;
}

function fillUnpacked(bytes: Uint8Array, from: number, out: Uint16Array, at: number, groups: number): void {
  for (let word = 0; word < 4 * groups; word++)
    out[at + word] = bytes[from + 2 * word]! | (bytes[from + 2 * word + 1]! << 8);
}

/** The first sample is in the top bits of the first word, the eighth in the lowest of the third. */
function fillPacked(bytes: Uint8Array, from: number, out: Uint16Array, at: number, groups: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let group = 0; group < groups; group++) {
    const first = view.getUint32(from + 12 * group, true);
    const second = view.getUint32(from + 12 * group + 4, true);
    const third = view.getUint32(from + 12 * group + 8, true);
    const to = at + 8 * group;
    out[to] = first >>> 20;
    out[to + 1] = (first >>> 8) & 0xfff;
    out[to + 2] = ((first << 4) & 0xff0) | (second >>> 28);
    out[to + 3] = (second >>> 16) & 0xfff;
    out[to + 4] = (second >>> 4) & 0xfff;
    out[to + 5] = ((second << 8) & 0xf00) | (third >>> 24);
    out[to + 6] = (third >>> 12) & 0xfff;
    out[to + 7] = third & 0xfff;
  }
}
