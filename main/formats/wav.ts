/**
 * The header of a WAV file: RIFF, RF64 and BW64 (EBU Tech 3306, ITU-R BS.2088), PCM of 8 to 32 bits and floats of 32
 * and 64, and the `auxi` chunk of radio programs.
 */
import type { FileHandle } from 'node:fs/promises';
import { Fault } from '../../contract/fault.ts';
import { readAuxi } from './auxi.ts';
import { encoding24, encodingOf, type Encoding } from './encoding.ts';
import { bytesAt, channelChoices, corrupt, tag, type Choice, type Header } from './header.ts';

/** A header with more chunks than this before its samples is none of a program we know. */
const mostChunks = 100;
/** Of a chunk that is read; SDR Console's XML has 3 KB. */
const largestSmallChunk = 16_384;
const mostChannels = 64;
/** A RIFF file can't say more: longer ones of programs that don't care go to the end of the file. */
const largestRiff = 0xffffffff;

interface Format {
  choices: [Choice, ...Choice[]];
  sampleRateHz: number;
}

function readFormat(view: DataView, name: string, at: number): Format {
  if (view.byteLength < 16) throw corrupt(name, 'the format chunk is too short', at);
  let code = view.getUint16(0, true);
  // Extensible: the real code begins the GUID.
  if (code === 0xfffe && view.byteLength >= 26) code = view.getUint16(24, true);
  const channels = view.getUint16(2, true);
  const sampleRateHz = view.getUint32(4, true);
  const bits = view.getUint16(14, true);
  if (channels === 0 || channels > mostChannels)
    throw corrupt(name, `the header says ${channels} channels`, at + 2);
  if (sampleRateHz === 0) throw corrupt(name, 'the sample rate is 0', at + 4);
  const width = containerBytes(view.getUint16(12, true), channels, bits);
  const choices = channelChoices(channels, (complex) => {
    const encoding = encodingFor(code, width, complex);
    if (encoding) return encoding;
    throw new Fault('unsupported', `${name} holds WAV format ${code} with ${bits} bits (byte ${at}).`, {
      hint: 'Convert it to PCM of 8, 16, 24 or 32 bits or to floats.',
      data: { byte: at },
    });
  });
  return { choices, sampleRateHz };
}

/** Bytes of one value: of its bits, or more where the header says that they lie in larger containers. */
function containerBytes(blockBytes: number, channels: number, bits: number): number {
  const least = Math.ceil(bits / 8);
  const stated = blockBytes / channels;
  return Number.isInteger(stated) && stated > least && stated <= 8 ? stated : least;
}

function encodingFor(code: number, width: number, complex: boolean): Encoding | undefined {
  const letter = complex ? 'c' : 'r';
  if (code === 3 && (width === 4 || width === 8)) return encodingOf(`${letter}f${8 * width}_le`);
  if (code !== 1) return undefined;
  if (width === 1) return encodingOf(`${letter}u8`);
  if (width === 3) return encoding24(complex, 3);
  return width === 2 || width === 4 ? encodingOf(`${letter}i${8 * width}_le`) : undefined;
}

/**
 * Reads the header of an opened WAV file. `size` is the file's length: a data chunk that says more, or nothing
 * because its writer died, ends there. Throws Fault corrupt and unsupported, with the byte.
 */
export async function readWav(file: FileHandle, name: string, size: number): Promise<Header> {
  const what = 'the WAV header';
  const head = await bytesAt(file, name, 0, 12, what);
  const kind = tag(head, 0);
  if (!['RIFF', 'RF64', 'BW64'].includes(kind) || tag(head, 8) !== 'WAVE')
    throw corrupt(name, 'it does not begin with a WAV header', 0);
  let format: Format | undefined;
  let auxi: ReturnType<typeof readAuxi> | undefined;
  let longData: number | undefined;
  let at = 12;
  for (let chunk = 0; chunk < mostChunks && at + 8 <= size; chunk++) {
    const header = await bytesAt(file, name, at, 8, what);
    const id = tag(header, 0);
    const stated = header.getUint32(4, true);
    const body = at + 8;
    if (id === 'data') {
      if (!format) throw corrupt(name, 'samples come before the format chunk', at);
      const rest = size - body;
      const open = stated === largestRiff || stated === 0 || rest > largestRiff;
      const byteLength = Math.min(rest, open ? (longData ?? rest) : stated);
      return { ...format, ...auxi, iq: auxi !== undefined, byteOffset: body, byteLength };
    }
    if (id === 'fmt ' || id === 'auxi' || id === 'ds64') {
      const view = await bytesAt(file, name, body, Math.min(stated, largestSmallChunk), what);
      if (id === 'fmt ') format = readFormat(view, name, body);
      else if (id === 'auxi') auxi = readAuxi(view);
      else if (view.byteLength >= 16) longData = Number(view.getBigUint64(8, true));
    }
    // Chunks begin at even bytes.
    at = body + stated + (stated & 1);
  }
  throw corrupt(name, 'no data chunk was found', Math.min(at, size));
}
