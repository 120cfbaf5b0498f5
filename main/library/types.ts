/** The room's door: what the library is given and what it offers. */
import type { Stop } from '../../contract/bridge.ts';
import type { Grant } from '../../contract/app.ts';
import type { EngineServer } from '../../contract/index.ts';
import type { LibraryEntry, Stated } from '../../contract/library.ts';
import type { RecordingInfo } from '../../contract/recording.ts';
import type { Settings } from '../../contract/settings.ts';
import type { Jobs } from '../job/index.ts';
import type { Store } from '../store/index.ts';

/** Where the files of a recording are, for those who read it or write its annotations. */
export interface RecordingFiles {
  id: string;
  name: string;
  /** What `openSamples` opens. */
  path: string;
  stated: Stated | undefined;
  /**
   * The SigMF metadata that holds its annotations: its own, or a file in the library's folder for what is no SigMF or
   * lies where nothing may be written.
   */
  metaPath: string;
  /** `metaPath` is the recording's own. */
  own: boolean;
}

export type CatalogueRow = Parameters<Store['putRecordings']>[0]['rows'][number];
export type KnownRecording = Awaited<ReturnType<Store['knownRecordings']>>[number];

export interface LibraryOptions {
  store: Store;
  jobs: Jobs;
  files: { resolve(grant: string): string; grant(path: string): Grant };
  recordingFolder: () => string;
  /**
   * Makes another folder, which holds all the files already, the recording folder and keeps that. Throws Fault 'busy'
   * while something is recorded.
   */
  switchFolder: (folder: string) => Promise<void>;
  /** Of the library alone: annotations of files that are no SigMF, thumbnails. Created when absent. */
  libraryFolder: string;
  /** What lies in the recording folder. */
  shelf: { onChange(listener: () => void): Stop; list(): readonly RecordingInfo[] };
  settings: {
    readonly current: Settings;
    change(change: { [K in keyof Settings]?: Settings[K] | undefined }): Settings;
  };
  /** Of this program. */
  version: string;
  /** Who works here, for what is written down. */
  who: string;
}

type BundleMember = 'exportBundle' | 'inspectBundle' | 'importBundle';
export type LibraryServer = Omit<EngineServer['library'], BundleMember>;
export type BundleServer = Pick<EngineServer['library'], BundleMember>;

export interface Library {
  readonly server: LibraryServer;
  /** Throws Fault 'not-found' for what the library doesn't know. */
  resolve(id: string): Promise<RecordingFiles>;
  /**
   * Takes a finished recording of the recording folder into the catalogue at once; answers with its id. Throws as
   * `openSamples` does.
   */
  add(metaPath: string, origin: LibraryEntry['origin']): Promise<string>;
  /** Settles when the catalogue knows all that the recording folder held when it was asked. */
  settled(): Promise<void>;
  /** Throws a Fault where the catalogue can't be asked or the library's folder can't be written. */
  probe(): Promise<void>;
  /** Imports that are under way go on at the next start. To be called before the jobs are closed. */
  close(): Promise<void>;
}
