/** All watched folders: kept in the store, watched while the program runs. */
import { stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import type { Stop, ValueSink } from '../../contract/bridge.ts';
import { Fault } from '../../contract/fault.ts';
import type { WatchedFolder } from '../../contract/library.ts';
import { fileFault } from '../sigmf/index.ts';
import type { Imports } from './import.ts';
import type { LibraryOptions } from './types.ts';
import { watchFolder, type Watching } from './watched.ts';

export interface WatchedFolders {
  open(sink: ValueSink<WatchedFolder[]>): Stop;
  /** Throws Fault not-found, permission, invalid. */
  add(path: string, copy: boolean): Promise<void>;
  remove(id: number): Promise<void>;
  /** Files that were imported otherwise: they wait in no folder any more. */
  taken(paths: readonly string[]): void;
  close(): Promise<void>;
}

/** As many as the contract shows. */
const mostFolders = 50;

type Options = Pick<LibraryOptions, 'store' | 'jobs' | 'files' | 'libraryFolder' | 'recordingFolder'> & {
  imports: Imports;
  /** For tests: how long a file must not grow. */
  quietMs?: number | undefined;
};

export async function makeWatchedFolders(options: Options): Promise<WatchedFolders> {
  const { store } = options;
  const folders = new Map<number, { path: string; copy: boolean; watching: Watching }>();
  const sinks = new Set<ValueSink<WatchedFolder[]>>();

  const value = (): WatchedFolder[] =>
    [...folders].map(([id, { path, copy, watching }]) => ({ id, path, copy, ...watching.state }));
  const say = (): void => {
    for (const sink of sinks) sink.send(value());
  };
  const begin = (id: number, path: string, copy: boolean): void => {
    const watching = watchFolder(options, { id, path, copy }, say, options.quietMs);
    folders.set(id, { path, copy, watching });
  };
  for (const { id, path, copy } of await store.watchedFolders({})) begin(id, path, copy);

  return {
    open(sink) {
      sinks.add(sink);
      sink.send(value());
      return () => void sinks.delete(sink);
    },
    async add(path, copy) {
      const folder = resolve(path);
      const facts = await stat(folder).catch((error: unknown) => {
        throw fileFault(error, 'The folder');
      });
      const own = resolve(options.recordingFolder());
      if (!facts.isDirectory()) throw new Fault('invalid', 'That is a file.', { hint: 'Choose a folder.' });
      // Copies would come back as new files, for ever.
      if (folder === own || own.startsWith(folder + sep) || folder.startsWith(own + sep))
        throw new Fault('invalid', 'This folder holds the recording folder, or lies in it.', {
          hint: 'What is recorded there enters the library by itself. Choose another folder.',
        });
      if (folders.size >= mostFolders)
        throw new Fault('invalid', `No more than ${mostFolders} folders can be watched.`, {
          hint: 'Stop watching another one first.',
        });
      const id = await store.addWatched({ path: folder, copy, nowMs: Date.now() });
      await folders.get(id)?.watching.close();
      begin(id, folder, copy);
      say();
    },
    async remove(id) {
      await store.removeWatched({ id });
      const folder = folders.get(id);
      folders.delete(id);
      await folder?.watching.close();
      say();
    },
    taken(paths) {
      for (const { watching } of folders.values()) watching.taken(paths);
    },
    async close() {
      sinks.clear();
      await Promise.all([...folders.values()].map(({ watching }) => watching.close()));
    },
  };
}
