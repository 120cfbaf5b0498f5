/** The transport over libusb: the only file that knows the package `usb`, and it loads it at the first use. */
import type { Device, usb as Libusb } from 'usb';
import { Fault } from '../../contract/fault.ts';
import { describe, identify } from './bus/describe.ts';
import { usbError } from './bus/errors.ts';
import { withNeighbours } from './bus/doctor.ts';
import { LibusbHandle } from './bus/handle.ts';
import { isRadio } from './bus/radios.ts';
import { UsbError, type UsbBus, type UsbChange, type UsbDevice, type UsbHandle } from './transport.ts';

type Library = typeof Libusb;

let loading: Promise<Library> | undefined;

/** Throws Fault 'unsupported' where the addon is missing or does not load: everything else goes on without it. */
function library(): Promise<Library> {
  return (loading ??= load());
}

async function load(): Promise<Library> {
  try {
    const { usb } = await import('usb');
    // Without libusb the package is there, but has no devices and no calls.
    if (typeof usb.getDeviceList !== 'function') throw new Error('libusb could not be initialised');
    return usb;
  } catch (error) {
    const why = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
    throw new Fault('unsupported', `Radios on USB can not be used: the USB library does not load (${why}).`, {
      hint: 'Install Wavekeep again for this system. Files, rtl_tcp servers and simulated bands work without it.',
      cause: error,
    });
  }
}

/** Whether `other` is a radio on the same bus. */
function sharesBus({ busNumber, deviceDescriptor }: Device, device: Device): boolean {
  return busNumber === device.busNumber && isRadio(deviceDescriptor.idVendor, deviceDescriptor.idProduct);
}

/** The USB devices of this machine. */
export const libusbBus: UsbBus = {
  simulated: false,

  async list(wanted) {
    const usb = await library();
    const found: UsbDevice[] = [];
    const devices = usb.getDeviceList();
    for (const device of devices) {
      const { idVendor, idProduct } = device.deviceDescriptor;
      if (!wanted(idVendor, idProduct)) continue;
      const { problem, hint, ...known } = await describe(device);
      const others = devices.filter((other) => other !== device && sharesBus(other, device)).length;
      found.push({
        ...known,
        ...withNeighbours(
          { ...(problem === undefined ? {} : { problem }), ...(hint === undefined ? {} : { hint }) },
          others,
        ),
      });
    }
    return found;
  },

  async open(wanted): Promise<UsbHandle> {
    const usb = await library();
    const device = usb.getDeviceList().find((entry) => {
      const { port, address } = identify(entry);
      return port === wanted.port && address === wanted.address;
    });
    if (!device) throw new UsbError('not-found', `nothing is at port ${wanted.port} any more`);
    if (device.interfaces) throw new UsbError('busy', 'this program has it open already');
    try {
      device.open();
    } catch (error) {
      throw usbError(error);
    }
    return new LibusbHandle(device, wanted);
  },

  watch(listener) {
    let stopped = false;
    let unwatch = (): void => undefined;
    const tell = (kind: UsbChange['kind'], device: UsbDevice): void => {
      if (!stopped) listener({ kind, device });
    };
    const begin = async (): Promise<void> => {
      const usb = await library();
      if (stopped) return;
      const arrived = (device: Device): void => void describe(device).then((known) => tell('arrived', known));
      const left = (device: Device): void => tell('left', identify(device));
      usb.on('attach', arrived);
      usb.on('detach', left);
      // Waiting for a plug alone must not keep the process alive.
      usb.unrefHotplugEvents();
      unwatch = () => {
        usb.off('attach', arrived);
        usb.off('detach', left);
      };
    };
    // Without a library nothing is ever plugged in; `list` says why.
    begin().catch(() => undefined);
    return () => {
      stopped = true;
      unwatch();
    };
  },
};
