/**
 * Every kernel of the addon against its readable definition in main/dsp, on every SIMD path this processor runs.
 *
 * Promised tolerances: FFT, 1e-6 of the largest output (float32 rounding through up to 7 passes is 2e-7 to 4e-7);
 * rows, one u8 level and 0.01 dB within 90 dB of the strongest bin (below, float32 rounding of the strong ones is
 * what both would show differently; the logarithm itself is good to 0.0004 dB).
 */
import { describe, expect, it } from 'vitest';
import type { Detector, SampleFormat } from '../main/dsp/kernels.ts';
import { typescriptKernels } from '../main/dsp/typescript.ts';
import { makeWindow } from '../main/dsp/windows.ts';
import { makeRandom } from '../testing/random.ts';
import { loadBinding, type NativeBinding } from './index.ts';

const formats: readonly SampleFormat[] = ['cu8', 'cs8', 'cs16', 'cf32'];
const detectors: readonly Detector[] = ['average', 'peak', 'sample'];
const sampleBytes = { cu8: 2, cs8: 2, cs16: 4, cf32: 8 };
const largestSize = process.env['WAVEKEEP_LONG'] === '1' ? 1_048_576 : 131_072;

function load(): { binding?: NativeBinding; reason: string } {
  try {
    return { binding: loadBinding(), reason: '' };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

const { binding, reason } = load();

/** The paths this processor runs; the others refuse. */
function paths(): [string, NativeBinding][] {
  const found: [string, NativeBinding][] = [];
  for (const name of ['portable', 'avx2', 'avx512', 'neon']) {
    try {
      if (binding !== undefined) found.push([name, binding.forPath(name)]);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return found;
}

function sizes(from: number, to: number): number[] {
  const list: number[] = [];
  for (let size = from; size <= to; size *= 2) list.push(size);
  return list;
}

/** Noise and two tones 60 dB apart, in a format's bytes, starting at an odd byte where that is allowed. */
function signal(format: SampleFormat, samples: number, seed: number): Uint8Array {
  const random = makeRandom(seed);
  const bytes = new Uint8Array(samples * sampleBytes[format] + 1).subarray(1);
  const view = new DataView(bytes.buffer, 1);
  for (let n = 0; n < 2 * samples; n++) {
    const angle = Math.PI * (0.37 * (n >> 1) - 0.5 * (n & 1));
    const value =
      0.5 * Math.cos(angle) + 0.0005 * Math.cos(2.1 * angle) + 0.05 * (random.next() + random.next() - 1);
    if (format === 'cu8') view.setUint8(n, Math.round(127.5 + 127.5 * value));
    else if (format === 'cs8') view.setInt8(n, Math.round(127 * value));
    else if (format === 'cs16') view.setInt16(2 * n, Math.round(32767 * value), true);
    else view.setFloat32(4 * n, value, true);
  }
  return bytes;
}

function worstLevel(a: Uint8Array, b: Uint8Array): number {
  let worst = 0;
  for (const [n, level] of a.entries()) worst = Math.max(worst, Math.abs(level - b[n]!));
  return worst;
}

/** Largest difference in dB within 90 dB of the strongest bin. */
function worstDb(a: Float32Array, b: Float32Array): number {
  let strongest = -Infinity;
  for (const db of b) strongest = Math.max(strongest, db);
  let worst = 0;
  for (const [n, db] of b.entries()) if (db > strongest - 90) worst = Math.max(worst, Math.abs(a[n]! - db));
  return worst;
}

if (binding === undefined) {
  describe('native kernels', () => {
    it.skip(`not tested: ${reason}`, () => undefined);
  });
}

describe.each(paths())('native kernels on the %s path', (_name, native) => {
  it.each(sizes(64, largestSize))('transform %i points', (size) => {
    const random = makeRandom(size);
    const input = Float32Array.from({ length: 2 * size }, () => random.normal());
    const expected = new Float32Array(2 * size);
    typescriptKernels.makeFft(size).process(input, expected);
    const output = new Float32Array(2 * size);
    const fft = new native.Fft(size);
    expect(fft.size).toBe(size);
    fft.process(input, output);
    let peak = 0;
    let worst = 0;
    for (const [n, value] of expected.entries()) {
      peak = Math.max(peak, Math.abs(value));
      worst = Math.max(worst, Math.abs(output[n]! - value));
    }
    expect(worst / peak).toBeLessThan(1e-6);
    // In place, and from a place no vector would choose.
    const odd = new Float32Array(2 * size + 1).subarray(1);
    odd.set(input);
    fft.process(odd, odd);
    expect(odd).toEqual(output);
  });

  for (const format of formats)
    it.each(sizes(64, 4096))(`make rows of %i bins from ${format}`, (size) => {
      for (const detector of detectors) {
        const transforms = 3;
        const hop = size / 2 + 3;
        const samples = signal(format, (transforms - 1) * hop + size, size);
        const options = {
          size,
          format,
          detector,
          window: makeWindow('blackman-harris', size),
          floorDb: -120,
          stepDb: 0.5,
        };
        const spectrum = new native.Spectrum(options);
        const oracle = typescriptKernels.makeSpectrum(options);
        expect(spectrum.size).toBe(size);
        const row = new Uint8Array(size + 1).subarray(1);
        const rowExpected = new Uint8Array(size);
        spectrum.row(samples, transforms, hop, row);
        oracle.row(samples, transforms, hop, rowExpected);
        expect(worstLevel(row, rowExpected)).toBeLessThanOrEqual(1);
        const db = new Float32Array(size + 1).subarray(1);
        const dbExpected = new Float32Array(size);
        spectrum.rowDb(samples, transforms, hop, db);
        oracle.rowDb(samples, transforms, hop, dbExpected);
        expect(worstDb(db, dbExpected)).toBeLessThan(0.01);
      }
    });

  it.each(sizes(8192, largestSize))('make rows of %i bins', (size) => {
    const samples = signal('cu8', size, size);
    const options = {
      size,
      format: 'cu8' as const,
      detector: 'sample' as const,
      window: makeWindow('hann', size),
      floorDb: -150,
      stepDb: 0.5,
    };
    const row = new Uint8Array(size);
    const expected = new Uint8Array(size);
    new native.Spectrum(options).row(samples, 1, 0, row);
    typescriptKernels.makeSpectrum(options).row(samples, 1, 0, expected);
    expect(worstLevel(row, expected)).toBeLessThanOrEqual(1);
  });

  it('agree at the ends: silence, no number, more than float32 holds', () => {
    const size = 256;
    const options = {
      size,
      format: 'cf32' as const,
      detector: 'peak' as const,
      window: makeWindow('rect', size),
      floorDb: -120,
      stepDb: 0.5,
    };
    const spectrum = new native.Spectrum(options);
    const oracle = typescriptKernels.makeSpectrum(options);
    for (const value of [0, Number.NaN, 1e-30, 1e25, 3e38]) {
      const samples = new Float32Array(2 * size);
      // One sample: every bin has the same power.
      samples[10] = value;
      const bytes = new Uint8Array(samples.buffer);
      const row = new Uint8Array(size).fill(77);
      const expected = new Uint8Array(size);
      spectrum.row(bytes, 1, 0, row);
      oracle.row(bytes, 1, 0, expected);
      expect(worstLevel(row, expected)).toBeLessThanOrEqual(1);
      const db = new Float32Array(size);
      const dbExpected = new Float32Array(size);
      spectrum.rowDb(bytes, 1, 0, db);
      oracle.rowDb(bytes, 1, 0, dbExpected);
      for (const [bin, value] of dbExpected.entries()) expect(Math.abs(db[bin]! - value)).toBeLessThan(0.01);
    }
  });

  it.each(formats)('convert and count %s', (format) => {
    // Around every vector's width, with a tail.
    for (const samples of [0, 1, 2, 3, 5, 8, 15, 16, 17, 33, 1000]) {
      const random = makeRandom(samples);
      const bytes = signal(format, samples, samples);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      // A tenth of the values at an end.
      for (let n = 0; n < 2 * samples; n++) {
        if (random.next() > 0.1) continue;
        const low = random.next() < 0.5;
        if (format === 'cu8') view.setUint8(n, low ? 0 : 255);
        else if (format === 'cs8') view.setInt8(n, low ? -128 : 127);
        else if (format === 'cs16') view.setInt16(2 * n, low ? -32768 : 32767, true);
        else view.setFloat32(4 * n, low ? -1 : 1.5, true);
      }
      const output = new Float32Array(2 * samples + 2).fill(9);
      const expected = new Float32Array(2 * samples + 2).fill(9);
      native.convert(format, bytes, output.subarray(1));
      typescriptKernels.convert(format, bytes, expected.subarray(1));
      // One float32 rounding each; nothing beyond the samples is touched.
      for (const [n, value] of expected.entries()) expect(Math.abs(output[n]! - value)).toBeLessThan(2e-7);
      expect(native.countClipped(format, bytes)).toBe(typescriptKernels.countClipped(format, bytes));
    }
  });

  it('count clipped samples beyond any lane of a counter', () => {
    expect(native.countClipped('cu8', new Uint8Array(600_002))).toBe(300_001);
  });

  it('take maxima', () => {
    const random = makeRandom(3);
    for (const [width, levels] of [
      [1, 1],
      [2, 2],
      [96, 6],
      [1024, 11],
      [65536, 4],
    ] as const) {
      const pyramid = Uint8Array.from({ length: 2 * width }, () => random.integer(256));
      const expected = pyramid.slice();
      native.maxPyramid(pyramid, width, levels);
      typescriptKernels.maxPyramid(expected, width, levels);
      expect(pyramid).toEqual(expected);
      const row = Uint8Array.from({ length: width }, () => random.integer(256));
      const rowExpected = row.slice();
      native.maxInto(row, expected.subarray(0, width));
      typescriptKernels.maxInto(rowExpected, expected.subarray(0, width));
      expect(row).toEqual(rowExpected);
    }
  });
});
