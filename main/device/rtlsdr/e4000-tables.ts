/** Numbers of the Elonics E4000. */

/** PLL output divider: VCO = LO * multiplier, chosen by LO frequency. r0d: three-phase mixing (3), code (2..0). */
export const multipliers: readonly {
  readonly belowHz: number;
  readonly r0d: number;
  readonly times: number;
}[] = [
  { belowHz: 72_400_000, r0d: 0x0f, times: 48 },
  { belowHz: 81_200_000, r0d: 0x0e, times: 40 },
  { belowHz: 108_300_000, r0d: 0x0d, times: 32 },
  { belowHz: 162_500_000, r0d: 0x0c, times: 24 },
  { belowHz: 216_600_000, r0d: 0x0b, times: 16 },
  { belowHz: 325_000_000, r0d: 0x0a, times: 12 },
  { belowHz: 350_000_000, r0d: 0x09, times: 8 },
  { belowHz: 432_000_000, r0d: 0x03, times: 8 },
  { belowHz: 667_000_000, r0d: 0x02, times: 6 },
  { belowHz: 1_200_000_000, r0d: 0x01, times: 4 },
  { belowHz: Infinity, r0d: 0x00, times: 2 },
];

/** Band, r07 bits 2 and 1, by frequency. */
export const vhf2BelowHz = 140_000_000;
export const vhf3BelowHz = 350_000_000;
export const uhfBelowHz = 1_135_000_000;

/** Middles of the RF filter in MHz: r10 bits 3..0 is the index. VHF has no filter to choose. */
export const uhfFilterMhz = [360, 380, 405, 425, 450, 475, 505, 540, 575, 615, 670, 720, 760, 840, 890, 970];
export const lBandFilterMhz = [
  1300, 1320, 1360, 1410, 1445, 1460, 1490, 1530, 1560, 1590, 1640, 1660, 1680, 1700, 1720, 1750,
];

/** Widths in kHz by register code. The first eight codes of the mixer filter are all wide open. */
export const mixerFilterKhz = [
  ...[27000, 27000, 27000, 27000, 27000, 27000, 27000, 27000],
  ...[4600, 4200, 3800, 3400, 3300, 2700, 2300, 1900],
];
export const rcFilterKhz = [
  21400, 21000, 17600, 14700, 12400, 10600, 9000, 7700, 6400, 5300, 4400, 3400, 2600, 1800, 1200, 1000,
];
export const channelFilterKhz = [
  ...[5500, 5300, 5000, 4800, 4600, 4400, 4300, 4100, 3900, 3800, 3700],
  ...[3600, 3400, 3300, 3200, 3100, 3000, 2950, 2900, 2800, 2750, 2700],
  ...[2600, 2550, 2500, 2450, 2400, 2300, 2280, 2240, 2200, 2150],
];

/** [LNA gain in tenths of dB, r14 bits 3..0]. */
export const lnaCodes: readonly (readonly [number, number])[] = [
  ...([
    [-50, 0x00],
    [-25, 0x01],
    [0, 0x04],
    [25, 0x05],
    [50, 0x06],
    [75, 0x07],
    [100, 0x08],
  ] as const),
  ...([
    [125, 0x09],
    [150, 0x0a],
    [175, 0x0b],
    [200, 0x0c],
    [250, 0x0d],
    [300, 0x0e],
  ] as const),
];

/** Gain it can be set to as a whole: LNA plus mixer (4 dB, or 12 dB above 34 dB). */
export const gainsTenthDb = [-10, 15, 40, 65, 90, 115, 140, 165, 190, 215, 240, 290, 340, 420];

/** IF gain stages: gains in dB by code, and where the code lies. */
export const ifStages: readonly {
  readonly gainsDb: readonly number[];
  readonly register: 0x16 | 0x17;
  readonly shift: number;
  readonly mask: number;
}[] = [
  { gainsDb: [-3, 6], register: 0x16, shift: 0, mask: 0x01 },
  { gainsDb: [0, 3, 6, 9], register: 0x16, shift: 1, mask: 0x06 },
  { gainsDb: [0, 3, 6, 9], register: 0x16, shift: 3, mask: 0x18 },
  { gainsDb: [0, 1, 2], register: 0x16, shift: 5, mask: 0x60 },
  { gainsDb: [3, 6, 9, 12, 15], register: 0x17, shift: 0, mask: 0x07 },
  { gainsDb: [3, 6, 9, 12, 15], register: 0x17, shift: 3, mask: 0x38 },
];

/** Start: [register, value] before the first read-modify-write. */
export const initialSettings: readonly (readonly [number, number])[] = [
  [0x00, 0x07], // reset, normal mode, power-on flag cleared
  [0x05, 0x00], // clock input: no divider
  [0x06, 0x00], // reference clock output off
  [0x7a, 0x96], // clock output buffer powered down
  ...([
    [0x7e, 0x01],
    [0x7f, 0xfe],
    [0x82, 0x00],
    [0x86, 0x50],
  ] as const), // makers' values without names
  ...([
    [0x87, 0x20],
    [0x88, 0x01],
    [0x9f, 0x7f],
    [0xa0, 0x07],
  ] as const),
  [0x1d, 0x10], // AGC: high threshold
  [0x1e, 0x04], // AGC: low threshold
  [0x1f, 0x1a], // AGC: LNA calibration request and loop rate
];
