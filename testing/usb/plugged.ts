/** The simulated devices that `WAVEKEEP_USB=simulated` plugs into the real application. */
import type { UsbBus } from '../../main/device/transport.ts';
import { SimulatedBus } from './bus.ts';
import { deviceNames } from './devices.ts';
import type { SimEnv } from './model.ts';

/**
 * A bus with one device of every kind, or with the one that SIM_DEVICE and the other SIM_* variables describe. They
 * send at their real rates. Every thread has a bus of its own with the same devices in the same ports.
 */
export function pluggedBus(env: SimEnv = simEnv()): UsbBus {
  const bus = new SimulatedBus({ pace: 'real' });
  const names = env['SIM_DEVICE'] === undefined ? deviceNames : [env['SIM_DEVICE']];
  for (const name of names) bus.plug({ ...env, SIM_DEVICE: name });
  return bus;
}

function simEnv(): SimEnv {
  // A tone is seen in the waterfall; the pattern of the transcripts looks like noise.
  const env: Record<string, string> = { SIM_PATTERN: 'tone' };
  for (const [name, value = ''] of Object.entries(process.env))
    if (name.startsWith('SIM_')) env[name] = value;
  return env;
}
