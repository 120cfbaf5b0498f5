/** The arithmetic of the R82xx: PLL words, filters and gain steps. Pure. */
import {
  bands,
  highPass1Hz,
  highPass2Hz,
  lnaSteps,
  lowPassHz,
  mixerSteps,
  type Band,
} from './r82xx-tables.ts';

/** The VCO runs from 1.77 to 3.54 GHz; the LO is the VCO divided by 2, 4 … 64. */
const vcoMinKhz = 1_770_000;
const vcoMaxKhz = 3_540_000;

/** PLL settings for one LO frequency. */
export interface PllWord {
  /** VCO over LO. */
  readonly divider: number;
  /** r10 bits 7..5 before the VCO's fine tuning: log2(divider) - 1. */
  readonly dividerCode: number;
  /** Integer part of VCO / (2 crystal), 13..255. */
  readonly integer: number;
  /** Fraction in 1/65536: r16 (high) and r15 (low). */
  readonly fraction: number;
  /** False where no divider puts the VCO into its range; the PLL can't lock then. */
  readonly inRange: boolean;
}

/** The PLL word for an LO in Hz with a crystal in Hz. */
export function pllWord(loHz: number, crystalHz: number): PllWord {
  const khz = Math.floor((loHz + 500) / 1000);
  let divider = 2;
  let dividerCode = 0;
  while (divider <= 64 && !(khz * divider >= vcoMinKhz && khz * divider < vcoMaxKhz)) {
    divider *= 2;
    dividerCode++;
  }
  const inRange = divider <= 64;
  // Rounded to the nearest 1/65536 of 2 crystals: half of them (one crystal) is added before the division.
  const words = (BigInt(crystalHz) + 65536n * BigInt(loHz) * BigInt(divider)) / BigInt(2 * crystalHz);
  return {
    divider,
    dividerCode: inRange ? dividerCode : 0,
    integer: Number(words >> 16n) & 0xff,
    fraction: Number(words & 0xffffn),
    inRange,
  };
}

/** The LO in Hz that a PLL word gives. */
export function loHz(word: PllWord, crystalHz: number): number {
  return (2 * crystalHz * (word.integer + word.fraction / 65536)) / word.divider;
}

/** r14: N = 13 + 4 ni + si, si in bits 7..6. The chip's counters are 8 bits wide, so a too small N wraps. */
export function integerRegister(integer: number): number {
  const ni = Math.trunc((integer - 13) / 4) & 0xff;
  const si = (integer - 4 * ni - 13) & 0xff;
  return (ni + (si << 6)) & 0xff;
}

/** Band of the tracking filter for an LO in Hz. */
export function bandFor(lo: number): Band {
  const mhz = Math.floor(lo / 1_000_000);
  let found = bands[0]!;
  for (const band of bands) if (mhz >= band.fromMhz) found = band;
  return found;
}

/** Filters for a wanted bandwidth. */
export interface FilterChoice {
  /** r0a bit 4. */
  readonly r0a: number;
  /** r0b without bit 4 (which triggers the calibration). */
  readonly r0b: number;
  /** Intermediate frequency that puts the signal into the middle of the filters, Hz. */
  readonly intermediateHz: number;
  /** What they pass, Hz. */
  readonly bandwidthHz: number;
}

/** Chooses the narrowest filters that pass `wantedHz`. Above 2.43 MHz the chip has the ones made for television. */
export function filtersFor(wantedHz: number): FilterChoice {
  if (wantedHz > 7_000_000)
    return { r0a: 0x10, r0b: 0x0b, intermediateHz: 4_570_000, bandwidthHz: 8_000_000 };
  if (wantedHz > 6_000_000)
    return { r0a: 0x10, r0b: 0x2a, intermediateHz: 4_570_000, bandwidthHz: 7_000_000 };
  const widest = lowPassHz[0]!;
  if (wantedHz > widest + highPass1Hz + highPass2Hz)
    return { r0a: 0x10, r0b: 0x6b, intermediateHz: 3_570_000, bandwidthHz: 6_000_000 };
  let lowPassWanted = wantedHz;
  let highPassHz = 0;
  let r0b = 0x80;
  if (lowPassWanted > widest + highPass1Hz) {
    lowPassWanted -= highPass2Hz;
    highPassHz += highPass2Hz;
  } else r0b |= 0x20;
  if (lowPassWanted > widest) {
    lowPassWanted -= highPass1Hz;
    highPassHz += highPass1Hz;
  } else r0b |= 0x40;
  let index = lowPassHz.length - 1;
  while (index > 0 && lowPassHz[index]! < lowPassWanted) index--;
  const bandwidthHz = highPassHz + lowPassHz[index]!;
  return {
    r0a: 0x00,
    r0b: r0b | (15 - index),
    intermediateHz: 2_300_000 + highPassHz - bandwidthHz / 2,
    bandwidthHz,
  };
}

/** LNA and mixer steps for a wanted gain in tenths of dB, and the gain they give. */
export function gainSteps(tenthDb: number): { lna: number; mixer: number; tenthDb: number } {
  let total = 0;
  let lna = 0;
  let mixer = 0;
  while (lna < 15 && total < tenthDb) {
    total += lnaSteps[++lna]!;
    if (total >= tenthDb) break;
    total += mixerSteps[++mixer]!;
  }
  return { lna, mixer, tenthDb: total };
}
