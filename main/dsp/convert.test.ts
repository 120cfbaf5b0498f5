import { describe, expect, it } from 'vitest';
import { convert, countClipped } from './convert.ts';

describe('conversion', () => {
  it('maps each format to ±1 at its full scale', () => {
    const output = new Float32Array(4);
    convert('cu8', Uint8Array.of(0, 255, 127, 128), output);
    // 127.5 lies between two values: 127 and 128 are half a step from zero.
    expect([...output]).toEqual([-1, 1, Math.fround(-0.5 / 127.5), Math.fround(0.5 / 127.5)]);
    convert('cs8', new Uint8Array(Int8Array.of(-128, 127, 0, -1).buffer), output);
    expect([...output]).toEqual([-1, 127 / 128, 0, -1 / 128]);
    convert('cs16', new Uint8Array(Int16Array.of(-32768, 32767, 0, 1).buffer), output);
    expect([...output]).toEqual([-1, 32767 / 32768, 0, 1 / 32768]);
    convert('cf32', new Uint8Array(Float32Array.of(-1, 0.25, 3, -0).buffer), output);
    expect([...output]).toEqual([-1, 0.25, 3, -0]);
  });

  it('reads samples from any byte on, little endian', () => {
    const bytes = new Uint8Array(9);
    new DataView(bytes.buffer).setInt16(1, -16384, true);
    new DataView(bytes.buffer).setInt16(3, 8192, true);
    const output = new Float32Array(2);
    convert('cs16', bytes.subarray(1, 5), output);
    expect([...output]).toEqual([-0.5, 0.25]);
  });

  it('refuses half samples and outputs that are too short', () => {
    expect(() => convert('cs16', new Uint8Array(6), new Float32Array(9))).toThrow('whole number of cs16');
    expect(() => convert('cu8', new Uint8Array(6), new Float32Array(5))).toThrow('at least 6');
  });
});

describe('clipping', () => {
  it('counts a sample once, whichever component stands at an end', () => {
    expect(countClipped('cu8', Uint8Array.of(0, 9, 9, 255, 0, 255, 1, 254))).toBe(3);
    expect(countClipped('cs8', new Uint8Array(Int8Array.of(-128, 0, 0, 127, -127, 126).buffer))).toBe(2);
    expect(countClipped('cs16', new Uint8Array(Int16Array.of(-32768, 0, 0, 32767, 1, 1).buffer))).toBe(2);
    expect(countClipped('cf32', new Uint8Array(Float32Array.of(1, 0, 0, -1.5, 0.999, NaN).buffer))).toBe(2);
    expect(countClipped('cf32', new Uint8Array(0))).toBe(0);
  });
});
