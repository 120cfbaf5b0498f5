/** The driver of a kind of USB radio: lists, and opens each radio once. */
import { Fault } from '../../../contract/fault.ts';
import type { Driver } from '../receiver.ts';
import type { UsbBus } from '../transport.ts';
import { findRadio, namedRadios, type OpenedRadio, type RadioKind } from './kind.ts';
import { openUsbReceiver } from './usbreceiver.ts';

/** A driver over a USB bus, real or simulated. */
export function makeUsbDriver<Radio extends OpenedRadio>(usb: UsbBus, kind: RadioKind<Radio>): Driver {
  /** Ports of the radios that this driver has open. */
  const open = new Set<string>();
  return {
    name: kind.driver,
    async list() {
      return (await namedRadios(usb, kind)).map((named) => {
        const info = kind.listed(named, usb.simulated);
        return open.has(named.device.port)
          ? { ...info, available: false, problem: 'It is in use here.', hint: 'Close it first.' }
          : info;
      });
    },
    async open(id) {
      const named = await findRadio(usb, kind, id);
      const { port, problem, hint } = named.device;
      if (open.has(port))
        throw new Fault('busy', `The radio ${named.id} is already open in this program.`, {
          hint: 'Close it where it is used, then open it here.',
          data: { processId: process.pid },
        });
      open.add(port);
      const released = (): void => void open.delete(port);
      try {
        return await openUsbReceiver(usb, kind, named, released);
      } catch (error) {
        released();
        // What the list knew already explains more than the error of opening does.
        if (error instanceof Fault && problem !== undefined && ['busy', 'permission'].includes(error.code))
          throw new Fault(error.code, problem, { hint, cause: error });
        throw error;
      }
    },
  };
}
