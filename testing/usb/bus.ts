/** A USB bus of simulated devices: the transport interface over models, with plugging, faults and a transcript. */
import {
  UsbError,
  type UsbBus,
  type UsbChange,
  type UsbDevice,
  type UsbHandle,
} from '../../main/device/transport.ts';
import { makeDevice } from './devices.ts';
import { SimulatedHandle } from './handle.ts';
import type { Pace } from './stream.ts';
import { flagOf, numberOf, type DeviceModel, type SimEnv } from './model.ts';
import { Transcript } from './transcript.ts';

/** A simulated device in its port. */
export class SimulatedDevice {
  readonly model: DeviceModel;
  readonly env: SimEnv;
  readonly port: string;
  readonly address: number;
  readonly transcript = new Transcript();
  /** What of the stream has been sent, bytes; a restart begins at 0 again. */
  streamOffset = 0;
  completions = 0;
  plugged = true;
  kernelDriver: boolean;
  claimed = false;
  /** Who may open it: another process has it, or the user may not. */
  refusal: 'busy' | 'access' | undefined;
  /** Set to make the next bulk transfers fail, or come back with less than asked. */
  bulkFault: 'stall' | 'short' | undefined;
  firstControl = true;
  open: SimulatedHandle | undefined;

  constructor(env: SimEnv, port: string, address: number) {
    this.env = env;
    this.model = makeDevice(env);
    this.port = port;
    this.address = address;
    this.kernelDriver = flagOf(env, 'SIM_KDRV');
  }

  /** Bulk completions after which the device is pulled out by itself; 0 never. */
  get dropAfter(): number {
    return numberOf(this.env, 'SIM_DROP_AFTER', 0);
  }

  describe(): UsbDevice {
    const { model } = this;
    const serial = model.strings[model.serialIndex];
    return {
      vendorId: model.vendorId,
      productId: model.productId,
      bcdDevice: model.bcdDevice,
      port: this.port,
      address: this.address,
      ...(model.strings[1] === undefined ? {} : { manufacturer: model.strings[1] }),
      ...(model.strings[2] === undefined ? {} : { product: model.strings[2] }),
      ...(serial === undefined ? {} : { serial }),
      ...(this.refusal === 'busy'
        ? { problem: 'Another program is using it.', hint: 'Close the other program.' }
        : {}),
      ...(this.refusal === 'access'
        ? { problem: 'You may not use this USB device.', hint: 'Install the udev rules.' }
        : {}),
    };
  }
}

export interface SimulatedBusOptions {
  /** 'free' sends as fast as the event loop turns, 'real' at the rate the device is set to. */
  readonly pace?: Pace;
}

export class SimulatedBus implements UsbBus {
  readonly simulated = true;
  readonly #pace: Pace;
  readonly #devices: SimulatedDevice[] = [];
  readonly #listeners = new Set<(change: UsbChange) => void>();
  #nextAddress = 1;

  constructor(options: SimulatedBusOptions = {}) {
    this.#pace = options.pace ?? 'free';
  }

  /** Plugs a device in; the port defaults to a free one. */
  plug(env: SimEnv, port = `1-${String(this.#devices.length + 1)}`): SimulatedDevice {
    const device = new SimulatedDevice(env, port, this.#nextAddress++);
    this.#devices.push(device);
    this.#tell({ kind: 'arrived', device: device.describe() });
    return device;
  }

  /** Pulls a device out: what is in flight ends with 'no-device'. */
  unplug(device: SimulatedDevice): void {
    if (!device.plugged && !this.#devices.includes(device)) return;
    device.plugged = false;
    device.transcript.add({ type: 'unplug' });
    this.#remove(device);
    device.open?.unplugged();
  }

  list(wanted: (vendorId: number, productId: number) => boolean): Promise<UsbDevice[]> {
    const found = this.#devices.filter((device) => wanted(device.model.vendorId, device.model.productId));
    return Promise.resolve(found.map((device) => device.describe()));
  }

  open(wanted: UsbDevice): Promise<UsbHandle> {
    const device = this.#devices.find(
      (entry) => entry.port === wanted.port && entry.address === wanted.address,
    );
    if (!device) return Promise.reject(new UsbError('not-found', 'The device is no longer plugged in.'));
    if (device.refusal === 'access') return Promise.reject(new UsbError('access', 'Permission denied.'));
    device.transcript.add({ type: 'open' });
    const handle = new SimulatedHandle(device, this.#pace, () => this.#remove(device));
    device.open = handle;
    return Promise.resolve(handle);
  }

  watch(listener: (change: UsbChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #remove(device: SimulatedDevice): void {
    const at = this.#devices.indexOf(device);
    if (at < 0) return;
    this.#devices.splice(at, 1);
    this.#tell({ kind: 'left', device: device.describe() });
  }

  #tell(change: UsbChange): void {
    for (const listener of [...this.#listeners]) listener(change);
  }
}
