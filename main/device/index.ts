/** The room's face: every kind of radio under one interface, found and opened by name. */
import { Fault } from '../../contract/fault.ts';
import type { Driver, Receiver } from './receiver.ts';
import { airspyDriver } from './airspy/index.ts';
import { airspyhfDriver } from './airspyhf/index.ts';
import { usbBus } from './bus/choice.ts';
import { withPlugging } from './bus/plugging.ts';
import { fileDriver } from './file/index.ts';
import { hackrfDriver } from './hackrf/index.ts';
import { rtlsdrDriver } from './rtlsdr/index.ts';
import { rtltcpDriver } from './rtltcp/index.ts';
import { simulatedDriver } from './simulated/index.ts';
import type { UsbBus } from './transport.ts';

export type { Driver, MemoryWish, Receiver, SampleSink } from './receiver.ts';
export { fileSource, inspectFile, parseFileName } from './file/index.ts';
export { sceneTruth } from './simulated/index.ts';

/** The one place where the kinds of radios are listed. A new driver is a line here (docs/how-to-add-a-radio.md). */
export function makeDrivers(usb: UsbBus = usbBus()): Driver[] {
  const overUsb = [rtlsdrDriver(usb), hackrfDriver(usb), airspyDriver(usb), airspyhfDriver(usb)];
  return [simulatedDriver, fileDriver, rtltcpDriver, ...overUsb.map((driver) => withPlugging(driver, usb))];
}

/** Opens a radio by its name. Throws Fault 'invalid' for a name of no known kind, else what its driver throws. */
export async function openRadio(id: string, drivers: readonly Driver[] = makeDrivers()): Promise<Receiver> {
  return driverOf(id, drivers).open(id);
}

/** The driver a radio's name belongs to: the part before the first colon. */
export function driverOf(id: string, drivers: readonly Driver[]): Driver {
  const kind = id.slice(0, Math.max(0, id.indexOf(':')));
  const driver = drivers.find((one) => one.name === kind);
  if (driver) return driver;
  throw new Fault('invalid', `'${id.slice(0, 80)}' names no kind of radio this program knows.`, {
    hint: `A radio's name begins with ${drivers.map((one) => `${one.name}:`).join(', ')}.`,
  });
}
