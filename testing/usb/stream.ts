/** The bulk stream of a simulated device. */
import { performance } from 'node:perf_hooks';
import { UsbError, type BulkSink, type BulkStream } from '../../main/device/transport.ts';
import type { SimulatedDevice } from './bus.ts';
import { crc32 } from './pattern.ts';

export type Pace = 'free' | 'real';

/** How many completions the golden transcripts note one by one. */
export const completionsNoted = 3;

/** Completes transfers one after another, each in a turn of the event loop of its own. */
export class SimulatedStream implements BulkStream {
  readonly #device: SimulatedDevice;
  readonly #endpoint: number;
  readonly #buffer: Uint8Array;
  readonly #pace: Pace;
  readonly #startMs = performance.now();
  #sentBytes = 0;
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
    pace: Pace,
    sink: BulkSink,
    hooks: { ended: () => void; dropped: () => void },
  ) {
    this.#device = device;
    this.#endpoint = endpoint;
    this.#buffer = new Uint8Array(transferBytes);
    this.#pace = pace;
    this.#sink = sink;
    this.#hooks = hooks;
    // The reference notes so many of a whole run, whatever number of streams it has.
    const before = device.transcript.lines.filter((line) => line.type === 'bulk_submit').length;
    const noted = Math.min(transferCount, device.model.submitsNoted - before);
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
    const rate = this.#pace === 'real' ? this.#device.model.bytesPerSecond() : 0;
    this.#sentBytes += this.#buffer.length;
    const dueMs = rate === 0 ? 0 : this.#startMs + (1000 * this.#sentBytes) / rate;
    const waitMs = dueMs - performance.now();
    // What is overdue follows at once, so that late timers slow nothing down.
    if (waitMs > 0) this.#timer = setTimeout(() => this.#complete(), waitMs);
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

export function gone(): UsbError {
  return new UsbError('no-device', 'The device was unplugged.');
}

export function stalled(): UsbError {
  return new UsbError('stall', 'The device refused the request.');
}
