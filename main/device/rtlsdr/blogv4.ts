/** What RTL-SDR Blog put around the R828D of the V4: an upconverter for HF, three inputs, a notch filter. */

/** USB strings by which a V4 is recognised; there is no other way. */
export const v4Manufacturer = 'RTLSDRBlog';
export const v4Product = 'Blog V4';

/** Oscillator of the upconverter, and the highest frequency that goes through it. */
const v4UpconverterHz = 28_800_000;
const uhfFromHz = 250_000_000;

/** Bands in which strong broadcast stations are themselves what one listens to: no notch there. */
const broadcastHz: readonly (readonly [number, number])[] = [
  [0, 2_200_000],
  [85_000_000, 112_000_000],
  [172_000_000, 242_000_000],
];

export type V4Input = 'hf' | 'vhf' | 'uhf';

/** The input that carries `hz`. */
export function v4Inputs(hz: number): V4Input {
  if (hz <= v4UpconverterHz) return 'hf';
  return hz < uhfFromHz ? 'vhf' : 'uhf';
}

/** Where the tuner finds `hz`: HF arrives above the upconverter's oscillator, not mirrored. */
export function v4TunerHz(hz: number): number {
  return hz < v4UpconverterHz ? hz + v4UpconverterHz : hz;
}

/** r17 bit 3: the open drain pin switches the notch on (1) or off (0). */
export function v4Notch(hz: number): 0x00 | 0x08 {
  return broadcastHz.some(([from, to]) => hz >= from && hz <= to) ? 0x00 : 0x08;
}
