import { describe, expect, it } from 'vitest';
import { maxInto, maxPyramid, pyramidBytes } from './pyramid.ts';

describe('max pyramid', () => {
  it('keeps the largest of every pair on each level', () => {
    const pyramid = new Uint8Array(pyramidBytes(8, 4));
    pyramid.set([1, 5, 0, 0, 9, 2, 3, 255]);
    maxPyramid(pyramid, 8, 4);
    expect([...pyramid]).toEqual([1, 5, 0, 0, 9, 2, 3, 255, 5, 0, 9, 255, 5, 255, 255]);
  });

  it('holds as many bytes as its levels add up to', () => {
    expect(pyramidBytes(1024, 1)).toBe(1024);
    expect(pyramidBytes(1024, 3)).toBe(1024 + 512 + 256);
    expect(pyramidBytes(1024, 11)).toBe(2047);
  });

  it('refuses widths that do not halve and arrays that are too short', () => {
    expect(() => maxPyramid(new Uint8Array(100), 6, 3)).toThrow('halve evenly');
    expect(() => maxPyramid(new Uint8Array(11), 8, 2)).toThrow('at least 12');
    expect(() => maxPyramid(new Uint8Array(11), 8, 0)).toThrow(RangeError);
  });
});

describe('merging rows', () => {
  it('keeps the larger level of each bin', () => {
    const row = Uint8Array.of(1, 200, 0, 7);
    maxInto(row, Uint8Array.of(0, 255, 0, 8));
    expect([...row]).toEqual([1, 255, 0, 8]);
  });

  it('refuses rows of different widths', () => {
    expect(() => maxInto(new Uint8Array(3), new Uint8Array(4))).toThrow("can't be merged");
  });
});
