/** Sizes and settings that the renderer's parts share. */
import type { Fft } from '../../dsp/index.ts';

/** Samples of one transform: 14 ms at 250 kS/s, so that even slow radios deliver 60 blocks a second. */
export const blockSize = 4096;
/** Samples two blocks share. */
export const overlapSize = blockSize / 8;
/** New samples of one block. */
export const unitSize = blockSize - overlapSize;

export interface Tuning {
  centreHz: number;
  sampleRateHz: number;
  /** Linear factor on every emitter, of the gain stage before the noise. */
  signalGain: number;
}

export type MakeFft = (size: number) => Fft;
