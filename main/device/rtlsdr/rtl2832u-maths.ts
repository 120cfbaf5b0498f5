/** The arithmetic of the RTL2832U: sample rate, digital down-converter, crystal correction. Pure. */

/** Crystal of every stick, Hz. */
export const nominalCrystalHz = 28_800_000;
const twoTo22 = 2 ** 22;
const twoTo24 = 2 ** 24;

/** Rates the resampler can make: above 225 kHz to 300 kHz, and above 900 kHz to 3.2 MHz. */
export function isLegalRate(rateHz: number): boolean {
  return (rateHz > 225_000 && rateHz <= 300_000) || (rateHz > 900_000 && rateHz <= 3_200_000);
}

/** Rates offered in lists; any legal rate can be set. */
export const listedRatesHz: readonly number[] = [
  250_000, 300_000, 960_000, 1_024_000, 1_200_000, 1_440_000, 1_536_000, 1_600_000, 1_792_000, 1_920_000,
  2_048_000, 2_160_000, 2_400_000, 2_560_000, 2_880_000, 3_200_000,
];

/** Above this USB 2 and the chip's FIFO lose samples on some computers. */
export const safeRateHz = 2_400_000;

/** The resampler's ratio for a rate, and the rate it gives. The lowest two bits don't exist. */
export function rateRatio(rateHz: number, crystalHz: number): { ratio: number; actualHz: number } {
  const ratio = Math.floor((crystalHz * twoTo22) / rateHz) & 0x0ffffffc;
  // Bit 27 counts twice: the register is sign-extended by one bit.
  const real = ratio | ((ratio & 0x08000000) << 1);
  return { ratio, actualHz: (crystalHz * twoTo22) / real };
}

/** The 22-bit word of the down-converter that brings `hz` to zero. */
export function converterWord(hz: number, crystalHz: number): number {
  return -Math.floor((hz * twoTo22) / crystalHz) & 0x3fffff;
}

/** The 14-bit word by which the resampler follows a crystal that is `ppm` off. */
export function correctionWord(ppm: number): number {
  return Math.trunc((-ppm * twoTo24) / 1e6) & 0x3fff;
}

/** A crystal that is `ppm` parts per million off, Hz. */
export function correctedCrystal(crystalHz: number, ppm: number): number {
  return Math.trunc(crystalHz * (1 + ppm / 1e6));
}

/** The anti-aliasing filter: eight 8-bit and eight 12-bit coefficients, half of a symmetric 32. */
const firShort = [-54, -36, -41, -40, -32, -14, 14, 53];
const firLong = [101, 156, 215, 273, 327, 372, 404, 421];

/** The 20 bytes of the filter as registers 1:1c to 1:2f want them: two 12-bit values in three bytes. */
export function firBytes(): Uint8Array {
  const bytes = firShort.map((value) => value & 0xff);
  for (let at = 0; at < firLong.length; at += 2) {
    const first = firLong[at]! & 0xfff;
    const second = firLong[at + 1]! & 0xfff;
    bytes.push(first >> 4, ((first & 0x0f) << 4) | (second >> 8), second & 0xff);
  }
  return Uint8Array.from(bytes);
}
