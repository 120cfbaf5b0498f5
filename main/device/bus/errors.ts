/** libusb's numbers in our words. Calls fail with LIBUSB_ERROR_* (negative), transfers with a status (positive). */
import { UsbError, type UsbErrorCode } from '../transport.ts';

const callCodes: Readonly<Record<number, UsbErrorCode>> = {
  [-1]: 'io',
  [-3]: 'access',
  [-4]: 'no-device',
  [-5]: 'not-found',
  [-6]: 'busy',
  [-7]: 'timeout',
  [-8]: 'overflow',
  [-9]: 'stall',
  [-12]: 'unsupported',
};
const transferCodes: Readonly<Record<number, UsbErrorCode>> = {
  1: 'io',
  2: 'timeout',
  4: 'stall',
  5: 'no-device',
  6: 'overflow',
};
/** Transfer status of one that was cancelled. */
export const cancelledStatus = 3;

/** The number libusb gave with an error, or undefined. */
export function errno(error: unknown): number | undefined {
  return typeof error === 'object' && error !== null && 'errno' in error && typeof error.errno === 'number'
    ? error.errno
    : undefined;
}

/** What a call or transfer of the package threw, as the transport's error. */
export function usbError(error: unknown): UsbError {
  if (error instanceof UsbError) return error;
  const number = errno(error);
  const code = number === undefined ? 'io' : (callCodes[number] ?? transferCodes[number] ?? 'io');
  const message = error instanceof Error ? error.message : String(error);
  return new UsbError(code, message, error);
}
