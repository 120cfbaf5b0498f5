/** What tests of USB radios look at on the wire. */
import type { SimulatedDevice } from './bus.ts';
import type { ControlLine } from './transcript.ts';

/** The control transfers a device has seen, those of one request where it is named. */
export function controls(device: SimulatedDevice, request?: number): ControlLine[] {
  return device.transcript.lines
    .filter((line) => line.type === 'control')
    .filter((line) => request === undefined || line.bRequest === request);
}
