/** Names of USB radios: `DRIVER:SERIAL`, and `DRIVER:SERIAL@BUS-PORT` where serial numbers repeat. */
import { Fault } from '../../../contract/fault.ts';
import type { UsbDevice } from '../transport.ts';

export interface NamedDevice {
  readonly id: string;
  readonly serial: string;
  readonly device: UsbDevice;
}

/** Gives every device its name. Those with a serial of their own keep the short form. */
export function nameDevices(driver: string, devices: readonly UsbDevice[]): NamedDevice[] {
  const count = new Map<string, number>();
  for (const { serial = '' } of devices) count.set(serial, (count.get(serial) ?? 0) + 1);
  return devices.map((device) => {
    const serial = device.serial ?? '';
    const unique = serial !== '' && count.get(serial) === 1;
    return { id: `${driver}:${serial}${unique ? '' : `@${device.port}`}`, serial, device };
  });
}

/**
 * The device a name means. The long form is always understood; the short one while only one device has the
 * serial, or where it is the end of one serial only. Throws Fault 'not-found', or 'invalid' where several fit.
 */
export function findDevice(driver: string, id: string, devices: readonly UsbDevice[]): NamedDevice {
  const named = nameDevices(driver, devices);
  const wanted = id.slice(driver.length + 1);
  const at = wanted.lastIndexOf('@');
  const serial = at < 0 ? wanted : wanted.slice(0, at);
  const port = at < 0 ? undefined : wanted.slice(at + 1);
  const here = named.filter((entry) => port === undefined || entry.device.port === port);
  const exact = here.filter((entry) => entry.serial === serial);
  const fitting =
    exact.length > 0 || serial === '' ? exact : here.filter((entry) => entry.serial.endsWith(serial));
  const [only, ...others] = fitting;
  if (!only)
    throw new Fault('not-found', `No radio called '${id.slice(0, 80)}' is plugged in.`, {
      hint:
        named.length === 0
          ? 'Plug it in, then list the radios again.'
          : `There is ${named.map((entry) => entry.id).join(', ')}.`,
    });
  if (others.length > 0)
    throw new Fault('invalid', `'${id.slice(0, 80)}' fits ${fitting.length} radios.`, {
      hint: `Say which: ${fitting.map((entry) => entry.id).join(' or ')}.`,
    });
  return only;
}
