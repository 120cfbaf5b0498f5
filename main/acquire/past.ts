/**
 * The past of radios: what each received last, kept so that it can still be recorded. A radio's past is kept from the
 * first time somebody asks for it, over its stops and starts: radios that only work for tasks cost nothing.
 */
import { randomUUID } from 'node:crypto';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import type { Stop, ValueSink } from '../../contract/bridge.ts';
import type { Past, PastCapture } from '../../contract/detection.ts';
import { Fault } from '../../contract/fault.ts';
import { bytesPerSample } from '../../contract/radio.ts';
import type { RecordingInfo } from '../../contract/recording.ts';
import type { Settings } from '../../contract/settings.ts';
import { startThread, type Thread } from '../thread/index.ts';
import type { StreamFacts } from './acquire.ts';
import { sweepPast } from './past-disk.ts';
import type { KeepOptions } from './past-keep.ts';
import type { PastCommands, PastNotice } from './past-thread.ts';
import type { Session } from './session.ts';
import { describeRecording } from './shelf-info.ts';

type PastSession = Pick<Session, 'onStream' | 'onEpoch' | 'stream'>;

export interface PastsOptions {
  /** Where recordings go. */
  folder(): string;
  settings: { readonly current: Pick<Settings, 'past' | 'nameTemplate' | 'reserveBytes' | 'author'> };
  /** Throws Fault 'not-found'. */
  session(radioId: string): PastSession;
  version: string;
}

export interface Pasts {
  /** What of a radio can still be kept: at once, and once a second while it runs. */
  watch(radioId: string, sink: ValueSink<Past>): Stop;
  /** Settles when the recording is on disk. Throws Fault as `capturePast`. */
  capture(request: z.output<typeof PastCapture>): Promise<RecordingInfo>;
  /** Removes what is on disk; memory goes with the threads. */
  close(): Promise<void>;
}

const folderName = 'past';
/** No past takes more memory than this, nor than a quarter of the machine's. */
const mostMemoryBytes = 1024 * 1024 * 1024;
const memoryShare = 1 / 4;

export function makePasts(options: PastsOptions): Pasts {
  const radios = new Map<string, { session: PastSession; radio: RadioPast }>();
  // What a crash left of an earlier past.
  void sweepPast(join(options.folder(), folderName));

  const of = (radioId: string): RadioPast => {
    const session = options.session(radioId);
    const known = radios.get(radioId);
    if (known?.session === session) return known.radio;
    // The radio was removed and added again.
    void known?.radio.close();
    const radio = makeRadioPast(radioId, session, options);
    radios.set(radioId, { session, radio });
    return radio;
  };

  return {
    watch: (radioId, sink) => of(radioId).watch(sink),
    capture: (request) => of(request.radioId).capture(request),
    async close() {
      await Promise.all([...radios.values()].map(({ radio }) => radio.close()));
      radios.clear();
    },
  };
}

interface RadioPast {
  watch(sink: ValueSink<Past>): Stop;
  capture(request: z.output<typeof PastCapture>): Promise<RecordingInfo>;
  close(): Promise<void>;
}

interface Waiting {
  resolve: (metaPath: string) => void;
  reject: (fault: Fault) => void;
}

const nothing: Past = { fromMs: 0, toMs: 0, seconds: 0, bytes: 0, onDisk: false };

function makeRadioPast(radioId: string, session: PastSession, options: PastsOptions): RadioPast {
  const watchers = new Set<ValueSink<Past>>();
  const waiting = new Map<number, Waiting>();
  let thread: Thread<PastCommands, PastNotice> | undefined;
  let now = nothing;
  let captures = 0;
  const say = (past: Past): void => {
    now = past;
    for (const watcher of watchers) watcher.send(past);
  };

  const take = (notice: PastNotice): void => {
    if (notice.kind === 'past') {
      say(notice.past);
      return;
    }
    const waiter = waiting.get(notice.capture);
    waiting.delete(notice.capture);
    if (notice.kind === 'captured') waiter?.resolve(notice.metaPath);
    else waiter?.reject(Fault.from(notice.fault));
  };
  const running = (): Thread<PastCommands, PastNotice> => {
    if (thread) return thread;
    const started = startThread<PastCommands, PastNotice>(import.meta.url, 'past');
    started.onNotice(take);
    started.onCrash((fault) => {
      if (thread === started) thread = undefined;
      for (const { reject } of waiting.values()) reject(fault);
      waiting.clear();
      say({ ...nothing, problem: fault.message.slice(0, 500) });
    });
    return (thread = started);
  };

  /** A radio that starts waits for it: the first sample is kept. It never keeps a radio from starting. */
  const attach = async (stream: StreamFacts | undefined): Promise<void> => {
    if (!stream) return;
    if (stream.info.playback) {
      say({ ...nothing, problem: 'This is a recording already: crop it in the analysis view.' });
      return;
    }
    const keep = keepFor(stream, options, radioId);
    if (keep.memoryBytes === 0 && !keep.disk) return;
    try {
      await running().ask('stream', { stream, keep });
    } catch (error) {
      say({ ...nothing, problem: (error instanceof Error ? error.message : String(error)).slice(0, 500) });
    }
  };
  const forgetStream = session.onStream(attach);
  const forgetEpoch = session.onEpoch((epoch, settings) => thread?.tell('settings', { epoch, settings }));
  void attach(session.stream);

  return {
    watch(sink) {
      watchers.add(sink);
      sink.send(now);
      return () => void watchers.delete(sink);
    },
    async capture({ fromMs, toMs, lowerHz, upperHz, description }) {
      if ((lowerHz === undefined) !== (upperHz === undefined))
        throw new Fault('invalid', 'A band has two ends, and only one is given.');
      const { nameTemplate, reserveBytes, author } = options.settings.current;
      const capture = captures++;
      const settled = new Promise<string>((resolve, reject) => waiting.set(capture, { resolve, reject }));
      running().tell('capture', {
        capture,
        order: {
          fromMs,
          toMs,
          band:
            lowerHz === undefined || upperHz === undefined ? undefined : { lowHz: lowerHz, highHz: upperHz },
          folder: options.folder(),
          nameTemplate,
          reserveBytes,
          author,
          description: description ?? '',
          radio: radioId,
          version: options.version,
        },
      });
      return describeRecording(await settled);
    },
    async close() {
      forgetStream();
      forgetEpoch();
      const ending = thread;
      thread = undefined;
      // Captures under way are finished first: files they read stay until then.
      await ending?.ask('close', {}).catch(() => undefined);
      await ending?.stop();
      for (const { reject } of waiting.values()) reject(new Fault('cancelled', 'The program is closing.'));
      waiting.clear();
    },
  };
}

function keepFor({ settings, info }: StreamFacts, options: PastsOptions, radioId: string): KeepOptions {
  const { past, reserveBytes } = options.settings.current;
  const { memorySeconds, diskBytes } = past;
  const bytesPerSecond = settings.sampleRateHz * bytesPerSample[info.datatype];
  const wanted = Math.ceil(memorySeconds * bytesPerSecond);
  const most = Math.min(mostMemoryBytes, Math.floor(totalmem() * memoryShare));
  // Folders of several radios and programs lie side by side; their names tell people which is which.
  const name = `${radioId.replace(/[^A-Za-z0-9]+/g, '-').slice(0, 60)}-${randomUUID()}`;
  return {
    memoryBytes: Math.min(wanted, most),
    disk:
      diskBytes > 0
        ? { folder: join(options.folder(), folderName, name), bytes: diskBytes, reserveBytes }
        : undefined,
    problem:
      wanted > most
        ? `Memory holds ${Math.floor(most / bytesPerSecond)} s of it, not the ${memorySeconds} s asked for.`
        : undefined,
  };
}
