/** What FC0012 and FC0013 have in common: the PLL with its dividers and the choice between two VCOs. */
import { Fault } from '../../../contract/fault.ts';
import type { Registers } from './registers.ts';

/** I2C address of both, and what register 0 says. */
export const fc001xAddress = 0xc6;
export const fc0012Id = 0xa1;
export const fc0013Id = 0xa3;

/** Output divider by frequency: VCO = f * divider. */
export interface Divider {
  readonly belowHz: number;
  readonly divider: number;
  /** r05: divider selection, bits 7..3. */
  readonly r05: number;
  /** r06 bit 1: divider selection. */
  readonly r06: 0x00 | 0x02;
}

/** The VCO with the higher range serves from here on. */
const highVcoFromHz = 3_060_000_000;

/** r01 to r06 for a frequency. */
export interface FcWord {
  /** r01: swallow counter. */
  readonly a: number;
  /** r02: main counter. */
  readonly p: number;
  /** r03, r04: sigma-delta fraction, 16 bits. */
  readonly fraction: number;
  readonly r05: number;
  readonly r06: number;
  readonly divider: number;
  readonly highVco: boolean;
  readonly actualHz: number;
}

/** The PLL word for `hz`, or undefined where the counters don't reach. Crystal in Hz; half of it is compared. */
export function fcWord(hz: number, crystalHz: number, dividers: readonly Divider[]): FcWord | undefined {
  const half = Math.floor(crystalHz / 2);
  const choice = dividers.find((row) => hz < row.belowHz) ?? dividers[dividers.length - 1]!;
  const vcoHz = hz * choice.divider;
  const highVco = vcoHz >= highVcoFromHz;
  const whole = Math.floor(vcoHz / half);
  const rest = vcoHz - whole * half;
  const rounded = whole + (rest >= half / 2 ? 1 : 0);
  let p = Math.floor(rounded / 8);
  let a = rounded - 8 * p;
  // The swallow counter must count at least two.
  if (a < 2) {
    a += 8;
    p = (p - 1) & 0xff;
  }
  // The main counter ends at 31; what is beyond it the swallow counter may take (in its 8 bits).
  if (p > 0x1f) {
    a = (a + 8 * (p - 0x1f)) & 0xff;
    p = 0x1f;
  }
  if (p < 0x0b || a > 0x0f) return undefined;
  // Fraction in kHz resolution: signed, because the counters were rounded.
  let fraction = Math.floor((Math.floor(rest / 1000) << 15) / Math.floor(half / 1000));
  const signed = fraction >= 16384 ? fraction - 32768 : fraction;
  if (fraction >= 16384) fraction += 32768;
  return {
    a,
    p,
    fraction: fraction & 0xffff,
    r05: choice.r05 | 0x07, // all clock outputs on
    // bandwidth 6 MHz (7), clock output fixed (5), VCO (3), divider (1)
    r06: 0x80 | 0x20 | (highVco ? 0x08 : 0x00) | choice.r06,
    divider: choice.divider,
    highVco,
    actualHz: ((a + 8 * p + signed / 32768) * half) / choice.divider,
  };
}

/** Writes r01..r06. */
export async function writeFcWord(registers: Registers, word: FcWord): Promise<void> {
  const values = [word.a, word.p, word.fraction >> 8, word.fraction & 0xff, word.r05, word.r06];
  for (const [index, value] of values.entries())
    await registers.i2cWriteRegister(fc001xAddress, index + 1, value);
}

/** Calibrates the VCO and swaps it for the other when its control voltage (r0e) sits at the edge. */
export async function settleVco(registers: Registers, word: FcWord): Promise<void> {
  await calibrate(registers);
  await registers.i2cWriteRegister(fc001xAddress, 0x0e, 0x00);
  const voltage = (await registers.i2cReadRegister(fc001xAddress, 0x0e)) & 0x3f;
  const swap = word.highVco ? voltage > 0x3c : voltage < 0x02;
  if (!swap) return;
  await registers.i2cWriteRegister(fc001xAddress, 0x06, word.r06 ^ 0x08);
  await calibrate(registers);
}

async function calibrate(registers: Registers): Promise<void> {
  await registers.i2cWriteRegister(fc001xAddress, 0x0e, 0x80); // VCO calibration on
  await registers.i2cWriteRegister(fc001xAddress, 0x0e, 0x00); // and off: it runs by itself
}

export function outOfReach(chip: string, hz: number): Fault {
  return new Fault('invalid', `The ${chip} can't tune to ${String(hz / 1e6)} MHz.`, {
    hint: 'Choose a frequency inside the range the radio lists.',
  });
}
