/** The live search of one radio: its thread while somebody wants it, and what it found. */
import type { Stop, ValueSink } from '../../contract/bridge.ts';
import type { DetectionSettings, LiveDetections } from '../../contract/detection.ts';
import { startThread, type Thread } from '../thread/index.ts';
import type { LiveCommands, LiveNotice } from './live-thread.ts';
import type { Session } from './session.ts';

export interface Live {
  /** Begins a search that goes on over stops of the radio; without settings it ends and its boxes are forgotten. */
  detect(settings: DetectionSettings | undefined): Promise<void>;
  watch(sink: ValueSink<LiveDetections>): Stop;
  close(): Promise<void>;
}

const nothing: LiveDetections = { boxes: [], found: 0, missedSamples: 0, load: 0 };

/** Costs nothing until the first `detect`. */
export function makeLive(session: Pick<Session, 'onStream' | 'stream'>): Live {
  const watchers = new Set<ValueSink<LiveDetections>>();
  let running: { thread: Thread<LiveCommands, LiveNotice>; forget: Stop } | undefined;
  let now = nothing;
  let searches = 0;

  const say = (next: LiveDetections): void => {
    now = next;
    for (const watcher of watchers) watcher.send(now);
  };

  const start = (): Thread<LiveCommands, LiveNotice> => {
    const thread = startThread<LiveCommands, LiveNotice>(import.meta.url, 'live');
    // A radio that starts waits until the search stands ready: it sees the first sample. A crash is told below.
    const attach = (stream: Session['stream']): Promise<void> =>
      thread.ask('stream', { stream }).catch(() => undefined);
    const forget = session.onStream(attach);
    running = { thread, forget };
    thread.onNotice(({ search, ...found }) => {
      // What another search found may still be under way.
      if (running?.thread === thread && search === searches && now.settings)
        say({ settings: now.settings, ...found });
    });
    thread.onCrash((fault) => {
      forget();
      running = undefined;
      now = nothing;
      for (const watcher of watchers) watcher.end(fault);
      watchers.clear();
    });
    void attach(session.stream);
    return thread;
  };

  const end = async (): Promise<void> => {
    const ending = running;
    running = undefined;
    ending?.forget();
    await ending?.thread.stop();
  };

  return {
    async detect(settings) {
      say(settings ? { ...nothing, settings } : nothing);
      if (!settings) return end();
      const thread = running?.thread ?? start();
      await thread.ask('search', { search: ++searches, settings });
    },
    watch(sink) {
      watchers.add(sink);
      sink.send(now);
      return () => void watchers.delete(sink);
    },
    close: end,
  };
}
