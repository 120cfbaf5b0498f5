/**
 * Window functions for spectra, periodic (DFT-even): coefficient n of N is taken at n/N of the way, so that the
 * window's own period is N. Sources: F. J. Harris, "On the use of windows for harmonic analysis with the
 * discrete Fourier transform", Proc. IEEE 66 (1978); A. H. Nuttall, "Some windows with very good sidelobe
 * behavior", IEEE Trans. ASSP 29 (1981); G. Heinzel, A. Rüdiger and R. Schilling,
 * "Spectrum and spectral density estimation by the DFT", 2002, for the flat top.
 */
import { checkFftSize } from './check.ts';

export type WindowName = 'rect' | 'hann' | 'hamming' | 'blackman-harris' | 'nuttall' | 'flat-top' | 'kaiser';

/** a0 - a1·cos + a2·cos(2·) - a3·cos(3·) + a4·cos(4·). */
const cosineSums: Readonly<Record<Exclude<WindowName, 'rect' | 'kaiser'>, readonly number[]>> = {
  hann: [0.5, 0.5],
  // Harris's rounded coefficients; the exact ones cancel the first sidelobe at 25/46.
  hamming: [0.54, 0.46],
  // Four-term, -92 dB sidelobes.
  'blackman-harris': [0.35875, 0.48829, 0.14128, 0.01168],
  // Nuttall's four-term window with continuous first derivative, -93 dB, figure 12.
  nuttall: [0.355768, 0.487396, 0.144232, 0.012604],
  // HFT90D: -90.2 dB sidelobes, a tone between bins loses 0.004 dB at most.
  'flat-top': [1, 1.942604, 1.340318, 0.440811, 0.043097],
};

/** Sidelobes near -100 dB, about as wide as Blackman-Harris. Harris gives alpha = beta/π up to 3.5. */
const kaiserBeta = 14;

/** `size` coefficients, largest about 1 (the flat top's is 4.77). `beta` shapes Kaiser's window only, 0 to 40. */
export function makeWindow(name: WindowName, size: number, beta = kaiserBeta): Float32Array<ArrayBuffer> {
  checkFftSize(size);
  const window = new Float32Array(size);
  if (name === 'rect') return window.fill(1);
  if (name === 'kaiser') {
    if (!(beta >= 0 && beta <= 40)) throw new RangeError(`Kaiser's beta is ${beta}, not from 0 to 40`);
    for (let n = 0; n < size; n++) {
      const x = (2 * n) / size - 1;
      window[n] = besselI0(beta * Math.sqrt(1 - x * x)) / besselI0(beta);
    }
    return window;
  }
  const terms = cosineSums[name];
  for (let n = 0; n < size; n++) {
    let value = 0;
    for (const [k, a] of terms.entries())
      value += (k % 2 === 0 ? a : -a) * Math.cos((2 * Math.PI * k * n) / size);
    window[n] = value;
  }
  return window;
}

/** Mean of the coefficients: what the window makes of a tone's amplitude. */
export function coherentGain(window: Float32Array): number {
  let sum = 0;
  for (const coefficient of window) sum += coefficient;
  return sum / window.length;
}

/**
 * Equivalent noise bandwidth in bins: how many bins of white noise one bin of the spectrum holds. Times
 * rate/size it is the resolution bandwidth in hertz.
 */
export function enbwBins(window: Float32Array): number {
  let squares = 0;
  for (const coefficient of window) squares += coefficient * coefficient;
  return squares / (window.length * coherentGain(window) ** 2);
}

/** Modified Bessel function of the first kind, order 0, by its power series (Abramowitz and Stegun 9.6.12). */
export function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
