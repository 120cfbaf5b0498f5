import { checkFftSize, checkLength } from './check.ts';
import type { Fft } from './kernels.ts';

/**
 * X[k] = sum of x[n]·exp(-2πi·k·n/N): the textbook decimation in time, radix 2, in float64. It is the
 * oracle of the native transform, so it is written to be read; its own error is far below float32's.
 * Source: Cooley and Tukey, "An algorithm for the machine calculation of complex Fourier series", 1965.
 */
export class ReferenceFft implements Fft {
  readonly size: number;
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  /** cos and -sin of 2π·k/size for the first half turn. */
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  /** Where input n goes: its index with the bits in reverse order. */
  readonly #reversed: Uint32Array;

  constructor(size: number) {
    checkFftSize(size);
    this.size = size;
    this.#re = new Float64Array(size);
    this.#im = new Float64Array(size);
    this.#cos = new Float64Array(size / 2);
    this.#sin = new Float64Array(size / 2);
    for (let k = 0; k < size / 2; k++) {
      this.#cos[k] = Math.cos((2 * Math.PI * k) / size);
      this.#sin[k] = -Math.sin((2 * Math.PI * k) / size);
    }
    this.#reversed = new Uint32Array(size);
    for (let n = 1; n < size; n++) this.#reversed[n] = this.#reversed[n >> 1]! / 2 + (n & 1 ? size / 2 : 0);
  }

  process(input: Float32Array, output: Float32Array): void {
    checkLength('FFT input', input.length, 2 * this.size);
    checkLength('FFT output', output.length, 2 * this.size);
    const { re, im } = this.transform(
      (n) => input[2 * n]!,
      (n) => input[2 * n + 1]!,
    );
    for (let k = 0; k < this.size; k++) {
      output[2 * k] = re[k]!;
      output[2 * k + 1] = im[k]!;
    }
  }

  /** The transform of I(n) + i·Q(n). The answer is this object's scratch, valid until the next call. */
  transform(i: (n: number) => number, q: (n: number) => number): { re: Float64Array; im: Float64Array } {
    const size = this.size;
    const re = this.#re;
    const im = this.#im;
    for (let n = 0; n < size; n++) {
      const place = this.#reversed[n]!;
      re[place] = i(n);
      im[place] = q(n);
    }
    for (let half = 1; half < size; half *= 2) {
      const turn = size / (2 * half);
      for (let start = 0; start < size; start += 2 * half) {
        for (let k = 0; k < half; k++) {
          const a = start + k;
          const b = a + half;
          const c = this.#cos[k * turn]!;
          const s = this.#sin[k * turn]!;
          const rotatedRe = re[b]! * c - im[b]! * s;
          const rotatedIm = re[b]! * s + im[b]! * c;
          re[b] = re[a]! - rotatedRe;
          im[b] = im[a]! - rotatedIm;
          re[a] = re[a]! + rotatedRe;
          im[a] = im[a]! + rotatedIm;
        }
      }
    }
    return { re, im };
  }
}
