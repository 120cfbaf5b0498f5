/** Finds out which tuner a stick has, in the order that disturbs none of them. The I2C repeater is on. */
import { UsbError } from '../transport.ts';
import { v4Manufacturer, v4Product } from './blogv4.ts';
import { E4000, e4000Address, e4000Id } from './e4000.ts';
import { Fc0012, bandSwitchGpio } from './fc0012.ts';
import { Fc0013 } from './fc0013.ts';
import { fc0012Id, fc0013Id, fc001xAddress } from './fc001x.ts';
import { Fc2580, fc2580Address, fc2580Id } from './fc2580.ts';
import { R82xx, r820tAddress, r828dAddress, r82xxId } from './r82xx.ts';
import type { Registers } from './registers.ts';
import { nominalCrystalHz } from './rtl2832u-maths.ts';
import type { Tuner } from './tuner.ts';

/** A plain R828D has a crystal of its own; the one of the Blog V4 runs from the stick's 28.8 MHz. */
const plainR828dCrystalHz = 16_000_000;
/** Boards with FC2580 and FC0012 hold the tuner in reset with this pin. */
const tunerResetGpio = 4;

export interface Probed {
  readonly tuner: Tuner;
  /** The crystal of the tuner where it is not the stick's. */
  readonly ownCrystalHz: number | undefined;
}

/** The tuner, or undefined where none answers (the stick can still sample its inputs directly). */
export async function probe(
  registers: Registers,
  strings: { manufacturer: string; product: string },
): Promise<Probed | undefined> {
  const board = { registers, crystalHz: nominalCrystalHz };
  const known = (tuner: Tuner): Probed => ({ tuner, ownCrystalHz: undefined });

  if ((await identify(registers, e4000Address, 0x02)) === e4000Id) return known(new E4000(board));
  if ((await identify(registers, fc001xAddress, 0x00)) === fc0013Id) return known(new Fc0013(board));
  if ((await identify(registers, r820tAddress, 0x00)) === r82xxId)
    return known(new R82xx(registers, 'R820T', nominalCrystalHz));
  if ((await identify(registers, r828dAddress, 0x00)) === r82xxId) {
    if (strings.manufacturer === v4Manufacturer && strings.product === v4Product)
      return known(new R82xx(registers, 'Blog V4', nominalCrystalHz));
    return {
      tuner: new R82xx(registers, 'R828D', plainR828dCrystalHz),
      ownCrystalHz: plainR828dCrystalHz,
    };
  }

  await registers.gpioOutput(tunerResetGpio);
  await registers.gpioLevel(tunerResetGpio, true);
  await registers.gpioLevel(tunerResetGpio, false);
  const fc2580 = await identify(registers, fc2580Address, 0x01);
  if (fc2580 !== undefined && (fc2580 & 0x7f) === fc2580Id) return known(new Fc2580(board));
  if ((await identify(registers, fc001xAddress, 0x00)) === fc0012Id) {
    await registers.gpioOutput(bandSwitchGpio);
    return known(new Fc0012(board));
  }
  return undefined;
}

/** Reads an identification register; undefined where nothing answers at that address. */
async function identify(registers: Registers, device: number, register: number): Promise<number | undefined> {
  try {
    return await registers.i2cReadRegister(device, register);
  } catch (error) {
    if (error instanceof UsbError && error.code === 'stall') return undefined;
    throw error;
  }
}
