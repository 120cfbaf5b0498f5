/** Stretches of samples out of a file, whatever lies around them. */
import type { SampleFile } from '../formats/index.ts';

/** Samples `from` to `to` (behind the last) that may be read; around them is silence. */
export interface Extent {
  from: number;
  to: number;
}

/**
 * Fills `into` with `count` complex samples from `start`, which may lie before or behind the extent: silence there.
 * Throws what the file throws.
 */
export async function readPadded(
  file: SampleFile,
  { from, to }: Extent,
  start: number,
  count: number,
  into: Float32Array,
): Promise<void> {
  const first = Math.min(start + count, Math.max(start, from));
  const last = Math.max(first, Math.min(start + count, to));
  into.fill(0, 0, 2 * (first - start));
  let got = 0;
  if (last > first) got = await file.read(first, last - first, into.subarray(2 * (first - start)));
  into.fill(0, 2 * (first - start + got), 2 * count);
}

export interface Reader {
  /** `count` samples from `start`, in place: valid until the next call. Reads ahead where calls go forward. */
  at(start: number, count: number): Promise<Float32Array>;
}

/** @param capacity complex samples it holds, at least the largest `count`. */
export function makeReader(file: SampleFile, extent: Extent, capacity: number): Reader {
  const buffer = new Float32Array(2 * capacity);
  let from = 0;
  let to = 0;
  return {
    async at(start, count) {
      if (start < from || start + count > to) {
        from = start;
        to = start;
        await readPadded(file, extent, start, capacity, buffer);
        to = start + capacity;
      }
      return buffer.subarray(2 * (start - from), 2 * (start - from + count));
    },
  };
}

/** The same samples as the bytes that kernels take. */
export function asBytes(samples: Float32Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}
