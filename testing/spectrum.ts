/** Power spectra of 8-bit samples for tests of radios, by the readable kernels: not what the simulator itself uses. */
import { typescriptKernels, type Fft } from '../main/dsp/index.ts';

/** Complex int8 samples as float64 pairs, full scale ±1. */
export function fromCs8(bytes: Uint8Array): Float64Array {
  const signed = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from(signed, (value) => value / 128);
}

/** Complex offset-binary bytes as float64 pairs, full scale ±1. */
export function fromCu8(bytes: Uint8Array): Float64Array {
  return Float64Array.from(bytes, (value) => (value - 127.5) / 127.5);
}

/** Forward transform by the readable kernels. `values` I,Q interleaved, a power of two of pairs. */
export function transform(values: Float64Array): Float32Array {
  const output = new Float32Array(values.length);
  fftOf(values.length / 2).process(Float32Array.from(values), output);
  return output;
}

const made = new Map<number, Fft>();
function fftOf(size: number): Fft {
  const known = made.get(size) ?? typescriptKernels.makeFft(size);
  made.set(size, known);
  return known;
}

export interface PowerSpectrum {
  readonly binHz: number;
  /** Power in [lowerHz, upperHz) around the centre, dBFS. */
  powerDb(lowerHz: number, upperHz: number): number;
  /** Strongest bin in the range and its level as a tone, dBFS. */
  peak(lowerHz: number, upperHz: number): { hz: number; dbfs: number };
  /** Level of the noise, dBFS per hertz: the median over the range. */
  densityDb(lowerHz: number, upperHz: number): number;
}

/** Averages Blackman-Harris spectra of `size` points over all whole blocks of the samples. */
export function powerSpectrum(samples: Float64Array, sampleRateHz: number, size: number): PowerSpectrum {
  const window = Float64Array.from({ length: size }, (_, n) => {
    const turn = (2 * Math.PI * n) / size;
    return 0.35875 - 0.48829 * Math.cos(turn) + 0.14128 * Math.cos(2 * turn) - 0.01168 * Math.cos(3 * turn);
  });
  const sum = window.reduce((a, b) => a + b);
  const noiseBins = (size * window.reduce((a, b) => a + b * b, 0)) / sum ** 2;
  const power = new Float64Array(size);
  const blocks = Math.floor(samples.length / 2 / size);
  for (let block = 0; block < blocks; block++) {
    const bins = transform(
      samples
        .subarray(2 * block * size, 2 * (block + 1) * size)
        .map((value, i) => (value * window[i >> 1]!) / sum),
    );
    for (let k = 0; k < size; k++) power[k]! += (bins[2 * k]! ** 2 + bins[2 * k + 1]! ** 2) / blocks;
  }
  const binHz = sampleRateHz / size;
  const within = (lowerHz: number, upperHz: number): { hz: number; power: number }[] => {
    const found = [];
    for (let k = Math.ceil(lowerHz / binHz); k * binHz < upperHz; k++)
      found.push({ hz: k * binHz, power: power[(k + size) % size]! });
    return found;
  };
  const db = (value: number): number => 10 * Math.log10(value);
  return {
    binHz,
    powerDb: (lowerHz, upperHz) =>
      db(within(lowerHz, upperHz).reduce((total, bin) => total + bin.power, 0) / noiseBins),
    peak(lowerHz, upperHz) {
      const best = within(lowerHz, upperHz).reduce((a, b) => (b.power > a.power ? b : a));
      return { hz: best.hz, dbfs: db(best.power) };
    },
    densityDb(lowerHz, upperHz) {
      const sorted = within(lowerHz, upperHz)
        .map((bin) => bin.power)
        .sort((a, b) => a - b);
      return db(sorted[sorted.length >> 1]! / noiseBins / binHz);
    },
  };
}
