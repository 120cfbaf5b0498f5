/** Airspy HF+, Discovery and Dual over USB: the driver the rest of the program sees. */
import { makeUsbDriver } from '../bus/driver.ts';
import type { RadioKind } from '../bus/kind.ts';
import type { Driver } from '../receiver.ts';
import type { UsbBus } from '../transport.ts';
import { AirspyHf } from './device.ts';
import { isAirspyHf, radioInfo, receiverInfo, serialOf } from './info.ts';
import { applyAll, applyControl, applyGains, defaults, setRate, tune } from './settings.ts';

/** What the firmware sends at once, and a quarter of a second of it at 768 kS/s in flight. */
const transferBytes = 8192;
const transferCount = 96;

/** The driver named 'airspyhf' over a USB bus, real or simulated. */
export function airspyhfDriver(usb: UsbBus): Driver {
  return makeUsbDriver(usb, kind);
}

const kind: RadioKind<AirspyHf> = {
  driver: 'airspyhf',
  called: 'Airspy HF+',
  datatype: 'cf32',
  wanted: isAirspyHf,
  serial: serialOf,
  listed: radioInfo,
  open: (handle) => AirspyHf.open(handle),
  defaults,
  info: receiverInfo,
  applyAll,
  tune,
  setRate,
  applyGains,
  applyControl,
  flow: (radio) => ({
    start: (bulk) => radio.receive(transferBytes, transferCount, bulk),
    samples: (bytes) => radio.convert(bytes),
    clipped: () => radio.clippedSamples,
  }),
  // A start switches the mode off and on: once that is tried before the radio is opened anew.
  wake: (_, times) => Promise.resolve(times === 1),
};
