/** A wrong argument to the addon throws an error that names it; nothing crashes, nothing is written. */
import { describe, expect, it } from 'vitest';
import type { SpectrumOptions } from '../main/dsp/kernels.ts';
import { makeWindow } from '../main/dsp/windows.ts';
import { loadBinding, type NativeBinding } from './index.ts';

function load(): NativeBinding | undefined {
  try {
    return loadBinding();
  } catch {
    return undefined;
  }
}

const binding = load();

const options: SpectrumOptions = {
  size: 64,
  format: 'cu8',
  window: makeWindow('hann', 64),
  detector: 'average',
  floorDb: -120,
  stepDb: 0.5,
};

/** Calls a method with arguments TypeScript would refuse. */
function call(target: object, method: string, ...args: unknown[]): unknown {
  const found: unknown = Reflect.get(target, method);
  if (typeof found !== 'function') throw new Error(`no method ${method}`);
  return Reflect.apply(found, target, args);
}

function construct(
  constructor: NativeBinding['Fft'] | NativeBinding['Spectrum'],
  ...args: unknown[]
): unknown {
  return Reflect.construct(constructor, args);
}

function detached(array: Uint8Array<ArrayBuffer>): Uint8Array {
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}

describe.skipIf(binding === undefined)('wrong arguments', () => {
  const native = binding!;

  it.each([[], ['64'], [{}], [63], [32], [96], [2_097_152], [64.5], [-64], [NaN], [Infinity], [2 ** 64]])(
    'to Fft: %j',
    (...args: unknown[]) => {
      expect(() => construct(native.Fft, ...args)).toThrow(/FFT size/);
    },
  );

  it.each<[string, unknown, RegExp]>([
    ['size', 65, /power of two|coefficients/],
    ['format', 'cu9', /cu9/],
    ['format', 'a word longer than any format', /none of/],
    ['format', 3, /format must be a string/],
    ['window', new Float32Array(63), /63 coefficients/],
    ['window', new Float64Array(64), /Float32Array/],
    ['window', new Float32Array(64), /sum to 0/],
    ['window', new Float32Array(64).fill(Number.NaN), /no number/],
    ['window', undefined, /window/],
    ['detector', 'mean', /detector/],
    ['floorDb', Number.NaN, /floorDb/],
    ['floorDb', '-120', /floorDb/],
    ['stepDb', 0, /stepDb/],
    ['stepDb', -1, /stepDb/],
    ['stepDb', 1e-9, /stepDb/],
  ])('to Spectrum: %s %j', (name, value, message) => {
    expect(() => construct(native.Spectrum, { ...options, [name]: value })).toThrow(message);
  });

  it('to Spectrum: no options, or options that throw', () => {
    expect(() => construct(native.Spectrum)).toThrow(/object/);
    expect(() => construct(native.Spectrum, null)).toThrow(/object/);
    const throwing = {
      get size(): number {
        throw new Error('from the getter');
      },
    };
    expect(() => construct(native.Spectrum, throwing)).toThrow('from the getter');
  });

  it('to process', () => {
    const fft = new native.Fft(64);
    const right = new Float32Array(128);
    for (const wrong of [
      undefined,
      null,
      7,
      {},
      new Float32Array(127),
      new Float64Array(128),
      right.buffer,
    ]) {
      expect(() => call(fft, 'process', wrong, right)).toThrow(/FFT input/);
      expect(() => call(fft, 'process', right, wrong)).toThrow(/FFT output/);
    }
  });

  it.each<[string, unknown[], RegExp]>([
    ['no samples', [undefined, 1, 0, new Uint8Array(64)], /samples must be/],
    ['signed samples', [new Int8Array(128), 1, 0, new Uint8Array(64)], /Uint8Array/],
    ['few samples', [new Uint8Array(127), 1, 0, new Uint8Array(64)], /at least 64/],
    ['detached samples', [detached(new Uint8Array(128)), 1, 0, new Uint8Array(64)], /at least 64/],
    ['no transforms', [new Uint8Array(128), 0, 0, new Uint8Array(64)], /transforms/],
    ['half a transform', [new Uint8Array(128), 1.5, 0, new Uint8Array(64)], /transforms/],
    ['a word of transforms', [new Uint8Array(128), '1', 0, new Uint8Array(64)], /transforms/],
    ['more transforms than samples', [new Uint8Array(256), 3, 64, new Uint8Array(64)], /at least 192/],
    ['a product beyond 64 bits', [new Uint8Array(128), 4294967295, 4294967295, new Uint8Array(64)], /length/],
    ['a hop back', [new Uint8Array(256), 2, -64, new Uint8Array(64)], /hop/],
    ['a hop that is no number', [new Uint8Array(256), 2, NaN, new Uint8Array(64)], /hop/],
    ['a short row', [new Uint8Array(128), 1, 0, new Uint8Array(63)], /row has length 63/],
    ['a row of another type', [new Uint8Array(128), 1, 0, new Float32Array(64)], /row must be/],
  ])('to row: %s', (_what, args, message) => {
    expect(() => call(new native.Spectrum(options), 'row', ...args)).toThrow(message);
  });

  it('to rowDb', () => {
    const spectrum = new native.Spectrum(options);
    const samples = new Uint8Array(128);
    expect(() => call(spectrum, 'rowDb', samples, 1, 0, new Uint8Array(64))).toThrow(/Float32Array/);
    expect(() => call(spectrum, 'rowDb', samples, 1, 0, new Float32Array(63))).toThrow(/row has length 63/);
  });

  it('to the functions', () => {
    expect(() => call(native, 'convert', 'cs16', new Uint8Array(6), new Float32Array(9))).toThrow(
      /whole number/,
    );
    expect(() => call(native, 'convert', 'cs16', new Uint8Array(8), new Float32Array(3))).toThrow(
      /at least 4/,
    );
    expect(() => call(native, 'convert', 'wav', new Uint8Array(8), new Float32Array(8))).toThrow(/format/);
    expect(() => call(native, 'countClipped', 'cf32', new Uint8Array(9))).toThrow(/whole number/);
    expect(() => call(native, 'countClipped', 'cf32', 'bytes')).toThrow(/Uint8Array/);
    expect(() => call(native, 'maxPyramid', new Uint8Array(11), 8, 2)).toThrow(/at least 12/);
    expect(() => call(native, 'maxPyramid', new Uint8Array(99), 6, 3)).toThrow(/halve evenly/);
    expect(() => call(native, 'maxPyramid', new Uint8Array(99), 0, 1)).toThrow(/width/);
    expect(() => call(native, 'maxPyramid', new Uint8Array(99), 8, 99)).toThrow(/levels/);
    expect(() => call(native, 'maxInto', new Uint8Array(3), new Uint8Array(4))).toThrow(/can't be merged/);
    expect(() => call(native, 'forPath', 'mmx')).toThrow(/mmx/);
    expect(() => call(native, 'forPath')).toThrow(/string/);
  });

  it('as the object of a method', () => {
    const spectrum = new native.Spectrum(options);
    const array = new Float32Array(128);
    const process: unknown = Reflect.get(new native.Fft(64), 'process');
    if (typeof process !== 'function') throw new Error('no process');
    const hollow: unknown = Object.create(Object.getPrototypeOf(new native.Fft(64)) as object);
    for (const wrong of [spectrum, {}, null, undefined, hollow])
      expect(() => Reflect.apply(process, wrong, [array, array]) as unknown).toThrow(TypeError);
    expect(() => Reflect.apply(native.Fft, undefined, [64]) as unknown).toThrow(TypeError);
  });
});
