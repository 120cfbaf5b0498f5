/**
 * Whether bytes can be what the name of their file says. A wrong format reads as noise, or as numbers no converter
 * gives: then it is asked about, with what the bytes look like as a proposal.
 */
import { open } from 'node:fs/promises';
import type { Stated } from '../../contract/library.ts';
import { fileFault } from '../sigmf/index.ts';
import type { Description } from './describe.ts';

/** Looked at, at the beginning and, of larger files, in the middle. */
const lookBytes = 128 * 1024;
/** Fewer bytes than this show nothing. */
const leastBytes = 4096;

/**
 * A description of a file without a header whose named format is doubted where its bytes say otherwise, and whose
 * proposed format is what they look like. What a person states is not doubted.
 */
export async function doubt(description: Description, stated: Stated = {}): Promise<Description> {
  if (description.choices !== undefined || stated.datatype !== undefined) return description;
  const look = measure(await sampleOf(description));
  if (!look) return description;
  const { datatype, ...named } = description.named;
  const likely = lookalike(look);
  if (datatype === undefined) {
    // Between formats of one width the name's word stands: sound and IQ look alike.
    const hint = description.hints.datatype;
    if (!likely || hint === 'ri16_le') return description;
    return { ...description, hints: { ...description.hints, datatype: likely } };
  }
  const why = objection(datatype, look);
  if (why === undefined) return description;
  return {
    ...description,
    named,
    hints: { ...description.hints, datatype: likely && likely !== datatype ? likely : datatype },
    questions: [...description.questions, `Its name says ${datatype}, but ${why}.`],
  };
}

async function sampleOf({ dataPath, bytes, name }: Description): Promise<Uint8Array> {
  try {
    const file = await open(dataPath, 'r');
    try {
      const buffer = new Uint8Array(Math.min(bytes, 2 * lookBytes));
      const half = Math.min(buffer.byteLength, lookBytes);
      const first = await file.read(buffer, 0, half, 0);
      const rest = buffer.byteLength - half;
      // At a multiple of 16 bytes every format begins a sample.
      const middle = bytes > 2 * lookBytes ? Math.floor(bytes / 32) * 16 : half;
      const second =
        rest > 0 && first.bytesRead === half ? await file.read(buffer, half, rest, middle) : undefined;
      return buffer.subarray(0, first.bytesRead + (second?.bytesRead ?? 0));
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileFault(error, name);
  }
}

interface Look {
  /** Share of 32-bit floats that are numbers a radio gives: 0, or 1e-12 to 1e6 in magnitude. */
  floats: number;
  /** Where samples of 8 bits gather: round 0, round 127, or nowhere in particular. */
  eight: 'signed' | 'unsigned' | undefined;
  /** How many values bytes at even and at odd places take, weighed by how often: 1 to 256. */
  even: number;
  odd: number;
  /** Share of odd places that hold 0 or 255: all of them where they are the high bytes of small numbers. */
  signs: number;
  /** How far the middles of both lie apart, of 128 at most; 0 where either has no middle. */
  apart: number;
}

/** Undefined for bytes that show nothing: too few, or nearly all the same. */
function measure(bytes: Uint8Array): Look | undefined {
  const whole = bytes.byteLength & ~3;
  if (whole < leastBytes) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, whole);
  const even = new Float64Array(256);
  const odd = new Float64Array(256);
  let floats = 0;
  let zeros = 0;
  for (let at = 0; at < whole; at += 4) {
    const magnitude = Math.abs(view.getFloat32(at, true));
    if (magnitude === 0 || (magnitude > 1e-12 && magnitude < 1e6)) floats++;
    if (view.getUint32(at) === 0) zeros++;
    for (let i = 0; i < 4; i++) {
      const byte = view.getUint8(at + i);
      const bins = i % 2 === 0 ? even : odd;
      bins[byte] = (bins[byte] ?? 0) + 1;
    }
  }
  // Silence is silence in every format.
  if (zeros > 0.9 * (whole / 4)) return undefined;
  return {
    floats: floats / (whole / 4),
    eight: gathered(even.map((count, byte) => count + (odd[byte] ?? 0))),
    even: spread(even, whole / 2),
    odd: spread(odd, whole / 2),
    signs: ((odd[0] ?? 0) + (odd[255] ?? 0)) / (whole / 2),
    apart: distance(middle(even, whole / 2), middle(odd, whole / 2)),
  };
}

/** The inverse of the chance that two bytes are the same. */
function spread(bins: Float64Array, total: number): number {
  return total ** 2 / bins.reduce((sum, count) => sum + count ** 2, 0);
}

/** Mean on the circle of bytes, where 255 is next to 0; undefined where they lie all around it. */
function middle(bins: Float64Array, total: number): number | undefined {
  let [x, y] = [0, 0];
  for (const [byte, count] of bins.entries()) {
    x += count * Math.cos((byte * Math.PI) / 128);
    y += count * Math.sin((byte * Math.PI) / 128);
  }
  return Math.hypot(x, y) > 0.9 * total ? (Math.atan2(y, x) * 128) / Math.PI : undefined;
}

function distance(a: number | undefined, b: number | undefined): number {
  if (a === undefined || b === undefined) return 0;
  const turn = Math.abs(a - b) % 256;
  return Math.min(turn, 256 - turn);
}

/**
 * Noise and quiet times gather round the middle of the range. A carrier at full scale dwells at its ends instead, up
 * to six times as long; the two last values, where clipping piles up, are not counted.
 */
const gatheredSure = 10;

function gathered(all: Float64Array): Look['eight'] {
  const share = (from: number, to: number): number => all.subarray(from, to).reduce((sum, n) => sum + n, 0);
  const round127 = share(120, 127) + share(129, 136);
  const round0 = share(1, 8) + share(249, 255);
  if (round127 > gatheredSure * Math.max(1, round0)) return 'unsigned';
  return round0 > gatheredSure * Math.max(1, round127) ? 'signed' : undefined;
}

/** Random bytes are floats in this range in a quarter of all cases, samples of converters nearly never. */
const floatsSure = 0.98;
const floatsLeast = 0.95;
/**
 * The low byte of 16-bit samples takes all values, the high one few: fewer than a quarter as many. Samples that were
 * 8 bits once have a low byte that stands still, anywhere; an offset of I or Q is no quarter of the range.
 */
const lowByteLeast = 32;
const highByteShare = 0.25;
const furthestApart = 64;
/** I and Q of 8 bits take about as many values each. */
const alike = 2;
const signsLeast = 0.95;

const looksLike16 = ({ even, odd, apart }: Look): boolean =>
  (even > lowByteLeast && odd < highByteShare * even) || apart > furthestApart;

const looksLike8 = ({ even, odd, eight, signs, apart }: Look): boolean =>
  eight !== undefined &&
  signs < signsLeast &&
  apart < furthestApart &&
  Math.max(even, odd) < alike * Math.min(even, odd);

function lookalike(look: Look): string | undefined {
  if (look.floats > floatsSure) return 'cf32_le';
  if (looksLike16(look)) return 'ci16_le';
  if (!looksLike8(look)) return undefined;
  return look.eight === 'signed' ? 'ci8' : 'cu8';
}

/** Why samples of these looks are not of `datatype`; undefined where they may be. */
function objection(datatype: string, look: Look): string | undefined {
  if (datatype.endsWith('f32_le'))
    return look.floats < floatsLeast
      ? 'many of its numbers are none a radio gives (not finite, or wild)'
      : undefined;
  if (look.floats > floatsSure) return 'its bytes look like floats';
  if (datatype.endsWith('i16_le'))
    return looksLike8(look) ? 'its bytes look like samples of 8 bits' : undefined;
  if (looksLike16(look)) return 'its bytes look like samples of 16 bits';
  if (datatype.endsWith('u8'))
    return look.eight === 'signed' ? 'its values lie round 0, not round 127: they look signed' : undefined;
  return look.eight === 'unsigned' ? 'its values lie round 127, not round 0: they look unsigned' : undefined;
}
