/** What a simulated scene is made of. Frequencies are absolute, so tuning works across the whole scene. */

export type EmitterKind =
  'carrier' | 'am' | 'nfm' | 'wfm' | 'ook' | 'fsk' | 'psk' | 'qam' | 'ofdm' | 'hopping' | 'ppm';

/**
 * The baseband of an emitter, defined over `seconds` and then repeated (an emitter that is always on) or
 * played once per burst. Waveforms with the same key and seed hold the same samples.
 */
export interface Waveform {
  readonly key: string;
  readonly seconds: number;
  /** Width the samples must span so that nothing folds back: wider than the occupied bandwidth. */
  readonly spanHz: number;
  /**
   * Fills `table` (I,Q interleaved) with one loop: sample m stands for the time m·seconds/count.
   * Any scale: the table is normalised to a mean power of 1 afterwards.
   */
  fill(table: Float32Array, seed: number): void;
}

/** Event k starts at k·everyS plus a random part of what is left of the period. */
interface Bursts {
  everyS: number;
  onS: number;
  /** 0: strictly periodic; 1: anywhere in its period. */
  jitter: number;
}

export interface Emitter {
  readonly kind: EmitterKind;
  readonly centreHz: number;
  /** Occupied bandwidth, as the truth says it. A carrier's is 0. */
  readonly bandwidthHz: number;
  /** Mean power while on, at default gains; 0 dBFS is a complex tone of amplitude 1. */
  readonly powerDbfs: number;
  readonly waveform: Waveform;
  /** Absent: always on. */
  readonly bursts?: Bursts;
  /** Offsets from centreHz, one drawn for each burst. */
  readonly hopsHz?: readonly number[];
  /** The frequency swings sinusoidally by ±hz. */
  readonly drift?: { readonly hz: number; readonly periodS: number };
  /** Rician fading: a steady path and a scattered one of `scatter` of the power, changing at about rateHz. */
  readonly fading?: { readonly rateHz: number; readonly scatter: number };
  /** Emitters of one group are parts of one signal (sub-bands of an OFDM): the truth lists the group once. */
  readonly group?: { readonly name: string; readonly centreHz: number; readonly bandwidthHz: number };
}

export interface Scene {
  readonly name: string;
  readonly label: string;
  readonly emitters: readonly Emitter[];
  /** Noise at default gains, dBFS per hertz. */
  readonly noiseDbfsPerHz: number;
  /** Level of the spike at the tuned frequency; -Infinity for none. */
  readonly dcDbfs: number;
  /** Image of a signal relative to it (IQ imbalance); -Infinity for none. */
  readonly imageDb: number;
}
