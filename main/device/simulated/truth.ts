/** The truth of a scene, for people and tests. Product code never reads it. */
import { parseSimulatedName } from './name.ts';
import type { Emitter, EmitterKind } from './scene.ts';
import { burstAt, burstsWithin, scheduleKey } from './timing.ts';

interface EmitterTruth {
  kind: EmitterKind;
  centreHz: number;
  bandwidthHz: number;
  /** Mean power while on, at default gains. */
  powerDbfs: number;
  /** Seconds since the start, [on, off). */
  onOff: [number, number][];
}

interface SceneTruth {
  emitters: EmitterTruth[];
}

/**
 * What `sim:NAME?seed=N` holds in its first `seconds`. A hopping emitter is listed once per channel;
 * sub-bands of one signal are listed as one. Throws as parseSimulatedName does.
 */
export function sceneTruth(id: string, options: { seconds?: number } = {}): SceneTruth {
  const { scene, seed } = parseSimulatedName(id);
  const seconds = options.seconds ?? 10;
  const emitters: EmitterTruth[] = [];
  const groups = new Map<string, EmitterTruth>();
  scene.emitters.forEach((emitter, index) => {
    const { group, powerDbfs } = emitter;
    const known = group && groups.get(group.name);
    if (known) {
      known.powerDbfs = 10 * Math.log10(Math.pow(10, known.powerDbfs / 10) + Math.pow(10, powerDbfs / 10));
      return;
    }
    const truths = truthOf(emitter, scheduleKey(emitter, index), seed, seconds);
    emitters.push(...truths);
    if (group && truths[0]) groups.set(group.name, truths[0]);
  });
  return { emitters };
}

function truthOf(emitter: Emitter, key: number, seed: number, seconds: number): EmitterTruth[] {
  const { kind, powerDbfs } = emitter;
  const bandwidthHz = emitter.group?.bandwidthHz ?? emitter.bandwidthHz;
  const centreHz = emitter.group?.centreHz ?? emitter.centreHz;
  if (!emitter.bursts) return [{ kind, centreHz, bandwidthHz, powerDbfs, onOff: [[0, seconds]] }];
  const channels = new Map<number, [number, number][]>();
  const [first, last] = burstsWithin(emitter, 0, seconds);
  for (let k = first; k < last; k++) {
    const event = burstAt(emitter, key, seed, k);
    if (event.endS <= 0 || event.startS >= seconds) continue;
    const times = channels.get(event.hopHz) ?? [];
    times.push([Math.max(0, event.startS), Math.min(seconds, event.endS)]);
    channels.set(event.hopHz, times);
  }
  return [...channels]
    .sort(([a], [b]) => a - b)
    .map(([hopHz, onOff]) => ({ kind, centreHz: centreHz + hopHz, bandwidthHz, powerDbfs, onOff }));
}
