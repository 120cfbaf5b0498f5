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
import { hex } from './transcript.ts';

/** How many completions the golden transcripts note one by one. */
const completionsNoted = 3;
const typeBits = { standard: 0x00, class: 0x20, vendor: 0x40 } as const;

export class SimulatedHandle implements UsbHandle {
  readonly device: UsbDevice;
  readonly #simulated: SimulatedDevice;
  readonly #paceMs: number;
  readonly #dropped: () => void;
  readonly #streams = new Set<SimulatedStream>();
  #closed = false;

  constructor(simulated: SimulatedDevice, paceMs: number, dropped: () => void) {
    this.#simulated = simulated;
    this.#paceMs = paceMs;
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
      this.#paceMs,
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

/** Completes transfers one after another, each in a turn of the event loop of its own. */
class SimulatedStream implements BulkStream {
  readonly #device: SimulatedDevice;
  readonly #endpoint: number;
  readonly #buffer: Uint8Array;
  readonly #paceMs: number;
  readonly #sink: BulkSink;
  readonly #hooks: { ended: () => void; dropped: () => void };
  #running = true;
  #immediate: NodeJS.Immediate | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    device: SimulatedDevice,
    endpoint: number,
    transferBytes: number,
    transferCount: number,
    paceMs: number,
    sink: BulkSink,
    hooks: { ended: () => void; dropped: () => void },
  ) {
    this.#device = device;
    this.#endpoint = endpoint;
    this.#buffer = new Uint8Array(transferBytes);
    this.#paceMs = paceMs;
    this.#sink = sink;
    this.#hooks = hooks;
    const noted = Math.min(transferCount, device.model.submitsNoted);
    for (let submit = 0; submit < noted; submit++)
      device.transcript.add({ type: 'bulk_submit', endpoint, length: transferBytes, timeout: 0 });
    this.#next();
  }

  stop(): Promise<void> {
    if (this.#running) this.#device.transcript.add({ type: 'bulk_cancel_first' });
    this.#end();
    return Promise.resolve();
  }

  fail(error: UsbError): void {
    if (!this.#running) return;
    this.#end();
    this.#sink.failed(error);
  }

  #end(): void {
    this.#running = false;
    clearImmediate(this.#immediate);
    clearTimeout(this.#timer);
    this.#hooks.ended();
  }

  #next(): void {
    if (this.#paceMs > 0) this.#timer = setTimeout(() => this.#complete(), this.#paceMs);
    else this.#immediate = setImmediate(() => this.#complete());
  }

  #complete(): void {
    const device = this.#device;
    if (!device.plugged) return this.fail(gone());
    if (device.bulkFault === 'stall') return this.fail(stalled());
    const length = device.bulkFault === 'short' ? this.#buffer.length / 2 : this.#buffer.length;
    const bytes = this.#buffer.subarray(0, length);
    const offset = device.streamOffset;
    device.model.fill(bytes, offset);
    device.streamOffset += length;
    if (device.completions++ < completionsNoted)
      device.transcript.add({
        type: 'bulk_complete',
        endpoint: this.#endpoint,
        length,
        offset,
        crc32: crc32(bytes),
      });
    if (device.dropAfter > 0 && device.completions >= device.dropAfter) {
      device.plugged = false;
      device.transcript.add({ type: 'unplug' });
      this.#hooks.dropped();
    }
    this.#sink.data(bytes);
    if (this.#running) this.#next();
  }
}

function gone(): UsbError {
  return new UsbError('no-device', 'The device was unplugged.');
}

function stalled(): UsbError {
  return new UsbError('stall', 'The device refused the request.');
}
