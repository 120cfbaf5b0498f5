/** What a fault means to the person in front of the screen: a title and what can be done. */
import { Fault, type FaultCode } from '../contract/fault.ts';

export interface FaultText {
  title: string;
  message: string;
  /** What the user can do. */
  advice: string;
}

/** One sentence a code on what helps. The switch is exhaustive: a new code doesn't compile without one. */
export function adviceFor(code: FaultCode): string {
  switch (code) {
    case 'invalid':
      return 'Correct the value and try again.';
    case 'not-found':
      return 'Check that it is still there: plug the radio in again, or look for the file.';
    case 'busy':
      return 'Close the program that holds it, or stop what is running here, then try again.';
    case 'unsupported':
      return 'Choose another way: this machine or this radio cannot do that.';
    case 'permission':
      return 'Give your user access to it, then try again.';
    case 'unauthorised':
      return 'Open the address that the server printed when it started: it carries the key.';
    case 'device-lost':
      return 'Check the cable and the power of the radio; it is used again as soon as it is back.';
    case 'disk-full':
      return 'Free some space or choose another recording folder in Settings.';
    case 'corrupt':
      return 'Keep the file as it is and open a copy: its contents break its format.';
    case 'version':
      return 'Reload the window; if that does not help, install the same version on both sides.';
    case 'timeout':
      return 'Check that the radio or the server is switched on and reachable, then try again.';
    case 'overflow':
      return 'Lower the sample rate or close other programs: the machine cannot keep up.';
    case 'cancelled':
      return 'Nothing was changed; start it again if you still want it.';
    case 'internal':
      return 'Try again; if it comes back, report it with the reference in the message.';
  }
}

function titleFor(code: FaultCode): string {
  switch (code) {
    case 'invalid':
      return 'That does not work';
    case 'not-found':
      return 'Not found';
    case 'busy':
      return 'In use';
    case 'unsupported':
      return 'Not possible here';
    case 'permission':
      return 'No permission';
    case 'unauthorised':
      return 'Not signed in';
    case 'device-lost':
      return 'Radio lost';
    case 'disk-full':
      return 'Disk full';
    case 'corrupt':
      return 'Damaged data';
    case 'version':
      return 'Versions differ';
    case 'timeout':
      return 'No answer';
    case 'overflow':
      return 'Too much data';
    case 'cancelled':
      return 'Cancelled';
    case 'internal':
      return 'Something went wrong inside';
  }
}

/** The fault's own hint comes first: it knows the case; the code's sentence stands in where there is none. */
export function describeFault(
  fault: Pick<Fault, 'code' | 'message'> & { hint?: string | undefined },
): FaultText {
  return { title: titleFor(fault.code), message: fault.message, advice: fault.hint ?? adviceFor(fault.code) };
}

/** Makes a fault of whatever was thrown; anything unexpected is 'internal' with its own words. */
export function toFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  return new Fault('internal', error instanceof Error ? error.message : String(error), { cause: error });
}
