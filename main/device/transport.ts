/**
 * What a radio driver needs of USB, and nothing more. `usb.ts` implements it over libusb, `testing/usb` over
 * simulated devices; drivers run unmodified on both. All calls of one handle come from one thread.
 */

/** Why a transfer or a call failed. A `stall` is a device's way to say no: drivers expect it while probing. */
export type UsbErrorCode =
  'stall' | 'no-device' | 'timeout' | 'busy' | 'access' | 'not-found' | 'overflow' | 'unsupported' | 'io';

/** The only error a transport throws. Drivers turn it into a `Fault` that tells the user what to do. */
export class UsbError extends Error {
  readonly code: UsbErrorCode;

  constructor(code: UsbErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'UsbError';
    this.code = code;
  }
}

/** A device as it can be seen without disturbing whoever uses it. */
export interface UsbDevice {
  readonly vendorId: number;
  readonly productId: number;
  /** Release number in BCD; HackRF's firmware keeps its API version here. */
  readonly bcdDevice: number;
  /** Where it is plugged in, `BUS-PORT.PORT`: stays the same when the device is plugged in again. */
  readonly port: string;
  /** Changes at every plug; together with `port` it names one plugging of one device. */
  readonly address: number;
  /** String descriptors; absent where they could not be read without opening a busy device. */
  readonly manufacturer?: string;
  readonly product?: string;
  readonly serial?: string;
  /** Present when the device can't be opened now: why, and the one step that mends it. */
  readonly problem?: string;
  readonly hint?: string;
}

/** Setup of a control transfer. `type` defaults to 'vendor', recipient is always the device. */
export interface UsbSetup {
  readonly type?: 'standard' | 'class' | 'vendor';
  /** bRequest, 0..255. */
  readonly request: number;
  /** wValue, 0..65535. */
  readonly value: number;
  /** wIndex, 0..65535. */
  readonly index: number;
}

/** Where a bulk stream delivers. Calls come in stream order and end after `failed` or `stop`. */
export interface BulkSink {
  /** Bytes of one completed transfer (maybe a short one). The buffer is reused as soon as this returns. */
  data(bytes: Uint8Array): void;
  /** The stream ended by itself: unplugged, stalled or an error that does not pass. */
  failed(error: UsbError): void;
}

/** Transfers kept in flight on one endpoint. */
export interface BulkStream {
  /** Cancels what is in flight; after it settles the sink is not called again. Safe to call twice. */
  stop(): Promise<void>;
}

/** An opened device. Every call rejects with UsbError; 'no-device' from then on once it is unplugged. */
export interface UsbHandle {
  readonly device: UsbDevice;
  /** The string descriptor at `index` (1..255), English. */
  stringDescriptor(index: number): Promise<string>;
  setConfiguration(value: number): Promise<void>;
  kernelDriverActive(interfaceNumber: number): boolean;
  detachKernelDriver(interfaceNumber: number): void;
  attachKernelDriver(interfaceNumber: number): void;
  /** Throws 'busy' while another process or a kernel driver holds the interface. */
  claim(interfaceNumber: number): void;
  release(interfaceNumber: number): Promise<void>;
  setAlternate(interfaceNumber: number, alternate: number): Promise<void>;
  /** Reads up to `length` bytes (0..65535); the result is as long as what the device sent. */
  controlIn(setup: UsbSetup, length: number): Promise<Uint8Array>;
  /** Writes all of `data` or throws. */
  controlOut(setup: UsbSetup, data: Uint8Array): Promise<void>;
  clearHalt(endpoint: number): Promise<void>;
  /** Port reset: the device keeps its address but loses its settings. */
  reset(): Promise<void>;
  /** One bulk read of up to `length` bytes; `timeoutMs` 0 waits for ever. */
  bulkIn(endpoint: number, length: number, timeoutMs: number): Promise<Uint8Array>;
  /** Keeps `transferCount` transfers of `transferBytes` (a multiple of 512) in flight until stopped. */
  stream(endpoint: number, transferBytes: number, transferCount: number, sink: BulkSink): BulkStream;
  /** Stops streams and closes. Safe to call twice and after an unplug. */
  close(): Promise<void>;
}

/** A device came or went. */
export interface UsbChange {
  readonly kind: 'arrived' | 'left';
  readonly device: UsbDevice;
}

/** All USB devices of the machine. */
export interface UsbBus {
  /** True for simulated devices, so that they are labelled as such wherever they are shown. */
  readonly simulated: boolean;
  /** Devices whose ids `wanted` accepts. Opens none that is busy, and keeps none open. */
  list(wanted: (vendorId: number, productId: number) => boolean): Promise<UsbDevice[]>;
  /** Opens the device that is at this port with this address: 'not-found' if it is gone. */
  open(device: UsbDevice): Promise<UsbHandle>;
  /** Calls `listener` at every plug and unplug until the returned function is called. */
  watch(listener: (change: UsbChange) => void): () => void;
}
