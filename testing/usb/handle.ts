/** An opened simulated device: the wire between a driver and a model. */
import {
  UsbError,
  type BulkSink,
  type BulkStream,
  type UsbDevice,
  type UsbHandle,
  type UsbSetup,
} from '../../main/device/transport.ts';
import type { SimulatedDevice } from './bus.ts';
import { flagOf } from './model.ts';
import { crc32 } from './pattern.ts';
import { completionsNoted, gone, SimulatedStream, stalled, type Pace } from './stream.ts';
import { hex } from './transcript.ts';

const typeBits = { standard: 0x00, class: 0x20, vendor: 0x40 } as const;

export class SimulatedHandle implements UsbHandle {
  readonly device: UsbDevice;
  readonly #simulated: SimulatedDevice;
  readonly #pace: Pace;
  readonly #dropped: () => void;
  readonly #streams = new Set<SimulatedStream>();
  #closed = false;

  constructor(simulated: SimulatedDevice, pace: Pace, dropped: () => void) {
    this.#simulated = simulated;
    this.#pace = pace;
    this.#dropped = dropped;
    this.device = simulated.describe();
  }

  stringDescriptor(index: number): Promise<string> {
    const value = this.#simulated.model.strings[index];
    if (!this.#simulated.plugged) return Promise.reject(gone());
    if (value === undefined) return Promise.reject(new UsbError('stall', 'There is no such string.'));
    this.#simulated.transcript.add({ type: 'string', index, value });
    return Promise.resolve(value);
  }

  setConfiguration(value: number): Promise<void> {
    this.#simulated.transcript.add({ type: 'set_configuration', value });
    return this.#settled();
  }

  kernelDriverActive(interfaceNumber: number): boolean {
    return interfaceNumber === 0 && this.#simulated.kernelDriver;
  }

  detachKernelDriver(interfaceNumber: number): void {
    this.#simulated.kernelDriver = false;
    this.#simulated.transcript.add({ type: 'detach_kernel_driver', interface: interfaceNumber });
  }

  attachKernelDriver(interfaceNumber: number): void {
    this.#simulated.kernelDriver = true;
    this.#simulated.transcript.add({ type: 'attach_kernel_driver', interface: interfaceNumber });
  }

  claim(interfaceNumber: number): void {
    const device = this.#simulated;
    const busy = device.kernelDriver || device.claimed || device.refusal === 'busy';
    device.transcript.add({ type: 'claim', interface: interfaceNumber, result: busy ? -6 : 0 });
    if (busy) throw new UsbError('busy', 'The interface is claimed by another program.');
    device.claimed = true;
  }

  release(interfaceNumber: number): Promise<void> {
    this.#simulated.claimed = false;
    this.#simulated.transcript.add({ type: 'release', interface: interfaceNumber });
    return Promise.resolve();
  }

  setAlternate(interfaceNumber: number, alternate: number): Promise<void> {
    this.#simulated.transcript.add({ type: 'set_alt_setting', interface: interfaceNumber, alt: alternate });
    return this.#settled();
  }

  clearHalt(endpoint: number): Promise<void> {
    this.#simulated.transcript.add({ type: 'clear_halt', endpoint });
    if (this.#simulated.bulkFault === 'stall') this.#simulated.bulkFault = undefined;
    return this.#settled();
  }

  reset(): Promise<void> {
    this.#simulated.transcript.add({ type: 'reset_device' });
    return this.#settled();
  }

  controlIn(setup: UsbSetup, length: number): Promise<Uint8Array> {
    const device = this.#simulated;
    const data = device.plugged ? device.model.read(setup, length) : undefined;
    device.firstControl = false;
    this.#noteControl('in', setup, length, data ?? new Uint8Array(), data?.length ?? this.#failure());
    return data ? Promise.resolve(data) : Promise.reject(device.plugged ? stalled() : gone());
  }

  controlOut(setup: UsbSetup, data: Uint8Array): Promise<void> {
    const device = this.#simulated;
    const refused = device.firstControl && flagOf(device.env, 'SIM_FAIL_FIRST');
    const taken = device.plugged && !refused && device.model.write(setup, data);
    device.firstControl = false;
    if (device.model.takeRestart()) device.streamOffset = 0;
    this.#noteControl('out', setup, data.length, data, taken ? data.length : this.#failure());
    return taken ? Promise.resolve() : Promise.reject(device.plugged ? stalled() : gone());
  }

  bulkIn(endpoint: number, length: number): Promise<Uint8Array> {
    const device = this.#simulated;
    if (!device.plugged) return Promise.reject(gone());
    const bytes = new Uint8Array(length);
    const offset = device.streamOffset;
    device.model.fill(bytes, offset);
    device.streamOffset += length;
    if (device.completions++ < completionsNoted)
      device.transcript.add({ type: 'bulk_sync', endpoint, length, offset, crc32: crc32(bytes) });
    return Promise.resolve(bytes);
  }

  stream(endpoint: number, transferBytes: number, transferCount: number, sink: BulkSink): BulkStream {
    const stream = new SimulatedStream(
      this.#simulated,
      endpoint,
      transferBytes,
      transferCount,
      this.#pace,
      sink,
      {
        ended: () => void this.#streams.delete(stream),
        dropped: this.#dropped,
      },
    );
    this.#streams.add(stream);
    return stream;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.all([...this.#streams].map((stream) => stream.stop()));
    this.#simulated.claimed = false;
    this.#simulated.open = undefined;
    this.#simulated.transcript.add({ type: 'close' });
  }

  /** The device was pulled out: every stream ends. */
  unplugged(): void {
    for (const stream of [...this.#streams]) stream.fail(gone());
  }

  #settled(): Promise<void> {
    return this.#simulated.plugged ? Promise.resolve() : Promise.reject(gone());
  }

  #failure(): number {
    return this.#simulated.plugged ? -9 : -4;
  }

  #noteControl(dir: 'in' | 'out', setup: UsbSetup, wLength: number, data: Uint8Array, result: number): void {
    this.#simulated.transcript.add({
      type: 'control',
      dir,
      bmRequestType: (dir === 'in' ? 0x80 : 0) | typeBits[setup.type ?? 'vendor'],
      bRequest: setup.request,
      wValue: setup.value,
      wIndex: setup.index,
      wLength,
      data: hex(data),
      result,
    });
  }
}
