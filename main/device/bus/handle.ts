/** An opened device over libusb. `usb.ts` gives it the device. */
import {
  UsbError,
  type BulkSink,
  type BulkStream,
  type UsbDevice,
  type UsbHandle,
  type UsbSetup,
} from '../transport.ts';
import { usbError } from './errors.ts';
import type { NativeDevice, NativeEndpoint, NativeInterface } from './native.ts';
import { LibusbStream } from './stream.ts';

/** Control requests take microseconds; half a second means the device hangs. */
const controlTimeoutMs = 500;
const typeBits = { standard: 0x00, class: 0x20, vendor: 0x40 } as const;

export class LibusbHandle implements UsbHandle {
  readonly device: UsbDevice;
  readonly #device: NativeDevice;
  readonly #streams = new Set<BulkStream>();
  #closed = false;

  constructor(device: NativeDevice, described: UsbDevice) {
    this.#device = device;
    this.device = described;
    device.timeout = controlTimeoutMs;
  }

  async stringDescriptor(index: number): Promise<string> {
    const value = await this.#call<string | undefined>((done) =>
      this.#device.getStringDescriptor(index, done),
    );
    return (value ?? '').replace(/\0+$/, '');
  }

  async setConfiguration(value: number): Promise<void> {
    await this.#call<undefined>((done) => this.#device.setConfiguration(value, done));
  }

  kernelDriverActive(interfaceNumber: number): boolean {
    try {
      return this.#interface(interfaceNumber).isKernelDriverActive();
    } catch (error) {
      const known = usbError(error);
      // Windows and macOS have no such thing.
      if (known.code === 'unsupported') return false;
      throw known;
    }
  }

  detachKernelDriver(interfaceNumber: number): void {
    this.#now(() => this.#interface(interfaceNumber).detachKernelDriver());
  }

  attachKernelDriver(interfaceNumber: number): void {
    this.#now(() => this.#interface(interfaceNumber).attachKernelDriver());
  }

  claim(interfaceNumber: number): void {
    this.#now(() => this.#interface(interfaceNumber).claim());
  }

  async release(interfaceNumber: number): Promise<void> {
    await this.#call<undefined>((done) => this.#interface(interfaceNumber).release(done));
  }

  async setAlternate(interfaceNumber: number, alternate: number): Promise<void> {
    await this.#call<undefined>((done) => this.#interface(interfaceNumber).setAltSetting(alternate, done));
  }

  async controlIn(setup: UsbSetup, length: number): Promise<Uint8Array> {
    const answer = await this.#control(0x80, setup, length);
    if (!(answer instanceof Uint8Array)) throw new UsbError('io', 'a read brought no data');
    return answer;
  }

  async controlOut(setup: UsbSetup, data: Uint8Array): Promise<void> {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    const written = await this.#control(0, setup, bytes);
    if (written !== data.length)
      throw new UsbError('io', `only ${String(written)} of ${String(data.length)} bytes were taken`);
  }

  async clearHalt(endpoint: number): Promise<void> {
    await this.#call<undefined>((done) => this.#endpoint(endpoint).clearHalt(done));
  }

  async reset(): Promise<void> {
    await this.#call<undefined>((done) => this.#device.reset(done));
  }

  async bulkIn(endpoint: number, length: number, timeoutMs: number): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      try {
        const transfer = this.#endpoint(endpoint).makeTransfer(timeoutMs, (error, buffer, actual) => {
          if (error) reject(usbError(error));
          else resolve(buffer.subarray(0, actual));
        });
        transfer.submit(Buffer.alloc(length));
      } catch (error) {
        reject(usbError(error));
      }
    });
  }

  stream(endpoint: number, transferBytes: number, transferCount: number, sink: BulkSink): BulkStream {
    const stream = new LibusbStream(
      this.#endpoint(endpoint),
      transferBytes,
      transferCount,
      sink,
      () => void this.#streams.delete(stream),
    );
    this.#streams.add(stream);
    stream.start();
    return stream;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.all([...this.#streams].map((stream) => stream.stop()));
    this.#now(() => this.#device.close());
  }

  #control(
    direction: 0x80 | 0,
    setup: UsbSetup,
    data: number | Buffer,
  ): Promise<Buffer | number | undefined> {
    const type = direction | typeBits[setup.type ?? 'vendor'];
    return this.#call((done) =>
      this.#device.controlTransfer(type, setup.request, setup.value, setup.index, data, done),
    );
  }

  #interface(number: number): NativeInterface {
    return this.#device.interface(number);
  }

  #endpoint(address: number): NativeEndpoint {
    for (const entry of this.#device.interfaces ?? []) {
      const endpoint = entry.endpoint(address);
      if (endpoint) return endpoint;
    }
    throw new UsbError('not-found', `the device has no endpoint ${String(address)}`);
  }

  #now(work: () => void): void {
    try {
      work();
    } catch (error) {
      throw usbError(error);
    }
  }

  #call<T>(work: (done: (error?: Error, value?: T) => void) => void): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      if (this.#closed && !this.#device.interfaces) {
        reject(new UsbError('no-device', 'the device is closed'));
        return;
      }
      try {
        work((error, value) => {
          if (error) reject(usbError(error));
          else resolve(value);
        });
      } catch (error) {
        reject(usbError(error));
      }
    });
  }
}
