import { describe, expect, it } from 'vitest';
import { bandOf, reachOf, reachText, sizeText, wholeBytes } from './past.ts';

const past = { fromMs: 10_000, toMs: 30_000, seconds: 20, bytes: 96e6, onDisk: false };

describe('what of the past can be kept', () => {
  it('is cut to what is there, and says what is gone', () => {
    expect(reachOf(past, 0, 15_000, 18_000)).toEqual({
      fromMs: 15_000,
      toMs: 18_000,
      seconds: 3,
      goneSeconds: 0,
    });
    // 100 ms may go while the question is under way.
    expect(reachOf(past, 0, 8000, 12_000)).toMatchObject({ fromMs: 10_100, goneSeconds: 2.1 });
    expect(reachOf(past, 0, 28_000, 99_000)).toMatchObject({ toMs: 30_000 });
  });

  it('forgets and grows while the engine has not spoken', () => {
    expect(reachOf(past, 900, 8000, 99_000)).toMatchObject({ fromMs: 11_000, toMs: 30_900 });
  });

  it('is nothing where all of it is gone or to come', () => {
    expect(reachOf(past, 0, 1000, 9000)).toBeUndefined();
    expect(reachOf(past, 0, 31_000, 32_000)).toBeUndefined();
  });

  it('sizes follow the stream', () => {
    expect(wholeBytes(past, 5)).toBe(24e6);
    expect(wholeBytes({ ...past, seconds: 0 }, 5)).toBeUndefined();
    expect(sizeText(3.2, 12.5e6)).toBe('3.2 s, about 12.5 MB');
    expect(reachText(past)).toContain('20 s back (96 MB in memory)');
    expect(reachText(undefined)).toMatch(/^Nothing/);
  });

  it('a band is one only where filtering makes it smaller', () => {
    const box = { fromMs: 0, toMs: 1, lowerHz: 99e6, upperHz: 99.2e6 };
    expect(bandOf(box, 100e6, 2.4e6)).toEqual({ lowerHz: 99e6, upperHz: 99.2e6 });
    expect(bandOf({ ...box, lowerHz: 90e6 }, 100e6, 2.4e6)).toEqual({ lowerHz: 98.8e6, upperHz: 99.2e6 });
    expect(bandOf({ ...box, upperHz: 101e6 }, 100e6, 2.4e6)).toBeUndefined();
    expect(bandOf({ ...box, lowerHz: 200e6, upperHz: 201e6 }, 100e6, 2.4e6)).toBeUndefined();
    expect(bandOf(undefined, 100e6, 2.4e6)).toBeUndefined();
  });

  it('a band dragged between pixels lies on whole hertz inside the drag, its middle too', () => {
    const dragged = { fromMs: 0, toMs: 1, lowerHz: 99_510_552.3953, upperHz: 99_770_553.5955 };
    const band = bandOf(dragged, 100e6, 2.4e6);
    expect(band).toEqual({ lowerHz: 99_510_553, upperHz: 99_770_553 });
    expect(Number.isInteger((band!.lowerHz + band!.upperHz) / 2)).toBe(true);
  });
});
