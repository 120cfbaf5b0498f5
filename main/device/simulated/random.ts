/**
 * Seeded randomness of the simulator. `hash` is random access (the k-th burst of the j-th emitter without
 * the ones before it), so that the signal is a function of the sample index and not of what was asked before.
 */

/** Mixes two integers into a seed: uniform in [0, 1). Finaliser of MurmurHash3 by Austin Appleby. */
export function hash(seed: number, a: number, b: number): number {
  let h = (seed ^ Math.imul(a + 0x9e37, 0x85ebca6b)) >>> 0;
  h = mix(h);
  h = mix((h ^ Math.imul(b + 0x79b9, 0xc2b2ae35)) >>> 0);
  return h / 4_294_967_296;
}

function mix(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A repeatable sequence: uniform in [0, 1). */
export interface Sequence {
  next(): number;
  /** -1 or 1. */
  sign(): number;
  /** Integer in [0, below). */
  integer(below: number): number;
}

/** Counter through a mixing function (Weyl sequence): long enough, cheap, and the same on every machine. */
export function makeSequence(seed: number): Sequence {
  let state = mix((seed ^ 0x5bd1e995) >>> 0);
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    return mix(state) / 4_294_967_296;
  };
  return {
    next,
    sign: () => (next() < 0.5 ? -1 : 1),
    integer: (below) => Math.floor(next() * below),
  };
}

/** A number for a text, so that tables named alike hold the same samples. FNV-1a. */
export function seedOf(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return h;
}
