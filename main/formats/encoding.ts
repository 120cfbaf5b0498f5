/** How one sample lies in a file, and turning runs of them into floats. */
import type { Stated } from '../../contract/library.ts';
import type { Datatype } from '../../contract/radio.ts';
import { loadKernels } from '../dsp/index.ts';
import { fromSigmf, parseDatatype } from '../sigmf/index.ts';

/** How one component (I, Q or a real value) is stored, and what its full scale is. */
export interface Encoding {
  /** SigMF's name of it; for 24 bits that of the 32 they become. */
  datatype: string;
  complex: boolean;
  kind: 'float' | 'signed' | 'unsigned';
  /** Bytes of one component in the file. */
  width: 1 | 2 | 3 | 4 | 8;
  bigEndian: boolean;
  /** The component that stands for 1. */
  fullScale: number;
}

/** The encoding of an exact SigMF name; undefined where it is none. */
export function encodingOf(datatype: string): Encoding | undefined {
  const type = parseDatatype(datatype);
  if (!type) return undefined;
  const width = type.bits === 8 ? 1 : type.bits === 16 ? 2 : type.bits === 32 ? 4 : 8;
  return {
    datatype,
    complex: type.complex,
    kind: type.kind,
    width,
    bigEndian: type.endian === 'big',
    // Unsigned values lie around the middle of their range, half a step above the whole number.
    fullScale: type.kind === 'float' ? 1 : 2 ** (type.bits - 1) - (type.kind === 'unsigned' ? 0.5 : 0),
  };
}

/** 24 bits packed in three bytes (WAV), or alone in the low part of four (SDRangel): SigMF has neither. */
export function encoding24(complex: boolean, width: 3 | 4): Encoding {
  const datatype = complex ? 'ci32_le' : 'ri32_le';
  return { datatype, complex, kind: 'signed', width, bigEndian: false, fullScale: 2 ** 23 };
}

/** True where the bytes in the file are what SigMF means by its datatype. */
export function isPlain(encoding: Encoding): boolean {
  return encoding.fullScale === encodingOf(encoding.datatype)?.fullScale;
}

/** Bytes of one sample of one channel. */
export const sampleBytes = ({ complex, width }: Encoding): number => (complex ? 2 : 1) * width;

/** SigMF's name of what a person or a file name states. */
export function sigmfName(stated: NonNullable<Stated['datatype']>): string {
  const names = {
    cu8: 'cu8',
    cs8: 'ci8',
    cs16: 'ci16_le',
    cf32: 'cf32_le',
    rs16: 'ri16_le',
    ru8: 'ru8',
    rf32: 'rf32_le',
  } as const;
  return names[stated];
}

/** The word a person would state it with; undefined for what has none. */
export function statedName(datatype: string): Stated['datatype'] {
  const real = { ri16_le: 'rs16', ru8: 'ru8', rf32_le: 'rf32' } as const;
  return datatype in real ? real[datatype as keyof typeof real] : fromSigmf(datatype);
}

type ReadValue = (view: DataView, at: number) => number;

function reader({ kind, width, bigEndian }: Encoding): ReadValue {
  const little = !bigEndian;
  if (kind === 'float')
    return width === 4
      ? (view, at) => view.getFloat32(at, little)
      : (view, at) => view.getFloat64(at, little);
  if (kind === 'unsigned') {
    if (width === 1) return (view, at) => view.getUint8(at) - 127.5;
    if (width === 2) return (view, at) => view.getUint16(at, little) - 32_767.5;
    return (view, at) => view.getUint32(at, little) - 2_147_483_647.5;
  }
  if (width === 1) return (view, at) => view.getInt8(at);
  if (width === 2) return (view, at) => view.getInt16(at, little);
  if (width === 3) return (view, at) => view.getInt16(at + 1, true) * 256 + view.getUint8(at);
  return (view, at) => view.getInt32(at, little);
}

/** Turns `count` frames of `frameBytes` bytes, the first channel of each, into interleaved I and Q at `into[at]`. */
export type ToFloats = (bytes: Uint8Array, count: number, into: Float32Array, at: number) => void;

/** @param frameBytes one sample of all channels. */
export function makeToFloats(encoding: Encoding, frameBytes: number): ToFloats {
  const fast: Datatype | undefined = isPlain(encoding) ? fromSigmf(encoding.datatype) : undefined;
  if (fast && frameBytes === sampleBytes(encoding)) {
    const { kernels } = loadKernels();
    return (bytes, count, into, at) => {
      kernels.convert(fast, bytes.subarray(0, count * frameBytes), into.subarray(at, at + 2 * count));
    };
  }
  const read = reader(encoding);
  const { complex, width, fullScale } = encoding;
  return (bytes, count, into, at) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let n = 0; n < count; n++) {
      into[at + 2 * n] = read(view, n * frameBytes) / fullScale;
      into[at + 2 * n + 1] = complex ? read(view, n * frameBytes + width) / fullScale : 0;
    }
  };
}
