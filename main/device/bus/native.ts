/** The part of the package `usb` that the transport stands on, so that only `usb.ts` imports the package. */

type Done = (error?: Error) => void;

export interface NativeTransfer {
  submit(buffer: Buffer): unknown;
  cancel(): boolean;
}

export interface NativeEndpoint {
  clearHalt(done: Done): void;
  makeTransfer(
    timeoutMs: number,
    done: (error: Error | undefined, buffer: Buffer, actualLength: number) => void,
  ): NativeTransfer;
}

export interface NativeInterface {
  claim(): void;
  release(done: Done): void;
  isKernelDriverActive(): boolean;
  detachKernelDriver(): void;
  attachKernelDriver(): void;
  setAltSetting(alternate: number, done: Done): void;
  endpoint(address: number): NativeEndpoint | undefined;
}

export interface NativeDevice {
  /** Milliseconds a control transfer may take. */
  timeout: number;
  /** Present while the device is open. */
  readonly interfaces: NativeInterface[] | undefined;
  interface(number: number): NativeInterface;
  setConfiguration(value: number, done: Done): void;
  getStringDescriptor(index: number, done: (error?: Error, value?: string) => void): void;
  controlTransfer(
    requestType: number,
    request: number,
    value: number,
    index: number,
    dataOrLength: number | Buffer,
    done: (error: Error | undefined, answer: Buffer | number | undefined) => void,
  ): unknown;
  reset(done: Done): void;
  close(): void;
}
