/** RTL-SDR sticks over USB: the driver the rest of the program sees. */
import { Fault } from '../../../contract/fault.ts';
import type { Driver } from '../receiver.ts';
import type { UsbBus } from '../transport.ts';
import { withFaults } from '../bus/faults.ts';
import { findDevice, nameDevices } from '../bus/names.ts';
import { isRtlSdr } from './ids.ts';
import { radioInfo } from './info.ts';
import { openReceiver } from './receiver.ts';
import { rewriteStick } from './rewrite.ts';

/** The driver named 'rtlsdr' over a USB bus, real or simulated. */
export function rtlsdrDriver(usb: UsbBus): Driver {
  /** Ports of the sticks that this driver has open. */
  const open = new Set<string>();
  return {
    name: 'rtlsdr',
    list: () =>
      withFaults('The USB bus', async () =>
        nameDevices('rtlsdr', await usb.list(isRtlSdr)).map((named) => {
          const info = radioInfo(named, usb.simulated);
          return open.has(named.device.port)
            ? {
                ...info,
                available: false,
                problem: 'It is in use here.',
                hint: 'Close it first.',
              }
            : info;
        }),
      ),
    async rewriteMemory(id, wish, keep) {
      const sticks = await withFaults('The USB bus', () => usb.list(isRtlSdr));
      await rewriteStick(usb, findDevice('rtlsdr', id, sticks), wish, keep);
    },
    async open(id) {
      const named = findDevice('rtlsdr', id, await withFaults('The USB bus', () => usb.list(isRtlSdr)));
      const { port, problem, hint } = named.device;
      if (open.has(port))
        throw new Fault('busy', `The radio ${named.id} is already open in this program.`, {
          hint: 'Close it where it is used, then open it here.',
          data: { processId: process.pid },
        });
      open.add(port);
      const released = (): void => void open.delete(port);
      try {
        return await openReceiver(usb, named, released);
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
