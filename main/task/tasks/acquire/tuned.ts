/** One tuning of a radio: its channels, its row in the timeline, and what ends it before its tasks do. */
import type { Channels, makeChannels, Session, StreamFacts } from '../../../acquire/index.ts';
import { Fault } from '../../../../contract/fault.ts';
import type { Store } from '../../../store/index.ts';
import type { TuningWish } from '../../lanes.ts';

export interface Tuned {
  readonly wish: TuningWish;
  /** Settles when channels can be added. */
  readonly ready: Promise<Channels>;
  readonly tuningId: number | undefined;
  /** Nobody may join any more. */
  readonly over: boolean;
  /** Why it ended by itself. */
  readonly fault: Fault | undefined;
  /** Ends it; settles when its channels are closed. */
  end(): Promise<void>;
  /** Settles when it is over and its channels are closed. */
  readonly closed: Promise<void> | undefined;
}

export interface TunedOptions {
  wish: TuningWish;
  session: Session;
  makeChannels: typeof makeChannels;
  store: Pick<Store, 'openTuning' | 'closeTuning'>;
  lostPatienceMs: number;
  /** Starts the radio. */
  start(): Promise<StreamFacts>;
  onProgress(): void;
  /** It came to its end by itself. */
  onEnd(): void;
}

/** How often a running tuning is looked at: a lost radio and a hanging thread say nothing themselves. */
const watchMs = 500;
/** After the end of a stream its channels end by themselves; those that don't within this are ended. */
const graceMs = 2000;

export function makeTuned(options: TunedOptions): Tuned {
  const { wish, session } = options;
  let channels: Channels | undefined;
  let tuningId: number | undefined;
  let fault: Fault | undefined;
  let closed: Promise<void> | undefined;
  let stops: (() => void)[] = [];
  let lostSince = 0;
  let grace: NodeJS.Timeout | undefined;

  const end = (): Promise<void> => {
    closed ??= (async () => {
      clearTimeout(grace);
      for (const stop of stops) stop();
      stops = [];
      // Whoever ends it while it starts waits for the start.
      await ready.catch(() => undefined);
      await channels?.close();
      if (tuningId !== undefined)
        // The timeline shows it open then; the tasks' own records are whole.
        await options.store.closeTuning({ id: tuningId, nowMs: Date.now() }).catch(() => undefined);
    })();
    return closed;
  };

  const fail = (why: Fault): void => {
    if (fault) return;
    fault = why;
    options.onEnd();
  };

  const watch = (): void => {
    const { phase, fault: why } = session.state;
    if (phase !== 'lost') lostSince = 0;
    else if (lostSince === 0) lostSince = performance.now();
    else if (performance.now() - lostSince > options.lostPatienceMs) {
      const seconds = Math.round(options.lostPatienceMs / 1000);
      fail(
        new Fault(
          'device-lost',
          `${wish.radioId} did not come back within ${String(seconds)} s: ${why?.message ?? 'no samples came.'}`,
          {
            hint: 'Connect it again; the task is tried anew.',
            data: { radio: wish.radioId },
          },
        ),
      );
      void end();
    }
  };

  const streamEnded = (): void => {
    const why = session.state.fault;
    fail(
      new Fault('device-lost', `${wish.radioId} stopped: ${why?.message ?? 'its stream ended.'}`, {
        hint: why?.hint ?? 'Connect it again; the task is tried anew.',
        data: { radio: wish.radioId },
      }),
    );
    grace ??= setTimeout(() => void end(), graceMs);
  };

  const begin = async (): Promise<Channels> => {
    const stream = await options.start();
    const made = options.makeChannels(stream);
    channels = made;
    stops.push(
      session.onStream((next) => {
        if (next?.ring !== stream.ring) streamEnded();
      }),
      session.onEpoch((epoch, settings) => made.settings(epoch, settings)),
      made.onProgress(() => {
        if (!made.alive && !fault) {
          fail(
            new Fault('timeout', 'The thread that records the channels hangs and was ended.', {
              hint: 'The task is tried anew.',
            }),
          );
          void end();
        }
        options.onProgress();
      }),
    );
    const timer = setInterval(watch, watchMs);
    stops.push(() => clearInterval(timer));
    try {
      const { radioId, centreHz, sampleRateHz } = wish;
      tuningId = await options.store.openTuning({ radioId, centreHz, sampleRateHz, nowMs: Date.now() });
      wish.tuningId = tuningId;
    } catch {
      // Only the timeline lacks it: what the tasks record does not depend on it.
      tuningId = undefined;
    }
    // The stream may have ended while the row was written.
    if (session.stream?.ring !== stream.ring) streamEnded();
    return made;
  };
  const ready = begin();
  let failed = false;
  ready.catch(() => (failed = true));

  return {
    wish,
    ready,
    get tuningId() {
      return tuningId;
    },
    get over() {
      return failed || fault !== undefined || closed !== undefined;
    },
    get fault() {
      return fault;
    },
    end,
    get closed() {
      return closed;
    },
  };
}
