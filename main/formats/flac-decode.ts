/** Decodes a FLAC file into interleaved samples, a block at a time, with bounded memory. */
import type { FileHandle } from 'node:fs/promises';
import { BitsOver } from './bits.ts';
import { FrameFault, largestBlock, makeFrameDecoder } from './flac-frame.ts';
import type { FlacHeader } from './flac.ts';
import { bytesAt, corrupt } from './header.ts';

/** More metadata blocks than this are in no file. */
const mostBlocks = 10_000;

/**
 * Yields the samples of all channels in the encoding of `flacEncoding`; a block is the caller's until the next is
 * asked for. Throws Fault 'corrupt' with the byte where a frame is broken or the file ends early.
 */
export async function* decodeFlac(
  file: FileHandle,
  header: FlacHeader,
  name: string,
): AsyncGenerator<Uint8Array> {
  const channelCount = header.choices[0].channels * (header.choices[0].encoding.complex ? 2 : 1);
  // No frame is larger: verbatim samples of a bit more each, and headers. It is small for small files.
  const largestFrame = Math.ceil((largestBlock * channelCount * (header.bits + 1)) / 8) + 1024;
  const bytes = new Uint8Array(Math.min(2 * largestFrame, header.byteLength));
  const decoder = makeFrameDecoder(bytes, channelCount, header.bits);
  const pack = makePacker(header.bits, decoder.channels);
  let position = await firstFrame(file, header, name);
  let filled = 0;
  let at = 0;
  let over = false;
  let decoded = 0;
  for (;;) {
    if (!over && filled - at < largestFrame) {
      bytes.copyWithin(0, at, filled);
      filled -= at;
      at = 0;
      const { bytesRead } = await file.read(bytes, filled, bytes.byteLength - filled, position + filled);
      filled += bytesRead;
      over = bytesRead === 0;
      continue;
    }
    // Tags may follow the last frame.
    if (at >= filled || (header.totalSamples > 0 && decoded >= header.totalSamples)) break;
    try {
      const { samples, end } = decoder.decode(at, filled);
      decoded += samples;
      position += end - at;
      at = end;
      yield pack(samples);
    } catch (error) {
      const place = position;
      if (error instanceof FrameFault) throw corrupt(name, error.message, place);
      if (error instanceof BitsOver) throw corrupt(name, 'its last frame is cut short', place);
      throw error;
    }
  }
  if (decoded < header.totalSamples)
    throw corrupt(name, `it ends after ${decoded} of ${header.totalSamples} samples`, position);
}

/** Skips the metadata blocks. */
async function firstFrame(file: FileHandle, header: FlacHeader, name: string): Promise<number> {
  let at = header.byteOffset + 4;
  for (let block = 0; block < mostBlocks; block++) {
    const head = (await bytesAt(file, name, at, 4, 'a metadata block')).getUint32(0);
    at += 4 + (head & 0xffffff);
    // The first bit marks the last block.
    if (head >>> 31 === 1) return at;
  }
  throw corrupt(name, `it has more than ${mostBlocks} metadata blocks`, at);
}

/** Values in the upper bits of 8, 16 or 32, so that full scale stays full scale. */
function makePacker(bits: number, channels: readonly Float64Array[]): (samples: number) => Uint8Array {
  const width = bits <= 8 ? 1 : bits <= 16 ? 2 : 4;
  const scale = 2 ** (8 * width - bits);
  const bytes = new Uint8Array(largestBlock * channels.length * width);
  const view = new DataView(bytes.buffer);
  return (samples) => {
    for (const [index, channel] of channels.entries())
      for (let n = 0; n < samples; n++) {
        const value = (channel[n] ?? 0) * scale;
        const at = (n * channels.length + index) * width;
        if (width === 1) view.setInt8(at, value);
        else if (width === 2) view.setInt16(at, value, true);
        else view.setInt32(at, value, true);
      }
    return bytes.subarray(0, samples * channels.length * width);
  };
}
