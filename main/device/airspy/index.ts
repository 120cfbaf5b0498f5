/** Airspy R2 and Mini over USB: the driver the rest of the program sees. */
import type { ReceiverSettings } from '../../../contract/radio.ts';
import { makeUsbDriver } from '../bus/driver.ts';
import type { Flow, RadioKind } from '../bus/kind.ts';
import { transferPlan } from '../bus/transfers.ts';
import type { Driver } from '../receiver.ts';
import type { UsbBus } from '../transport.ts';
import { makeInt16Converter } from './convert.ts';
import { Airspy } from './device.ts';
import { isAirspy, radioInfo, receiverInfo, serialOf } from './info.ts';
import { applyAll, applyControl, applyGains, defaults, setRate, tune } from './settings.ts';
import { countClipped, makeWords } from './words.ts';

/** Bytes on the cable for one sample of I and Q, which is made of two real ones. */
const unpackedBytes = 4;
const packedBytes = 3;
/** Packed transfers are whole packets and whole groups of eight samples. */
const packedStepBytes = 1536;

/** The driver named 'airspy' over a USB bus, real or simulated. */
export function airspyDriver(usb: UsbBus): Driver {
  return makeUsbDriver(usb, kind);
}

function flow(radio: Airspy, settings: ReceiverSettings): Flow {
  const words = makeWords(radio.packing);
  const iq = makeInt16Converter();
  let clipped = 0;
  return {
    start(bulk) {
      const { packing } = radio;
      const plan = transferPlan(settings.sampleRateHz * (packing ? packedBytes : unpackedBytes));
      // Unpacked, packed transfers become a third larger, and a block must stay within 256 KiB.
      const bytes = packing
        ? Math.floor((plan.bytes * packedBytes) / unpackedBytes / packedStepBytes) * packedStepBytes
        : plan.bytes;
      return radio.receive(bytes, plan.count, bulk);
    },
    samples(bytes) {
      const samples = words.words(bytes);
      clipped = countClipped(samples);
      return iq.convert(samples);
    },
    clipped: () => clipped,
  };
}

const kind: RadioKind<Airspy> = {
  driver: 'airspy',
  called: 'Airspy',
  datatype: 'cs16',
  wanted: isAirspy,
  serial: serialOf,
  listed: radioInfo,
  open: (handle) => Airspy.open(handle),
  defaults,
  info: receiverInfo,
  applyAll,
  tune,
  setRate,
  applyGains,
  applyControl,
  flow,
  // A start switches the mode off and on: once that is tried before the radio is opened anew.
  wake: (_, times) => Promise.resolve(times === 1),
};
