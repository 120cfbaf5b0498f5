/**
 * The header of a two-channel WAV file as IQ: RIFF and RF64 (EBU Tech 3306), PCM of 8 and 16 bits and 32-bit
 * float, the `auxi` chunk of SDR#, HDSDR and SpectraVue for the centre frequency.
 */
import type { FileHandle } from 'node:fs/promises';
import type { Datatype } from '../../../contract/radio.ts';
import { Fault } from '../../../contract/fault.ts';

export interface WavFacts {
  datatype: Datatype;
  sampleRateHz: number;
  centreHz?: number;
  byteOffset: number;
  byteLength: number;
}

/** A header with more chunks than this before its samples is none of a program we know. */
const mostChunks = 100;
const largestSmallChunk = 4096;

function corrupt(name: string, what: string, at: number): Fault {
  return new Fault('corrupt', `${name}: ${what} (byte ${at}).`, {
    hint: 'Copy the file again, or open it raw by giving --datatype and --rate.',
    data: { byte: at },
  });
}

async function bytesAt(file: FileHandle, name: string, position: number, count: number): Promise<DataView> {
  const bytes = new Uint8Array(count);
  const { bytesRead } = await file.read(bytes, 0, count, position);
  if (bytesRead < count) throw corrupt(name, 'the WAV header is cut short', position + bytesRead);
  return new DataView(bytes.buffer);
}

function tag(view: DataView, at: number): string {
  return String.fromCharCode(
    view.getUint8(at),
    view.getUint8(at + 1),
    view.getUint8(at + 2),
    view.getUint8(at + 3),
  );
}

interface Format {
  datatype: Datatype;
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
  if (channels !== 2)
    throw new Fault(
      'unsupported',
      `${name} has ${channels} channel${channels === 1 ? '' : 's'}: IQ needs two.`,
      {
        hint: 'This is sound, not a radio signal; a recording of IQ samples has I left and Q right.',
      },
    );
  if (sampleRateHz === 0) throw corrupt(name, 'the sample rate is 0', at + 4);
  const datatype = formatOf(code, bits);
  if (!datatype)
    throw new Fault('unsupported', `${name} holds WAV format ${code} with ${bits} bits.`, {
      hint: 'Convert it to 8 or 16 bit PCM or 32 bit float.',
    });
  return { datatype, sampleRateHz };
}

function formatOf(code: number, bits: number): Datatype | undefined {
  if (code === 1 && bits === 8) return 'cu8';
  if (code === 1 && bits === 16) return 'cs16';
  return code === 3 && bits === 32 ? 'cf32' : undefined;
}

/** Two SYSTEMTIMEs of 16 bytes, then the centre frequency as u32; 0 where it isn't known. */
function readAuxi(view: DataView): number | undefined {
  if (view.byteLength < 36) return undefined;
  const centreHz = view.getUint32(32, true);
  return centreHz === 0 ? undefined : centreHz;
}

/**
 * Reads the header of an opened WAV file. `size` is the file's length: a data chunk that says more, or nothing
 * because its writer died, ends there. Throws Fault corrupt (with the byte) and unsupported.
 */
export async function readWav(file: FileHandle, name: string, size: number): Promise<WavFacts> {
  const head = await bytesAt(file, name, 0, 12);
  const kind = tag(head, 0);
  if ((kind !== 'RIFF' && kind !== 'RF64') || tag(head, 8) !== 'WAVE')
    throw corrupt(name, 'it does not begin with a WAV header', 0);
  let format: Format | undefined;
  let centreHz: number | undefined;
  let longData: number | undefined;
  let at = 12;
  for (let chunk = 0; chunk < mostChunks && at + 8 <= size; chunk++) {
    const header = await bytesAt(file, name, at, 8);
    const id = tag(header, 0);
    const stated = header.getUint32(4, true);
    const body = at + 8;
    if (id === 'data') {
      if (!format) throw corrupt(name, 'samples come before the format chunk', at);
      const rest = size - body;
      const open = stated === 0xffffffff || stated === 0;
      const byteLength = Math.min(rest, open ? (longData ?? rest) : stated);
      return { ...format, ...(centreHz === undefined ? {} : { centreHz }), byteOffset: body, byteLength };
    }
    if (id === 'fmt ' || id === 'auxi' || id === 'ds64') {
      const view = await bytesAt(file, name, body, Math.min(stated, largestSmallChunk));
      if (id === 'fmt ') format = readFormat(view, name, body);
      else if (id === 'auxi') centreHz = readAuxi(view);
      else if (view.byteLength >= 16) longData = Number(view.getBigUint64(8, true));
    }
    // Chunks begin at even bytes.
    at = body + stated + (stated & 1);
  }
  throw corrupt(name, 'no data chunk was found', Math.min(at, size));
}
