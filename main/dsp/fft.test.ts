import { describe, expect, it } from 'vitest';
import { makeRandom } from '../../testing/random.ts';
import { ReferenceFft } from './fft.ts';

/** The definition itself, in float64. */
function directDft(input: Float32Array): Float64Array {
  const size = input.length / 2;
  const output = new Float64Array(2 * size);
  for (let k = 0; k < size; k++) {
    for (let n = 0; n < size; n++) {
      const angle = (-2 * Math.PI * ((k * n) % size)) / size;
      const c = Math.cos(angle);
      const s = Math.sin(angle);
      output[2 * k]! += input[2 * n]! * c - input[2 * n + 1]! * s;
      output[2 * k + 1]! += input[2 * n]! * s + input[2 * n + 1]! * c;
    }
  }
  return output;
}

function noise(size: number, seed: number): Float32Array {
  const random = makeRandom(seed);
  return Float32Array.from({ length: 2 * size }, () => random.normal());
}

describe('reference FFT', () => {
  it.each([64, 128, 512])('is the discrete Fourier transform at %i points', (size) => {
    const input = noise(size, size);
    const output = new Float32Array(2 * size);
    new ReferenceFft(size).process(input, output);
    const expected = directDft(input);
    const peak = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    // The answer is rounded to float32 once: half an ulp is 6e-8 of the value.
    for (const [k, value] of expected.entries())
      expect(Math.abs(output[k]! - value)).toBeLessThan(1e-7 * peak);
  });

  it('puts a complex tone of n turns into bin n alone', () => {
    const size = 1024;
    for (const bin of [0, 1, 100, 512, 1023]) {
      const input = new Float32Array(2 * size);
      for (let n = 0; n < size; n++) {
        input[2 * n] = Math.cos((2 * Math.PI * bin * n) / size);
        input[2 * n + 1] = Math.sin((2 * Math.PI * bin * n) / size);
      }
      new ReferenceFft(size).process(input, input);
      for (let k = 0; k < size; k++) {
        const magnitude = Math.hypot(input[2 * k]!, input[2 * k + 1]!);
        // The input's rounding to float32 leaves about 1e-7·sqrt(size) in the other bins.
        if (k === bin) expect(magnitude).toBeCloseTo(size, 2);
        else expect(magnitude).toBeLessThan(1e-4);
      }
    }
  });

  it('keeps the energy (Parseval)', () => {
    const size = 65536;
    const input = noise(size, 7);
    const output = new Float32Array(2 * size);
    new ReferenceFft(size).process(input, output);
    const energy = (values: Float32Array): number => values.reduce((sum, value) => sum + value * value, 0);
    // Independent roundings of 6e-8 average out over 131,072 values.
    expect(energy(output) / size / energy(input)).toBeCloseTo(1, 7);
  });

  it('refuses sizes it has no transform for', () => {
    for (const size of [0, 32, 100, 2_097_152, 1024.5, Number.NaN])
      expect(() => new ReferenceFft(size)).toThrow(RangeError);
    const fft = new ReferenceFft(64);
    expect(() => fft.process(new Float32Array(127), new Float32Array(128))).toThrow('at least 128');
    expect(() => fft.process(new Float32Array(128), new Float32Array(64))).toThrow('at least 128');
  });
});
