/**
 * Keeps a USB radio streaming: starts it, notices when it is gone or silent, waits for it to come back, opens it
 * again and goes on. The same for every kind of USB radio.
 */
import { performance } from 'node:perf_hooks';
import { Fault } from '../../../contract/fault.ts';
import type { SampleSink } from '../receiver.ts';
import { makeSleeper } from '../sleeper.ts';
import { UsbError, type BulkSink, type BulkStream, type UsbBus, type UsbDevice } from '../transport.ts';
import { usbFault } from './faults.ts';

/** A radio whose samples have not come for this long is stuck. */
const silentMs = 1000;
/** Waits between attempts to open a radio that is there but refuses, ms; the last one repeats. */
const retryMs = [100, 250, 500, 1000, 2000];

export interface LifelineOptions {
  readonly bus: UsbBus;
  /** What the radio is called in messages. */
  readonly label: string;
  /** The device as it was opened; replaced by what came back. */
  readonly device: UsbDevice;
  readonly sink: SampleSink;
  /** Starts the radio's stream into the bulk sink. */
  start(sink: BulkSink): Promise<BulkStream>;
  /** Takes a completed transfer. */
  data(bytes: Uint8Array): void;
  /** Gives up the handle of a radio that failed; must not throw. */
  abandon(): Promise<void>;
  /** Opens the radio that came back and re-applies every setting. */
  reopen(device: UsbDevice): Promise<void>;
  /** Samples that the pause of `ms` is worth. */
  samplesIn(ms: number): number;
}

export interface Lifeline {
  /** After it settles neither sink nor data is called again. */
  stop(): Promise<void>;
}

/** Starts streaming and stays with it until stopped. Rejects when the first start fails. */
export async function makeLifeline(options: LifelineOptions): Promise<Lifeline> {
  const { bus, sink, label } = options;
  let device = options.device;
  let stopped = false;
  let stream: BulkStream | undefined;
  let lastDataMs = performance.now();
  let recovering: Promise<void> | undefined;
  const pause = makeSleeper();

  const isStopped = (): boolean => stopped;

  const start = async (): Promise<void> => {
    lastDataMs = performance.now();
    let broken: UsbError | undefined;
    const started = await options.start({
      data(bytes) {
        if (stopped || broken) return;
        lastDataMs = performance.now();
        options.data(bytes);
      },
      failed(error) {
        broken ??= error;
        failed(error);
      },
    });
    const early = ((): UsbError | undefined => broken)();
    if (early) throw early;
    stream = started;
  };

  const failed = (error: UsbError): void => {
    if (stopped || recovering) return;
    recovering = recover(error).finally(() => (recovering = undefined));
  };

  const recover = async (error: UsbError): Promise<void> => {
    const goneMs = lastDataMs;
    const fault = usbFault(error, label);
    sink.disconnected(fault instanceof Fault ? fault : new Fault('device-lost', `${label} failed.`));
    const broken = stream;
    stream = undefined;
    await broken?.stop();
    await options.abandon();
    let attempt = 0;
    while (!isStopped()) {
      const found = await present();
      if (isStopped()) return;
      if (found) {
        try {
          device = found;
          await options.reopen(found);
          if (isStopped()) return;
          sink.lost(options.samplesIn(performance.now() - goneMs));
          await start();
          sink.returned();
          return;
        } catch {
          // Still settling, or held by another program: the user was told it is gone, and it is tried again.
          await options.abandon();
        }
      }
      await comeback(found ? retryMs[Math.min(attempt++, retryMs.length - 1)]! : Infinity);
    }
  };

  /** The same radio, where it was or elsewhere. */
  const present = async (): Promise<UsbDevice | undefined> => {
    const like = (other: UsbDevice): boolean =>
      other.serial === device.serial && other.productId === device.productId;
    const found = (await bus.list((vendorId) => vendorId === device.vendorId)).filter(like);
    return found.find((other) => other.port === device.port) ?? found[0];
  };

  /** Waits for `ms` or for a device to be plugged in. */
  const comeback = async (ms: number): Promise<void> => {
    const plugged = { seen: false };
    const unwatch = bus.watch((change) => {
      if (change.kind !== 'arrived') return;
      plugged.seen = true;
      pause.wake();
    });
    try {
      // Plugged in between the last look and the watch: look again before sleeping long.
      if (ms === Infinity && (await present())) return;
      if (!isStopped() && !plugged.seen) await pause.sleep(ms);
    } finally {
      unwatch();
    }
  };

  await start();
  const watchdog = setInterval(() => {
    if (performance.now() - lastDataMs > silentMs)
      failed(new UsbError('timeout', `no samples for ${String(silentMs / 1000)} s`));
  }, silentMs / 2);

  return {
    async stop() {
      stopped = true;
      clearInterval(watchdog);
      pause.wake();
      await stream?.stop();
      await recovering;
    },
  };
}
