/** FCI FC2580: zero-IF, three bands, no gain control; its own 16.384 MHz crystal, so ppm does not reach it. */
import type { Registers } from './registers.ts';
import type { Tuned, Tuner, TunerBoard } from './tuner.ts';
import { noIfGain } from './nogain.ts';
import { bandSettings, initialSettings, type FilterWidth } from './fc2580-tables.ts';

export const fc2580Address = 0xac;
/** Register 1, low seven bits. */
export const fc2580Id = 0x56;

const crystalKhz = 16_384;
/** The higher of two VCO ranges serves from here on. */
const highVcoFromKhz = 2_600_000;

/** Filter corner register r37 is proportional to the crystal; the constant depends on the width. */
const widths: Readonly<Record<FilterWidth, { r36: number; factor: number; r39: number; hz: number }>> = {
  '1.53': { r36: 0x1c, factor: 4151, r39: 0x00, hz: 1_530_000 },
  '7': { r36: 0x18, factor: 3910, r39: 0x80, hz: 7_000_000 },
  '8': { r36: 0x18, factor: 3300, r39: 0x80, hz: 8_000_000 },
};

/** PLL registers for a frequency in kHz. */
export function fc2580Word(khz: number): {
  r02: number;
  r18: number;
  r1a: number;
  r1b: number;
  r1c: number;
  actualHz: number;
} {
  const band = bandSettings(khz);
  const vco = khz * band.divider;
  const r = vco >= 2 * 76 * crystalKhz ? 1 : vco >= 2 * 38 * crystalKhz ? 2 : 4;
  const compare = crystalKhz / r;
  const n = Math.floor(vco / 2 / compare);
  // Fraction of 20 bits, rounded to nearest; everything scaled down by 16 as the chip's makers do it.
  const rest = (vco - 2 * compare * n) * 65536;
  const unit = (2 * compare) >> 4;
  const k = Math.floor(rest / unit) + (rest % unit >= compare >> 4 ? 1 : 0);
  return {
    r02: band.r02 | (vco >= highVcoFromKhz ? 0x08 : 0x00),
    r18: (r === 1 ? 0x00 : r === 2 ? 0x10 : 0x20) | (k >> 16),
    r1a: (k >> 8) & 0xff,
    r1b: k & 0xff,
    r1c: n & 0xff,
    actualHz: ((n + k / 2 ** 20) * 2 * compare * 1000) / band.divider,
  };
}

export class Fc2580 implements Tuner {
  readonly kind = 'FC2580';
  readonly label = 'FC2580';
  readonly tuningHz = { min: 50_000_000, max: 1_700_000_000 };
  readonly gainsTenthDb = [];
  readonly ifGainsTenthDb = [];
  readonly lowIf = false;
  readonly intermediateHz = 0;
  readonly #registers: Registers;

  constructor(board: TunerBoard) {
    this.#registers = board.registers;
  }

  /** It runs from a crystal of its own, so a correction of the demodulator's changes nothing. */
  setCrystal(): void {
    return;
  }

  async init(): Promise<void> {
    await this.#writeAll(initialSettings);
    await this.#filter('8');
  }

  async tune(hz: number): Promise<Tuned> {
    const khz = Math.floor((hz + 500) / 1000);
    const band = bandSettings(khz);
    const word = fc2580Word(khz);
    await this.#writeAll(band.registers);
    await this.#filter(band.filter);
    await this.#write(0x02, word.r02); // band (7, 6), VCO (3)
    await this.#write(0x18, word.r18); // reference divider (5, 4), fraction (3..0 high bits)
    await this.#write(0x1a, word.r1a); // fraction, middle
    await this.#write(0x1b, word.r1b); // fraction, low
    await this.#write(0x1c, word.r1c); // integer
    if (band.r2d !== undefined) await this.#write(0x2d, band.r2d); // UHF matching
    return { actualHz: word.actualHz, locked: true };
  }

  /** The narrow filter, until the next tune sets the band's own. */
  async setBandwidth(): Promise<number> {
    await this.#filter('1.53');
    return widths['1.53'].hz;
  }

  setGainMode(): Promise<void> {
    return Promise.resolve();
  }

  setGain(): Promise<number> {
    return Promise.resolve(0);
  }

  setIfGain(): Promise<number> {
    return noIfGain(this.label);
  }

  /** It has no sleep mode. */
  standby(): Promise<void> {
    return Promise.resolve();
  }

  async #filter(width: FilterWidth): Promise<void> {
    const { r36, factor, r39 } = widths[width];
    await this.#write(0x36, r36); // filter mode
    await this.#write(0x37, Math.floor((factor * crystalKhz) / 1_000_000)); // corner
    await this.#write(0x39, r39); // 1.53 MHz path off (7)
    await this.#write(0x2e, 0x09); // filter calibration on
    // Bits 7 and 6 of r2f say it is done; five looks are enough, after that the old corner stays.
    for (let look = 0; look < 5; look++) {
      const done = ((await this.#registers.i2cReadRegister(fc2580Address, 0x2f)) & 0xc0) === 0xc0;
      await this.#write(0x2e, 0x01); // calibration off
      if (done) break;
      await this.#write(0x2e, 0x09);
    }
  }

  async #writeAll(settings: readonly (readonly [number, number])[]): Promise<void> {
    for (const [register, value] of settings) await this.#write(register, value);
  }

  async #write(register: number, value: number): Promise<void> {
    await this.#registers.i2cWriteRegister(fc2580Address, register, value);
  }
}
