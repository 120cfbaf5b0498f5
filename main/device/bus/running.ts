/** A started USB radio: its flow of samples, what it lost, and waking it when it falls silent. */
import { performance } from 'node:perf_hooks';
import { bytesPerSample } from '../../../contract/radio.ts';
import type { ReceiverSettings, SampleSink } from '../receiver.ts';
import type { UsbBus, UsbDevice } from '../transport.ts';
import type { Flow, OpenedRadio, RadioKind } from './kind.ts';
import { makeLifeline, type Lifeline } from './lifeline.ts';
import { makeLossClock, usbWatch } from '../lossclock.ts';

/** How often a radio that counts its losses is asked for them. */
const askMs = 250;

/** The radio as long as it is there, and how to let go of it and take it again. */
interface Hold<Radio> {
  readonly radio: Radio | undefined;
  readonly device: UsbDevice;
  abandon(): Promise<void>;
  reopen(found: UsbDevice): Promise<void>;
}

export interface RunningOptions<Radio extends OpenedRadio> {
  readonly bus: UsbBus;
  readonly kind: RadioKind<Radio>;
  readonly label: string;
  readonly settings: ReceiverSettings;
  readonly sink: SampleSink;
  readonly hold: Hold<Radio>;
  /** Runs commands one after another. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Starts the radio and stays with it. Rejects when the first start fails. */
export async function keepRunning<Radio extends OpenedRadio>(
  options: RunningOptions<Radio>,
): Promise<Lifeline> {
  const { bus, kind, label, settings, sink, hold, inTurn } = options;
  const sampleBytes = bytesPerSample[kind.datatype];
  let clock = makeLossClock(settings.sampleRateHz, performance.now(), usbWatch);
  let flow: Flow | undefined;
  /** True from a start to the next failure that has a cause other than silence. */
  let flowing = false;
  let silences = 0;

  const lifeline = await makeLifeline({
    bus,
    label,
    device: hold.device,
    sink,
    async start(bulk) {
      const started = kind.flow(hold.radio!, settings);
      flow = started;
      const stream = await inTurn(() =>
        started.start({
          data: (bytes) => bulk.data(bytes),
          failed(error) {
            flowing = false;
            bulk.failed(error);
          },
        }),
      );
      flowing = true;
      clock = makeLossClock(settings.sampleRateHz, performance.now(), usbWatch);
      return stream;
    },
    data(bytes) {
      silences = 0;
      const samples = flow!.samples(bytes);
      if (samples.length === 0) return;
      const lost = clock.arrived(samples.length / sampleBytes, performance.now());
      if (lost > 0) sink.lost(lost);
      const clipped = flow!.clipped?.() ?? 0;
      if (clipped > 0) sink.clipped(clipped);
      void sink.write(samples);
    },
    abandon: () =>
      inTurn(async () => {
        const silent = flowing;
        flowing = false;
        const radio = hold.radio;
        try {
          if (silent && radio && (await kind.wake?.(radio, ++silences)) === true) return;
        } catch {
          // It does not even take commands: opening it anew is what is left.
        }
        await hold.abandon();
      }),
    reopen: (found) => inTurn(() => hold.reopen(found)),
    samplesIn: (ms) => Math.round((ms / 1000) * settings.sampleRateHz),
  });

  const isFlowing = (): boolean => flowing;
  let asking = false;
  const ask = async (): Promise<void> => {
    const radio = hold.radio;
    if (asking || !flowing || !radio) return;
    asking = true;
    try {
      const lost = (await inTurn(async () => kind.losses?.(radio))) ?? 0;
      if (lost === 0 || !isFlowing()) return;
      // Known losses are no lag: the clock must not count them again.
      clock.arrived(lost, performance.now());
      sink.lost(lost);
    } catch {
      // A radio that does not answer is noticed by its silence.
    } finally {
      asking = false;
    }
  };
  const asker = kind.losses ? setInterval(() => void ask(), askMs) : undefined;

  return {
    async stop() {
      clearInterval(asker);
      flowing = false;
      await lifeline.stop();
    },
  };
}
