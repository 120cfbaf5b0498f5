/** What the demodulator needs of a tuner chip. All calls come with the I2C repeater on. */
import type { Registers } from './registers.ts';

type TunerKind = 'R820T' | 'R828D' | 'E4000' | 'FC0012' | 'FC0013' | 'FC2580';

/** What a tune did. */
export interface Tuned {
  /** Radio frequency the tuner's PLL settings amount to, Hz, before any error of the crystal. */
  readonly actualHz: number;
  /** False when the PLL says it is not locked: nothing sensible is received. Chips that can't tell say true. */
  readonly locked: boolean;
}

export interface Tuner {
  readonly kind: TunerKind;
  /** For the user: the chip's name as written on it. */
  readonly label: string;
  readonly tuningHz: { readonly min: number; readonly max: number };
  /** Gains it can be asked for, tenths of dB, ascending; empty where it has no gain control. */
  readonly gainsTenthDb: readonly number[];
  /** Stages beside the main gain, one table each (tenths of dB); the IF stages of the E4000. */
  readonly ifGainsTenthDb: readonly (readonly number[])[];
  /** Low-IF tuners put the signal at this offset and mirrored; zero-IF tuners at 0. */
  readonly intermediateHz: number;
  readonly lowIf: boolean;
  /** The crystal of the tuner in Hz as corrected by ppm; takes effect with the next tune. */
  setCrystal(hz: number): void;
  init(): Promise<void>;
  /** Tunes to `hz`. Throws Fault 'invalid' where no setting reaches it. */
  tune(hz: number): Promise<Tuned>;
  /** Chooses filters for `hz` of signal; returns the width they pass, Hz. May change `intermediateHz`. */
  setBandwidth(hz: number): Promise<number>;
  setGainMode(manual: boolean): Promise<void>;
  /** Manual gain, tenths of dB; returns what it became. Throws Fault 'invalid' for a gain the chip can't have. */
  setGain(tenthDb: number): Promise<number>;
  /** Gain of IF stage `stage` (1 the first), tenths of dB; returns what it became. */
  setIfGain(stage: number, tenthDb: number): Promise<number>;
  standby(): Promise<void>;
}

/** What a tuner is made of. */
export interface TunerBoard {
  readonly registers: Registers;
  /** Crystal in Hz. */
  readonly crystalHz: number;
}
