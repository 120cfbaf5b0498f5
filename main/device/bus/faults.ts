/** What a user is told of USB errors. */
import { Fault } from '../../../contract/fault.ts';
import { UsbError } from '../transport.ts';

const sentences: Readonly<Record<UsbError['code'], { code: Fault['code']; message: string; hint: string }>> =
  {
    stall: {
      code: 'unsupported',
      message: 'refused a request that this program relies on',
      hint: 'Unplug it and plug it in again; if it stays so, update its firmware.',
    },
    'no-device': {
      code: 'device-lost',
      message: 'is no longer plugged in',
      hint: 'Plug it in again, directly or at another cable or hub.',
    },
    timeout: {
      code: 'timeout',
      message: 'does not answer',
      hint: 'Unplug it and plug it in again, directly at the computer.',
    },
    busy: {
      code: 'busy',
      message: 'is used by another program',
      hint: 'Close the other program, then try again.',
    },
    access: {
      code: 'permission',
      message: 'may not be used by you',
      hint: 'Install the udev rules that come with Wavekeep, then plug the radio in again.',
    },
    'not-found': {
      code: 'not-found',
      message: 'is not plugged in',
      hint: 'Plug it in, then list the radios again.',
    },
    overflow: {
      code: 'internal',
      message: 'sent more than it was asked for',
      hint: 'Unplug it and plug it in again.',
    },
    unsupported: {
      code: 'unsupported',
      message: 'can not be used through the driver that the operating system gave it',
      hint: 'On Windows install the WinUSB driver for it (for example with Zadig).',
    },
    io: {
      code: 'device-lost',
      message: 'had a transmission error',
      hint: 'Try another cable or a port directly at the computer.',
    },
  };

/** Turns what a transport threw into a Fault about the radio called `label`; other errors pass unchanged. */
export function usbFault(error: unknown, label: string): unknown {
  if (!(error instanceof UsbError)) return error;
  const { code, message, hint } = sentences[error.code];
  return new Fault(code, `${label} ${message} (${error.message})`, { hint, cause: error });
}

/** Runs `work`; USB errors come out as Faults about `label`. */
export async function withFaults<T>(label: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw usbFault(error, label);
  }
}
