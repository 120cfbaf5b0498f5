import { describe, expect, it } from 'vitest';
import { boxOf, edges, movedBox, nudgedBox, resized } from './box.ts';

const extent = { samples: 1_000_000, sampleRateHz: 2e6, centreHz: 100e6, real: false };
const box = { startSample: 1000, sampleCount: 500, lowerHz: 99.9e6, upperHz: 100.1e6 };

describe('the selected box', () => {
  it('lies between two corners, whichever comes first, in whole samples and hertz', () => {
    const a = { sample: 1500.2, hz: 99_900_000.4 };
    const b = { sample: 1000.7, hz: 100.1e6 };
    expect(boxOf(extent, a, b)).toEqual({
      startSample: 1000,
      sampleCount: 501,
      lowerHz: 99.9e6,
      upperHz: 100.1e6,
    });
    expect(boxOf(extent, b, a)).toEqual(boxOf(extent, a, b));
  });

  it('never leaves the recording and is never empty', () => {
    const far = boxOf(extent, { sample: -1e9, hz: 0 }, { sample: 1e12, hz: 1e12 });
    expect(far).toEqual({ startSample: 0, sampleCount: 1_000_000, lowerHz: 99e6, upperHz: 101e6 });
    for (const sample of [-5, 0, 999_999.9, 2e6])
      for (const hz of [0, 99e6, 101e6, 1e9]) {
        const point = boxOf(extent, { sample, hz }, { sample, hz });
        expect(point.sampleCount).toBeGreaterThanOrEqual(1);
        expect(point.startSample + point.sampleCount).toBeLessThanOrEqual(1_000_000);
        expect(point.upperHz).toBeGreaterThan(point.lowerHz);
        expect(point.lowerHz).toBeGreaterThanOrEqual(99e6);
        expect(point.upperHz).toBeLessThanOrEqual(101e6);
      }
  });

  it('is resized by the edges a handle names, and by no other', () => {
    for (const edge of edges) {
      const next = resized(extent, box, edge, { sample: 1200, hz: 100e6 });
      expect(next.startSample).toBe(edge.includes('w') ? 1200 : 1000);
      expect(next.startSample + next.sampleCount).toBe(edge.includes('e') ? 1200 : 1500);
      expect(next.lowerHz).toBe(edge.includes('s') ? 100e6 : 99.9e6);
      expect(next.upperHz).toBe(edge.includes('n') ? 100e6 : 100.1e6);
    }
    expect(resized(extent, box, 'e', { sample: 800, hz: 0 })).toMatchObject({
      startSample: 800,
      sampleCount: 200,
    });
  });

  it('moves as it is, up to the end', () => {
    expect(movedBox(extent, box, 1e9, 1e9)).toEqual({
      startSample: 999_500,
      sampleCount: 500,
      lowerHz: 100.8e6,
      upperHz: 101e6,
    });
  });

  it('dragged by a fraction of a hertz it stays on whole ones', () => {
    const next = movedBox(extent, box, 0, 1234.567);
    expect(next).toMatchObject({ lowerHz: 99_901_235, upperHz: 100_101_235 });
  });

  // 2 MS/s in a transform of 1024: the bin is 1953.125 Hz.
  const grid = { rowSamples: 512, binHz: 2e6 / 1024 };

  it('is nudged by a row or a bin of whole hertz, and comes back', () => {
    const up = nudgedBox(extent, box, 'up', false, grid);
    expect(up).toEqual({ ...box, lowerHz: 99_901_953, upperHz: 100_101_953 });
    expect(nudgedBox(extent, up, 'down', false, grid)).toEqual(box);
    const right = nudgedBox(extent, box, 'right', false, grid);
    expect(right).toEqual({ ...box, startSample: 1512 });
    expect(nudgedBox(extent, right, 'left', false, grid)).toEqual(box);
  });

  it('a resizing nudge moves the end or the upper edge; it is never turned around, nor leaves the recording', () => {
    expect(nudgedBox(extent, box, 'right', true, grid)).toEqual({ ...box, sampleCount: 1012 });
    expect(nudgedBox(extent, box, 'up', true, grid)).toEqual({ ...box, upperHz: 100_101_953 });
    let [small, large] = [box, box];
    for (let n = 0; n < 2500; n++) {
      small = nudgedBox(extent, nudgedBox(extent, small, 'left', true, grid), 'down', true, grid);
      large = nudgedBox(extent, nudgedBox(extent, large, 'right', true, grid), 'up', true, grid);
    }
    expect(small).toEqual({ ...box, sampleCount: 512, upperHz: 99_901_953 });
    expect(large).toEqual({ ...box, sampleCount: 999_000, upperHz: 101e6 });
  });

  it('a bin below a hertz still moves it: a hertz, in a narrow band a thousandth at least', () => {
    const fine = { rowSamples: 1, binHz: 0.2 };
    expect(nudgedBox(extent, box, 'up', false, fine).lowerHz).toBe(99_900_001);
    const narrow = { ...extent, sampleRateHz: 500, centreHz: 0 };
    const low = { startSample: 0, sampleCount: 10, lowerHz: 1, upperHz: 2 };
    expect(nudgedBox(narrow, low, 'up', false, fine)).toMatchObject({ lowerHz: 1.2, upperHz: 2.2 });
  });
});
