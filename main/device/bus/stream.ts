/** Bulk transfers that are submitted again as soon as they complete, each with its own buffer for ever. */
import type { BulkSink, BulkStream } from '../transport.ts';
import { cancelledStatus, errno, usbError } from './errors.ts';
import type { NativeEndpoint, NativeTransfer } from './native.ts';

/** A single bad transfer may be noise on the cable; this many in a row are not. */
const errorsInARow = 15;

export class LibusbStream implements BulkStream {
  readonly #sink: BulkSink;
  readonly #transfers: { readonly transfer: NativeTransfer; readonly buffer: Buffer }[] = [];
  readonly #ended: () => void;
  #pending = 0;
  #running = true;
  #errors = 0;
  #idle: (() => void) | undefined;

  constructor(endpoint: NativeEndpoint, bytes: number, count: number, sink: BulkSink, ended: () => void) {
    this.#sink = sink;
    this.#ended = ended;
    for (let index = 0; index < count; index++) {
      const buffer = Buffer.alloc(bytes);
      const transfer: NativeTransfer = endpoint.makeTransfer(0, (error, _, actual) =>
        this.#completed(transfer, buffer, error, actual),
      );
      this.#transfers.push({ transfer, buffer });
    }
  }

  /** Puts every transfer in flight. Apart from the constructor, so that a failure finds the stream known. */
  start(): void {
    for (const { transfer, buffer } of this.#transfers) {
      if (!this.#running) return;
      this.#submit(transfer, buffer);
    }
  }

  stop(): Promise<void> {
    this.#cancel();
    if (this.#pending === 0) {
      this.#ended();
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const before = this.#idle;
      this.#idle = () => {
        before?.();
        resolve();
      };
    });
  }

  #submit(transfer: NativeTransfer, buffer: Buffer): void {
    try {
      transfer.submit(buffer);
      this.#pending++;
    } catch (error) {
      this.#fail(error);
    }
  }

  #completed(transfer: NativeTransfer, buffer: Buffer, error: Error | undefined, actual: number): void {
    this.#pending--;
    if (this.#running) {
      if (!error) {
        this.#errors = 0;
        if (actual > 0) this.#sink.data(buffer.subarray(0, actual));
      } else if (usbError(error).code !== 'io' || ++this.#errors >= errorsInARow) this.#fail(error);
    }
    // The sink may have stopped the stream.
    if (this.#running) this.#submit(transfer, buffer);
    else if (this.#pending === 0) {
      this.#ended();
      this.#idle?.();
    }
  }

  #fail(error: unknown): void {
    if (!this.#running || errno(error) === cancelledStatus) return;
    this.#cancel();
    this.#sink.failed(usbError(error));
  }

  #cancel(): void {
    if (!this.#running) return;
    this.#running = false;
    for (const { transfer } of this.#transfers) transfer.cancel();
  }
}
