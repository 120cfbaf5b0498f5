/**
 * The numeric kernels and their promises. `typescript.ts` is the readable definition and the oracle;
 * the addon in `native/` implements the same interface with SIMD. Formats: interleaved I,Q.
 * Buffers are the caller's: kernels only read and fill them, during the call.
 */

/** Same names as the contract's Datatype; repeated here because dsp imports nothing. */
export type SampleFormat = 'cu8' | 'cs8' | 'cs16' | 'cf32';
export type Detector = 'average' | 'peak' | 'sample';

/** Complex forward FFT of one power-of-two size, 64 to 1,048,576, unnormalised, float32. */
export interface Fft {
  readonly size: number;
  /** `input` and `output`: 2·size floats, I,Q interleaved; they may be the same array. */
  process(input: Float32Array, output: Float32Array): void;
}

export interface SpectrumOptions {
  size: number;
  format: SampleFormat;
  /** `size` real coefficients of the window. Rows are scaled by its coherent gain: a full-scale tone is 0 dBFS. */
  window: Float32Array;
  detector: Detector;
  /** dBFS of u8 level 0. */
  floorDb: number;
  /** dB of one u8 level, 0.5. */
  stepDb: number;
}

/**
 * From samples to one row in one call. Bin 0 of the row is the lowest frequency (-rate/2), DC is bin size/2.
 * u8 scaling: cu8 (v-127.5)/127.5… see `fullScale`; level = round((dB - floorDb)/stepDb), clamped to 0..255.
 */
export interface Spectrum {
  readonly size: number;
  /**
   * Joins `transforms` FFTs, each `hop` samples after the last, starting at byte 0 of `samples`, into one row
   * of u8 levels. `samples` holds at least (transforms-1)·hop + size complex samples. 'sample' uses the last one only.
   */
  row(samples: Uint8Array, transforms: number, hop: number, row: Uint8Array): void;
  /** The same row as dBFS floats: markers and measurements. */
  rowDb(samples: Uint8Array, transforms: number, hop: number, row: Float32Array): void;
}

/** One stage of a channel: a symmetric low-pass of real taps, of which every `decimation`-th output is kept. */
export interface ChannelStage {
  taps: Float32Array;
  decimation: number;
}

export interface ChannelOptions {
  /** First stage first. The product of the decimations is the channel's. */
  stages: readonly ChannelStage[];
  /** Frequency that becomes 0 Hz, cycles per input sample, -0.5 to 0.5. */
  shift: number;
}

/** Cuts one narrow channel out of a stream: mix, filter, decimate. Complex float32, I,Q interleaved. */
export interface Channel {
  readonly decimation: number;
  /** Input samples by which an output lags what it shows. */
  readonly delay: number;
  /**
   * Takes `sampleCount` complex samples and writes what came out; returns the number of complex outputs. Output k
   * since `reset(n)` belongs to input sample n + k·decimation. `output` holds ceil(sampleCount / decimation) + 1.
   */
  process(input: Float32Array, sampleCount: number, output: Float32Array): number;
  /** Forgets what it holds; the next input is sample `firstSample`, so that the mixer's phase goes on over a gap. */
  reset(firstSample: number): void;
}

export interface Kernels {
  readonly kind: 'native' | 'typescript';
  /** 'avx2+fma', 'neon', 'portable' or 'none'. */
  readonly simd: string;
  makeFft(size: number): Fft;
  makeSpectrum(options: SpectrumOptions): Spectrum;
  makeChannel(options: ChannelOptions): Channel;
  /** Complex samples to floats of full scale ±1. `output` holds 2 floats a sample. */
  convert(format: SampleFormat, samples: Uint8Array, output: Float32Array): void;
  /** Complex samples of which I or Q stands at the format's limit. cf32: |v| >= 1. */
  countClipped(format: SampleFormat, samples: Uint8Array): number;
  /**
   * Fills levels 1… of a max pyramid behind level 0 in `pyramid`: level k+1 is the maximum of pairs of level k.
   * `pyramid` holds width + width/2 + … bytes for `levels` levels; level 0 stands at its start.
   */
  maxPyramid(pyramid: Uint8Array, width: number, levels: number): void;
  /** row[i] = max(row[i], other[i]): merging rows so that a burst doesn't vanish. */
  maxInto(row: Uint8Array, other: Uint8Array): void;
}

/**
 * Zero and full scale of each format, ±1.0 after conversion: cu8 is offset binary around 127.5,
 * two's complement formats divide by 2^(bits-1).
 */
export const fullScale: Readonly<Record<SampleFormat, { zero: number; scale: number }>> = {
  cu8: { zero: 127.5, scale: 127.5 },
  cs8: { zero: 0, scale: 128 },
  cs16: { zero: 0, scale: 32768 },
  cf32: { zero: 0, scale: 1 },
};
