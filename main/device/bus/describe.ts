/** What is known of a device that is not open: its strings, and why it can't be opened. */
import type { UsbDevice, UsbHandle } from '../transport.ts';
import { openTrouble, systemFindings } from './doctor.ts';
import { usbError } from './errors.ts';
import { LibusbHandle } from './handle.ts';
import { linuxFacts } from './linux.ts';
import type { NativeDevice } from './native.ts';

/** A device of the package `usb`, as far as it is looked at here. */
export interface ListedDevice extends NativeDevice {
  readonly busNumber: number;
  readonly deviceAddress: number;
  readonly portNumbers: number[] | undefined;
  readonly deviceDescriptor: {
    readonly idVendor: number;
    readonly idProduct: number;
    readonly bcdDevice: number;
    readonly iManufacturer: number;
    readonly iProduct: number;
    readonly iSerialNumber: number;
  };
  open(): void;
}

type Strings = Pick<UsbDevice, 'manufacturer' | 'product' | 'serial'>;

/** Strings of devices that were free once: while in use they can't be read on systems that don't keep them. */
const remembered = new Map<string, Strings>();

/** What needs no opening and no file: ids and place. */
export function identify(device: ListedDevice): UsbDevice {
  const { idVendor, idProduct, bcdDevice } = device.deviceDescriptor;
  return {
    vendorId: idVendor,
    productId: idProduct,
    bcdDevice,
    port: `${String(device.busNumber)}-${(device.portNumbers ?? []).join('.')}`,
    address: device.deviceAddress,
  };
}

/** Reads the strings where the system keeps them; else opens the device for a moment, if nobody has it. */
export async function describe(device: ListedDevice): Promise<UsbDevice> {
  const known = identify(device);
  const facts = linuxFacts(known.port, { ...known, bus: device.busNumber });
  if (facts) {
    const { manufacturer, product, serial } = facts;
    return { ...known, ...present({ manufacturer, product, serial }), ...systemFindings(facts) };
  }
  const key = `${known.port} ${String(known.address)} ${String(known.vendorId)} ${String(known.productId)}`;
  const before = remembered.get(key);
  if (before) return { ...known, ...before };
  if (device.interfaces) return known;
  try {
    device.open();
  } catch (error) {
    return { ...known, ...openTrouble(usbError(error)) };
  }
  const handle = new LibusbHandle(device, known);
  try {
    const { iManufacturer, iProduct, iSerialNumber } = device.deviceDescriptor;
    const strings = present({
      manufacturer: await readString(handle, iManufacturer),
      product: await readString(handle, iProduct),
      serial: await readString(handle, iSerialNumber),
    });
    remembered.set(key, strings);
    return { ...known, ...strings };
  } finally {
    await handle.close();
  }
}

function present(strings: { [Name in keyof Strings]: string | undefined }): Strings {
  const { manufacturer, product, serial } = strings;
  return {
    ...(manufacturer === undefined ? {} : { manufacturer }),
    ...(product === undefined ? {} : { product }),
    ...(serial === undefined ? {} : { serial }),
  };
}

async function readString(handle: UsbHandle, index: number): Promise<string | undefined> {
  if (index === 0) return undefined;
  try {
    return await handle.stringDescriptor(index);
  } catch {
    // Devices may lie about having a string; they are usable without it.
    return undefined;
  }
}
