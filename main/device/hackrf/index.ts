/** HackRF One over USB: the driver the rest of the program sees. */
import type { ReceiverSettings } from '../../../contract/radio.ts';
import { makeUsbDriver } from '../bus/driver.ts';
import type { Flow, RadioKind } from '../bus/kind.ts';
import { transferPlan } from '../bus/transfers.ts';
import type { Driver } from '../receiver.ts';
import type { UsbBus } from '../transport.ts';
import { HackRf } from './device.ts';
import { isHackRf, radioInfo, receiverInfo } from './info.ts';
import { lostBetween, type M0State } from './m0state.ts';
import { mode, since } from './requests.ts';
import { applyAll, applyControl, applyGains, defaults, setRate, tune } from './settings.ts';

const bytesPerSample = 2;
const untouched: M0State = { writtenBytes: 0, sentBytes: 0, shortfalls: 0, longestBytes: 0 };

/** The driver named 'hackrf' over a USB bus, real or simulated. */
export function hackrfDriver(usb: UsbBus): Driver {
  return makeUsbDriver(usb, makeKind());
}

function makeKind(): RadioKind<HackRf> {
  /** What each radio had counted when it was last asked; it counts from its start. */
  const counted = new WeakMap<HackRf, M0State>();

  const flow = (radio: HackRf, settings: ReceiverSettings): Flow => ({
    async start(bulk) {
      // Stopping has switched it off.
      if (settings.controls['biasTee'] === true) await radio.setAntennaPower(true);
      counted.set(radio, untouched);
      const plan = transferPlan(settings.sampleRateHz * bytesPerSample);
      return radio.receive(plan.bytes, plan.count, bulk);
    },
    samples: (bytes) => bytes.subarray(0, bytes.length - (bytes.length % bytesPerSample)),
  });

  return {
    driver: 'hackrf',
    called: 'HackRF',
    datatype: 'cs8',
    wanted: isHackRf,
    listed: radioInfo,
    open: (handle) => HackRf.open(handle),
    defaults,
    info: receiverInfo,
    applyAll,
    tune,
    setRate,
    applyGains,
    applyControl,
    flow,
    async losses(radio) {
      if (radio.apiVersion < since.m0State) return undefined;
      const now = await radio.m0State();
      const before = counted.get(radio) ?? untouched;
      counted.set(radio, now);
      return lostBetween(before, now);
    },
    async wake(radio, times) {
      await radio.setMode(mode.off);
      if (times === 1) return true;
      // Restarting the mode did not help: restart the firmware, and find it on the bus again.
      await radio.reset();
      return false;
    },
  };
}
