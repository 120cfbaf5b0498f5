/** Fitipower FC0013: zero-IF, 22 MHz to 1.1 GHz, 24 gain codes. */
import { fc001xAddress, fcWord, outOfReach, settleVco, writeFcWord, type Divider } from './fc001x.ts';
import type { Registers } from './registers.ts';
import type { Tuned, Tuner, TunerBoard } from './tuner.ts';
import { noIfGain } from './nogain.ts';

/** r01..r15 at start. */
const initialRegisters = Uint8Array.of(
  ...[0x09, 0x16, 0x00, 0x00, 0x17, 0x02, 0x2a, 0xff, 0x6e, 0xb8, 0x82],
  ...[0xfe, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x50, 0x01],
);

const dividers: readonly Divider[] = [
  { belowHz: 37_084_000, divider: 96, r05: 0x82, r06: 0x00 },
  { belowHz: 55_625_000, divider: 64, r05: 0x02, r06: 0x02 },
  { belowHz: 74_167_000, divider: 48, r05: 0x42, r06: 0x00 },
  { belowHz: 111_250_000, divider: 32, r05: 0x82, r06: 0x02 },
  { belowHz: 148_334_000, divider: 24, r05: 0x22, r06: 0x00 },
  { belowHz: 222_500_000, divider: 16, r05: 0x42, r06: 0x02 },
  { belowHz: 296_667_000, divider: 12, r05: 0x12, r06: 0x00 },
  { belowHz: 445_000_000, divider: 8, r05: 0x22, r06: 0x02 },
  { belowHz: 593_334_000, divider: 6, r05: 0x0a, r06: 0x00 },
  { belowHz: 950_000_000, divider: 4, r05: 0x12, r06: 0x02 },
  { belowHz: Infinity, divider: 2, r05: 0x0a, r06: 0x02 },
];

/** VHF tracking filter, r1d bits 4..2, by highest frequency. */
const vhfTracks: readonly (readonly [number, number])[] = [
  [177_500_000, 0x1c],
  [184_500_000, 0x18],
  [191_500_000, 0x14],
  [198_500_000, 0x10],
  [205_500_000, 0x0c],
  [219_500_000, 0x08],
  [299_999_999, 0x04],
];
const noTrack = 0x1c;
const uhfFromHz = 300_000_000;

/** [gain in tenths of dB, r14 bits 4..0], ascending. */
const gainCodes: readonly (readonly [number, number])[] = [
  ...([
    [-99, 0x02],
    [-73, 0x03],
    [-65, 0x05],
    [-63, 0x04],
    [-60, 0x07],
    [-58, 0x01],
  ] as const),
  ...([
    [-54, 0x06],
    [58, 0x0f],
    [61, 0x0e],
    [63, 0x0d],
    [65, 0x0c],
    [67, 0x0b],
  ] as const),
  ...([
    [68, 0x0a],
    [70, 0x09],
    [71, 0x08],
    [179, 0x17],
    [181, 0x16],
    [182, 0x15],
  ] as const),
  ...([
    [184, 0x14],
    [186, 0x13],
    [188, 0x12],
    [191, 0x11],
    [197, 0x10],
  ] as const),
];

export class Fc0013 implements Tuner {
  readonly kind = 'FC0013';
  readonly label = 'FC0013';
  readonly tuningHz = { min: 22_000_000, max: 1_100_000_000 };
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
    const vhf = hz < uhfFromHz;
    await this.#mask(0x1d, vhfTracks.find(([to]) => hz <= to)?.[1] ?? noTrack, 0x1c); // VHF tracking filter
    await this.#mask(0x07, vhf ? 0x10 : 0x00, 0x10); // VHF filter on
    await this.#mask(0x14, vhf ? 0x00 : 0x40, 0xe0); // UHF path (6) on, GPS path (5) off
    const word = fcWord(hz, this.#crystalHz, dividers);
    if (!word) throw outOfReach(this.label, hz);
    await writeFcWord(this.#registers, word);
    await this.#mask(0x11, word.divider === 64 ? 0x04 : 0x00, 0x04); // the divider by 64 has a bit of its own
    await settleVco(this.#registers, word);
    return { actualHz: word.actualHz, locked: true };
  }

  setBandwidth(): Promise<number> {
    return Promise.resolve(6_000_000);
  }

  async setGainMode(manual: boolean): Promise<void> {
    await this.#mask(0x0d, manual ? 0x08 : 0x00, 0x08); // LNA gain by hand
    await this.#registers.i2cWriteRegister(fc001xAddress, 0x13, 0x0a); // mixer and IF gain fixed
  }

  /** Takes the next gain at or above the wanted one. */
  async setGain(tenthDb: number): Promise<number> {
    const [gain, code] = gainCodes.find(([value]) => value >= tenthDb) ?? gainCodes[gainCodes.length - 1]!;
    await this.#mask(0x14, code, 0x1f); // LNA gain (4..0)
    return gain;
  }

  setIfGain(): Promise<number> {
    return noIfGain(this.label);
  }

  /** It has no sleep mode. */
  standby(): Promise<void> {
    return Promise.resolve();
  }

  async #mask(register: number, value: number, mask: number): Promise<void> {
    const old = await this.#registers.i2cReadRegister(fc001xAddress, register);
    await this.#registers.i2cWriteRegister(fc001xAddress, register, (old & ~mask & 0xff) | value);
  }
}
