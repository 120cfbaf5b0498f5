/** A sample sink that keeps everything it is told, for tests of radios. */
import type { Fault } from '../contract/fault.ts';
import type { Receiver, SampleSink } from '../main/device/receiver.ts';

type SinkEvent =
  | { kind: 'write'; bytes: number }
  | { kind: 'lost'; samples: number; afterBytes: number }
  | { kind: 'disconnected'; fault: Fault }
  | { kind: 'returned' }
  | { kind: 'ended'; fault: Fault | undefined }
  | { kind: 'position'; sample: number }
  | { kind: 'retuned'; centreHz: number };

export interface CollectingSink extends SampleSink {
  readonly events: SinkEvent[];
  /** Bytes written so far, kept or not. */
  readonly byteLength: number;
  readonly lostSamples: number;
  /** The first `keep` bytes. */
  bytes(): Uint8Array;
  /** Settles when this holds; checked at every event. */
  until(condition: (sink: CollectingSink) => boolean): Promise<void>;
}

/** @param keep bytes kept at most; `events` leaves out writes so that long runs stay small */
export function collectingSink(keep = 1 << 24): CollectingSink {
  const kept: Uint8Array[] = [];
  const events: SinkEvent[] = [];
  let byteLength = 0;
  let keptLength = 0;
  let lostSamples = 0;
  let waiting: { condition: (sink: CollectingSink) => boolean; resolve: () => void }[] = [];

  const check = (): undefined => {
    waiting = waiting.filter(({ condition, resolve }) => {
      if (!condition(sink)) return true;
      resolve();
      return false;
    });
  };
  const note = (event: SinkEvent): void => {
    events.push(event);
    check();
  };

  const sink: CollectingSink = {
    events,
    get byteLength() {
      return byteLength;
    },
    get lostSamples() {
      return lostSamples;
    },
    bytes: () => new Uint8Array(Buffer.concat(kept)),
    until: (condition) =>
      new Promise((resolve) => {
        waiting.push({ condition, resolve });
        check();
      }),
    write(samples) {
      const room = Math.min(samples.byteLength, keep - keptLength);
      if (room > 0) kept.push(samples.slice(0, room));
      keptLength += Math.max(0, room);
      byteLength += samples.byteLength;
      return check();
    },
    lost(samples) {
      lostSamples += samples;
      note({ kind: 'lost', samples, afterBytes: byteLength });
    },
    clipped: () => undefined,
    disconnected: (fault) => note({ kind: 'disconnected', fault }),
    returned: () => note({ kind: 'returned' }),
    ended: (fault) => note({ kind: 'ended', fault }),
    position: (sample) => note({ kind: 'position', sample }),
    retuned: (centreHz) => note({ kind: 'retuned', centreHz }),
  };
  return sink;
}

/** Plays a file once, as fast as it goes, and gives back everything it told. */
export async function playOnce(
  driver: (id: string) => Promise<Receiver>,
  id: string,
): Promise<CollectingSink> {
  const radio = await driver(id);
  const sink = collectingSink();
  await radio.start(sink);
  await sink.until((s) => s.events.some((event) => event.kind === 'ended'));
  await radio.close();
  return sink;
}
