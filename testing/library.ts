/** A library in a folder of its own: real store, real files, real list of recordings. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Job } from '../contract/job.ts';
import { makeShelf, type Shelf } from '../main/acquire/shelf.ts';
import { makeFiles, type Files } from '../main/files/index.ts';
import { makeJobs, type Jobs } from '../main/job/index.ts';
import { makeLibrary, type Library, type LibraryOptions } from '../main/library/index.ts';
import { openSettings } from '../main/settings/index.ts';
import { serialiseMeta, type Annotation } from '../main/sigmf/index.ts';
import { openStore, type Store } from '../main/store/index.ts';
import { makeTestFolder } from './files.ts';
import { makeRandom } from './random.ts';

export interface TestLibrary {
  readonly library: Library;
  readonly store: Store;
  readonly jobs: Jobs;
  readonly files: Files;
  readonly options: LibraryOptions;
  /** Holds everything of the test. */
  readonly folder: string;
  /** The recording folder as it is now. */
  recordings(): string;
  grant(path: string): string;
  /** The job that a member of the server began, when it has ended. */
  ended(started: { jobId: number } | Promise<{ jobId: number }>): Promise<Job>;
  /** Ends it and opens it again, as a new start of the program does. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param at an existing folder of an earlier one; it is not removed then.
 * @param around what the library is given for the store.
 */
export async function makeTestLibrary(
  at?: string,
  around: (store: Store) => Store = (store) => store,
): Promise<TestLibrary> {
  const own = at === undefined ? makeTestFolder() : undefined;
  const folder = at ?? own?.path ?? '';
  const profileDir = join(folder, 'profile');
  mkdirSync(profileDir, { recursive: true });
  const open = async (): Promise<Opened> => {
    const settings = openSettings(profileDir);
    const recordingFolder = (): string => settings.current.recordingFolder ?? join(folder, 'recordings');
    const store = around(await openStore({ profileDir }));
    const jobs = makeJobs();
    const files = makeFiles(() => [folder]);
    let shelf: Shelf = await makeShelf(recordingFolder());
    const listeners = new Set<() => void>();
    const tell = (): void => {
      for (const listener of listeners) listener();
    };
    shelf.onChange(tell);
    const options: LibraryOptions = {
      store,
      jobs,
      files,
      recordingFolder,
      async switchFolder(next) {
        const fresh = await makeShelf(next);
        shelf.close();
        shelf = fresh;
        settings.change({ recordingFolder: next });
        shelf.onChange(tell);
        tell();
      },
      libraryFolder: join(profileDir, 'library'),
      shelf: {
        onChange(listener) {
          listeners.add(listener);
          return () => void listeners.delete(listener);
        },
        list: () => shelf.list(),
      },
      settings,
      version: '0.0.0-test',
      who: 'tester',
    };
    const library = await makeLibrary(options);
    const close = async (): Promise<void> => {
      await library.close();
      await jobs.close();
      shelf.close();
      await store.close();
    };
    return { library, store, jobs, files, options, recordings: recordingFolder, close };
  };
  let now = await open();
  return {
    get library() {
      return now.library;
    },
    get store() {
      return now.store;
    },
    get jobs() {
      return now.jobs;
    },
    get files() {
      return now.files;
    },
    get options() {
      return now.options;
    },
    folder,
    recordings: () => now.recordings(),
    grant: (path) => now.files.grant(path).grant,
    async ended(started) {
      return now.jobs.ended((await started).jobId);
    },
    async restart() {
      await now.close();
      now = await open();
    },
    async close() {
      await now.close();
      own?.remove();
    },
  };
}

interface Opened {
  library: Library;
  store: Store;
  jobs: Jobs;
  files: Files;
  options: LibraryOptions;
  recordings: () => string;
  close(): Promise<void>;
}

export interface WrittenRecording {
  name: string;
  meta: string;
  data: string;
  sha512: string;
  bytes: number;
}

export interface RecordingWish {
  samples?: number;
  seed?: number;
  sampleRateHz?: number;
  centreHz?: number;
  startedMs?: number;
  annotations?: Annotation[];
  /** Leaves its hash out. */
  unhashed?: boolean;
  global?: Readonly<Record<string, unknown>>;
}

/** Writes cu8 noise as SigMF. */
export function writeRecording(folder: string, name: string, wish: RecordingWish = {}): WrittenRecording {
  const { samples = 4096, seed = 1, sampleRateHz = 1e6, centreHz = 100e6 } = wish;
  const { startedMs = Date.UTC(2026, 2, 1, 12), annotations = [], unhashed = false, global = {} } = wish;
  mkdirSync(folder, { recursive: true });
  const bytes = noise(2 * samples, seed);
  const sha512 = createHash('sha512').update(bytes).digest('hex');
  const base = join(folder, name);
  const text = serialiseMeta({
    global: {
      'core:datatype': 'cu8',
      'core:version': '1.2.5',
      'core:sample_rate': sampleRateHz,
      'core:extensions': [{ name: 'wavekeep', version: '1.0.0', optional: true }],
      ...(unhashed ? {} : { 'core:sha512': sha512 }),
      ...global,
    },
    captures: [
      {
        'core:sample_start': 0,
        'core:frequency': centreHz,
        'core:datetime': new Date(startedMs).toISOString(),
      },
    ],
    annotations,
  });
  writeFileSync(`${base}.sigmf-data`, bytes);
  writeFileSync(`${base}.sigmf-meta`, text);
  return { name, meta: `${base}.sigmf-meta`, data: `${base}.sigmf-data`, sha512, bytes: bytes.byteLength };
}

/** Bytes around 127.5, as a receiver without a signal gives them. */
export function noise(count: number, seed: number): Uint8Array {
  const random = makeRandom(seed);
  return Uint8Array.from({ length: count }, () => 118 + random.integer(20));
}
