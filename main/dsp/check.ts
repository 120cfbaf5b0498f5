/** Argument checks the kernels share. They throw RangeError: a wrong size is a bug of the caller, never data. */
import type { SampleFormat } from './kernels.ts';

const smallestFft = 64;
const largestFft = 1_048_576;

/** Bytes of one complex sample. */
export const sampleBytes: Readonly<Record<SampleFormat, number>> = { cu8: 2, cs8: 2, cs16: 4, cf32: 8 };

export function checkFftSize(size: number): void {
  const powerOfTwo = Number.isInteger(size) && (size & (size - 1)) === 0;
  if (!powerOfTwo || size < smallestFft || size > largestFft)
    throw new RangeError(`FFT size ${size} is not a power of two from ${smallestFft} to ${largestFft}`);
}

export function checkLength(what: string, length: number, atLeast: number): void {
  if (!(length >= atLeast))
    throw new RangeError(`${what} has length ${length} where at least ${atLeast} is needed`);
}

/** Complex samples in `byteLength` bytes; throws where the bytes end inside a sample. */
export function wholeSamples(format: SampleFormat, byteLength: number): number {
  const count = byteLength / sampleBytes[format];
  if (!Number.isInteger(count))
    throw new RangeError(`${byteLength} bytes are not a whole number of ${format} samples`);
  return count;
}
