import { describe, expect, it } from 'vitest';
import { gripAt, hitAt, rectOf } from './hit.ts';

/** 10 samples and 1 kHz to a pixel. */
const place = {
  span: { fromSample: 0, toSample: 10_000, lowHz: 0, highHz: 500_000 },
  width: 1000,
  height: 500,
};
const large = { startSample: 1000, sampleCount: 4000, lowerHz: 100_000, upperHz: 400_000 };
const small = { startSample: 2000, sampleCount: 500, lowerHz: 200_000, upperHz: 250_000 };

describe('labels under the pointer', () => {
  it('time runs to the right, frequency upwards', () => {
    expect(rectOf(place, large)).toEqual({ left: 100, right: 500, top: 100, bottom: 400 });
  });

  it('takes the smallest of boxes over one another', () => {
    expect(hitAt(place, [small, large], 210, 280)).toBe(small);
    expect(hitAt(place, [large, small], 210, 280)).toBe(small);
    expect(hitAt(place, [small, large], 400, 280)).toBe(large);
    expect(hitAt(place, [small, large], 600, 280)).toBeUndefined();
  });

  it('finds a box that is less than a pixel within a few pixels', () => {
    const tiny = { startSample: 3000, sampleCount: 1, lowerHz: 300_000, upperHz: 300_001 };
    expect(hitAt(place, [tiny], 303, 197)).toBe(tiny);
    expect(hitAt(place, [tiny], 306, 200)).toBeUndefined();
  });

  it.each([
    [300, 250, 'inside'],
    [100, 250, 'w'],
    [504, 250, 'e'],
    [300, 97, 'n'],
    [300, 403, 's'],
    [101, 99, 'nw'],
    [499, 401, 'se'],
    [96, 404, 'sw'],
    [503, 101, 'ne'],
    [90, 250, undefined],
    [300, 420, undefined],
  ] as const)('at %i, %i holds %s', (x, y, grip) => {
    expect(gripAt(rectOf(place, large), x, y)).toBe(grip);
  });

  it('leaves the middle of a small box free to be moved by', () => {
    expect(gripAt({ left: 10, right: 16, top: 10, bottom: 14 }, 13, 12)).toBe('inside');
  });
});
