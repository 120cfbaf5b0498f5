/** Checks of metadata bytes, and of a recording on disk: metadata, data file, size and hash. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { checkData } from './check-data.ts';
import { checkMeta } from './check.ts';
import { errorCode } from './files.ts';
import { sha512File } from './hash.ts';
import { decodeText, parseJson } from './json.ts';
import { largestMetaBytes, readSmallFile } from './meta.ts';
import { normalise } from './old.ts';
import { Problems } from './problem.ts';
import { dataPath } from './recording.ts';
import type { Meta } from './schema.ts';

/** Reports everything wrong with a metadata file's bytes; returns what can be understood of it. */
export function checkMetaBytes(bytes: Uint8Array, problems: Problems): Meta | undefined {
  const document = parseJson(decodeText(bytes, problems), problems);
  if (document === undefined) return undefined;
  checkMeta(document, problems);
  // What the lenient reader changes was reported above, strictly.
  return normalise(document, new Problems());
}

/** Reads a small file for checking; says why where it can't. */
export async function readForCheck(path: string, problems: Problems): Promise<Uint8Array | undefined> {
  try {
    const { size } = await stat(path);
    if (size > largestMetaBytes) {
      problems.error('too-large', 'file', `Has ${size} bytes; more than ${largestMetaBytes} are refused.`);
      return undefined;
    }
    return await readSmallFile(path);
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    const code = errorCode(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') problems.error('not-found', 'file', 'Is not there.');
    else problems.error('unreadable', 'file', `Can't be read (${code || 'it changed meanwhile'}).`);
    return undefined;
  }
}

/** Checks the recording whose metadata file is `metaPath`. */
export async function checkRecording(
  metaPath: string,
  problems: Problems,
  signal?: AbortSignal,
): Promise<void> {
  const bytes = await readForCheck(metaPath, problems);
  const meta = bytes && checkMetaBytes(bytes, problems);
  if (!meta) return;
  const data = dataPath(metaPath, meta);
  try {
    const stats = await stat(data);
    if (!stats.isFile()) {
      problems.error('data-missing', 'data', `${basename(data)} is no file.`);
      return;
    }
    const hashed = meta.global['core:sha512'] !== undefined;
    const sha512 = hashed ? await sha512File(data, Infinity, signal) : undefined;
    checkData(meta, { byteLength: stats.size, sha512 }, problems);
  } catch (error) {
    if (signal?.aborted) throw error;
    const code = errorCode(error);
    if (code !== 'ENOENT') problems.error('unreadable', 'data', `${basename(data)} can't be read (${code}).`);
    // Said to be without data on purpose.
    else if (meta.global['core:metadata_only'] !== true)
      problems.error('data-missing', 'data', `${basename(data)} is not there.`);
  }
}
