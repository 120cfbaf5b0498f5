/** SDRangel's recordings: a header of 32 bytes with its own checksum, then IQ of 16 bits, or of 24 in 32. */
import type { FileHandle } from 'node:fs/promises';
import { Fault } from '../../contract/fault.ts';
import { encoding24, encodingOf, type Encoding } from './encoding.ts';
import { bytesAt, corrupt, type Header } from './header.ts';

const headerBytes = 32;
/** Before version 4.12 the start was in seconds: nobody recorded in the first days of 1970. */
const earliestMs = 1e11;

/** Throws Fault corrupt and unsupported, with the byte. */
export async function readSdriq(file: FileHandle, name: string, size: number): Promise<Header> {
  const view = await bytesAt(file, name, 0, headerBytes, 'the header of SDRangel');
  const sampleRateHz = view.getUint32(0, true);
  const centreHz = Number(view.getBigUint64(4, true));
  const started = Number(view.getBigInt64(12, true));
  const bits = view.getUint32(20, true);
  if (crc32(new Uint8Array(view.buffer, 0, 28)) !== view.getUint32(28, true))
    throw corrupt(name, 'the checksum of its header is wrong', 28);
  if (sampleRateHz === 0) throw corrupt(name, 'the sample rate is 0', 0);
  const encoding = encodingFor(bits);
  if (!encoding)
    throw new Fault('unsupported', `${name} says it holds samples of ${bits} bits (byte 20).`, {
      hint: 'SDRangel writes 16 or 24.',
      data: { byte: 20 },
    });
  const startedMs = started > 0 && started < earliestMs ? started * 1000 : started;
  return {
    choices: [{ encoding, channels: 1 }],
    sampleRateHz,
    ...(centreHz > 0 && centreHz <= 1e12 ? { centreHz } : {}),
    ...(startedMs > 0 && startedMs <= 8.64e15 ? { startedMs } : {}),
    byteOffset: headerBytes,
    byteLength: size - headerBytes,
    iq: true,
  };
}

function encodingFor(bits: number): Encoding | undefined {
  if (bits === 16) return encodingOf('ci16_le');
  return bits === 24 ? encoding24(true, 4) : undefined;
}

/** CRC-32 of IEEE 802.3, bit by bit: of 28 bytes. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
