/** One frame of FLAC (RFC 9639, section 9): a block of samples of every channel. */
import { makeBits, type Bits } from './bits.ts';

/** What is wrong with a frame, as the middle of a sentence. */
export class FrameFault extends Error {}

/** The largest block the format has. */
export const largestBlock = 65_536;

export interface FrameDecoder {
  /** Samples of each channel of the last frame; overwritten by the next. */
  readonly channels: readonly Float64Array[];
  /**
   * Decodes the frame that begins at byte `at`; bytes at and behind `end` are not there. Returns how many samples
   * it has and where it ends. Throws FrameFault, and BitsOver where it reaches past `end`.
   */
  decode(at: number, end: number): { samples: number; end: number };
}

/** @param bytes the caller's buffer, in which frames are. @param bits of a sample, from STREAMINFO */
export function makeFrameDecoder(bytes: Uint8Array, channelCount: number, bits: number): FrameDecoder {
  const reader = makeBits(bytes);
  const channels = Array.from({ length: channelCount }, () => new Float64Array(largestBlock));
  return {
    channels,
    decode(at, end) {
      reader.seek(at, end);
      const { samples, assignment } = readHeader(reader, channelCount);
      if (crc(bytes, at, reader.at, table8, 8) !== reader.read(8))
        throw new FrameFault('the checksum of a frame header is wrong');
      for (const [index, channel] of channels.entries()) {
        // The difference of left and right needs a bit more than either.
        const side = assignment === 8 + (index === 1 ? 0 : 1) || (assignment === 10 && index === 1);
        readSubframe(reader, channel, samples, side ? bits + 1 : bits);
      }
      const over = reader.align();
      if (crc(bytes, at, over, table16, 16) !== reader.read(16))
        throw new FrameFault('the checksum of a frame is wrong');
      const [left, right] = channels;
      if (left && right && assignment >= 8) separate(left, right, samples, assignment);
      return { samples, end: over + 2 };
    },
  };
}

/** Codes 2 to 5 are 576 times a power of two, 8 to 15 are 256 times one. */
function blockSize(code: number, reader: Bits): number {
  if (code === 1) return 192;
  if (code >= 2 && code <= 5) return 576 << (code - 2);
  if (code === 6) return reader.read(8) + 1;
  if (code === 7) return reader.read(16) + 1;
  if (code >= 8) return 256 << (code - 8);
  throw new FrameFault('a frame has a reserved block size');
}

function readHeader(reader: Bits, channelCount: number): { samples: number; assignment: number } {
  if (reader.read(15) !== 0x7ffc) throw new FrameFault('no frame begins here');
  // Fixed or variable blocks: what follows counts frames or samples, which nobody needs.
  reader.read(1);
  const sizeCode = reader.read(4);
  const rateCode = reader.read(4);
  const assignment = reader.read(4);
  reader.read(4);
  // Coded as UTF-8: the leading ones of the first byte say how many follow.
  const first = reader.read(8);
  const more = Math.max(0, Math.clz32(~(first << 24)) - 1);
  if (first === 0xff || more > 6) throw new FrameFault('the number of a frame is broken');
  for (let i = 0; i < more; i++) reader.read(8);
  const samples = blockSize(sizeCode, reader);
  if (rateCode === 12) reader.read(8);
  else if (rateCode === 13 || rateCode === 14) reader.read(16);
  else if (rateCode === 15) throw new FrameFault('a frame has a forbidden sample rate');
  const found = assignment < 8 ? assignment + 1 : 2;
  if (assignment > 10 || found !== channelCount)
    throw new FrameFault('a frame has another number of channels than the file');
  return { samples, assignment };
}

function readSubframe(reader: Bits, into: Float64Array, samples: number, width: number): void {
  if (reader.read(1) !== 0) throw new FrameFault('a subframe begins with a forbidden bit');
  const type = reader.read(6);
  const wasted = reader.read(1) === 1 ? reader.readUnary() + 1 : 0;
  const bits = width - wasted;
  if (bits < 1) throw new FrameFault('a subframe wastes all its bits');
  if (type === 0) into.fill(reader.readSigned(bits), 0, samples);
  else if (type === 1) for (let n = 0; n < samples; n++) into[n] = reader.readSigned(bits);
  else if (type >= 8 && type <= 12) predict(reader, into, samples, bits, fixed[type - 8] ?? [], 0);
  else if (type >= 32) predict(reader, into, samples, bits, undefined, type - 31);
  else throw new FrameFault('a subframe has a reserved type');
  if (wasted > 0) for (let n = 0; n < samples; n++) into[n] = (into[n] ?? 0) * 2 ** wasted;
}

/** Polynomial predictors of orders 0 to 4: weights of the samples before, the last first. */
const fixed: readonly (readonly number[])[] = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]];

/** @param given weights; undefined where the subframe brings its own `order` */
function predict(
  reader: Bits,
  into: Float64Array,
  samples: number,
  bits: number,
  given: readonly number[] | undefined,
  order: number,
): void {
  const warm = given?.length ?? order;
  if (warm > samples) throw new FrameFault('a predictor looks back further than its block');
  for (let n = 0; n < warm; n++) into[n] = reader.readSigned(bits);
  let weights = given;
  let shift = 0;
  if (!weights) {
    const precision = reader.read(4) + 1;
    if (precision === 16) throw new FrameFault('a predictor has a forbidden precision');
    shift = reader.readSigned(5);
    if (shift < 0) throw new FrameFault('a predictor has a negative shift');
    weights = Array.from({ length: order }, () => reader.readSigned(precision));
  }
  readResidual(reader, into, samples, warm);
  const scale = 2 ** -shift;
  for (let n = warm; n < samples; n++) {
    let sum = 0;
    // 32 products of 15 and 33 bits stay below 2^53: the sum is exact.
    for (let k = 0; k < warm; k++) sum += (weights[k] ?? 0) * (into[n - 1 - k] ?? 0);
    into[n] = (into[n] ?? 0) + Math.floor(sum * scale);
  }
}

/** Rice codes, in partitions with a parameter each. */
function readResidual(reader: Bits, into: Float64Array, samples: number, warm: number): void {
  const method = reader.read(2);
  if (method > 1) throw new FrameFault('a residual has a reserved coding');
  const parameterBits = method === 0 ? 4 : 5;
  const partitions = 2 ** reader.read(4);
  const length = samples / partitions;
  if (!Number.isInteger(length) || length < warm) throw new FrameFault('a residual has broken partitions');
  let n = warm;
  for (let partition = 1; partition <= partitions; partition++) {
    const parameter = reader.read(parameterBits);
    const to = partition * length;
    if (parameter === 2 ** parameterBits - 1) {
      const width = reader.read(5);
      for (; n < to; n++) into[n] = reader.readSigned(width);
    } else
      for (; n < to; n++) {
        const folded = reader.readUnary() * 2 ** parameter + reader.read(parameter);
        // 0, -1, 1, -2, 2 … are folded to 0, 1, 2, 3, 4 …
        into[n] = folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
      }
  }
}

/** Undoes left+side (8), side+right (9), mid+side (10). */
function separate(left: Float64Array, right: Float64Array, samples: number, assignment: number): void {
  for (let n = 0; n < samples; n++) {
    const [a, b] = [left[n] ?? 0, right[n] ?? 0];
    if (assignment === 8) right[n] = a - b;
    else if (assignment === 9) left[n] = a + b;
    else {
      // Mid lost its lowest bit, which is that of side.
      const sum = 2 * a + Math.abs(b % 2);
      left[n] = (sum + b) / 2;
      right[n] = (sum - b) / 2;
    }
  }
}

function makeTable(polynomial: number, bits: 8 | 16): Uint16Array {
  const top = 2 ** (bits - 1);
  return Uint16Array.from({ length: 256 }, (_, byte) => {
    let value = byte << (bits - 8);
    for (let i = 0; i < 8; i++) value = ((value << 1) ^ (value & top ? polynomial : 0)) & (2 * top - 1);
    return value;
  });
}

const table8 = makeTable(0x07, 8);
const table16 = makeTable(0x8005, 16);

function crc(bytes: Uint8Array, from: number, to: number, table: Uint16Array, bits: 8 | 16): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const index = ((value >>> (bits - 8)) ^ (bytes[at] ?? 0)) & 0xff;
    value = ((value << 8) ^ (table[index] ?? 0)) & (bits === 8 ? 0xff : 0xffff);
  }
  return value;
}
