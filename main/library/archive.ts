/** One SigMF archive of one or more recordings, with a collection where they are several. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pack, type Pack } from 'tar-stream';
import { Fault } from '../../contract/fault.ts';
import { convert } from '../formats/index.ts';
import type { JobControl } from '../job/index.ts';
import {
  fileFault,
  nodeFiles,
  openRecording,
  readMeta,
  recordingPaths,
  serialiseMeta,
  writtenVersion,
  type Meta,
} from '../sigmf/index.ts';
import { plainName } from './inspect.ts';
import { entryOf, resolveRecording } from './resolve.ts';
import { exists } from './trash.ts';
import type { LibraryOptions } from './types.ts';

export type ArchiveOptions = Pick<
  LibraryOptions,
  'store' | 'recordingFolder' | 'libraryFolder' | 'version' | 'who'
>;

const chunkBytes = 1 << 20;

/**
 * Writes an archive to `out`, whole or not at all; what was there is replaced. Progress in bytes. What is no SigMF is
 * converted on the way. Throws Fault 'corrupt' where data is not what its hash says.
 */
export async function exportArchive(
  options: ArchiveOptions,
  ids: readonly string[],
  out: string,
  control: JobControl,
): Promise<string> {
  await writeTar(out, control.signal, 'The archive', (tar, scratch) =>
    fill(tar, options, ids, scratch, control),
  );
  return `${ids.length} ${ids.length === 1 ? 'recording' : 'recordings'} in ${basename(out)}.`;
}

/**
 * Writes a tar, whole or not at all; what was at `out` is replaced. `scratch` is a folder beside it, gone afterwards.
 * Throws Fault disk-full, permission, what `fill` throws, or the signal's reason.
 */
export async function writeTar(
  out: string,
  signal: AbortSignal,
  what: string,
  fill: (tar: Pack, scratch: string) => Promise<void>,
): Promise<void> {
  const part = `${out}.part`;
  let scratch: string | undefined;
  try {
    scratch = await mkdtemp(join(dirname(out), '.wavekeep-archive-'));
    const tar = pack();
    const written = pipeline(tar, createWriteStream(part, { highWaterMark: chunkBytes }), { signal });
    // Awaited below; until then its failure must not count as nobody's.
    written.catch(() => undefined);
    await Promise.race([fill(tar, scratch), written]);
    tar.finalize();
    await written;
    await sync(part);
    await rename(part, out);
    await nodeFiles.syncFolder(dirname(out));
  } catch (error) {
    signal.throwIfAborted();
    throw fileFault(error, what);
  } finally {
    await rm(part, { force: true });
    if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
  }
}

async function fill(
  tar: Pack,
  options: ArchiveOptions,
  ids: readonly string[],
  scratch: string,
  control: JobControl,
): Promise<void> {
  const entries = [];
  for (const id of new Set(ids)) entries.push((await entryOf(options.store, id)).entry);
  control.total(entries.reduce((sum, { bytes }) => sum + bytes, 0));
  const taken = new Set<string>();
  const streams: { name: string; hash: string }[] = [];
  let done = 0;
  for (const { id, name: full } of entries) {
    const name = freeName(plainName(full), taken);
    const { meta, dataPath } = await asSigmf(options, id, scratch, control);
    const sha512 = await addFile(tar, `${name}/${name}.sigmf-data`, dataPath, {
      signal: control.signal,
      onBytes: (bytes) => control.done((done += bytes)),
    });
    const said = meta.global['core:sha512']?.toLowerCase();
    if (said !== undefined && said !== sha512)
      throw new Fault('corrupt', `The data of ${full} is not what its hash says.`, {
        hint: 'Check the library, and repair it or leave this recording out.',
      });
    // Under its own name again, however it was called where it lay.
    const global = { ...meta.global, 'core:sha512': sha512 };
    delete global['core:dataset'];
    delete global['core:collection'];
    const text = serialiseMeta({ ...meta, global });
    await addText(tar, `${name}/${name}.sigmf-meta`, text);
    streams.push({ name, hash: createHash('sha512').update(text).digest('hex') });
    await rm(scratchBase(scratch), { recursive: true, force: true });
  }
  if (streams.length > 1) await addText(tar, 'wavekeep.sigmf-collection', collection(options, streams));
}

export function scratchBase(scratch: string): string {
  return join(scratch, 'one');
}

/** Metadata with its annotations, and the file of its samples alone. */
export async function asSigmf(
  options: ArchiveOptions,
  id: string,
  scratch: string,
  control: JobControl,
): Promise<{ meta: Meta; dataPath: string }> {
  const { row } = await entryOf(options.store, id);
  const files = await resolveRecording(options, id);
  let { path } = files;
  const opened = row.format === 'sigmf' ? await openRecording(path) : undefined;
  const plain = opened && opened.meta.captures.every((one) => (one['core:header_bytes'] ?? 0) === 0);
  if (!plain || (opened.meta.global['core:trailing_bytes'] ?? 0) > 0) {
    const base = join(scratchBase(scratch), 'recording');
    await mkdir(dirname(base), { recursive: true });
    await convert(path, files.stated, base, { signal: control.signal, onBytes: () => undefined });
    path = recordingPaths(base).meta;
  }
  const { meta, dataPath } = await openRecording(path);
  // Annotations of what could not hold them itself.
  const side = !files.own && (await exists(files.metaPath)) ? await readMeta(files.metaPath) : undefined;
  return { meta: side ? { ...meta, annotations: side.meta.annotations } : meta, dataPath };
}

export function freeName(name: string, taken: Set<string>): string {
  for (let copy = 1; ; copy++) {
    const free = copy === 1 ? name : `${name}-${copy}`;
    if (taken.has(free)) continue;
    taken.add(free);
    return free;
  }
}

function collection(
  { version, who }: ArchiveOptions,
  streams: readonly { name: string; hash: string }[],
): string {
  const document = {
    collection: {
      'core:version': writtenVersion,
      'core:description': `Exported by Wavekeep ${version}.`,
      'core:author': who,
      'core:streams': streams,
    },
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** Adds a small file. */
export function addText(tar: Pack, name: string, text: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    tar.entry({ name, mtime: new Date() }, Buffer.from(text), (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

/** Streams a file in; returns its SHA-512. */
export async function addFile(
  tar: Pack,
  name: string,
  path: string,
  how: { signal: AbortSignal; onBytes: (bytes: number) => void },
): Promise<string> {
  const { size, mtime } = await stat(path);
  const hash = createHash('sha512');
  if (size === 0) {
    await addText(tar, name, '');
    return hash.digest('hex');
  }
  const entry = tar.entry({ name, size, mtime });
  const source = createReadStream(path, { highWaterMark: chunkBytes, end: size - 1 });
  source.on('data', (chunk) => {
    hash.update(chunk);
    how.onBytes(chunk.length);
  });
  await pipeline(source, entry, { signal: how.signal });
  return hash.digest('hex');
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
