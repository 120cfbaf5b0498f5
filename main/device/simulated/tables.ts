/** Sampled waveforms, made when first needed and kept while the sample rate stays. */
import type { Waveform } from './scene.ts';

export interface Tables {
  /** I,Q interleaved, mean power 1, one loop (or one whole burst) sampled `gridHz` times a second. */
  get(waveform: Waveform, gridHz: number): Float32Array;
  clear(): void;
}

export function makeTables(seed: number): Tables {
  const kept = new Map<string, Float32Array>();
  return {
    get(waveform, gridHz) {
      const count = Math.max(1, Math.round(waveform.seconds * gridHz));
      const key = `${waveform.key} ${count}`;
      const found = kept.get(key);
      if (found) return found;
      const table = new Float32Array(2 * count);
      waveform.fill(table, seed);
      normalise(table);
      kept.set(key, table);
      return table;
    },
    clear: () => kept.clear(),
  };
}

function normalise(table: Float32Array): void {
  let power = 0;
  for (const value of table) power += value * value;
  const scale = power === 0 ? 0 : Math.sqrt(table.length / 2 / power);
  for (let i = 0; i < table.length; i++) table[i]! *= scale;
}
