/** Rician fading as a sum of a few scattered paths with seeded Doppler shifts (after Clarke's model). */
import { hash } from './random.ts';
import type { Emitter } from './scene.ts';

export interface Fade {
  re: number;
  im: number;
}

const steady: Fade = { re: 1, im: 0 };
const paths = 6;
const fade: Fade = { re: 0, im: 0 };

/**
 * Complex gain of the path at a time; mean power 1 over long times. The answer is reused by the next call.
 */
export function fadeAt(emitter: Emitter, seed: number, key: number, timeS: number): Fade {
  const fading = emitter.fading;
  if (!fading) return steady;
  fade.re = Math.sqrt(1 - fading.scatter);
  fade.im = 0;
  const each = Math.sqrt(fading.scatter / paths);
  for (let path = 0; path < paths; path++) {
    const arrival = 2 * Math.PI * hash(seed, key + 5000, path);
    const phase = 2 * Math.PI * hash(seed, key + 6000, path);
    const angle = 2 * Math.PI * fading.rateHz * Math.cos(arrival) * timeS + phase;
    fade.re += each * Math.cos(angle);
    fade.im += each * Math.sin(angle);
  }
  return fade;
}
