/** Which model SIM_DEVICE names. A new radio adds its line here. */
import { makeAirspy } from './airspy.ts';
import { makeAirspyHf } from './airspyhf.ts';
import { makeHackRf } from './hackrf.ts';
import type { DeviceModel, SimEnv } from './model.ts';
import { makeRtlSdr } from './rtl2832u.ts';

const makers: Readonly<Record<string, (env: SimEnv) => DeviceModel>> = {
  rtl: makeRtlSdr,
  hackrf: makeHackRf,
  airspy: makeAirspy,
  airspyhf: makeAirspyHf,
};

/** What SIM_DEVICE may be. */
export const deviceNames: readonly string[] = Object.keys(makers);

/** The simulated device an environment describes; SIM_DEVICE defaults to rtl. */
export function makeDevice(env: SimEnv): DeviceModel {
  const name = env['SIM_DEVICE'] ?? 'rtl';
  const make = makers[name];
  if (!make) throw new Error(`SIM_DEVICE=${name}: there is no such simulated device`);
  return make(env);
}
