/** Tells a driver's users when something was plugged in or pulled out. */
import type { Driver } from '../receiver.ts';
import type { UsbBus } from '../transport.ts';

/** udev gives a device to its user some time after the kernel has told of it. */
const settledMs = 1500;

/** The driver with `onChange`: at once at every change of the bus, and again when a new device has settled. */
export function withPlugging(driver: Driver, bus: UsbBus): Driver {
  return {
    ...driver,
    onChange(listener) {
      let timer: NodeJS.Timeout | undefined;
      const unwatch = bus.watch((change) => {
        listener();
        if (change.kind !== 'arrived') return;
        clearTimeout(timer);
        timer = setTimeout(listener, settledMs);
        timer.unref();
      });
      return () => {
        clearTimeout(timer);
        unwatch();
      };
    },
  };
}
