/** The header of a FLAC file (RFC 9639): its STREAMINFO block. */
import type { FileHandle } from 'node:fs/promises';
import { Fault } from '../../contract/fault.ts';
import { encodingOf, type Encoding } from './encoding.ts';
import { bytesAt, channelChoices, corrupt, tag, type Header } from './header.ts';

export interface FlacHeader extends Header {
  /** Of one channel; 0 where the encoder didn't know. */
  totalSamples: number;
  bits: number;
}

const streamInfoBytes = 34;

/** The encoding a FLAC file is decoded to: 16 bits at least, 17 to 32 in the upper part of 32. */
function flacEncoding(bits: number, complex: boolean): Encoding | undefined {
  return encodingOf(`${complex ? 'c' : 'r'}${bits <= 8 ? 'i8' : bits <= 16 ? 'i16_le' : 'i32_le'}`);
}

/** Throws Fault corrupt and unsupported, with the byte. */
export async function readFlac(file: FileHandle, name: string, size: number): Promise<FlacHeader> {
  const what = 'the FLAC header';
  const start = await afterId3(file, name);
  const head = await bytesAt(file, name, start, 8, what);
  if (tag(head, 0) !== 'fLaC') throw corrupt(name, 'it does not begin with a FLAC header', start);
  // Block type in the low seven bits (0: STREAMINFO, always the first), then its length.
  if ((head.getUint8(4) & 0x7f) !== 0 || (head.getUint32(4) & 0xffffff) !== streamInfoBytes)
    throw corrupt(name, 'its first block is no STREAMINFO', start + 4);
  const at = start + 8;
  const view = await bytesAt(file, name, at, streamInfoBytes, what);
  // From byte 10: 20 bits rate, 3 bits channels - 1, 5 bits width - 1, 36 bits count.
  const packed = view.getUint32(10);
  const sampleRateHz = packed >>> 12;
  const channels = ((packed >>> 9) & 7) + 1;
  const bits = ((packed >>> 4) & 31) + 1;
  const totalSamples = (packed & 15) * 2 ** 32 + view.getUint32(14);
  if (sampleRateHz === 0) throw corrupt(name, 'the sample rate is 0', at + 10);
  const choices = channelChoices(channels, (complex) => {
    const encoding = bits >= 4 ? flacEncoding(bits, complex) : undefined;
    if (encoding) return encoding;
    throw new Fault('unsupported', `${name} holds FLAC of ${bits} bits (byte ${at + 12}).`, {
      hint: 'FLAC has 4 to 32 bits: the file is damaged.',
      data: { byte: at + 12 },
    });
  });
  return {
    choices,
    sampleRateHz,
    byteOffset: start,
    byteLength: size - start,
    iq: false,
    totalSamples,
    bits,
  };
}

/** Some programs put an ID3 tag in front: four times seven bits of length. */
async function afterId3(file: FileHandle, name: string): Promise<number> {
  const head = await bytesAt(file, name, 0, 10, 'the FLAC header');
  if (tag(head, 0).slice(0, 3) !== 'ID3') return 0;
  let length = 0;
  for (let i = 6; i < 10; i++) length = length * 128 + (head.getUint8(i) & 0x7f);
  return 10 + length;
}
