/** Elonics E4000: zero-IF, 52 MHz to 2.2 GHz with a gap around 1.1 to 1.25 GHz where its PLL does not lock. */
import { Fault } from '../../../contract/fault.ts';
import type { Registers } from './registers.ts';
import type { Tuned, Tuner, TunerBoard } from './tuner.ts';
import {
  channelFilterKhz,
  gainsTenthDb,
  ifStages,
  initialSettings,
  lBandFilterMhz,
  lnaCodes,
  mixerFilterKhz,
  multipliers,
  rcFilterKhz,
  uhfBelowHz,
  uhfFilterMhz,
  vhf2BelowHz,
  vhf3BelowHz,
} from './e4000-tables.ts';

export const e4000Address = 0xc8;
/** Register 2. */
export const e4000Id = 0x40;

/** Above every band: what the chip is set for while no frequency is. */
const parkedHz = 4e9;

/** PLL registers for an LO in Hz. */
export function e4000Word(
  hz: number,
  crystalHz: number,
): { r0d: number; integer: number; fraction: number; actualHz: number } {
  const row = multipliers.find((entry) => hz < entry.belowHz) ?? multipliers[multipliers.length - 1]!;
  const vco = hz * row.times;
  const integer = Math.floor(vco / crystalHz);
  const fraction = Math.floor(((vco - integer * crystalHz) * 65536) / crystalHz);
  return {
    r0d: row.r0d,
    integer: integer & 0xff,
    fraction,
    actualHz: Math.floor((crystalHz * integer + Math.floor((crystalHz * fraction) / 65536)) / row.times),
  };
}

/** Index of the entry nearest to `wanted`; the first of equals. */
function nearest(table: readonly number[], wanted: number): number {
  let best = 0;
  for (let index = 1; index < table.length; index++)
    if (Math.abs(table[index]! - wanted) < Math.abs(table[best]! - wanted)) best = index;
  return best;
}

export class E4000 implements Tuner {
  readonly kind = 'E4000';
  readonly label = 'E4000';
  readonly tuningHz = { min: 52_000_000, max: 2_200_000_000 };
  readonly gainsTenthDb = gainsTenthDb;
  readonly ifGainsTenthDb = ifStages.map((stage) => stage.gainsDb.map((gain) => gain * 10));
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
    await this.#read(0x00); // the first access after power-up wakes the chip; its answer means nothing
    for (const [register, value] of initialSettings) await this.#write(register, value);
    await this.setGainMode(true);
    await this.setGainMode(false);
    for (const [stage, gain] of [6, 0, 0, 0, 9, 9].entries()) await this.setIfGain(stage + 1, gain * 10);
    await this.#filters(1900, 1000, 2150);
    await this.#mask(0x12, 0x00, 0x20); // channel filter in use (5 would bypass it)
    await this.#mask(0x2d, 0x00, 0x03); // DC correction: fixed
    await this.#mask(0x70, 0x00, 0x03); // DC correction in time off
    await this.#mask(0x71, 0x00, 0x03);
  }

  async tune(hz: number): Promise<Tuned> {
    const word = e4000Word(hz, this.#crystalHz);
    await this.#write(0x0d, word.r0d); // output divider
    await this.#write(0x09, word.integer);
    await this.#write(0x0a, word.fraction & 0xff);
    await this.#write(0x0b, word.fraction >> 8);
    // The band follows the LO as the PLL makes it. Without a frequency the chip is parked in the highest.
    await this.#band(word.actualHz === 0 ? parkedHz : word.actualHz);
    const locked = ((await this.#read(0x07)) & 0x01) !== 0;
    return { actualHz: word.actualHz, locked };
  }

  async setBandwidth(hz: number): Promise<number> {
    const khz = hz / 1000;
    return this.#filters(khz, khz, khz);
  }

  async setGainMode(manual: boolean): Promise<void> {
    await this.#mask(0x1a, manual ? 0x00 : 0x09, 0x0f); // AGC mode: serial (by hand), or LNA on its own
    await this.#mask(0x20, manual ? 0x00 : 0x01, 0x01); // mixer gain automatic
    if (!manual) await this.#mask(0x24, 0x00, 0x07); // LNA gain enhancement off
  }

  async setGain(tenthDb: number): Promise<number> {
    const mixer = tenthDb > 340 ? 120 : 40;
    const wanted = Math.min(300, tenthDb - mixer);
    const code = lnaCodes.find(([gain]) => gain === wanted)?.[1];
    if (code === undefined)
      throw new Fault('invalid', `The E4000 has no gain of ${String(tenthDb / 10)} dB.`, {
        hint: `Choose one of ${gainsTenthDb.map((gain) => String(gain / 10)).join(', ')} dB.`,
      });
    await this.#mask(0x14, code, 0x0f); // LNA gain
    await this.#mask(0x15, mixer === 120 ? 0x01 : 0x00, 0x01); // mixer gain 12 dB or 4 dB
    return wanted + mixer;
  }

  async setIfGain(stage: number, tenthDb: number): Promise<number> {
    const entry = ifStages[stage - 1];
    const gainDb = Math.trunc(tenthDb / 10);
    const code = entry?.gainsDb.indexOf(gainDb) ?? -1;
    if (!entry || code < 0)
      throw new Fault('invalid', `The E4000 has no IF stage ${String(stage)} with ${String(gainDb)} dB.`, {
        hint: 'Stages 1 to 6 have the gains the radio lists.',
      });
    await this.#mask(entry.register, code << entry.shift, entry.mask);
    return gainDb * 10;
  }

  async standby(): Promise<void> {
    await this.#mask(0x00, 0x00, 0x02); // normal mode off
  }

  /** Sets the three filters and returns the narrowest, Hz. */
  async #filters(mixerKhz: number, rcKhz: number, channelKhz: number): Promise<number> {
    const mixer = nearest(mixerFilterKhz, mixerKhz);
    const rc = nearest(rcFilterKhz, rcKhz);
    const channel = nearest(channelFilterKhz, channelKhz);
    await this.#mask(0x11, mixer << 4, 0xf0); // mixer filter
    await this.#mask(0x11, rc, 0x0f); // RC filter
    await this.#mask(0x12, channel, 0x1f); // channel filter
    return 1000 * Math.min(mixerFilterKhz[mixer]!, rcFilterKhz[rc]!, channelFilterKhz[channel]!);
  }

  async #band(hz: number): Promise<void> {
    const band = hz < vhf2BelowHz ? 0 : hz < vhf3BelowHz ? 1 : hz < uhfBelowHz ? 2 : 3;
    await this.#write(0x78, band === 3 ? 0x00 : 0x03); // bias: L band takes none
    // The band must pass through VHF II, else the chip keeps parts of the old one.
    await this.#mask(0x07, 0x00, 0x06);
    await this.#mask(0x07, band << 1, 0x06);
    const mhz = hz / 1e6;
    const filter = band === 2 ? nearest(uhfFilterMhz, mhz) : band === 3 ? nearest(lBandFilterMhz, mhz) : 0;
    await this.#mask(0x10, filter, 0x0f); // RF filter
  }

  async #read(register: number): Promise<number> {
    return this.#registers.i2cReadRegister(e4000Address, register);
  }

  async #write(register: number, value: number): Promise<void> {
    await this.#registers.i2cWriteRegister(e4000Address, register, value);
  }

  /** Registers mix settings with flags of the chip's own, so they are read before they are changed. */
  async #mask(register: number, value: number, mask: number): Promise<void> {
    const old = await this.#read(register);
    if ((old & mask) === value) return;
    await this.#write(register, (old & ~mask & 0xff) | value);
  }
}
