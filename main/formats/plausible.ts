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
  /** How differently bytes at even and odd places are distributed: 0 alike, 1 not one value in common. */
  oddness: number;
}

/** Undefined for bytes that show nothing: too few, or nearly all the same. */
function measure(bytes: Uint8Array): Look | undefined {
  const whole = bytes.byteLength & ~3;
  if (whole < leastBytes) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, whole);
  const all = new Float64Array(256);
  // 32 bins: with 2,000 bytes a place the chance difference of two equal distributions stays below 0.1.
  const difference = new Float64Array(32);
  let floats = 0;
  let zeros = 0;
  for (let at = 0; at < whole; at += 4) {
    const magnitude = Math.abs(view.getFloat32(at, true));
    if (magnitude === 0 || (magnitude > 1e-12 && magnitude < 1e6)) floats++;
    if (view.getUint32(at) === 0) zeros++;
    for (let i = 0; i < 4; i++) {
      const byte = view.getUint8(at + i);
      add(all, byte, 1);
      add(difference, byte >> 3, i % 2 === 0 ? 1 : -1);
    }
  }
  // Silence is silence in every format.
  if (zeros > 0.9 * (whole / 4)) return undefined;
  return {
    floats: floats / (whole / 4),
    eight: gathered(all),
    oddness: difference.reduce((sum, count) => sum + Math.abs(count), 0) / whole,
  };
}

function add(bins: Float64Array, bin: number, count: number): void {
  bins[bin] = (bins[bin] ?? 0) + count;
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
/** The low byte of 16-bit samples is spread evenly, the high byte gathers round 0 and 255. */
const oddnessSure = 0.5;
const oddnessNone = 0.1;

function lookalike({ floats, eight, oddness }: Look): string | undefined {
  if (floats > floatsSure) return 'cf32_le';
  if (oddness > oddnessSure) return 'ci16_le';
  if (oddness > oddnessNone || eight === undefined) return undefined;
  return eight === 'signed' ? 'ci8' : 'cu8';
}

/** Why samples of these looks are not of `datatype`; undefined where they may be. */
function objection(datatype: string, { floats, eight, oddness }: Look): string | undefined {
  if (datatype.endsWith('f32_le'))
    return floats < floatsLeast
      ? 'many of its numbers are none a radio gives (not finite, or wild)'
      : undefined;
  if (floats > floatsSure) return 'its bytes look like floats';
  if (datatype.endsWith('i16_le'))
    return oddness < oddnessNone && eight !== undefined ? 'its bytes look like samples of 8 bits' : undefined;
  if (oddness > oddnessSure) return 'its bytes look like samples of 16 bits';
  if (datatype.endsWith('u8'))
    return eight === 'signed' ? 'its values lie round 0, not round 127: they look signed' : undefined;
  return eight === 'unsigned' ? 'its values lie round 127, not round 0: they look unsigned' : undefined;
}
