/**
 * The composition root: builds the rooms and returns the contract's server. The same engine runs in Electron's
 * main process, under `wavekeep serve`, in the command line and in tests.
 */
import { mkdirSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import type { AppInfo, Grant, PickRequest } from '../contract/app.ts';
import { Fault } from '../contract/fault.ts';
import type { EngineServer } from '../contract/index.ts';
import { makeRadios, makeRecordings, type Radios } from './acquire/index.ts';
import { driverOf, inspectFile, makeDrivers, type MemoryWish } from './device/index.ts';
import { loadKernels } from './dsp/index.ts';
import { makeFiles } from './files/index.ts';
import { openLibraryRooms } from './engine-library.ts';
import { checkHealth, watchVitals } from './health/index.ts';
import { benchStore } from './benches.ts';
import { probes } from './probes.ts';
import { makeSessions, makeSources } from './session/index.ts';
import { openSettings } from './settings/index.ts';
import { openStore } from './store/index.ts';
import { makeLanes, makeQueue } from './task/index.ts';
import { asFault } from './thread/index.ts';
import { detectFile, makeTools } from './tools/index.ts';

export interface EngineOptions {
  /** Catalogue, settings, locks; created when absent. */
  profileDir: string;
  /** Default: `recordings` inside the profile, or what the settings say. */
  recordingDir?: string;
  host: AppInfo['host'];
  flavour?: AppInfo['flavour'];
  version: string;
  /** The shell's file dialog: a path or undefined when cancelled. Absent where there is no display. */
  pick?: (what: PickRequest['what']) => Promise<string | undefined>;
  /** As `pick`, of several; none when cancelled. */
  pickMany?: (what: PickRequest['what']) => Promise<readonly string[]>;
  /** The shell's save dialog, as `pick`. */
  pickTarget?: (name: string) => Promise<string | undefined>;
  /** `run`: carries out tasks of the queue. `submit`: adds and reads only, as one short command does. */
  tasks?: 'run' | 'submit';
  /** Folders besides the recording folder that the file browser may show. */
  browseRoots?: readonly string[];
}

export interface Engine {
  readonly server: EngineServer;
  /** Trusted callers in this process only: a path becomes a grant. */
  grant(path: string): Grant;
  /** Trusted callers only: any radio name, `file:PATH` included; returns the name to use with the contract. */
  adopt(radio: string): string;
  /** Trusted callers only: where the files of a recording are. */
  recordingPaths(id: string): { meta: string; data: string };
  /** Trusted callers only: `Driver.rewriteMemory` of the radio's driver. Throws Fault 'unsupported' where it has none. */
  rewriteMemory(radio: string, wish: MemoryWish, keep: (before: Uint8Array) => Promise<void>): Promise<void>;
  /** Settles when the catalogue knows all that the recording folder held when it was asked. */
  catalogued(): Promise<void>;
  /** Settles when nothing due is left that this process can do. */
  drained(): Promise<void>;
  /** Stops radios, finishes recordings, suspends tasks, ends every thread. */
  close(): Promise<void>;
}

const noDialog = (hint: string): Fault =>
  new Fault('unsupported', 'There is no file dialog here: the engine runs without a window.', { hint });

/** Throws Faults as `openStore` does; then nothing of it is left running. */
export async function makeEngine(options: EngineOptions): Promise<Engine> {
  const ends = makeEnds();
  try {
    return await compose(options, ends);
  } catch (error) {
    // What kept it from starting is what the person needs to hear.
    await ends.all().catch(() => undefined);
    throw error;
  }
}

/** What was begun, in that order: ended in reverse, each whatever becomes of the others. */
function makeEnds(): { add(end: () => Promise<void>): void; all(): Promise<void> } {
  const ends: (() => Promise<void>)[] = [];
  return {
    add: (end) => void ends.push(end),
    async all() {
      const faults: Fault[] = [];
      for (const end of ends.splice(0).reverse())
        await end().catch((error: unknown) => void faults.push(asFault(error)));
      if (faults[0]) throw faults[0];
    },
  };
}

async function compose(options: EngineOptions, ends: ReturnType<typeof makeEnds>): Promise<Engine> {
  mkdirSync(options.profileDir, { recursive: true });
  const settings = openSettings(options.profileDir);
  const recordingFolder = (): string =>
    settings.current.recordingFolder ?? options.recordingDir ?? join(options.profileDir, 'recordings');
  mkdirSync(recordingFolder(), { recursive: true });

  // Loaded once on this thread before any worker loads it: Electron wants addons initialised here first.
  const loaded = loadKernels();
  const files = makeFiles(() => [recordingFolder(), ...(options.browseRoots ?? [])]);
  const drivers = makeDrivers();
  const radios: Radios = makeRadios({
    drivers,
    settings,
    resolveGrant: (grant) => files.resolve(grant),
    resolveRecording: (id) => recordings.paths(id).meta,
  });
  ends.add(() => radios.close());
  const recordings = await makeRecordings({
    folder: recordingFolder,
    settings,
    session: (id) => radios.session(id),
    resolveGrant: (grant) => files.resolve(grant),
    version: options.version,
  });
  ends.add(() => recordings.close());
  await radios.refresh();
  const store = await openStore({ profileDir: options.profileDir });
  ends.add(() => store.close());
  const who = `${userInfo().username}@${hostname()} (${options.host})`;
  const lanes = makeLanes({ radios, store, settings, folder: recordingFolder, version: options.version });
  ends.add(() => lanes.close());
  const queue = await makeQueue({ store, lanes, mode: options.tasks ?? 'run', who, recordingFolder });
  ends.add(() => queue.close());
  const switchFolder = async (folder: string): Promise<void> => {
    await recordings.moveTo(folder);
    settings.change({ recordingFolder: folder });
  };
  const rooms = await openLibraryRooms({
    profileDir: options.profileDir,
    store,
    files,
    recordingFolder,
    switchFolder,
    shelf: recordings.shelf,
    settings,
    version: options.version,
    who,
    detect: ({ path, stated }, wanted, signal, progress) =>
      detectFile({ path, stated, settings: wanted }, signal, progress),
  });
  ends.add(() => rooms.close());

  const info = (): AppInfo => ({
    version: options.version,
    host: options.host,
    flavour: options.flavour ?? 'development',
    platform: `${process.platform} ${process.arch}`,
    runtime:
      'electron' in process.versions ? `Electron ${process.versions.electron}` : `Node ${process.version}`,
    kernels: {
      kind: loaded.kernels.kind,
      simd: loaded.kernels.simd,
      ...(loaded.reason === undefined ? {} : { reason: loaded.reason }),
    },
    recordingFolder: recordingFolder(),
  });

  const server: EngineServer = {
    app: {
      info,
      async pick({ what }) {
        if (!options.pick) throw noDialog('Use the file browser instead.');
        const path = await options.pick(what);
        return path === undefined ? null : files.grant(path);
      },
      async pickMany({ what }) {
        if (!options.pickMany) throw noDialog('Use the file browser instead.');
        return (await options.pickMany(what)).map((path) => files.grant(path));
      },
      async target({ name }) {
        if (!options.pickTarget) {
          // A server writes where its owner finds it: beside the recordings.
          const folder = join(recordingFolder(), 'exports');
          mkdirSync(folder, { recursive: true });
          return { ...files.grant(join(folder, name)), name: `exports/${name}` };
        }
        const path = await options.pickTarget(name);
        return path === undefined ? null : files.grant(path);
      },
      async save({ name, text }) {
        if (!options.pickTarget) throw noDialog('The browser saves it among its downloads.');
        const path = await options.pickTarget(name);
        if (path === undefined) return { saved: false };
        await files.write(path, text);
        return { saved: true };
      },
      browse: ({ folder, show }) => files.browse(folder, show),
      inspect: ({ grant }) => inspectFile(files.resolve(grant)),
    },
    radio: radios.server,
    recording: recordings.server,
    task: queue.server,
    source: makeSources({
      store,
      resolveGrant: (grant) => files.resolve(grant),
      tileFolder: () => settings.current.tileFolder,
    }),
    session: makeSessions({ store, who }),
    ...rooms.server,
    settings: {
      current: (_input, sink) => settings.watch(sink),
      change: (change) => settings.change(change),
      setTileFolder({ grant }) {
        settings.change({ tileFolder: grant === undefined ? undefined : files.resolve(grant) });
        return {};
      },
      async setRecordingFolder({ grant }) {
        await switchFolder(files.resolve(grant));
        return info();
      },
    },
    health: {
      check: () =>
        checkHealth(
          probes({ settings, recordingFolder, radios, loaded, store, queue, library: rooms.library }),
        ),
      vitals: (_input, sink) => watchVitals(recordingFolder, sink),
    },
    tool: makeTools({
      drivers,
      kernels: loaded.kernels,
      resolveGrant: (grant) => files.resolve(grant),
      recordingFolder,
      benchStore: (which) => benchStore(which, options.profileDir),
    }),
  };

  return {
    server,
    grant: (path) => files.grant(path),
    adopt: (radio) => radios.adopt(radio),
    recordingPaths: (id) => recordings.paths(id),
    async rewriteMemory(radio, wish, keep) {
      const driver = driverOf(radio, drivers);
      if (!driver.rewriteMemory)
        throw new Fault('unsupported', `A radio of the kind ${driver.name} has no memory to write into.`, {
          hint: 'Only the serial numbers of RTL-SDR sticks can be changed.',
        });
      await driver.rewriteMemory(radio, wish, keep);
    },
    catalogued: () => rooms.library.settled(),
    async drained() {
      await queue.idle();
    },
    close: () => ends.all(),
  };
}
