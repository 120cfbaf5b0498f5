/** The 256-byte EEPROM: ids, and the USB strings by which sticks are told apart. It needs no I2C repeater. */
import { Fault } from '../../../contract/fault.ts';
import type { Registers } from './registers.ts';

const eepromAddress = 0xa0;
export const eepromBytes = 256;
const stringsAt = 9;
/** What USB allows for the three strings here: they share the bytes up to where infrared settings begin. */
const stringsEnd = 0x78;

/** Reads `length` bytes from `offset`, one at a time: the chip gives the next one at each read. */
export async function readEeprom(registers: Registers, offset: number, length: number): Promise<Uint8Array> {
  if (offset < 0 || length < 0 || offset + length > eepromBytes)
    throw new Fault('invalid', 'The EEPROM has 256 bytes.', { hint: 'Read inside 0 to 255.' });
  const bytes = new Uint8Array(length);
  await registers.i2cWrite(eepromAddress, Uint8Array.of(offset));
  for (let at = 0; at < length; at++) bytes[at] = (await registers.i2cRead(eepromAddress, 1))[0] ?? 0;
  return bytes;
}

/** Writes what differs, byte by byte, waiting for each to be burnt, and reads it back. */
export async function writeEeprom(registers: Registers, offset: number, data: Uint8Array): Promise<void> {
  const before = await readEeprom(registers, offset, data.length);
  for (const [at, value] of data.entries()) {
    if (before[at] === value) continue;
    await registers.i2cWrite(eepromAddress, Uint8Array.of(offset + at, value));
    // A 24C02 takes up to 5 ms to burn a byte and does not answer meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 6));
  }
  const after = await readEeprom(registers, offset, data.length);
  if (!data.every((value, at) => after[at] === value))
    throw new Fault('unsupported', 'The EEPROM did not keep what was written: it is write-protected.', {
      hint: 'Some sticks protect it with a solder bridge; the serial can not be changed there.',
    });
}

/** Whether these are the bytes of an RTL2832U's EEPROM. */
export function isStickImage(image: Uint8Array): boolean {
  return image.length === eepromBytes && image[0] === 0x28 && image[1] === 0x32;
}

/** The image with another serial number (1 to 32 printable ASCII characters), everything else as it was. */
export function withSerial(image: Uint8Array, serial: string): Uint8Array {
  if (!isStickImage(image))
    throw new Fault('unsupported', 'This EEPROM has no RTL2832U content.', {
      hint: 'The stick has no EEPROM or an erased one; its serial can not be changed.',
    });
  if (!/^[!-~]{1,32}$/.test(serial))
    throw new Fault('invalid', 'A serial number has 1 to 32 letters, digits or signs.', {
      hint: 'Leave out spaces and accents.',
    });
  let at = stringsAt;
  for (let skipped = 0; skipped < 2; skipped++) {
    const length = image[at]!;
    if (length < 2 || image[at + 1] !== 3 || at + length > stringsEnd)
      throw new Fault('corrupt', 'The strings in the EEPROM are damaged.', {
        hint: "Keep the backup; write the strings with the maker's tool first.",
      });
    at += length;
  }
  if (at + 2 + 2 * serial.length > stringsEnd)
    throw new Fault('invalid', 'This serial number does not fit beside the other strings.', {
      hint: 'Choose a shorter one.',
    });
  const changed = Uint8Array.from(image);
  // The second byte after the ids says whether the serial number is used.
  changed[6] = 0xa5;
  changed[at] = 2 + 2 * serial.length;
  changed[at + 1] = 3;
  for (let index = 0; index < serial.length; index++) {
    changed[at + 2 + 2 * index] = serial.charCodeAt(index);
    changed[at + 3 + 2 * index] = 0;
  }
  return changed;
}
