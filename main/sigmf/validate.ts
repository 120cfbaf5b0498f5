/** `validate`: every problem of every file, with its place. */
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkArchive } from './archive.ts';
import { checkCollection, checkStream } from './collection.ts';
import { errorCode } from './files.ts';
import { sha512, sha512File } from './hash.ts';
import { Problems, type Problem } from './problem.ts';
import { dataExtension, metaExtension, recordingPaths } from './recording.ts';
import { checkRecording, readForCheck } from './validate-recording.ts';

export interface Validation {
  path: string;
  /** No problem of severity `error`. */
  ok: boolean;
  problems: Problem[];
}

/**
 * Checks recordings (by either file or their common name), collections, archives, and all of these in a folder.
 * Never throws for what stands in a file; rejects with the signal's reason when it is aborted.
 */
export async function validate(paths: readonly string[], signal?: AbortSignal): Promise<Validation[]> {
  const results: Validation[] = [];
  for (const path of paths)
    for (const file of await expand(path)) {
      const problems = new Problems();
      await checkFile(file, problems, signal);
      results.push({
        path: file,
        ok: !problems.list.some((p) => p.severity === 'error'),
        problems: problems.list,
      });
    }
  return results;
}

/** The files of a folder that are SigMF, each recording once; any other path itself. */
async function expand(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = (await readdir(path)).sort();
    const here = new Set(names);
    const files = names.filter(
      (name) =>
        /\.sigmf(-meta|-collection)?$/.test(name) ||
        (name.endsWith(dataExtension) && !here.has(name.replace(dataExtension, metaExtension))),
    );
    return files.map((name) => join(path, name));
  } catch (error) {
    // Reported with the file's own check, which finds the same.
    if (errorCode(error) !== '') return [path];
    throw error;
  }
}

async function checkFile(path: string, problems: Problems, signal: AbortSignal | undefined): Promise<void> {
  if (path.endsWith('.sigmf-collection')) return checkCollectionFile(path, problems, signal);
  if (path.endsWith('.sigmf')) return checkArchive(path, problems, signal);
  const paths = recordingPaths(path);
  const bare = paths.base === path;
  if (!bare || (await exists(paths.meta))) {
    if (path.endsWith(dataExtension) && (await exists(path)) && !(await exists(paths.meta)))
      problems.error('meta-missing', 'file', 'Data without its .sigmf-meta.');
    else await checkRecording(paths.meta, problems, signal);
    return;
  }
  if (!(await exists(path))) problems.error('not-found', 'file', 'Is not there.');
  else if (/\.sigmf\.(gz|xz|zip)$/.test(path))
    problems.error('archive', 'file', 'Compressed archives are no part of SigMF: unpack it to .sigmf first.');
  else
    problems.error(
      'extension',
      'file',
      'Is no SigMF by its name: .sigmf-meta, .sigmf-data, .sigmf-collection or .sigmf (archive).',
    );
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function checkCollectionFile(
  path: string,
  problems: Problems,
  signal: AbortSignal | undefined,
): Promise<void> {
  const bytes = await readForCheck(path, problems);
  if (!bytes) return;
  for (const stream of checkCollection(bytes, problems)) {
    const base = join(dirname(path), stream.name);
    const inside = new Problems();
    const meta = await readForCheck(base + metaExtension, inside);
    const metaHash = meta && sha512(meta);
    // Hashing the data is worth its time only to explain a mismatch.
    const wrong = metaHash !== undefined && metaHash !== stream.hash && (await exists(base + dataExtension));
    const data = wrong ? await sha512File(base + dataExtension, Infinity, signal) : undefined;
    checkStream(stream, { meta: metaHash, data }, problems);
  }
}
