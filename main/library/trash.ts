/** The recording folder's trash: recordings that were removed and can come back. */
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  dataExtension,
  errorCode,
  fileFault,
  metaExtension,
  readMeta,
  recordingPaths,
} from '../sigmf/index.ts';
import type { KnownRecording } from './types.ts';

const trashName = 'trash';

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Names of the recordings in the trash, each once. */
async function trashed(folder: string): Promise<Set<string>> {
  const names = await readdir(join(folder, trashName)).catch((error: unknown) => {
    // Nothing was ever removed.
    if (errorCode(error) === 'ENOENT') return [];
    throw fileFault(error, 'The trash');
  });
  return new Set(
    names
      .filter((name) => name.endsWith(metaExtension) || name.endsWith(dataExtension))
      .map((name) => basename(recordingPaths(name).base)),
  );
}

/**
 * Moves what there is of a recording; a name taken in the trash gets a number. Data first: no data is orphaned.
 * Throws Fault permission or disk-full.
 */
export async function moveToTrash(folder: string, name: string): Promise<void> {
  const trash = join(folder, trashName);
  try {
    await mkdir(trash, { recursive: true });
    for (let copy = 1; ; copy++) {
      const to = recordingPaths(join(trash, copy === 1 ? name : `${name}-${copy}`));
      if ((await exists(to.meta)) || (await exists(to.data))) continue;
      const from = recordingPaths(join(folder, name));
      for (const part of ['data', 'meta'] as const)
        if (await exists(from[part])) await rename(from[part], to[part]);
      return;
    }
  } catch (error) {
    throw fileFault(error, 'The recording');
  }
}

/**
 * The name a removed recording has in the trash: the newest of that name whose size and hash are its own. Undefined
 * where it is no longer there.
 */
export async function findInTrash(
  folder: string,
  known: Pick<KnownRecording, 'name' | 'bytes' | 'sha512'>,
): Promise<string | undefined> {
  const names = await trashed(folder);
  const numbered = [...names]
    .map((name) => ({ name, copy: copyNumber(name, known.name) }))
    .filter(({ copy }) => copy > 0)
    .sort((a, b) => b.copy - a.copy);
  for (const { name } of numbered) {
    const paths = recordingPaths(join(folder, trashName, name));
    const size = await stat(paths.data).then(
      (stats) => stats.size,
      () => 0,
    );
    if (size !== known.bytes) continue;
    if (known.sha512 === undefined) return name;
    const hash = await readMeta(paths.meta).then(
      ({ meta }) => meta.global['core:sha512']?.toLowerCase(),
      // Without metadata that can be read, the size has to do.
      () => undefined,
    );
    if (hash === undefined || hash === known.sha512) return name;
  }
  return undefined;
}

/** 1 for the name itself, n for `NAME-n`, 0 for another name. */
function copyNumber(trashName: string, name: string): number {
  if (trashName === name) return 1;
  const tail = trashName.startsWith(`${name}-`) ? trashName.slice(name.length + 1) : '';
  return /^[1-9]\d*$/.test(tail) ? Number(tail) : 0;
}

/** Brings a recording back under its own name. False where the trash doesn't hold it or the name is taken. */
export async function moveFromTrash(folder: string, known: KnownRecording): Promise<boolean> {
  const name = await findInTrash(folder, known);
  if (name === undefined) return false;
  const from = recordingPaths(join(folder, trashName, name));
  const to = recordingPaths(join(folder, known.name));
  if ((await exists(to.meta)) || (await exists(to.data))) return false;
  try {
    // Metadata first: at no moment is there data nobody describes.
    for (const part of ['meta', 'data'] as const)
      if (await exists(from[part])) await rename(from[part], to[part]);
  } catch (error) {
    throw fileFault(error, 'The recording');
  }
  return true;
}

/** Deletes the recordings in the trash, and nothing else that lies there. Returns the bytes that became free. */
export async function deleteTrash(folder: string): Promise<number> {
  let freed = 0;
  for (const name of await trashed(folder)) {
    const paths = recordingPaths(join(folder, trashName, name));
    for (const part of [paths.meta, paths.data]) {
      const size = await stat(part).then(
        (stats) => stats.size,
        () => 0,
      );
      try {
        await rm(part, { force: true });
      } catch (error) {
        throw fileFault(error, 'The trash');
      }
      freed += size;
    }
  }
  return freed;
}
