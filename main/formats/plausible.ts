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

/** Shares of 0 to 1. */
interface Look {
  /** Of 32-bit floats that are numbers a radio gives: 0, or 1e-12 to 1e6 in magnitude. */
  floats: number;
  /** Of bytes in the outer half of the range, 0 to 63 and 192 to 255: where small signed numbers lie. */
  outer: number;
  /** How differently bytes at even and odd places are distributed: 0 alike, 1 not one value in common. */
  oddness: number;
}

/** Undefined for bytes that show nothing: too few, or nearly all the same. */
function measure(bytes: Uint8Array): Look | undefined {
  const whole = bytes.byteLength & ~3;
  if (whole < leastBytes) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, whole);
  // 32 bins: with 2,000 bytes a place the chance difference of two equal distributions stays below 0.1.
  const even = new Float64Array(32);
  const odd = new Float64Array(32);
  let floats = 0;
  let zeros = 0;
  for (let at = 0; at < whole; at += 4) {
    const magnitude = Math.abs(view.getFloat32(at, true));
    if (magnitude === 0 || (magnitude > 1e-12 && magnitude < 1e6)) floats++;
    if (view.getUint32(at) === 0) zeros++;
    count(even, view.getUint8(at));
    count(odd, view.getUint8(at + 1));
    count(even, view.getUint8(at + 2));
    count(odd, view.getUint8(at + 3));
  }
  // Silence is silence in every format.
  if (zeros > 0.9 * (whole / 4)) return undefined;
  const half = whole / 2;
  let outer = 0;
  let difference = 0;
  for (let bin = 0; bin < 32; bin++) {
    const [a, b] = [even[bin] ?? 0, odd[bin] ?? 0];
    if (bin < 8 || bin >= 24) outer += a + b;
    difference += Math.abs(a - b);
  }
  return { floats: floats / (whole / 4), outer: outer / whole, oddness: difference / 2 / half };
}

function count(bins: Float64Array, byte: number): void {
  const bin = byte >> 3;
  bins[bin] = (bins[bin] ?? 0) + 1;
}

/** Random bytes are floats in this range in a quarter of all cases, samples of converters nearly never. */
const floatsSure = 0.98;
/** The low byte of 16-bit samples is spread evenly, the high byte gathers round 0 and 255. */
const oddnessSure = 0.5;
const oddnessNone = 0.1;
/** A carrier at full scale has two thirds of its values in the outer half, and noise next to none. */
const outerSure = 0.9;
const innerSure = 0.6;

function lookalike({ floats, outer, oddness }: Look): string | undefined {
  if (floats > floatsSure) return 'cf32_le';
  if (oddness > oddnessSure) return 'ci16_le';
  if (oddness > oddnessNone) return undefined;
  if (outer > outerSure) return 'ci8';
  return outer < 1 - innerSure ? 'cu8' : undefined;
}

/** Why samples of these looks are not of `datatype`; undefined where they may be. */
function objection(datatype: string, { floats, outer, oddness }: Look): string | undefined {
  switch (datatype) {
    case 'cf32_le':
    case 'rf32_le':
      return floats < 0.95 ? 'many of its numbers are none a radio gives (not finite, or wild)' : undefined;
    case 'ci16_le':
    case 'ri16_le':
      if (floats > floatsSure) return 'its bytes look like floats';
      return oddness < oddnessNone && (outer < 1 - innerSure || outer > outerSure)
        ? 'its bytes look like samples of 8 bits'
        : undefined;
    default:
      if (floats > floatsSure) return 'its bytes look like floats';
      if (oddness > oddnessSure) return 'its bytes look like samples of 16 bits';
      if (datatype.endsWith('u8'))
        return outer > outerSure ? 'its values lie round 0, not round 127: they look signed' : undefined;
      return outer < 1 - outerSure ? 'its values lie round 127, not round 0: they look unsigned' : undefined;
  }
}
