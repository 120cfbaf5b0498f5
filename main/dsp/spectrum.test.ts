import { describe, expect, it } from 'vitest';
import { makeRandom } from '../../testing/random.ts';
import { fullScale, type SampleFormat, type SpectrumOptions } from './kernels.ts';
import { ReferenceSpectrum } from './spectrum.ts';
import { enbwBins, makeWindow, type WindowName } from './windows.ts';

const formats: readonly SampleFormat[] = ['cu8', 'cs8', 'cs16', 'cf32'];

function options(change: Partial<SpectrumOptions> = {}): SpectrumOptions {
  const size = change.size ?? 1024;
  return {
    size,
    format: 'cf32',
    window: makeWindow('blackman-harris', size),
    detector: 'average',
    floorDb: -120,
    stepDb: 0.5,
    ...change,
  };
}

/** Values of full scale ±1 as bytes of a format, rounded to its nearest value. */
function encode(format: SampleFormat, values: readonly number[]): Uint8Array {
  const { zero, scale } = fullScale[format];
  const raw = values.map((value) => value * scale + zero);
  switch (format) {
    case 'cu8':
      return Uint8Array.from(raw, (value) => Math.min(255, Math.max(0, Math.round(value))));
    case 'cs8':
      return new Uint8Array(Int8Array.from(raw, (v) => Math.min(127, Math.max(-128, Math.round(v)))).buffer);
    case 'cs16':
      return new Uint8Array(
        Int16Array.from(raw, (v) => Math.min(32767, Math.max(-32768, Math.round(v)))).buffer,
      );
    case 'cf32':
      return new Uint8Array(Float32Array.from(raw).buffer);
  }
}

/** A complex tone of `turns` cycles in `size` samples. */
function tone(size: number, turns: number, amplitude: number, samples = size): number[] {
  const values: number[] = [];
  for (let n = 0; n < samples; n++) {
    const angle = (2 * Math.PI * turns * n) / size;
    values.push(amplitude * Math.cos(angle), amplitude * Math.sin(angle));
  }
  return values;
}

function rowDb(change: Partial<SpectrumOptions>, samples: Uint8Array, transforms = 1, hop = 0): Float32Array {
  const spectrum = new ReferenceSpectrum(options(change));
  const row = new Float32Array(spectrum.size);
  spectrum.rowDb(samples, transforms, hop, row);
  return row;
}

describe('spectrum row', () => {
  it.each(formats)('shows a full-scale %s tone at 0 dBFS, in its bin', (format) => {
    const size = 1024;
    for (const turns of [0, 100, 511, -512, -1]) {
      const row = rowDb({ format }, encode(format, tone(size, turns, 1)));
      // Rounding, and the top value one step short of full scale, stay below 0.1 dB even at 8 bits.
      expect(row[size / 2 + turns]).toBeGreaterThan(-0.1);
      expect(row[size / 2 + turns]).toBeLessThan(0.1);
      expect(row.indexOf(Math.max(...row))).toBe(size / 2 + turns);
    }
  });

  it.each(['rect', 'hann', 'hamming', 'nuttall', 'flat-top', 'kaiser'] as WindowName[])(
    'keeps full scale at 0 dBFS under the %s window',
    (name) => {
      const row = rowDb({ window: makeWindow(name, 1024) }, encode('cf32', tone(1024, 37, 1)));
      expect(row[512 + 37]).toBeCloseTo(0, 3);
    },
  );

  it('shows a tone half a bin off by no less than the flat top promises', () => {
    const row = rowDb({ window: makeWindow('flat-top', 1024) }, encode('cf32', tone(1024, 100.5, 1)));
    // A flat top's whole purpose: scalloping below 0.02 dB.
    expect(Math.max(...row)).toBeCloseTo(0, 1.6);
  });

  it.each(formats)('shows white %s noise at its density times the window bandwidth', (format) => {
    const random = makeRandom(11);
    const size = 1024;
    const transforms = 200;
    const sigma = 0.1;
    const values = Array.from({ length: 2 * size * transforms }, () => sigma * random.normal());
    const window = makeWindow('hann', size);
    const row = rowDb({ window, format }, encode(format, values), transforms, size);
    const mean = row.reduce((sum, db) => sum + 10 ** (db / 10), 0) / size;
    const expected = (2 * sigma * sigma * enbwBins(window)) / size;
    // 204,800 values of which a Hann window counts about two thirds: 1 % is four standard deviations. Rounding
    // to 8 bits adds 0.05 %.
    expect(Math.abs(mean / expected - 1)).toBeLessThan(0.01);
  });

  it('joins transforms by average, peak or the last sample', () => {
    const size = 64;
    const silence = tone(size, 3, 0);
    const samples = encode('cf32', [...tone(size, 3, 1), ...silence, ...tone(size, 3, 0.5), ...silence]);
    const bin = size / 2 + 3;
    const at = (detector: SpectrumOptions['detector'], transforms: number): number =>
      rowDb({ size, detector }, samples, transforms, size)[bin]!;
    expect(at('peak', 4)).toBeCloseTo(0, 3);
    expect(at('average', 4)).toBeCloseTo(10 * Math.log10((1 + 0.25) / 4), 3);
    expect(at('sample', 3)).toBeCloseTo(20 * Math.log10(0.5), 3);
    // Digital silence has a finite level.
    expect(at('sample', 4)).toBe(-200);
  });

  it('quantises to levels above the floor, clamped to a byte', () => {
    const size = 64;
    const samples = encode('cf32', tone(size, 3, 0.1));
    const level = (floorDb: number, stepDb: number): number => {
      const row = new Uint8Array(size);
      new ReferenceSpectrum(options({ size, floorDb, stepDb })).row(samples, 1, 0, row);
      return row[size / 2 + 3]!;
    };
    expect(level(-120, 0.5)).toBe(200);
    expect(level(-120, 1)).toBe(100);
    expect(level(-200, 0.5)).toBe(255);
    expect(level(0, 0.5)).toBe(0);
  });

  it('refuses what it cannot compute', () => {
    expect(() => new ReferenceSpectrum(options({ window: new Float32Array(10) }))).toThrow('10 coefficients');
    expect(() => new ReferenceSpectrum(options({ window: new Float32Array(1024) }))).toThrow('sum to 0');
    expect(() => new ReferenceSpectrum(options({ stepDb: 0 }))).toThrow('stepDb');
    expect(() => new ReferenceSpectrum(options({ floorDb: Number.NaN }))).toThrow('floorDb');
    const spectrum = new ReferenceSpectrum(options());
    const samples = new Uint8Array(8 * 2047);
    expect(() => spectrum.row(samples, 2, 1024, new Uint8Array(1024))).toThrow('at least 2048');
    expect(() => spectrum.row(samples, 0, 1024, new Uint8Array(1024))).toThrow('transforms');
    expect(() => spectrum.row(samples, 1, -1, new Uint8Array(1024))).toThrow('hop');
    expect(() => spectrum.row(samples, 1, 0, new Uint8Array(1023))).toThrow('at least 1024');
  });
});
