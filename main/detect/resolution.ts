/** The resolution in frequency and time, which follows from the rate. */

/** Same names as the contract's Datatype. */
export type { Datatype as SampleFormat } from '../../contract/radio.ts';

/** Bins about this wide: narrower than the narrowest channels in use, and rows a little shorter than a millisecond. */
const binHz = 1200;
/** Rows wanted at least of a recording that is very short. */
const fewestRows = 32;

/** Samples of a transform: a power of two, 64 to 32,768. */
export function transformSize(sampleRateHz: number, sampleCount = Infinity): number {
  const wanted = Math.min(sampleRateHz / binHz, sampleCount / (fewestRows / 2));
  const size = 2 ** Math.round(Math.log2(wanted));
  return Math.min(32_768, Math.max(64, size));
}
