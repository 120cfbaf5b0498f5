/**
 * One radio as the engine sees it: its acquire thread, its spectrum thread and the stream between them.
 * Threads start with the first `start` and end with `close`; a session without them costs nothing.
 */
import type { ByteSink, Stop, ValueSink } from '../../contract/bridge.ts';
import { Fault } from '../../contract/fault.ts';
import { applyChange, mergeChange } from '../../contract/receiver-change.ts';
import type {
  RadioEvent,
  ReceiverChange,
  ReceiverSettings,
  ReceiverState,
  SpectrumRequest,
} from '../../contract/radio.ts';
import type { AcquireCommands, AcquireNotice, StreamFacts } from './acquire.ts';
import { startThread, type Thread } from '../thread/index.ts';
import { retunes } from './changes.ts';
import type { ViewCommands, ViewNotice } from './view.ts';

/** May return a promise: `start` waits for it before the first sample flows. It must not reject. */
type StreamListener = (stream: StreamFacts | undefined) => Promise<void> | void;

/** A radio kept for tasks: until it is released nobody else may tune, stop or seek it. Gains stay free. */
export interface Hold {
  /** Starts the radio, or sets it anew, as `Session.start` does. */
  start(change: ReceiverChange): Promise<ReceiverState>;
  /** Gives it back; the radio stops where a person does not want it too. */
  release(): Promise<void>;
}

export interface Session {
  readonly state: ReceiverState;
  /** True while a person wants the radio running, by the Receive page or a recording; tasks then don't own it. */
  readonly wanted: boolean;
  /**
   * Keeps the radio for tasks. `refuse` is asked when a person would harm them: the fault they then get, or undefined
   * where there is no harm any more. Throws Fault 'busy' while another hold lasts.
   */
  hold(refuse: () => Fault | undefined): Hold;
  /** The running stream, for recorders; undefined while stopped. */
  readonly stream: StreamFacts | undefined;
  start(change?: ReceiverChange): Promise<ReceiverState>;
  stop(): Promise<ReceiverState>;
  set(change: ReceiverChange): Promise<ReceiverState>;
  seek(sample: number): Promise<ReceiverState>;
  pause(paused: boolean): Promise<ReceiverState>;
  /** Settles when commands under way are done: a change of rate lays a new stream. */
  settled(): Promise<void>;
  /** Shown beside the state while a recording of this radio runs. */
  setRecording(recordingId: string | undefined): void;
  watch(sink: ValueSink<ReceiverState>): Stop;
  events(sink: ValueSink<RadioEvent>): Stop;
  rows(request: SpectrumRequest, sink: ByteSink): Stop;
  /** Called when the stream begins, changes or ends. */
  onStream(listener: StreamListener): Stop;
  /** Called for every change of settings of the running stream. */
  onEpoch(listener: (epoch: number, settings: ReceiverSettings) => void): Stop;
  close(): Promise<void>;
}

/**
 * @param id the name shown to the outside. @param source what the driver opens, for files the real path.
 */
export function makeSession(id: string, source: string): Session {
  let acquire: Thread<AcquireCommands, AcquireNotice> | undefined;
  let view: Thread<ViewCommands, ViewNotice> | undefined;
  let stream: StreamFacts | undefined;
  let recordingId: string | undefined;
  let inner: Omit<ReceiverState, 'id' | 'recordingId'> = {
    phase: 'closed',
    samples: 0,
    lostSamples: 0,
    gaps: 0,
    clippedSamples: 0,
    clipping: false,
    measuredRateHz: 0,
  };
  const watchers = new Set<ValueSink<ReceiverState>>();
  const listeners = new Set<ValueSink<RadioEvent>>();
  const streamListeners = new Set<StreamListener>();
  const epochListeners = new Set<(epoch: number, settings: ReceiverSettings) => void>();
  let attaching: Promise<void>[] = [];
  const subscriptions = new Map<number, { sink: ByteSink; granted: number }>();
  let nextSubscription = 1;
  /** A person asked for the radio and did not stop it since. */
  let asked = false;
  /** Starts under way: the phase is `closed` for moments of them. */
  let starting = 0;
  let refuse: (() => Fault | undefined) | undefined;
  /** The radio is being given back: a new start waits for it. */
  let releasing: Promise<void> = Promise.resolve();

  const now = (): ReceiverState => ({ ...inner, id, ...(recordingId === undefined ? {} : { recordingId }) });
  const say = (): void => {
    const state = now();
    for (const watcher of watchers) watcher.send(state);
  };

  const atWork = (): boolean =>
    starting > 0 || ['opening', 'running', 'paused', 'lost', 'stopping'].includes(inner.phase);

  const take = (notice: AcquireNotice): void => {
    switch (notice.kind) {
      case 'state':
        // What the radio is and how it stood is still known after it was given back.
        inner = {
          ...(inner.info ? { info: inner.info } : {}),
          ...(inner.settings ? { settings: inner.settings } : {}),
          ...notice.state,
          // The driver knows a file by its path; outside only the public name is shown.
          ...(notice.state.info ? { info: { ...notice.state.info, id } } : {}),
        };
        // It ended by itself: nobody has it now.
        if (!atWork()) asked = false;
        say();
        return;
      case 'event':
        for (const listener of listeners) listener.send(notice.event);
        return;
      case 'epoch':
        // A recording that starts later is named and described by what holds then.
        if (stream) stream = { ...stream, settings: notice.settings };
        for (const listener of epochListeners) listener(notice.epoch, notice.settings);
        return;
      case 'stream':
        stream = notice.stream;
        if (view) view.tell('stream', { stream });
        attaching = [...streamListeners].map(async (listener) => listener(stream));
    }
  };

  /** Grants the thread as many batches as the consumer has credits for. */
  const grant = (subscription: number): void => {
    const entry = subscriptions.get(subscription);
    if (!entry || !view) return;
    const credits = entry.sink.credits - entry.granted;
    if (credits <= 0) return;
    entry.granted += credits;
    view.tell('credit', { subscription, credits });
  };

  const viewThread = (): Thread<ViewCommands, ViewNotice> => {
    if (view) return view;
    const thread = startThread<ViewCommands, ViewNotice>(import.meta.url, 'spectrum');
    thread.onNotice(({ subscription, batch }) => {
      const entry = subscriptions.get(subscription);
      if (!entry) return;
      entry.granted--;
      entry.sink.send(batch);
      grant(subscription);
    });
    thread.onCrash((fault) => {
      view = undefined;
      for (const { sink } of subscriptions.values()) sink.end(fault);
      subscriptions.clear();
    });
    if (stream) thread.tell('stream', { stream });
    view = thread;
    return thread;
  };

  const acquireThread = async (): Promise<Thread<AcquireCommands, AcquireNotice>> => {
    if (!acquire) await releasing;
    if (acquire) return acquire;
    const thread = startThread<AcquireCommands, AcquireNotice>(import.meta.url, 'acquire');
    acquire = thread;
    thread.onNotice(take);
    thread.onCrash((fault) => {
      acquire = undefined;
      take({ kind: 'stream', stream: undefined });
      inner = { ...inner, phase: 'failed', fault: fault.toJSON() };
      say();
    });
    try {
      await thread.ask('open', { id: source });
    } catch (error) {
      acquire = undefined;
      await thread.stop();
      throw error;
    }
    return thread;
  };

  let underWay: Promise<void> = Promise.resolve();
  /** Changes made while the radio is stopped: applied at the next start. */
  let waiting: ReceiverChange = {};

  const running = (): Thread<AcquireCommands, AcquireNotice> => {
    if (!acquire)
      throw new Fault('invalid', 'The radio is not started.', {
        hint: 'Start it, then change its settings.',
      });
    return acquire;
  };

  const release = async (): Promise<void> => {
    const thread = acquire;
    acquire = undefined;
    if (!thread) return releasing;
    releasing = (async () => {
      await thread.ask('close', {}).catch(() => undefined);
      await thread.stop();
    })();
    await releasing;
  };

  const start = async (change: ReceiverChange | undefined): Promise<ReceiverState> => {
    starting++;
    try {
      const thread = await acquireThread();
      await thread.ask('prepare', { change: mergeChange(waiting, change ?? {}) });
      waiting = {};
      // Recorders armed for this start attach before the first sample: a fast file would be half over.
      await Promise.all(attaching);
      attaching = [];
      await thread.ask('go', {});
      return now();
    } finally {
      starting--;
    }
  };

  const stop = async (): Promise<ReceiverState> => {
    if (acquire) await acquire.ask('stop', {});
    // The device is given back so that other programs can have it.
    await release();
    return now();
  };

  /** Throws where tasks would be harmed by a change of a person. */
  const guard = (harms: boolean): void => {
    const fault = harms ? refuse?.() : undefined;
    if (fault) throw fault;
  };
  /** While the radio is on its way to a tuning nobody knows whether a change would keep it. */
  const harms = (change: ReceiverChange): boolean => retunes(stream?.settings, change);

  return {
    get state() {
      return now();
    },
    get stream() {
      return stream;
    },
    get wanted() {
      return recordingId !== undefined || (asked && atWork());
    },
    hold(mayNot) {
      if (refuse) throw new Fault('busy', 'The radio is kept for tasks already.');
      refuse = mayNot;
      return {
        start,
        async release() {
          if (refuse !== mayNot) return;
          refuse = undefined;
          if (recordingId === undefined && !(asked && atWork())) await stop();
        },
      };
    },
    async start(change) {
      guard(change !== undefined && harms(change));
      asked = true;
      try {
        return await start(change);
      } catch (error) {
        asked = false;
        throw error;
      }
    },
    async stop() {
      guard(true);
      asked = false;
      return stop();
    },
    async set(change) {
      guard(harms(change));
      if (acquire) {
        const asked = acquire.ask('set', { change });
        underWay = asked.catch(() => undefined);
        await asked;
      } else {
        waiting = mergeChange(waiting, change);
        if (inner.settings) inner = { ...inner, settings: applyChange(inner.settings, change) };
        say();
      }
      return now();
    },
    settled: () => underWay,
    async seek(sample) {
      guard(true);
      await running().ask('seek', { sample });
      return now();
    },
    async pause(paused) {
      guard(true);
      await running().ask('pause', { paused });
      return now();
    },
    setRecording(next) {
      recordingId = next;
      say();
    },
    watch(sink) {
      watchers.add(sink);
      sink.send(now());
      return () => void watchers.delete(sink);
    },
    events(sink) {
      listeners.add(sink);
      return () => void listeners.delete(sink);
    },
    rows(request, sink) {
      const thread = viewThread();
      const subscription = nextSubscription++;
      subscriptions.set(subscription, { sink, granted: 0 });
      thread.tell('subscribe', { subscription, request });
      sink.onCredit(() => grant(subscription));
      grant(subscription);
      return () => {
        if (subscriptions.delete(subscription)) view?.tell('unsubscribe', { subscription });
      };
    },
    onStream(listener) {
      streamListeners.add(listener);
      return () => void streamListeners.delete(listener);
    },
    onEpoch(listener) {
      epochListeners.add(listener);
      return () => void epochListeners.delete(listener);
    },
    async close() {
      for (const { sink } of subscriptions.values()) sink.end();
      subscriptions.clear();
      await release();
      const thread = view;
      view = undefined;
      await thread?.stop();
    },
  };
}
