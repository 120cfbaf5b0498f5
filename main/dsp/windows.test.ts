import { describe, expect, it } from 'vitest';
import { ReferenceFft } from './fft.ts';
import { coherentGain, enbwBins, makeWindow, type WindowName } from './windows.ts';

/**
 * Equivalent noise bandwidth in bins, coherent gain, highest sidelobe in dB. Harris 1978, table I (rect, Hann,
 * Hamming, Blackman-Harris), Nuttall 1981, Heinzel 2002 (flat top HFT90D); Kaiser's sidelobe A by Kaiser and
 * Schafer 1980: beta = 0.12438·(A + 6.3).
 */
const published: readonly (readonly [WindowName, number, number, number])[] = [
  ['rect', 1, 1, -13.3],
  ['hann', 1.5, 0.5, -31.5],
  ['hamming', 1.36, 0.54, -42.7],
  ['blackman-harris', 2.0, 0.36, -92],
  ['nuttall', 2.02, 0.356, -93.3],
  ['flat-top', 3.88, 1, -90.2],
  ['kaiser', 2.16, 0.33, -106.3],
];

const size = 1024;

/** Highest point of the spectrum beyond the main lobe, in dB of its peak: the window padded 16 times. */
function highestSidelobe(window: Float32Array): number {
  const padded = 16 * size;
  const data = new Float32Array(2 * padded);
  for (const [n, value] of window.entries()) data[2 * n] = value;
  new ReferenceFft(padded).process(data, data);
  const db = (k: number): number => 20 * Math.log10(Math.hypot(data[2 * k]!, data[2 * k + 1]!) + 1e-12);
  let k = 1;
  // Down the main lobe to its first minimum. 4 bins in, a flat top is still flat: start where it has fallen 3 dB.
  while (db(k) > db(0) - 3) k++;
  while (db(k + 1) < db(k)) k++;
  let highest = -Infinity;
  for (; k < padded / 2; k++) highest = Math.max(highest, db(k));
  return highest - db(0);
}

describe('windows', () => {
  it.each(published)('%s has its published bandwidth, gain and sidelobes', (name, enbw, gain, sidelobe) => {
    const window = makeWindow(name, size);
    // Tables give two decimals.
    expect(enbwBins(window)).toBeCloseTo(enbw, 1.7);
    expect(coherentGain(window)).toBeCloseTo(gain, 1.7);
    // Published for the continuous window: 1024 points and float32 coefficients move it by less than 1.5 dB.
    expect(Math.abs(highestSidelobe(window) - sidelobe)).toBeLessThan(1.5);
  });

  it.each(published)(
    '%s is periodic: symmetric about its middle, and its first value stands alone',
    (name) => {
      const window = makeWindow(name, size);
      for (let n = 1; n < size / 2; n++) expect(window[n]).toBeCloseTo(window[size - n]!, 6);
      const largest = window.reduce((most, value) => Math.max(most, value), 0);
      expect(window[size / 2]).toBeCloseTo(largest, 6);
    },
  );

  it('shapes the Kaiser window by beta', () => {
    expect([...makeWindow('kaiser', 64, 0)]).toEqual([...makeWindow('rect', 64)]);
    expect(enbwBins(makeWindow('kaiser', size, 20))).toBeGreaterThan(enbwBins(makeWindow('kaiser', size, 6)));
    expect(() => makeWindow('kaiser', size, -1)).toThrow(RangeError);
    expect(() => makeWindow('kaiser', size, Number.NaN)).toThrow(RangeError);
  });
});
