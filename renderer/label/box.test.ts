import { describe, expect, it } from 'vitest';
import { makeRandom } from '../../testing/random.ts';
import {
  around,
  boxBetween,
  clampBox,
  cutAt,
  dragged,
  limitsOf,
  nudged,
  spanShowing,
  type Grip,
} from './box.ts';

const limits = limitsOf({ samples: 100_000, sampleRateHz: 1e6, centreHz: 100e6, real: false });
const grid = { rowSamples: 512, binHz: 1000 };
const box = { startSample: 1024, sampleCount: 2048, lowerHz: 99.9e6, upperHz: 100.1e6 };

describe('boxes of labels', () => {
  it('a nudge is one row or one bin, and the same way back', () => {
    const right = nudged(box, 'right', false, limits, grid);
    expect(right).toEqual({ ...box, startSample: 1536 });
    expect(nudged(right, 'left', false, limits, grid)).toEqual(box);
    const up = nudged(box, 'up', false, limits, grid);
    expect(up).toEqual({ ...box, lowerHz: 99.901e6, upperHz: 100.101e6 });
    expect(nudged(up, 'down', false, limits, grid)).toEqual(box);
  });

  it('a resizing nudge moves the end or the upper edge and never turns the box around', () => {
    expect(nudged(box, 'right', true, limits, grid)).toEqual({ ...box, sampleCount: 2560 });
    expect(nudged(box, 'up', true, limits, grid)).toEqual({ ...box, upperHz: 100.101e6 });
    let small = box;
    for (let n = 0; n < 500; n++) {
      small = nudged(small, 'left', true, limits, grid);
      small = nudged(small, 'down', true, limits, grid);
    }
    expect(small).toEqual({ ...box, sampleCount: 512, upperHz: 99.901e6 });
  });

  it('moving stops at the edges with the size kept', () => {
    const far = dragged(box, 'inside', { samples: 1e9, hz: -1e9 }, limits, undefined);
    expect(far).toEqual({ startSample: 97_952, sampleCount: 2048, lowerHz: 99.5e6, upperHz: 99.7e6 });
  });

  it('whatever is dragged wherever, the box lies in the recording with its edges in order', () => {
    const random = makeRandom(5);
    const grips: readonly Grip[] = ['inside', 'n', 's', 'e', 'w', 'ne', 'nw', 'se', 'sw'];
    for (let n = 0; n < 2000; n++) {
      const grip = random.pick(grips);
      const by = { samples: (random.next() - 0.5) * 4e5, hz: (random.next() - 0.5) * 4e6 };
      const out = dragged(box, grip, by, limits, random.next() < 0.5 ? grid : undefined);
      expect(out.startSample).toBeGreaterThanOrEqual(0);
      expect(out.sampleCount).toBeGreaterThanOrEqual(1);
      expect(Number.isInteger(out.startSample) && Number.isInteger(out.sampleCount)).toBe(true);
      expect(out.startSample + out.sampleCount).toBeLessThanOrEqual(limits.samples);
      expect(out.lowerHz).toBeGreaterThanOrEqual(limits.lowHz);
      expect(out.upperHz).toBeLessThanOrEqual(limits.highHz);
      expect(out.upperHz).toBeGreaterThanOrEqual(out.lowerHz);
    }
  });

  it('a drawn box lies on rows and bins whichever corner was first, and holds at least one of each', () => {
    const a = { sample: 5000, hz: 100.0004e6 };
    const b = { sample: 900, hz: 99.8996e6 };
    const drawn = boxBetween(a, b, limits, grid);
    expect(drawn).toEqual({ startSample: 1024, sampleCount: 4096, lowerHz: 99.9e6, upperHz: 100e6 });
    expect(boxBetween(b, a, limits, grid)).toEqual(drawn);
    expect(boxBetween(a, a, limits, grid)).toMatchObject({ sampleCount: 512, upperHz: 100.001e6 });
    expect(boxBetween(a, b, limits, undefined)).toMatchObject({ startSample: 900, sampleCount: 4100 });
  });

  it('real recordings have no band below their centre', () => {
    const real = limitsOf({ samples: 10, sampleRateHz: 48_000, centreHz: 0, real: true });
    expect(clampBox({ startSample: -5, sampleCount: 50, lowerHz: -9000, upperHz: 90_000 }, real)).toEqual({
      startSample: 0,
      sampleCount: 10,
      lowerHz: 0,
      upperHz: 24_000,
    });
  });

  it('cuts at the pointer where it is inside, otherwise in the middle', () => {
    expect(cutAt(10, 20, 12)).toBe(12);
    expect(cutAt(10, 20, 25)).toBe(15);
    expect(cutAt(10, 20, undefined)).toBe(15);
  });

  it('goes around several', () => {
    const other = { startSample: 500, sampleCount: 100, lowerHz: 99e6, upperHz: 100e6 };
    expect(around([box, other])).toEqual({
      startSample: 500,
      sampleCount: 2572,
      lowerHz: 99e6,
      upperHz: 100.1e6,
    });
    expect(around([])).toBeUndefined();
  });

  it('shows a label: not moving what is in sight, widening where it would not fit', () => {
    const span = { fromSample: 0, toSample: 10_000, lowHz: 99.5e6, highHz: 100.5e6 };
    expect(spanShowing(span, box, limits)).toBe(span);
    const far = spanShowing(span, { ...box, startSample: 98_000, sampleCount: 2000 }, limits);
    expect([far.fromSample, far.toSample]).toEqual([90_000, 100_000]);
    expect([far.lowHz, far.highHz]).toEqual([span.lowHz, span.highHz]);
    const long = spanShowing(span, { ...box, startSample: 20_000, sampleCount: 40_000 }, limits);
    expect(long.toSample - long.fromSample).toBe(50_000);
    expect(long.fromSample).toBeLessThan(20_000);
  });
});
