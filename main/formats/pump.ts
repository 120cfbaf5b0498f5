/** The bytes of a file's samples, as SigMF stores them, whatever its format. */
import type { FileHandle } from 'node:fs/promises';
import { Fault } from '../../contract/fault.ts';
import type { Description } from './describe.ts';
import { isPlain, sampleBytes, type Encoding } from './encoding.ts';
import { decodeFlac } from './flac-decode.ts';
import { readFlac } from './flac.ts';
import type { Settled } from './settle.ts';

/** Half a megabyte is hashed in about a millisecond: nothing else waits long for it. */
const chunkBytes = 512 * 1024;

/** Blocks are the caller's until the next is asked for. Throws Fault 'corrupt' with the byte. */
export async function* pump(
  file: FileHandle,
  description: Description,
  settled: Settled,
): AsyncGenerator<Uint8Array> {
  if (description.decodedSamples !== undefined) {
    yield* decodeFlac(file, await readFlac(file, description.name, description.bytes), description.name);
    return;
  }
  const { encoding, channels } = settled.choice;
  const frameBytes = sampleBytes(encoding) * channels;
  const change = isPlain(encoding) ? undefined : makeWiden(encoding);
  const frames = Math.max(1, Math.floor(chunkBytes / frameBytes));
  const buffer = new Uint8Array(Math.min(frames, settled.sampleCount) * frameBytes);
  for (const run of settled.runs) {
    const end = run.byteOffset + run.sampleCount * frameBytes;
    for (let at = run.byteOffset; at < end;) {
      const wanted = Math.min(buffer.byteLength, end - at);
      await readWhole(file, buffer, wanted, at, description.name);
      at += wanted;
      const block = buffer.subarray(0, wanted);
      yield change ? change(block) : block;
    }
  }
}

async function readWhole(
  file: FileHandle,
  buffer: Uint8Array,
  count: number,
  position: number,
  name: string,
): Promise<void> {
  for (let filled = 0; filled < count;) {
    const { bytesRead } = await file.read(buffer, filled, count - filled, position + filled);
    if (bytesRead === 0)
      throw new Fault('corrupt', `${name} ends at byte ${position + filled}, before its last sample.`, {
        hint: 'The file was cut or changed while it was read.',
        data: { byte: position + filled },
      });
    filled += bytesRead;
  }
}

/** 24 bits, in three bytes or in the low part of four, to the upper part of 32: full scale stays full scale. */
function makeWiden({ width }: Encoding): (block: Uint8Array) => Uint8Array {
  let wide = new Uint8Array(0);
  return (block) => {
    const count = block.byteLength / width;
    if (wide.byteLength < 4 * count) wide = new Uint8Array(4 * count);
    for (let n = 0; n < count; n++) {
      wide[4 * n] = 0;
      for (let i = 0; i < 3; i++) wide[4 * n + 1 + i] = block[width * n + i] ?? 0;
    }
    return wide.subarray(0, 4 * count);
  };
}
