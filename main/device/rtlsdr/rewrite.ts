/** Changes what a stick's EEPROM holds: its serial number, or everything as it was kept before. */
import { Fault } from '../../../contract/fault.ts';
import { withFaults } from '../bus/faults.ts';
import type { NamedDevice } from '../bus/names.ts';
import type { MemoryWish } from '../receiver.ts';
import type { UsbBus } from '../transport.ts';
import { RtlSdr } from './device.ts';
import { eepromBytes, isStickImage, withSerial } from './eeprom.ts';

/**
 * Opens the stick, hands its 256 bytes to `keep`, and writes only when that has settled. Throws Fault 'invalid' for a
 * serial number that can't be, 'unsupported' where there is no EEPROM or it is protected; nothing is written then.
 */
export async function rewriteStick(
  usb: UsbBus,
  named: NamedDevice,
  wish: MemoryWish,
  keep: (before: Uint8Array) => Promise<void>,
): Promise<void> {
  await withFaults(`The RTL-SDR ${named.id}`, async () => {
    const radio = await RtlSdr.open(await usb.open(named.device));
    try {
      const before = await radio.readEeprom(0, eepromBytes);
      const after = 'serial' in wish ? withSerial(before, wish.serial) : checked(wish.image);
      await keep(before);
      await radio.writeEeprom(0, after);
    } finally {
      await radio.close();
    }
  });
}

function checked(image: Uint8Array): Uint8Array {
  if (isStickImage(image)) return image;
  throw new Fault('invalid', 'This is no copy of the EEPROM of an RTL-SDR.', {
    hint: `Choose a file of ${String(eepromBytes)} bytes that this program kept before.`,
  });
}
