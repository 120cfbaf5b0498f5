/** The samples simulated radios send: every byte follows from its offset, so a test knows what must arrive. */

/** Mixes 32 bits; the constants are those of the golden transcripts. */
export function hash(value: number): number {
  let x = Math.imul(value, 0x9e3779b1);
  x ^= x >>> 15;
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  x ^= x >>> 16;
  return x >>> 0;
}

/** Fills `out` with byte `offset` onwards of the stream of RTL-SDR (u8 I,Q) and HackRF (s8 I,Q). */
export function fillBytes(out: Uint8Array, offset: number): void {
  for (let index = 0; index < out.length; index++) {
    const at = offset + index;
    out[index] = hash(Math.floor(at / 4)) >>> (8 * (at & 3));
  }
}

/** The same format with a tone at rate/64, 100 of 128 high; `zero` is 128 for u8 and 0 for s8. */
export function fillTone(out: Uint8Array, offset: number, zero: 0 | 128): void {
  for (let index = 0; index < out.length; index++) {
    const at = offset + index;
    const phase = (2 * Math.PI * (Math.floor(at / 2) % 64)) / 64 + ((at & 1) === 1 ? -Math.PI / 2 : 0);
    out[index] = zero + Math.round(100 * Math.cos(phase));
  }
}

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 (the one of Ethernet and zip) as eight hexadecimal digits. */
export function crc32(bytes: Uint8Array): string {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ crcTable[(value ^ byte) & 0xff]!;
  return (~value >>> 0).toString(16).padStart(8, '0');
}
