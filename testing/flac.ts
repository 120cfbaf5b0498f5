/** A small FLAC encoder for tests: verbatim, constant, fixed and linear predictors, Rice codes, mid and side. */

class BitWriter {
  readonly bytes: number[] = [];
  private filled = 0;

  put(value: number, bits: number): void {
    for (let bit = bits - 1; bit >= 0; bit--) {
      if (this.filled % 8 === 0) this.bytes.push(0);
      const one = Math.floor(value / 2 ** bit) & 1;
      const last = this.bytes.length - 1;
      this.bytes[last] = (this.bytes[last] ?? 0) | (one << (7 - (this.filled % 8)));
      this.filled++;
    }
  }

  signed(value: number, bits: number): void {
    this.put(value < 0 ? value + 2 ** bits : value, bits);
  }

  unary(zeros: number): void {
    for (let i = 0; i < zeros; i++) this.put(0, 1);
    this.put(1, 1);
  }

  align(): void {
    this.filled = 8 * this.bytes.length;
  }
}

/** CRC of whole bytes, bit by bit: the table of the decoder is what is tested. */
function crc(bytes: readonly number[], polynomial: number, bits: number): number {
  let value = 0;
  for (const byte of bytes)
    for (let bit = 7; bit >= 0; bit--) {
      const top = (value >>> (bits - 1)) & 1;
      value = ((value << 1) & (2 ** bits - 1)) ^ (top ^ ((byte >>> bit) & 1) ? polynomial : 0);
    }
  return value;
}

export type Subframe = 'verbatim' | 'constant' | 'fixed' | 'linear';

function putResidual(writer: BitWriter, residual: readonly number[]): void {
  // One partition of 4-bit parameters.
  const parameter = 6;
  writer.put(0, 2);
  writer.put(0, 4);
  writer.put(parameter, 4);
  for (const value of residual) {
    const folded = value < 0 ? -2 * value - 1 : 2 * value;
    writer.unary(Math.floor(folded / 2 ** parameter));
    writer.put(folded % 2 ** parameter, parameter);
  }
}

function putSubframe(writer: BitWriter, values: readonly number[], bits: number, kind: Subframe): void {
  const code = { constant: 0, verbatim: 1, fixed: 8 + 2, linear: 32 + 1 }[kind];
  writer.put(0, 1);
  writer.put(code, 6);
  writer.put(0, 1);
  if (kind === 'constant') {
    writer.signed(values[0] ?? 0, bits);
    return;
  }
  if (kind === 'verbatim') {
    for (const value of values) writer.signed(value, bits);
    return;
  }
  const [a = 0, b = 0] = values;
  writer.signed(a, bits);
  writer.signed(b, bits);
  // Weights 1.75 and -0.875 as 14 and -7 of 2^-3: a predictor of a slow tone that is off by a little.
  const [first, second, shift] = kind === 'fixed' ? [2, -1, 0] : [14, -7, 3];
  if (kind === 'linear') {
    writer.put(5 - 1, 4);
    writer.signed(shift, 5);
    writer.signed(first, 5);
    writer.signed(second, 5);
  }
  putResidual(
    writer,
    values.slice(2).map((value, i) => {
      const sum = first * (values[i + 1] ?? 0) + second * (values[i] ?? 0);
      return value - Math.floor(sum / 2 ** shift);
    }),
  );
}

/**
 * Encodes signed values of 16 bits. @param channels one or two of equal length; two are coded as mid and side
 * @param kinds of the blocks in turn
 */
export function encodeFlac(
  channels: readonly (readonly number[])[],
  options: { rateHz: number; blockSize: number; kinds: readonly Subframe[]; totalSamples?: number },
): Uint8Array {
  const { rateHz, blockSize, kinds } = options;
  const total = channels[0]?.length ?? 0;
  const head = new BitWriter();
  for (const letter of 'fLaC') head.put(letter.charCodeAt(0), 8);
  head.put(1, 1);
  head.put(0, 7);
  head.put(34, 24);
  head.put(blockSize, 16);
  head.put(blockSize, 16);
  head.put(0, 48);
  head.put(rateHz, 20);
  head.put(channels.length - 1, 3);
  head.put(16 - 1, 5);
  head.put(options.totalSamples ?? total, 36);
  for (let i = 0; i < 16; i++) head.put(0, 8);
  const frames: number[][] = [];
  for (let start = 0; start < total; start += blockSize) {
    const blocks = channels.map((channel) => channel.slice(start, start + blockSize));
    frames.push(encodeFrame(blocks, frames.length, kinds[frames.length % kinds.length] ?? 'verbatim'));
  }
  return Uint8Array.from([...head.bytes, ...frames.flat()]);
}

function encodeFrame(blocks: readonly number[][], index: number, kind: Subframe): number[] {
  const [left = [], right] = blocks;
  const writer = new BitWriter();
  writer.put(0x7ffc, 15);
  writer.put(0, 1);
  // Block size in the 16 bits behind the number; rate and width as in STREAMINFO.
  writer.put(7, 4);
  writer.put(0, 4);
  writer.put(right ? 10 : 0, 4);
  writer.put(0, 4);
  writer.put(index, 8);
  writer.put(left.length - 1, 16);
  writer.put(crc(writer.bytes, 0x07, 8), 8);
  if (right) {
    putSubframe(
      writer,
      left.map((l, n) => Math.floor((l + (right[n] ?? 0)) / 2)),
      16,
      kind,
    );
    putSubframe(
      writer,
      left.map((l, n) => l - (right[n] ?? 0)),
      17,
      kind,
    );
  } else putSubframe(writer, left, 16, kind);
  writer.align();
  writer.put(crc(writer.bytes, 0x8005, 16), 16);
  return writer.bytes;
}
