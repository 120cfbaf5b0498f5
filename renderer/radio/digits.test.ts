import { describe, expect, it } from 'vitest';
import {
  digitsOf,
  firstLitDigit,
  refusal,
  snapStep,
  stepDigit,
  weightHz,
  writeDigit,
  zeroRightOf,
} from './digits.ts';

const rtl = { min: 24e6, max: 1.766e9 };
const wide = { min: 0, max: 999_999_999_999 };

describe('the dial', () => {
  it('shows twelve digits and where they start to count', () => {
    expect(digitsOf(100_100_000).join('')).toBe('000100100000');
    expect(digitsOf(999_999_999_999).join('')).toBe('999999999999');
    expect(firstLitDigit(100_100_000)).toBe(3);
    expect(firstLitDigit(0)).toBe(11);
    expect(weightHz(0)).toBe(1e11);
    expect(weightHz(11)).toBe(1);
  });

  it('carries and borrows', () => {
    expect(stepDigit(99_999_999, 11, 1, rtl)).toEqual({ hz: 100_000_000 });
    expect(stepDigit(100_000_000, 11, -1, rtl)).toEqual({ hz: 99_999_999 });
    expect(stepDigit(199_500_000, 4, 5, rtl)).toEqual({ hz: 249_500_000 });
  });

  it('refuses steps out of range and says the limit', () => {
    expect(stepDigit(24_000_000, 5, -1, rtl)).toEqual({
      hz: 24_000_000,
      refused: '24MHz is the lowest this radio tunes.',
    });
    expect(stepDigit(1_700_000_000, 3, 1, rtl)).toMatchObject({ hz: 1_700_000_000 });
    expect(stepDigit(0, 11, -1, wide).refused).toContain('0Hz');
    expect(refusal(1e12, { min: 0, max: 1e13 })).toContain('highest');
    expect(refusal(100e6, rtl)).toBeUndefined();
  });

  it('zeroes what is right of a digit, not the digit', () => {
    expect(zeroRightOf(123_456_789, 5, rtl)).toEqual({ hz: 123_000_000 });
    expect(zeroRightOf(123_456_789, 11, rtl)).toEqual({ hz: 123_456_789 });
    expect(zeroRightOf(30_000_000, 3, rtl)).toMatchObject({ hz: 30_000_000 });
  });

  it('writes digits one by one', () => {
    let hz = 100_000_000;
    [4, 3, 3, 9, 2].forEach((value, i) => (hz = writeDigit(hz, 3 + i, value)));
    expect(hz).toBe(433_920_000);
  });
});

describe('snap steps', () => {
  it('moves on the grid, off-grid values go to the neighbour first', () => {
    expect(snapStep(100_000_000, 100e3, 1, rtl).hz).toBe(100_100_000);
    expect(snapStep(100_050_000, 100e3, 1, rtl).hz).toBe(100_100_000);
    expect(snapStep(100_050_000, 100e3, -1, rtl).hz).toBe(100_000_000);
    expect(snapStep(100_000_000, 100e3, -10, rtl).hz).toBe(99_000_000);
  });

  it('takes grids that are no whole hertz (8.33 kHz channels) without sticking', () => {
    const step = 25_000 / 3;
    let hz = 118_000_000;
    for (let i = 0; i < 300; i++) hz = snapStep(hz, step, 1, rtl).hz;
    // 300 steps of a third of 25 kHz; rounding to whole hertz may not add up.
    expect(hz).toBe(118_000_000 + 300 * step);
    for (let i = 0; i < 300; i++) hz = snapStep(hz, step, -1, rtl).hz;
    expect(hz).toBe(118_000_000);
  });
});
