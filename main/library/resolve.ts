/** Where the files of a catalogued recording are. */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { Fault } from '../../contract/fault.ts';
import { metaExtension, recordingPaths } from '../sigmf/index.ts';
import type { Store } from '../store/index.ts';
import type { RecordingFiles } from './types.ts';

export interface ResolveOptions {
  store: Pick<Store, 'entry'>;
  recordingFolder: () => string;
  libraryFolder: string;
}

type Entry = NonNullable<Awaited<ReturnType<Store['entry']>>>;
type Known = Entry['row'];

/** What the catalogue holds of a recording. Throws Fault 'not-found'. */
export async function entryOf(store: Pick<Store, 'entry'>, id: string): Promise<Entry> {
  const found = await store.entry({ id });
  if (!found)
    throw new Fault('not-found', 'This recording is not in the library.', {
      hint: 'It may have been removed meanwhile.',
    });
  return found;
}

/** The path `openSamples` opens: metadata of SigMF (its data may have any name), the file itself of all else. */
export function openedPath(row: Pick<Known, 'path' | 'format'>, folder: string): string {
  const path = isAbsolute(row.path) ? row.path : join(folder, row.path);
  return row.format === 'sigmf' ? recordingPaths(path).meta : path;
}

/** The metadata in the library's folder of what has none of its own that may be written. */
export function sidecarPath(libraryFolder: string, id: string): string {
  return join(libraryFolder, id + metaExtension);
}

/** Throws Fault 'not-found' for what the library doesn't know; whether the files are there is not asked. */
export async function resolveRecording(options: ResolveOptions, id: string): Promise<RecordingFiles> {
  const { row } = await entryOf(options.store, id);
  const path = openedPath(row, options.recordingFolder());
  const own = row.format === 'sigmf' && (await mayReplace(path));
  return {
    id,
    name: row.name,
    path,
    stated: row.stated,
    metaPath: own ? path : sidecarPath(options.libraryFolder, id),
    own,
  };
}

/** Metadata is replaced by a rename: the folder must be writable, and a file that says no is left alone. */
async function mayReplace(path: string): Promise<boolean> {
  try {
    await access(dirname(path), constants.W_OK);
    await access(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
