/** Samples of an rtl_tcp server into a sink, over as many connections as it takes. */
import type { Fault } from '../../../contract/fault.ts';
import type { SampleSink } from '../receiver.ts';
import { makeSleeper } from '../sleeper.ts';
import { makeLossClock, networkWatch, type LossClock } from '../lossclock.ts';
import type { Link } from './link.ts';

export interface StreamOptions {
  link: Link;
  reopen(signal: AbortSignal): Promise<Link>;
  /** Sends every setting to a new connection. */
  tell(link: Link): void;
  sink: SampleSink;
  sampleRateHz: number;
  times: { backOffMs: number; longestBackOffMs: number };
  /** Monotonic milliseconds. */
  now: () => number;
}

export interface Stream {
  /** Undefined while the server is being looked for. */
  readonly link: Link | undefined;
  /** After it settles the sink is not called again. */
  stop(): Promise<void>;
}

export function makeStream(options: StreamOptions): Stream {
  const { sink, sampleRateHz, now } = options;
  const abort = new AbortController();
  const stopped = (): boolean => abort.signal.aborted;
  const sleeper = makeSleeper();
  const bytesPerSample = 2;
  let link: Link | undefined;
  let deficit: LossClock | undefined;
  let lastMs = now();
  let away = false;
  let searching = Promise.resolve();

  /** The first samples after a silence end it: what the clock says is missing was lost. */
  const comeBack = (samples: number): void => {
    away = false;
    const missing = Math.round(((now() - lastMs) / 1000) * sampleRateHz) - samples;
    if (missing > 0) sink.lost(missing);
    sink.returned();
  };

  const take = (bytes: Uint8Array): void => {
    const samples = bytes.byteLength / bytesPerSample;
    if (away) comeBack(samples);
    lastMs = now();
    deficit ??= makeLossClock(sampleRateHz, lastMs, networkWatch);
    const lost = deficit.arrived(samples, lastMs);
    if (lost > 0) sink.lost(lost);
    // A live radio doesn't wait: what a slow reader misses is counted by the reader.
    void sink.write(bytes);
  };

  const attach = (next: Link): void => {
    link = next;
    deficit = undefined;
    options.tell(next);
    next.listen(take);
    next.onLost((fault) => {
      link = undefined;
      if (stopped()) return;
      if (!away) sink.disconnected(fault);
      away = true;
      searching = search(fault);
    });
  };

  /** Connects again until it works or somebody stops. */
  const search = async (first: Fault): Promise<void> => {
    let waitMs = options.times.backOffMs;
    let reason: unknown = first;
    while (reason !== undefined && !stopped()) {
      await sleeper.sleep(waitMs);
      waitMs = Math.min(2 * waitMs, options.times.longestBackOffMs);
      if (stopped()) return;
      reason = await options.reopen(abort.signal).then(
        (found) => {
          if (stopped()) found.close();
          else attach(found);
          return undefined;
        },
        (error: unknown) => error,
      );
    }
  };

  attach(options.link);
  return {
    get link() {
      return link;
    },
    async stop() {
      abort.abort();
      sleeper.wake();
      link?.listen(undefined);
      link?.close();
      await searching;
    },
  };
}
