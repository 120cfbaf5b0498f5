/** Every id under which a radio on USB is known here, whatever its kind. */
import { isAirspy } from '../airspy/info.ts';
import { isAirspyHf } from '../airspyhf/info.ts';
import { isHackRf } from '../hackrf/info.ts';
import { isRtlSdr } from '../rtlsdr/ids.ts';

export function isRadio(vendorId: number, productId: number): boolean {
  return [isRtlSdr, isHackRf, isAirspy, isAirspyHf].some((is) => is(vendorId, productId));
}
