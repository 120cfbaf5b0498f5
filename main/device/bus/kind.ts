/** What tells one kind of USB radio from another, for the driver and the receiver that all of them share. */
import type { Datatype, RadioInfo, ReceiverInfo, ReceiverSettings } from '../../../contract/radio.ts';
import type { BulkSink, BulkStream, UsbBus, UsbDevice, UsbHandle } from '../transport.ts';
import { withFaults } from './faults.ts';
import { findDevice, nameDevices, type NamedDevice } from './names.ts';

/** An opened radio. */
export interface OpenedRadio {
  /** Switches off and gives back; after an unplug (`lost`) nothing is sent. */
  close(lost?: boolean): Promise<void>;
}

/** One start of a radio's samples. */
export interface Flow {
  /** Sets the radio going with transfers in flight. Its `stop` switches the radio's sampling off again. */
  start(bulk: BulkSink): Promise<BulkStream>;
  /** A completed transfer as samples of the receiver's datatype, valid until the next call. */
  samples(bytes: Uint8Array): Uint8Array;
  /**
   * How many of them the radio's converter had clipped. Only for radios whose samples are computed from what it
   * sends: in others the full scale is seen in the samples themselves.
   */
  clipped?(): number;
}

export interface RadioKind<Radio extends OpenedRadio> {
  /** The part of the names before the colon. */
  readonly driver: string;
  /** What it is called in messages, "HackRF". */
  readonly called: string;
  /** Format of the samples it delivers. */
  readonly datatype: Datatype;
  wanted(vendorId: number, productId: number): boolean;
  /** The serial number of its names, where its string descriptor says more than that. */
  serial?(descriptor: string): string;
  /** What is known of a device that is not open. */
  listed(named: NamedDevice, simulated: boolean): RadioInfo;
  /** Takes the device; on failure the handle is closed. */
  open(handle: UsbHandle): Promise<Radio>;
  /** Settings nobody has chosen yet. */
  defaults(radio: Radio): ReceiverSettings;
  info(listed: RadioInfo, radio: Radio, settings: ReceiverSettings): ReceiverInfo;
  /** Everything, for a radio that was just opened. What was really set is written back into `settings`. */
  applyAll(radio: Radio, settings: ReceiverSettings): Promise<void>;
  /** Centre and rate return what they became, Hz and samples per second. */
  tune(radio: Radio, settings: ReceiverSettings, centreHz: number): Promise<number>;
  setRate(radio: Radio, settings: ReceiverSettings, rateHz: number): Promise<number>;
  /** Gain mode and stages as `settings` has them. */
  applyGains(radio: Radio, settings: ReceiverSettings): Promise<void>;
  /** One control whose new value is in `settings` already. */
  applyControl(radio: Radio, settings: ReceiverSettings, name: string): Promise<void>;
  flow(radio: Radio, settings: ReceiverSettings): Flow;
  /** Samples lost since it was last asked, by the radio's own counters; undefined where it has none. */
  losses?(radio: Radio): Promise<number | undefined>;
  /**
   * The radio has been silent `times` times in a row. True when it was woken as it is and can start again; else
   * it is closed and opened anew.
   */
  wake?(radio: Radio, times: number): Promise<boolean>;
}

type Named<Radio extends OpenedRadio> = Pick<RadioKind<Radio>, 'driver' | 'wanted' | 'serial'>;

/** The radios of a kind that are plugged in, with their names. */
export async function namedRadios<Radio extends OpenedRadio>(
  bus: UsbBus,
  kind: Named<Radio>,
): Promise<NamedDevice[]> {
  const { real, shown } = await seen(bus, kind);
  return nameDevices(kind.driver, shown).map((named, at) => ({ ...named, device: real[at]! }));
}

/** The radio a name means. Throws as `findDevice` does. */
export async function findRadio<Radio extends OpenedRadio>(
  bus: UsbBus,
  kind: Named<Radio>,
  id: string,
): Promise<NamedDevice> {
  const { real, shown } = await seen(bus, kind);
  const named = findDevice(kind.driver, id, shown);
  return { ...named, device: real[shown.indexOf(named.device)]! };
}

async function seen<Radio extends OpenedRadio>(
  bus: UsbBus,
  kind: Named<Radio>,
): Promise<{ real: UsbDevice[]; shown: UsbDevice[] }> {
  const real = await withFaults('The USB bus', () => bus.list((vendor, id) => kind.wanted(vendor, id)));
  const shown = real.map((device) =>
    device.serial === undefined
      ? device
      : { ...device, serial: kind.serial?.(device.serial) ?? device.serial },
  );
  return { real, shown };
}

/** A stream whose end also switches the radio's sampling off, once. */
export function endingWith(stream: BulkStream, off: () => Promise<void>): BulkStream {
  let ended: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    await stream.stop();
    try {
      await off();
    } catch {
      // It is gone or stuck: whoever opens it next switches it off first.
    }
  };
  return { stop: () => (ended ??= end()) };
}

/** Releases interface 0, to the kernel's driver where that had it, and closes the handle whatever happens. */
export async function giveBack(handle: UsbHandle, toKernel: boolean): Promise<void> {
  try {
    await handle.release(0);
    if (toKernel) handle.attachKernelDriver(0);
  } finally {
    await handle.close();
  }
}

/** The step nearest to `wanted`. */
export function nearest(steps: readonly number[], wanted: number): number {
  return steps.reduce(
    (best, step) => (Math.abs(step - wanted) < Math.abs(best - wanted) ? step : best),
    steps[0] ?? 0,
  );
}
