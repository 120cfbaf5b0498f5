/** Where the HF+'s oscillator goes for a wanted frequency. It has whole kilohertz; software rotates the rest away. */

/** The lowest frequencies of the oscillator, kHz. */
export const lowestKhz = { zeroIf: 180, lowIf: 84 } as const;
/** Zero-IF rates are received this far beside the middle, where their spike is. */
const besideHz = 5000;
const unitHz = 1000;

export interface Tuning {
  readonly khz: number;
  /** How far the wanted frequency is above the oscillator, Hz. */
  readonly shiftHz: number;
}

/**
 * The oscillator and rotation for `hz` with a crystal that is off by `ppb` (parts in 10^9). `beside` leaves room
 * for the spike of a zero-IF rate, which takes the rotation to bring it back.
 */
export function tuningFor(hz: number, ppb: number, lowIf: boolean, beside: boolean): Tuning {
  // 64 bits: the product runs over a double's 53 from 9 MHz on.
  const adjustedHz = Number((BigInt(hz) * BigInt(1_000_000_000 + ppb)) / 1_000_000_000n);
  const shift = beside && !lowIf ? besideHz : 0;
  const wanted = Math.floor((adjustedHz + shift + unitHz / 2) / unitHz);
  const khz = Math.max(lowIf ? lowestKhz.lowIf : lowestKhz.zeroIf, wanted);
  return { khz, shiftHz: adjustedHz - khz * unitHz };
}
