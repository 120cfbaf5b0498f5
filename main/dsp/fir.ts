/**
 * Low-pass filters by the window method with Kaiser's window. Source: A. V. Oppenheim and R. W. Schafer,
 * "Discrete-time signal processing", section 7.5 (7.6 of later editions): beta and length from the attenuation and
 * the width of the transition, equations 7.75 and 7.76.
 */
import { besselI0 } from './windows.ts';

/** Taps, an odd number, that go from 1 at `pass` to `stopDb` down at `stop`; both in cycles per sample. */
export function lowPassLength(pass: number, stop: number, stopDb: number): number {
  const order = (stopDb - 7.95) / (2.285 * 2 * Math.PI * (stop - pass));
  return 2 * Math.ceil(order / 2) + 1;
}

/**
 * A low-pass of unit gain at 0 Hz, symmetric, of `lowPassLength` taps. `pass` < `stop` <= 0.5, cycles per sample;
 * `stopDb` 50 to 120. Ripple is the same in both bands: at 80 dB the pass band is flat within 0.001 dB.
 */
export function designLowPass(pass: number, stop: number, stopDb: number): Float32Array<ArrayBuffer> {
  if (!(pass > 0 && stop > pass && stop <= 0.5))
    throw new RangeError(`a low-pass can't go from ${pass} to ${stop} cycles per sample`);
  if (!(stopDb >= 50 && stopDb <= 120)) throw new RangeError(`stopDb is ${stopDb}, not from 50 to 120 dB`);
  const count = lowPassLength(pass, stop, stopDb);
  const beta = 0.1102 * (stopDb - 8.7);
  const middle = (count - 1) / 2;
  const cutoff = pass + stop;
  const taps = new Float64Array(count);
  let sum = 0;
  for (let n = 0; n <= middle; n++) {
    const x = n / middle - 1;
    const window = besselI0(beta * Math.sqrt(1 - x * x));
    const t = Math.PI * cutoff * (n - middle);
    const tap = window * (t === 0 ? 1 : Math.sin(t) / t);
    taps[n] = taps[count - 1 - n] = tap;
    sum += n === middle ? tap : 2 * tap;
  }
  return Float32Array.from(taps, (tap) => tap / sum);
}
