/** The channels of a stream as the engine sees them: one thread, its life and its end. */
import { Fault } from '../../contract/fault.ts';
import { recordingPaths } from '../sigmf/index.ts';
import { asFault, startThread, type Thread } from '../thread/index.ts';
import type { StreamFacts } from './acquire.ts';
import type {
  ActiveChannel,
  ChannelCapture,
  ChannelEnd,
  ChannelProgress,
  Channels,
  ChannelSpec,
  OnCapture,
} from './channel-types.ts';
import { makeWatch } from './channels-watch.ts';
import type { ChannelReport, ChannelsCommands, ChannelsNotice } from './channels-thread.ts';
import { writing } from './recorder-start.ts';

export interface ChannelsOptions {
  /** Silence of the thread that counts as hanging while samples come; default 5000. */
  frozenAfterMs?: number | undefined;
  /** Tests only: another worker, `NAME.worker.ts` beside the module `beside`. */
  thread?: { beside: string; name: string } | undefined;
}

/** What is known of a channel here. */
interface Entry {
  spec: ChannelSpec;
  progress: ChannelProgress;
  captures: ReadonlyMap<number, ChannelCapture>;
  /** Paths without extension of the captures that were announced, by number. */
  bases: Map<number, string>;
  onCapture: OnCapture | undefined;
  opened: { resolve(): void; reject(fault: Fault): void };
  settle(end: ChannelEnd): void;
  finished: Promise<ChannelEnd>;
}

const frozenAfterMs = 5000;

/** Starts nothing yet: the thread comes with the first channel. */
export function makeChannels(first: StreamFacts, options: ChannelsOptions = {}): Channels {
  let stream = first;
  let thread: Thread<ChannelsCommands, ChannelsNotice> | undefined;
  let nextChannel = 0;
  let closed = false;
  const entries = new Map<number, Entry>();
  const listeners = new Set<() => void>();
  const say = (): void => {
    for (const listener of listeners) listener();
  };
  const watch = makeWatch(first.ring, options.frozenAfterMs ?? frozenAfterMs, say);

  const forget = (channel: number): Entry | undefined => {
    const entry = entries.get(channel);
    entries.delete(channel);
    for (const base of entry?.bases.values() ?? []) writing.delete(recordingPaths(base).meta);
    if (entries.size === 0) watch.stop();
    return entry;
  };

  const update = ({ channel, progress, captures }: ChannelReport): void => {
    const entry = entries.get(channel);
    if (!entry) return;
    entry.progress = progress;
    entry.captures = captures;
  };

  /** Before the files are made: from then on no repair touches them. */
  const announce = (entry: Entry, capture: number, base: string): void => {
    entry.bases.set(capture, base);
    writing.add(recordingPaths(base).meta);
  };

  const askLeave = async (channel: number, capture: number, base: string): Promise<void> => {
    const entry = entries.get(channel);
    if (!entry) return;
    announce(entry, capture, base);
    const allowed = await (entry.onCapture?.(capture, base) ?? true);
    thread?.tell('capture', { channel, capture, allowed });
  };

  const giveUp = (channel: number, fault: Fault): void => {
    const entry = forget(channel);
    entry?.settle({
      reason: 'failed',
      detail: fault.message,
      captures: leftBehind(entry, fault.message),
      meanDbfs: entry.progress.powerDbfs,
      peakDbfs: entry.progress.powerDbfs,
    });
  };

  const take = (notice: ChannelsNotice): void => {
    watch.heard();
    switch (notice.kind) {
      case 'opened': {
        const { opened } = entries.get(notice.channel) ?? {};
        if (!notice.fault) opened?.resolve();
        else {
          const fault = Fault.from(notice.fault);
          opened?.reject(fault);
          giveUp(notice.channel, fault);
        }
        return;
      }
      case 'progress':
        for (const report of notice.reports) update(report);
        say();
        return;
      case 'capture':
        askLeave(notice.channel, notice.capture, notice.base).catch(() =>
          thread?.tell('capture', { channel: notice.channel, capture: notice.capture, allowed: false }),
        );
        return;
      case 'ended': {
        const entry = entries.get(notice.report.channel);
        update(notice.report);
        forget(notice.report.channel);
        entry?.settle(notice.end);
        say();
      }
    }
  };

  /** The thread is gone: what it wrote is on disk, to be repaired at the next start. */
  const fail = (fault: Fault): void => {
    thread = undefined;
    for (const [channel, entry] of [...entries]) {
      entry.opened.reject(fault);
      giveUp(channel, fault);
    }
    say();
  };

  const running = (): Thread<ChannelsCommands, ChannelsNotice> => {
    if (thread) return thread;
    const place = options.thread ?? { beside: import.meta.url, name: 'channels' };
    thread = startThread<ChannelsCommands, ChannelsNotice>(place.beside, place.name);
    thread.onNotice(take);
    thread.onCrash(fail);
    return thread;
  };

  const add = async (spec: ChannelSpec, onCapture?: OnCapture): Promise<ActiveChannel> => {
    if (closed) throw new Fault('cancelled', 'The stream of this channel has ended.');
    const channel = nextChannel++;
    let settle: (end: ChannelEnd) => void = () => undefined;
    const finished = new Promise<ChannelEnd>((resolve) => (settle = resolve));
    let opened: Entry['opened'] = { resolve: () => undefined, reject: () => undefined };
    const ready = new Promise<void>((resolve, reject) => (opened = { resolve, reject }));
    const entry: Entry = {
      spec,
      progress: { share: 0, armed: spec.trigger !== undefined, powerDbfs: -200, samples: 0, captures: 0 },
      captures: new Map(),
      bases: new Map(),
      onCapture,
      opened,
      settle,
      finished,
    };
    entries.set(channel, entry);
    if (spec.base !== undefined && !spec.trigger) announce(entry, 0, spec.base);
    watch.start();
    try {
      await Promise.all([running().ask('add', { channel, spec, stream }), ready]);
    } catch (error) {
      giveUp(channel, asFault(error));
      throw error;
    }
    return {
      get progress() {
        return entry.progress;
      },
      stop(because) {
        thread?.tell('stop', { channel, because });
        return finished;
      },
      finished,
    };
  };

  return {
    add,
    settings(epoch, settings) {
      stream = { ...stream, settings };
      thread?.tell('settings', { epoch, settings });
    },
    onProgress(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    get alive() {
      return watch.alive;
    },
    async close() {
      closed = true;
      if (!thread) return;
      const ending = thread;
      ending.tell('stop', { because: 'The radio was given back.' });
      const over = Promise.all([...entries.values()].map((entry) => entry.finished));
      await Promise.race([watch.silence(), over]);
      await ending.stop();
      watch.stop();
      fail(new Fault('timeout', 'The thread that cuts the channels hung and was ended.'));
    },
  };
}

/** Captures as last heard of; those nobody told of yet by their names. */
function leftBehind(entry: Entry, because: string): ChannelCapture[] {
  return [...entry.bases].map(([capture, base]) => {
    const paths = recordingPaths(base);
    const known = entry.captures.get(capture) ?? {
      metaPath: paths.meta,
      dataPath: paths.data,
      startedMs: Date.now(),
      samples: 0,
      sampleRateHz: 0,
      centreHz: entry.spec.centreHz,
      lostSamples: 0,
      gaps: 0,
      clippedSamples: 0,
      sha512: '',
      bytes: 0,
      complete: false,
    };
    return known.complete ? known : { ...known, endedBecause: because };
  });
}
