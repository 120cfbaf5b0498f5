/**
 * A fast forward complex FFT in plain TypeScript for the simulator: the same bytes on every machine, whatever
 * kernels it loaded. Stockham's self-sorting algorithm in radix 4 (with one radix 2 pass where needed), float32
 * in and out, float64 arithmetic. Unnormalised, like the kernels' transform.
 */
import type { Fft } from '../../dsp/index.ts';

export function makeTransform(size: number): Fft {
  const cos = new Float64Array(size);
  const sin = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    cos[k] = Math.cos((2 * Math.PI * k) / size);
    sin[k] = -Math.sin((2 * Math.PI * k) / size);
  }
  const scratch = new Float32Array(2 * size);
  const passes: number[] = [];
  let rest = size;
  for (; rest >= 4; rest /= 4) passes.push(4);
  if (rest === 2) passes.push(2);

  return {
    size,
    process(input, output) {
      // Passes alternate between two buffers; the first one is chosen so that the last ends in the output.
      let to = passes.length % 2 === 1 ? output : scratch;
      let from: Float32Array = input;
      if (from === to) {
        scratch.set(input);
        from = scratch;
      }
      let stride = 1;
      for (const radix of passes) {
        if (radix === 4) quarterPass(from, to, size, stride, cos, sin);
        else halfPass(from, to, size);
        from = to;
        to = to === output ? scratch : output;
        stride *= radix;
      }
    },
  };
}

/** One radix 4 pass: `stride` transforms of what is left interleaved. */
function quarterPass(
  from: Float32Array,
  to: Float32Array,
  size: number,
  stride: number,
  cos: Float64Array,
  sin: Float64Array,
): void {
  const quarter = size >> 1;
  const groups = size / (4 * stride);
  const s2 = 2 * stride;
  for (let p = 0; p < groups; p++) {
    const k = p * stride;
    const c1 = cos[k]!;
    const s1 = sin[k]!;
    const c2 = cos[2 * k]!;
    const s2n = sin[2 * k]!;
    const c3 = cos[3 * k]!;
    const s3 = sin[3 * k]!;
    let i = s2 * p;
    let o = 4 * s2 * p;
    for (const end = i + s2; i < end; i += 2, o += 2) {
      const ar = from[i]!;
      const ai = from[i + 1]!;
      const br = from[i + quarter]!;
      const bi = from[i + quarter + 1]!;
      const cr = from[i + 2 * quarter]!;
      const ci = from[i + 2 * quarter + 1]!;
      const dr = from[i + 3 * quarter]!;
      const di = from[i + 3 * quarter + 1]!;
      const acr = ar + cr;
      const aci = ai + ci;
      const amr = ar - cr;
      const ami = ai - ci;
      const bdr = br + dr;
      const bdi = bi + di;
      // -i·(b - d): the quarter turn of a forward transform.
      const bmr = bi - di;
      const bmi = dr - br;
      to[o] = acr + bdr;
      to[o + 1] = aci + bdi;
      const xr = amr + bmr;
      const xi = ami + bmi;
      to[o + s2] = xr * c1 - xi * s1;
      to[o + s2 + 1] = xr * s1 + xi * c1;
      const yr = acr - bdr;
      const yi = aci - bdi;
      to[o + 2 * s2] = yr * c2 - yi * s2n;
      to[o + 2 * s2 + 1] = yr * s2n + yi * c2;
      const zr = amr - bmr;
      const zi = ami - bmi;
      to[o + 3 * s2] = zr * c3 - zi * s3;
      to[o + 3 * s2 + 1] = zr * s3 + zi * c3;
    }
  }
}

/** The last pass where size is twice a power of four: sums and differences, no turns. */
function halfPass(from: Float32Array, to: Float32Array, size: number): void {
  for (let i = 0; i < size; i++) {
    const a = from[i]!;
    const b = from[i + size]!;
    to[i] = a + b;
    to[i + size] = a - b;
  }
}
