import { describe, expect, it } from 'vitest';
import { cropBytes } from './size.ts';

const info = {
  id: 'a',
  name: 'a',
  sampleRateHz: 2.4e6,
  centreHz: 100e6,
  centreKnown: true,
  real: false,
  samples: 2_400_000,
  captures: [],
};
const box = { startSample: 0, sampleCount: 240_000, lowerHz: 100e6, upperHz: 100.05e6 };
const cu8 = { place: 'folder', bytes: 4_800_000, samples: 2_400_000 } as const;

describe('the size of a crop', () => {
  it('of a filtered band is that of complex floats at the lower rate', () => {
    // 1.6 · 50 kHz is 80 kS/s: a thirtieth of the samples, of 8 bytes each.
    expect(cropBytes(info, cu8, box, true)).toBe(8000 * 8);
    const wide = { ...box, lowerHz: 99e6, upperHz: 101e6 };
    expect(cropBytes(info, cu8, wide, true), 'nothing to decimate').toBe(240_000 * 8);
  });

  it('of the whole band is that of its bytes; of files elsewhere at most that of floats', () => {
    expect(cropBytes(info, cu8, box, false)).toBe(480_000);
    expect(cropBytes(info, { ...cu8, place: 'reference' }, box, false)).toBe(240_000 * 8);
    expect(cropBytes({ ...info, real: true }, undefined, box, false)).toBe(240_000 * 4);
  });
});
