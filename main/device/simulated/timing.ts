/** When bursts are on, as a function of time alone: random access through `hash`. */
import { hash } from './random.ts';
import type { Emitter } from './scene.ts';

export interface BurstEvent {
  startS: number;
  endS: number;
  /** Offset of this burst from the emitter's centre. */
  hopHz: number;
}

/** Parts of one group share their times. `index` is the emitter's place in its scene. */
export function scheduleKey(emitter: Emitter, index: number): number {
  if (!emitter.group) return index;
  let key = 1000;
  for (const letter of emitter.group.name) key = (Math.imul(key, 31) + letter.charCodeAt(0)) | 0;
  return key;
}

/** Event `k` of an emitter with bursts; negative `k` lie before the start. */
export function burstAt(emitter: Emitter, key: number, seed: number, k: number): BurstEvent {
  const bursts = emitter.bursts;
  if (!bursts) return { startS: -Infinity, endS: Infinity, hopHz: 0 };
  const slack = (bursts.everyS - bursts.onS) * bursts.jitter;
  const startS = k * bursts.everyS + slack * hash(seed, key, 2 * k);
  const hops = emitter.hopsHz;
  const hopHz = hops?.[Math.floor(hash(seed, key, 2 * k + 1) * hops.length)] ?? 0;
  return { startS, endS: startS + bursts.onS, hopHz };
}

/** Numbers of the events that can touch [fromS, toS): the first, and one past the last. */
export function burstsWithin(emitter: Emitter, fromS: number, toS: number): [number, number] {
  const every = emitter.bursts?.everyS ?? Infinity;
  return [Math.floor(fromS / every) - 1, Math.ceil(toS / every)];
}
