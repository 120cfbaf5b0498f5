/** Rafael Micro R820T, R820T2 and R828D: low-IF tuners, 24 MHz to 1.77 GHz. */
import { Fault } from '../../../contract/fault.ts';
import type { Registers } from './registers.ts';
import { v4Inputs, v4Notch, v4TunerHz, type V4Input } from './blogv4.ts';
import { bandFor, filtersFor, gainSteps, integerRegister, loHz, pllWord } from './r82xx-maths.ts';
import { firstRegister, gainsTenthDb, initialRegisters, standbyRegisters } from './r82xx-tables.ts';
import { noIfGain } from './nogain.ts';
import type { Tuned, Tuner } from './tuner.ts';

/** I2C addresses, and what register 0 of both chips says. */
export const r820tAddress = 0x34;
export const r828dAddress = 0x74;
export const r82xxId = 0x69;

/** The LO at which the filters are calibrated. */
const calibrationLoHz = 56_000_000;
/** A plain R828D takes the antenna from the cable input up to here and from the air input above. */
const airInputAboveHz = 345_000_000;

export type R82xxBoard = 'R820T' | 'R828D' | 'Blog V4';

export class R82xx implements Tuner {
  readonly kind;
  readonly label;
  readonly tuningHz;
  readonly gainsTenthDb = gainsTenthDb;
  readonly ifGainsTenthDb = [];
  readonly lowIf = true;
  intermediateHz = 3_570_000;

  readonly #registers: Registers;
  readonly #board: R82xxBoard;
  readonly #address: number;
  readonly #shadow = Uint8Array.from(initialRegisters);
  #crystalHz: number;
  #input: V4Input | 'none' = 'none';
  #started = false;

  constructor(registers: Registers, board: R82xxBoard, crystalHz: number) {
    this.#registers = registers;
    this.#board = board;
    this.#crystalHz = crystalHz;
    this.#address = board === 'R820T' ? r820tAddress : r828dAddress;
    this.kind = board === 'R820T' ? ('R820T' as const) : ('R828D' as const);
    this.label = board === 'R820T' ? 'R820T/R820T2' : board === 'R828D' ? 'R828D' : 'R828D (Blog V4)';
    this.tuningHz = { min: board === 'Blog V4' ? 500_000 : 24_000_000, max: 1_766_000_000 };
  }

  setCrystal(hz: number): void {
    this.#crystalHz = hz;
  }

  async init(): Promise<void> {
    this.#started = true;
    this.#input = 'none';
    this.intermediateHz = 3_570_000;
    this.#shadow.set(initialRegisters);
    await this.#registers.i2cWriteRun(this.#address, firstRegister, initialRegisters);
    await this.#mask(0x0c, 0x00, 0x0f); // VGA code from the chip's own loop until a gain mode is set
    await this.#mask(0x13, 0x31, 0x3f); // version number that the chip's set-up expects
    await this.#mask(0x1d, 0x00, 0x38); // LNA detector threshold at its lowest while calibrating
    await this.#calibrate();
    await this.#setLevels();
  }

  async tune(hz: number): Promise<Tuned> {
    const tunerHz = this.#board === 'Blog V4' ? v4TunerHz(hz) : hz;
    const lo = tunerHz + this.intermediateHz;
    await this.#setBand(lo);
    const pll = await this.#setPll(lo);
    if (pll.lockBit) {
      if (this.#board === 'R828D') await this.#plainInput(hz);
      if (this.#board === 'Blog V4') await this.#v4Input(hz);
    }
    return {
      actualHz: pll.actualLoHz - this.intermediateHz - (tunerHz - hz),
      locked: pll.lockBit && pll.inRange,
    };
  }

  async setBandwidth(hz: number): Promise<number> {
    const filters = filtersFor(hz);
    await this.#mask(0x0a, filters.r0a, 0x10); // filter bandwidth, coarse
    await this.#mask(0x0b, filters.r0b, 0xef); // high-pass stages (6, 5), low-pass code (3..0); 4 is the trigger
    this.intermediateHz = filters.intermediateHz;
    return filters.bandwidthHz;
  }

  async setGainMode(manual: boolean): Promise<void> {
    if (manual) {
      await this.setGain(0);
      return;
    }
    await this.#mask(0x05, 0x00, 0x10); // LNA gain automatic
    await this.#mask(0x07, 0x10, 0x10); // mixer gain automatic
    await this.#mask(0x0c, 0x0b, 0x9f); // VGA fixed at code 11, 26.5 dB
  }

  async setGain(tenthDb: number): Promise<number> {
    const steps = gainSteps(tenthDb);
    await this.#mask(0x0c, 0x08, 0x9f); // VGA fixed at code 8, 16.3 dB
    await this.#mask(0x05, 0x10 | steps.lna, 0x1f); // LNA manual (4), step (3..0)
    await this.#mask(0x07, steps.mixer, 0x1f); // mixer manual (4 off), step (3..0)
    return steps.tenthDb;
  }

  setIfGain(): Promise<number> {
    return noIfGain(this.label);
  }

  async standby(): Promise<void> {
    if (!this.#started) return;
    for (const [register, value] of standbyRegisters) await this.#write(register, value);
  }

  /** Finds the code at which the low-pass filters have their nominal width, at a known LO. */
  async #calibrate(): Promise<void> {
    let code = 0;
    for (let attempt = 0; attempt < 2; attempt++) {
      await this.#mask(0x0b, 0x60, 0x60); // high-pass corner of the calibration
      await this.#mask(0x0f, 0x04, 0x04); // calibration clock on
      await this.#mask(0x10, 0x00, 0x03); // no crystal capacitor
      const pll = await this.#setPll(calibrationLoHz);
      // Without an LO there is nothing to calibrate with: the filters keep their power-up code.
      if (!pll.lockBit) return;
      await this.#mask(0x0b, 0x10, 0x10); // trigger
      await this.#mask(0x0b, 0x00, 0x10);
      await this.#mask(0x0f, 0x00, 0x04); // calibration clock off
      code = (await this.#read(5))[4]! & 0x0f;
      if (code !== 0 && code !== 0x0f) break;
    }
    if (code === 0x0f) code = 0;
    await this.#mask(0x0a, 0x10 | code, 0x1f); // calibrated code, coarse bandwidth
    await this.#mask(0x0b, 0x6b, 0xef); // 6 MHz filters
    await this.#mask(0x07, 0x00, 0x80); // no image rejection trim
    await this.#mask(0x06, 0x10, 0x30); // filter gain +3 dB
    await this.#mask(0x1e, 0x60, 0x60); // filter extension at weak signals
    await this.#mask(0x05, 0x00, 0x80); // loop through on
    await this.#mask(0x1f, 0x00, 0x80); // loop through not attenuated
    await this.#mask(0x0f, 0x00, 0x80); // filter extension not at its widest
    await this.#mask(0x19, 0x60, 0x60); // polyphase filter current low
  }

  /** Detector thresholds and currents, then the AGC clocks: fast while it settles, slow after. */
  async #setLevels(): Promise<void> {
    await this.#mask(0x1d, 0xe5, 0xc7); // LNA take-over point
    await this.#mask(0x1c, 0x24, 0xf8); // mixer take-over point
    await this.#write(0x0d, 0x53); // LNA detector thresholds, high and low
    await this.#write(0x0e, 0x75); // mixer detector thresholds, high and low
    await this.#mask(0x05, 0x00, 0x60); // air input on, cable 1 off
    await this.#mask(0x06, 0x00, 0x08); // cable 2 off
    await this.#mask(0x11, 0x38, 0x38); // PLL charge pump current automatic
    await this.#mask(0x17, 0x30, 0x30); // divider current 150 uA
    await this.#mask(0x0a, 0x40, 0x60); // filter current low
    await this.#mask(0x1d, 0x00, 0x38); // LNA detector at its most sensitive…
    await this.#mask(0x1c, 0x00, 0x04); // …and the mixer's
    await this.#mask(0x06, 0x00, 0x40); // pre-detector off
    await this.#mask(0x1a, 0x30, 0x30); // AGC clock 250 Hz
    await this.#mask(0x1d, 0x18, 0x38); // LNA detector to its working point…
    await this.#mask(0x1c, 0x24, 0x04); // …and the mixer's
    await this.#mask(0x1e, 0x0e, 0x1f); // LNA discharge current
    await this.#mask(0x1a, 0x20, 0x30); // AGC clock 60 Hz
  }

  async #setBand(lo: number): Promise<void> {
    const band = bandFor(lo);
    await this.#mask(0x17, band.openDrain, 0x08);
    await this.#mask(0x1a, band.mux, 0xc3);
    await this.#write(0x1b, band.tracking);
    await this.#mask(0x10, 0x00, 0x0b); // crystal: no capacitor, full drive
    await this.#mask(0x08, 0x00, 0x3f); // image rejection: gain untouched
    await this.#mask(0x09, 0x00, 0x3f); // image rejection: phase untouched
  }

  async #setPll(lo: number): Promise<{ lockBit: boolean; inRange: boolean; actualLoHz: number }> {
    await this.#mask(0x1a, 0x00, 0x0c); // PLL automatic tuning at 128 kHz
    const word = pllWord(lo, this.#crystalHz);
    // The VCO reports whether it runs at the edge of its band: the next divider moves it to the middle.
    const fine = ((await this.#read(5))[4]! >> 4) & 3;
    const middle = this.#address === r828dAddress ? 1 : 2;
    const dividerCode = word.dividerCode + Math.sign(middle - fine);
    // The integer counter of the R828D goes further: its crystal may be slower.
    if (word.integer > (this.#address === r828dAddress ? 127 : 63))
      throw new Fault('invalid', `The ${this.label} can't tune its oscillator to ${String(lo / 1e6)} MHz.`, {
        hint: `Tune between ${String(this.tuningHz.min / 1e6)} and ${String(this.tuningHz.max / 1e6)} MHz.`,
      });
    const shadow = this.#shadow;
    await this.#writeRun(0x10, [
      (shadow[0x10 - firstRegister]! & 0x0f) | ((dividerCode << 5) & 0xe0), // divider (7..5), not doubled (4)
      shadow[0x11 - firstRegister]!,
      // VCO current at its normal value (7..5); sigma-delta on (3 off) unless the fraction is zero
      (shadow[0x12 - firstRegister]! & 0x17) | 0x80 | (word.fraction === 0 ? 0x08 : 0x00),
      shadow[0x13 - firstRegister]!,
      integerRegister(word.integer),
      word.fraction & 0xff,
      word.fraction >> 8,
    ]);
    let lockBit = await this.#lockBit();
    if (!lockBit) {
      await this.#mask(0x12, 0x60, 0xe0); // more VCO current, and a second look
      lockBit = await this.#lockBit();
    }
    if (lockBit) await this.#mask(0x1a, 0x08, 0x08); // automatic tuning slowed to 8 kHz
    return { lockBit, inRange: word.inRange, actualLoHz: loHz(word, this.#crystalHz) };
  }

  async #lockBit(): Promise<boolean> {
    return ((await this.#read(3))[2]! & 0x40) !== 0;
  }

  async #plainInput(hz: number): Promise<void> {
    await this.#mask(0x05, hz > airInputAboveHz ? 0x00 : 0x60, 0x60); // air input off (5), cable 1 on (6)
  }

  /** The Blog V4 has three antenna filters on three inputs, and a notch against broadcast stations. */
  async #v4Input(hz: number): Promise<void> {
    await this.#mask(0x17, v4Notch(hz), 0x08);
    const input = v4Inputs(hz);
    if (input === this.#input) return;
    this.#input = input;
    await this.#mask(0x06, input === 'hf' ? 0x08 : 0x00, 0x08); // cable 2: HF through the upconverter
    await this.#registers.gpioOutput(5);
    await this.#registers.gpioLevel(5, input !== 'hf'); // the upconverter is on while GPIO5 is low
    await this.#mask(0x05, input === 'vhf' ? 0x40 : 0x00, 0x40); // cable 1: VHF
    await this.#mask(0x05, input === 'uhf' ? 0x00 : 0x20, 0x20); // air input (0 is on): UHF
  }

  /** Reads `length` registers from register 0; the wire carries every byte bit-reversed. */
  async #read(length: number): Promise<Uint8Array> {
    await this.#registers.i2cWrite(this.#address, Uint8Array.of(0));
    const data = await this.#registers.i2cRead(this.#address, length);
    if (data.length < length)
      throw new Fault('device-lost', 'The tuner gave a short answer.', { hint: 'Plug the radio in again.' });
    return data.map(reverseBits);
  }

  async #mask(register: number, value: number, mask: number): Promise<void> {
    const old = this.#shadow[register - firstRegister]!;
    await this.#write(register, (old & ~mask) | (value & mask));
  }

  /** Writes one register unless it holds the value already. */
  async #write(register: number, value: number): Promise<void> {
    await this.#writeRun(register, [value & 0xff]);
  }

  async #writeRun(first: number, values: readonly number[]): Promise<void> {
    const at = first - firstRegister;
    if (values.every((value, index) => this.#shadow[at + index] === value)) return;
    await this.#registers.i2cWriteRun(this.#address, first, Uint8Array.from(values));
    this.#shadow.set(values, at);
  }
}

function reverseBits(byte: number): number {
  let value = ((byte & 0xf0) >> 4) | ((byte & 0x0f) << 4);
  value = ((value & 0xcc) >> 2) | ((value & 0x33) << 2);
  return ((value & 0xaa) >> 1) | ((value & 0x55) << 1);
}
