/** The transport over libusb: the only file that knows the package `usb`. */
import { usb, type Device } from 'usb';
import { UsbError, type UsbBus, type UsbChange, type UsbDevice, type UsbHandle } from './transport.ts';
import { LibusbHandle } from './bus/handle.ts';
import { holderOf, linuxFacts } from './bus/linux.ts';
import { usbError } from './bus/errors.ts';

/** The USB devices of this machine. */
export const libusbBus: UsbBus = {
  simulated: false,

  async list(wanted) {
    const found: UsbDevice[] = [];
    for (const device of usb.getDeviceList()) {
      const { idVendor, idProduct } = device.deviceDescriptor;
      if (wanted(idVendor, idProduct)) found.push(await describe(device));
    }
    return found;
  },

  open(wanted) {
    const device = usb
      .getDeviceList()
      .find((entry) => portOf(entry) === wanted.port && entry.deviceAddress === wanted.address);
    if (!device)
      return Promise.reject(new UsbError('not-found', `nothing is at port ${wanted.port} any more`));
    if (device.interfaces) return Promise.reject(new UsbError('busy', 'this program has it open already'));
    try {
      device.open();
    } catch (error) {
      return Promise.reject(usbError(error));
    }
    return Promise.resolve<UsbHandle>(new LibusbHandle(device, wanted));
  },

  watch(listener) {
    const arrived = (device: Device): void => void tell('arrived', device, listener);
    const left = (device: Device): void => void tell('left', device, listener);
    usb.on('attach', arrived);
    usb.on('detach', left);
    // Waiting for a plug alone must not keep the process alive.
    usb.unrefHotplugEvents();
    return () => {
      usb.off('attach', arrived);
      usb.off('detach', left);
    };
  },
};

async function tell(
  kind: UsbChange['kind'],
  device: Device,
  listener: (change: UsbChange) => void,
): Promise<void> {
  listener({ kind, device: kind === 'left' ? bare(device) : await describe(device) });
}

function portOf(device: Device): string {
  const ports = (device.portNumbers as number[] | undefined) ?? [];
  return `${String(device.busNumber)}-${ports.join('.')}`;
}

function bare(device: Device): UsbDevice {
  const { idVendor, idProduct, bcdDevice } = device.deviceDescriptor;
  return {
    vendorId: idVendor,
    productId: idProduct,
    bcdDevice,
    port: portOf(device),
    address: device.deviceAddress,
  };
}

/** Reads the strings where the system keeps them; else opens the device for a moment, if nobody has it. */
async function describe(device: Device): Promise<UsbDevice> {
  const known = bare(device);
  const facts = linuxFacts(known.port, { ...known, bus: device.busNumber });
  if (facts) {
    const { manufacturer, product, serial } = facts;
    const strings = {
      ...(manufacturer === undefined ? {} : { manufacturer }),
      ...(product === undefined ? {} : { product }),
      ...(serial === undefined ? {} : { serial }),
    };
    if (!facts.mayOpen)
      return {
        ...known,
        ...strings,
        problem: 'You may not use this USB device: its device file belongs to another user.',
        hint: 'Install the udev rules that come with Wavekeep, then plug the radio in again.',
      };
    const holder = facts.kernelDriver === 'usbfs' ? holderOf(device.busNumber, known.address) : undefined;
    if (facts.kernelDriver === 'usbfs' && !device.interfaces)
      return {
        ...known,
        ...strings,
        problem: holder
          ? `The program ${holder.name} (process ${String(holder.processId)}) is using it.`
          : 'Another program is using it.',
        hint: 'Close that program, then try again.',
      };
    return { ...known, ...strings };
  }
  if (device.interfaces) return known;
  try {
    device.open();
  } catch (error) {
    return { ...known, ...problemOf(usbError(error)) };
  }
  const handle = new LibusbHandle(device, known);
  try {
    const { iManufacturer, iProduct, iSerialNumber } = device.deviceDescriptor;
    const manufacturer = await readString(handle, iManufacturer);
    const product = await readString(handle, iProduct);
    const serial = await readString(handle, iSerialNumber);
    return {
      ...known,
      ...(manufacturer === undefined ? {} : { manufacturer }),
      ...(product === undefined ? {} : { product }),
      ...(serial === undefined ? {} : { serial }),
    };
  } finally {
    await handle.close();
  }
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

function problemOf(error: UsbError): { problem: string; hint: string } {
  switch (error.code) {
    case 'access':
      return {
        problem: 'You may not use this USB device.',
        hint: 'Install the udev rules that come with Wavekeep, then plug the radio in again.',
      };
    case 'unsupported':
    case 'not-found':
      return {
        problem: 'The operating system gave it a driver that this program can not use.',
        hint: 'On Windows install the WinUSB driver for it (for example with Zadig).',
      };
    default:
      return {
        problem: `It can not be opened: ${error.message}.`,
        hint: 'Close programs that use it, or plug it in again.',
      };
  }
}
