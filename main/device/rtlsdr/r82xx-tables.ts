/** Numbers of the R820T, R820T2 and R828D. Registers 5..31 can be written; all numbers are register values. */

/** First writable register: index 0 of the shadow copy. */
export const firstRegister = 0x05;

/**
 * Power-up values of registers 0x05..0x22. The chip has registers up to 0x1f; the three zeros after them are
 * what every driver in use sends, so the chip is known to bear them.
 */
export const initialRegisters = Uint8Array.of(
  ...[0x83, 0x32, 0x75, 0xc0, 0x40, 0xd6, 0x6c, 0xf5, 0x63, 0x75],
  ...[0x68, 0x6c, 0x83, 0x80, 0x00, 0x0f, 0x00, 0xc0, 0x30, 0x48],
  ...[0xcc, 0x60, 0x00, 0x54, 0xae, 0x4a, 0xc0, 0x00, 0x00, 0x00],
);

/** Sent to sleep: every block that can be switched off is, [register, value] in order. */
export const standbyRegisters: readonly (readonly [number, number])[] = [
  [0x06, 0xb1],
  [0x05, 0xa0],
  [0x07, 0x3a],
  [0x08, 0x40],
  [0x09, 0xc0],
  [0x0a, 0x36],
  [0x0c, 0x35],
  [0x0f, 0x68],
  [0x11, 0x03],
  [0x17, 0xf4],
  [0x19, 0x0c],
];

/** Tracking filter and RF input by LO frequency. */
export interface Band {
  /** From this LO on, MHz. */
  readonly fromMhz: number;
  /** r17 bit 3: the open drain pin (low below 75 MHz switches an external filter where there is one). */
  readonly openDrain: 0x00 | 0x08;
  /** r1a bits 7, 6, 1, 0: RF multiplexer and polyphase filter. */
  readonly mux: 0x02 | 0x41 | 0x40;
  /** r1b: capacitors of the tracking filter (band corner high nibble, low nibble). */
  readonly tracking: number;
}

export const bands: readonly Band[] = [
  { fromMhz: 0, openDrain: 0x08, mux: 0x02, tracking: 0xdf },
  { fromMhz: 50, openDrain: 0x08, mux: 0x02, tracking: 0xbe },
  { fromMhz: 55, openDrain: 0x08, mux: 0x02, tracking: 0x8b },
  { fromMhz: 60, openDrain: 0x08, mux: 0x02, tracking: 0x7b },
  { fromMhz: 65, openDrain: 0x08, mux: 0x02, tracking: 0x69 },
  { fromMhz: 70, openDrain: 0x08, mux: 0x02, tracking: 0x58 },
  { fromMhz: 75, openDrain: 0x00, mux: 0x02, tracking: 0x44 },
  { fromMhz: 90, openDrain: 0x00, mux: 0x02, tracking: 0x34 },
  { fromMhz: 110, openDrain: 0x00, mux: 0x02, tracking: 0x24 },
  { fromMhz: 140, openDrain: 0x00, mux: 0x02, tracking: 0x14 },
  { fromMhz: 180, openDrain: 0x00, mux: 0x02, tracking: 0x13 },
  { fromMhz: 250, openDrain: 0x00, mux: 0x02, tracking: 0x11 },
  { fromMhz: 280, openDrain: 0x00, mux: 0x02, tracking: 0x00 },
  { fromMhz: 310, openDrain: 0x00, mux: 0x41, tracking: 0x00 },
  { fromMhz: 588, openDrain: 0x00, mux: 0x40, tracking: 0x00 },
];

/** Gains in tenths of dB that alternate LNA and mixer steps add up to. */
export const gainsTenthDb: readonly number[] = [
  ...[0, 9, 14, 27, 37, 77, 87, 125, 144, 157, 166, 197, 207, 229, 254],
  ...[280, 297, 328, 338, 364, 372, 386, 402, 421, 434, 439, 445, 480, 496],
];

/** What LNA step n adds to step n-1, tenths of dB. */
export const lnaSteps: readonly number[] = [0, 9, 13, 40, 38, 13, 31, 22, 26, 31, 26, 14, 19, 5, 35, 13];
/** What mixer step n adds to step n-1, tenths of dB. */
export const mixerSteps: readonly number[] = [0, 5, 10, 10, 19, 9, 10, 25, 17, 10, 8, 16, 13, 6, 3, -8];

/** Low-pass filters behind the mixer, Hz, widest first: index 0 is code 15 of r0b bits 3..0. */
export const lowPassHz: readonly number[] = [
  1_700_000, 1_600_000, 1_550_000, 1_450_000, 1_200_000, 900_000, 700_000, 550_000, 450_000, 350_000,
];
/** What the two high-pass stages pass when they are opened, Hz. */
export const highPass1Hz = 350_000;
export const highPass2Hz = 380_000;
