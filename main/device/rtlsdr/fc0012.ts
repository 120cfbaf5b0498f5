/** Fitipower FC0012: zero-IF, 22 to 948 MHz, fixed 6 MHz filter, five gains. */
import { fc001xAddress, fcWord, outOfReach, settleVco, writeFcWord, type Divider } from './fc001x.ts';
import type { Registers } from './registers.ts';
import type { Tuned, Tuner, TunerBoard } from './tuner.ts';
import { noIfGain } from './nogain.ts';

/** r01..r15 at start. */
const initialRegisters = Uint8Array.of(
  ...[0x05, 0x10, 0x00, 0x00, 0x0f, 0x00, 0x20, 0xff, 0x6e, 0xb8, 0x82],
  ...[0xfe, 0x02, 0x00, 0x00, 0x00, 0x00, 0x1f, 0x00, 0x00, 0x04],
);

const dividers: readonly Divider[] = [
  { belowHz: 37_084_000, divider: 96, r05: 0x82, r06: 0x00 },
  { belowHz: 55_625_000, divider: 64, r05: 0x82, r06: 0x02 },
  { belowHz: 74_167_000, divider: 48, r05: 0x42, r06: 0x00 },
  { belowHz: 111_250_000, divider: 32, r05: 0x42, r06: 0x02 },
  { belowHz: 148_334_000, divider: 24, r05: 0x22, r06: 0x00 },
  { belowHz: 222_500_000, divider: 16, r05: 0x22, r06: 0x02 },
  { belowHz: 296_667_000, divider: 12, r05: 0x12, r06: 0x00 },
  { belowHz: 445_000_000, divider: 8, r05: 0x12, r06: 0x02 },
  { belowHz: 593_334_000, divider: 6, r05: 0x0a, r06: 0x00 },
  { belowHz: Infinity, divider: 4, r05: 0x0a, r06: 0x02 },
];

/** [gain in tenths of dB, r13 bits 4..0], ascending. */
const gainCodes: readonly (readonly [number, number])[] = [
  [-99, 0x02],
  [-40, 0x00],
  [71, 0x08],
  [179, 0x17],
  [192, 0x10],
];

/** The board's band switch hangs on GPIO 6: low for VHF up to 300 MHz. */
export const bandSwitchGpio = 6;
const vhfToHz = 300_000_000;

export class Fc0012 implements Tuner {
  readonly kind = 'FC0012';
  readonly label = 'FC0012';
  readonly tuningHz = { min: 22_000_000, max: 948_000_000 };
  readonly gainsTenthDb = gainCodes.map(([gain]) => gain);
  readonly ifGainsTenthDb = [];
  readonly lowIf = false;
  readonly intermediateHz = 0;
  readonly #registers: Registers;
  #crystalHz: number;

  constructor(board: TunerBoard) {
    this.#registers = board.registers;
    this.#crystalHz = board.crystalHz;
  }

  setCrystal(hz: number): void {
    this.#crystalHz = hz;
  }

  async init(): Promise<void> {
    for (const [index, value] of initialRegisters.entries())
      await this.#registers.i2cWriteRegister(fc001xAddress, index + 1, value);
  }

  async tune(hz: number): Promise<Tuned> {
    await this.#registers.gpioLevel(bandSwitchGpio, hz > vhfToHz);
    const word = fcWord(hz, this.#crystalHz, dividers);
    if (!word) throw outOfReach(this.label, hz);
    await writeFcWord(this.#registers, word);
    await settleVco(this.#registers, word);
    return { actualHz: word.actualHz, locked: true };
  }

  setBandwidth(): Promise<number> {
    return Promise.resolve(6_000_000);
  }

  /** The chip has no automatic mode to leave or enter. */
  setGainMode(): Promise<void> {
    return Promise.resolve();
  }

  /** Takes the next gain at or below the wanted one. */
  async setGain(tenthDb: number): Promise<number> {
    const [gain, code] = gainCodes.findLast(([value]) => value <= tenthDb) ?? gainCodes[0]!;
    const old = await this.#registers.i2cReadRegister(fc001xAddress, 0x13);
    // LNA gain (4..0); the bits above stay
    await this.#registers.i2cWriteRegister(fc001xAddress, 0x13, (old & 0xe0) | code);
    return gain;
  }

  setIfGain(): Promise<number> {
    return noIfGain(this.label);
  }

  /** It has no sleep mode. */
  standby(): Promise<void> {
    return Promise.resolve();
  }
}
