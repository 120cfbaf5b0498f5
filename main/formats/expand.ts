/** From files and folders a person names to the files that can be imported. */
import { opendir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Fault } from '../../contract/fault.ts';
import { fileFault, readCollection, readMeta, recordingPaths } from '../sigmf/index.ts';
import { makePace } from '../thread/index.ts';
import { isRawExtension } from './extension.ts';
import { extensionOf } from './name.ts';

/** Deeper than any folder of recordings; a mount that holds itself ends here. */
const deepest = 64;
/** Folders of what was thrown away or belongs to the system. Hidden ones are left out by their dot. */
const passedOver = new Set([
  '$recycle.bin',
  'recycler',
  'system volume information',
  'lost+found',
  'trash',
  '@eadir',
  '#recycle',
]);
const known = new Set(['sigmf-meta', 'sigmf-data', 'sigmf', 'wav', 'flac', 'sdriq']);
/** Archives of SigMF that have to be unpacked first: offered, so that somebody is told. */
const packed = /\.sigmf\.(?:gz|xz|zip|bz2)$/i;

/**
 * The importable files of `paths` in order: folders are walked, sorted by name, a SigMF recording is named once (by
 * its metadata), a collection by its members. Files named by themselves are given whatever they are, and a folder
 * that may not be read is given as itself: `survey` says why. Throws Fault cancelled, and not-found, permission or
 * corrupt for a path of `paths` or its collection.
 */
export async function* expand(paths: readonly string[], signal: AbortSignal): AsyncIterable<string> {
  const given = new Set<string>();
  const pace = makePace();
  for (const path of paths)
    for await (const found of expandOne(path, signal)) {
      await pace();
      stopIfAsked(signal);
      if (given.has(found)) continue;
      given.add(found);
      yield found;
    }
}

function stopIfAsked(signal: AbortSignal): void {
  if (signal.aborted) throw new Fault('cancelled', 'The search for recordings was cancelled.');
}

async function* expandOne(path: string, signal: AbortSignal): AsyncIterable<string> {
  stopIfAsked(signal);
  let folder: boolean;
  try {
    folder = (await stat(path)).isDirectory();
  } catch (error) {
    throw fileFault(error, basename(path));
  }
  if (folder) yield* walk(path, 0, signal);
  else if (path.endsWith('.sigmf-collection'))
    for (const name of await readCollection(path)) yield join(dirname(path), `${name}.sigmf-meta`);
  else yield await asRecording(path);
}

/** Data beside its metadata is that recording. */
async function asRecording(path: string): Promise<string> {
  if (!path.endsWith('.sigmf-data')) return path;
  const { meta } = recordingPaths(path);
  const there = await stat(meta).then(
    () => true,
    () => false,
  );
  return there ? meta : path;
}

async function* walk(folder: string, depth: number, signal: AbortSignal): AsyncIterable<string> {
  stopIfAsked(signal);
  let listed: { files: string[]; folders: Set<string> };
  try {
    listed = await list(folder);
  } catch (error) {
    if (depth === 0) throw fileFault(error, basename(folder));
    yield folder;
    return;
  }
  const { files, folders } = listed;
  const names = new Set(files);
  const datasets = await datasetsOf(folder, names, signal);
  for (const name of [...files, ...folders].sort(byName)) {
    stopIfAsked(signal);
    if (folders.has(name)) {
      if (depth < deepest) yield* walk(join(folder, name), depth + 1, signal);
    } else if (isImportable(name, names) && !datasets.has(name)) yield join(folder, name);
  }
}

function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

async function list(folder: string): Promise<{ files: string[]; folders: Set<string> }> {
  const files: string[] = [];
  const folders = new Set<string>();
  for await (const entry of await opendir(folder)) {
    const { name } = entry;
    if (name.startsWith('.')) continue;
    if (entry.isDirectory()) {
      if (!passedOver.has(name.toLowerCase())) folders.add(name);
    } else if (entry.isFile()) files.push(name);
    // Links to folders may lead in circles; links to files are as good as files.
    else if (entry.isSymbolicLink() && (await isFile(join(folder, name)))) files.push(name);
  }
  return { files, folders };
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

function isImportable(name: string, beside: ReadonlySet<string>): boolean {
  const extension = extensionOf(name);
  if (extension === 'sigmf-data') return !beside.has(name.replace(/data$/, 'meta'));
  return known.has(extension) || packed.test(name) || isRawExtension(extension);
}

/** Files that metadata beside them describes: metadata without data of its own names them in core:dataset. */
async function datasetsOf(
  folder: string,
  names: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const datasets = new Set<string>();
  for (const name of names) {
    if (!name.endsWith('.sigmf-meta') || names.has(name.replace(/meta$/, 'data'))) continue;
    stopIfAsked(signal);
    const dataset = await readMeta(join(folder, name)).then(
      ({ meta }) => meta.global['core:dataset'],
      // What is wrong with it is told when it is surveyed.
      () => undefined,
    );
    if (dataset !== undefined) datasets.add(dataset);
  }
  return datasets;
}
