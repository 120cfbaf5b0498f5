/** The recordings room of the contract: starts and stops recorders, shows the shelf, repairs what a crash left. */
import { dirname, resolve } from 'node:path';
import type { EngineServer } from '../../contract/index.ts';
import type { ValueSink } from '../../contract/bridge.ts';
import { Fault } from '../../contract/fault.ts';
import type { RecordingInfo, RecordingStart } from '../../contract/recording.ts';
import type { Settings } from '../../contract/settings.ts';
import type { z } from 'zod';
import type { StreamFacts } from './acquire.ts';
import { makePasts } from './past.ts';
import { startRecording, startRepair, type ActiveRecording, type Repair } from './recorder-start.ts';
import type { Session } from './session.ts';
import { makeShelf, type Shelf } from './shelf.ts';

export interface RecordingsOptions {
  folder(): string;
  settings: { readonly current: Settings };
  session(radioId: string): Session;
  resolveGrant(grant: string): string;
  version: string;
}

export interface Recordings {
  readonly server: EngineServer['recording'];
  /** The recordings of the folder as they stand, for the library. */
  readonly shelf: Pick<Shelf, 'list' | 'onChange'>;
  /** Trusted callers only. Throws Fault 'not-found'. */
  paths(id: string): { meta: string; data: string };
  /** The recording folder changed. Throws Fault 'busy' while a recording is written. */
  moveTo(folder: string): Promise<void>;
  close(): Promise<void>;
}

/** Ended recordings whose final facts are kept for those who ask after the end. */
const rememberedEnds = 64;

export async function makeRecordings(options: RecordingsOptions): Promise<Recordings> {
  const active = new Map<string, ActiveRecording>();
  const ended = new Map<string, ActiveRecording>();
  const watchers = new Map<string, Set<ValueSink<RecordingInfo>>>();
  let shelf: Shelf = await makeShelf(options.folder());
  const shelfWatchers = new Set<ValueSink<RecordingInfo[]>>();
  const shelfListeners = new Set<() => void>();
  const sayList = (): void => {
    const list = [...shelf.list()];
    for (const watcher of shelfWatchers) watcher.send(list);
    for (const listener of shelfListeners) listener();
  };
  shelf.onChange(sayList);
  const pasts = makePasts(options);
  // In the background: an orphan of 100 GB takes minutes to hash, and nobody should wait for it to see a waterfall.
  const repairing = repair(options.folder(), () => shelf);

  const find = (id: string): ActiveRecording => {
    const recording = active.get(id) ?? ended.get(id);
    if (!recording)
      throw new Fault('not-found', 'There is no such recording in this session.', {
        hint: 'Look it up in the list of recordings.',
      });
    return recording;
  };

  const tell = (info: RecordingInfo): void => {
    for (const watcher of watchers.get(info.id) ?? []) watcher.send(info);
  };

  const begin = async (
    session: Session,
    stream: StreamFacts,
    request: z.output<typeof RecordingStart>,
  ): Promise<ActiveRecording> => {
    const { current } = options.settings;
    const recording = await startRecording({
      ring: stream.ring,
      radio: request.radioId,
      hardware: stream.info.label,
      datatype: stream.info.datatype,
      settings: stream.settings,
      folder: options.folder(),
      nameTemplate: current.nameTemplate,
      out: request.out === undefined ? undefined : options.resolveGrant(request.out),
      seconds: request.seconds,
      reserveBytes: current.reserveBytes,
      author: current.author,
      description: request.description ?? '',
      version: options.version,
      onProgress: (info) => {
        follow(info);
        tell(info);
      },
    });
    // A place outside the recording folder, chosen by the user, is not on the shelf.
    const here = shelf;
    const onShelf = dirname(recording.metaPath) === resolve(here.folder);
    const follow = (info: RecordingInfo): void => {
      if (onShelf && info.condition === 'recording') here.follow(recording.metaPath, info);
    };
    const stopEpochs = session.onEpoch((epoch, settings) => recording.settings(epoch, settings));
    active.set(recording.id, recording);
    session.setRecording(recording.id);
    follow(recording.info);
    void recording.finished.then(async (info) => {
      stopEpochs();
      if (onShelf) await here.release(recording.metaPath);
      active.delete(recording.id);
      ended.set(recording.id, recording);
      const [oldest] = ended.keys();
      if (ended.size > rememberedEnds && oldest !== undefined) ended.delete(oldest);
      session.setRecording(undefined);
      tell(info);
    });
    return recording;
  };

  /** Starts the radio too; the recorder attaches before its first sample. */
  const beginWithRadio = async (
    session: Session,
    request: z.output<typeof RecordingStart>,
  ): Promise<ActiveRecording> => {
    let begun: Promise<ActiveRecording> | undefined;
    const forget = session.onStream((stream) => {
      if (!stream || begun) return undefined;
      begun = begin(session, stream, request);
      // A recorder that can't start must not keep the radio from being stopped cleanly below.
      return begun.then(
        () => undefined,
        () => undefined,
      );
    });
    try {
      await session.start(request.startRadio);
    } finally {
      forget();
    }
    if (!begun) throw new Fault('internal', 'The radio started without a stream.');
    try {
      return await begun;
    } catch (error) {
      await session.stop();
      throw error;
    }
  };

  return {
    server: {
      list(_input, sink) {
        shelfWatchers.add(sink);
        sink.send([...shelf.list()]);
        return () => void shelfWatchers.delete(sink);
      },
      async start(request) {
        const session = options.session(request.radioId);
        if (session.state.recordingId !== undefined)
          throw new Fault('busy', 'This radio is being recorded already.', {
            hint: 'Stop that recording first.',
          });
        await session.settled();
        const { stream } = session;
        if (stream) return (await begin(session, stream, request)).info;
        if (request.startRadio) return (await beginWithRadio(session, request)).info;
        throw new Fault('invalid', 'The radio is not running, so there is nothing to record.', {
          hint: 'Start the radio first.',
        });
      },
      stop: ({ id }) => find(id).stop(),
      progress({ id }, sink) {
        const recording = find(id);
        const mine = watchers.get(id) ?? new Set();
        watchers.set(id, mine.add(sink));
        sink.send(recording.info);
        return () => {
          mine.delete(sink);
          if (mine.size === 0) watchers.delete(id);
        };
      },
      async remove({ id }) {
        if (active.has(id))
          throw new Fault('busy', 'This recording is still being written.', { hint: 'Stop it first.' });
        await shelf.remove(id);
        return {};
      },
      past: ({ id }, sink) => pasts.watch(id, sink),
      capturePast: (request) => pasts.capture(request),
    },
    shelf: {
      list: () => shelf.list(),
      onChange(listener) {
        shelfListeners.add(listener);
        return () => void shelfListeners.delete(listener);
      },
    },
    paths(id) {
      const known = active.get(id) ?? ended.get(id);
      return known ? { meta: known.metaPath, data: known.dataPath } : shelf.resolve(id);
    },
    async moveTo(folder) {
      // Also what channels of tasks write, and other processes.
      if (active.size > 0 || shelf.list().some(({ condition }) => condition === 'recording'))
        throw new Fault('busy', 'A recording is being written to the present folder.', {
          hint: 'Stop it first.',
        });
      const next = await makeShelf(folder);
      shelf.close();
      shelf = next;
      shelf.onChange(sayList);
      sayList();
    },
    async close() {
      await Promise.all([...active.values()].map((recording) => recording.stop('The program was closed.')));
      await pasts.close();
      await repairing.settle();
      shelf.close();
    },
  };
}

/** Long enough for what a short command left behind; a long repair goes on at the next start. */
const patienceMs = 5000;

function repair(folder: string, shelf: () => Shelf): { settle(): Promise<void> } {
  const running: Repair = startRepair(folder);
  const over = running.done.then(
    () => shelf().rescan(),
    // The folder can't be read or the repair was stopped: the shelf shows each recording as it stands.
    () => undefined,
  );
  return {
    async settle() {
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, patienceMs)));
      await Promise.race([over, patience]);
      clearTimeout(timer);
      await running.stop();
      await over;
    },
  };
}
