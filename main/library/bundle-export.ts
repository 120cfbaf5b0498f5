/** Writes a bundle: everything chosen in one file, streamed, every file of it hashed on the way. */
import { createHash } from 'node:crypto';
import { open, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Pack } from 'tar-stream';
import type { BundleParts, LibraryEntry, LibrarySearch } from '../../contract/library.ts';
import { mostLabels } from '../../contract/label.ts';
import { SettingsChange } from '../../contract/settings.ts';
import type { JobControl } from '../job/index.ts';
import { serialiseMeta } from '../sigmf/index.ts';
import { asFault } from '../thread/index.ts';
import type { z } from 'zod';
import {
  addFile,
  addText,
  asSigmf,
  freeName,
  scratchBase,
  writeTar,
  type ArchiveOptions,
} from './archive.ts';
import {
  bundleVersion,
  headName,
  manifestName,
  partNames,
  recordingsFolder,
  type BundledLabel,
  type BundledRecording,
  type Head,
  type Manifest,
} from './bundle-types.ts';
import { plainName } from './inspect.ts';
import type { LibraryOptions } from './types.ts';

export type BundleExportOptions = ArchiveOptions & Pick<LibraryOptions, 'settings'>;

export interface BundleWish {
  out: string;
  parts: z.infer<typeof BundleParts>;
  search?: LibrarySearch | undefined;
}

type Part = Head['parts'][number]['part'];

const mostRecordings = 1_000_000;

/** Progress in bytes of recordings; those that can't be read are rejected by name and left out. */
export async function exportBundle(
  options: BundleExportOptions,
  { out, parts, search = {} }: BundleWish,
  control: JobControl,
): Promise<string> {
  let counted: Head['parts'] = [];
  await writeTar(out, control.signal, 'The bundle', async (tar, scratch) => {
    counted = await fill(options, { tar, scratch, control, wanted: new Set(parts), search, files: [] });
  });
  const words = counted.filter(({ count }) => count > 0).map(({ part, count }) => `${count} ${part}`);
  return `${basename(out)}: ${words.join(', ') || 'nothing'}.`;
}

interface Filling {
  tar: Pack;
  scratch: string;
  control: JobControl;
  wanted: ReadonlySet<Part>;
  search: LibrarySearch;
  files: Manifest['files'];
}

async function fill(options: BundleExportOptions, filling: Filling): Promise<Head['parts']> {
  const { store } = options;
  const { wanted, files, tar } = filling;
  const ids = await store.libraryIds({ search: filling.search, limit: mostRecordings });
  const texts = new Map<string, string>();
  const parts: Head['parts'] = [];
  const put = (part: Part, name: string, value: unknown, count: number): void => {
    const text = JSON.stringify(value);
    texts.set(name, text);
    parts.push({ part, count, bytes: Buffer.byteLength(text) });
  };
  if (wanted.has('settings'))
    put('settings', partNames.settings, SettingsChange.parse(options.settings.current), 1);
  if (wanted.has('sources')) {
    const sources = await store.sources({});
    put('sources', partNames.sources, sources, sources.length);
  }
  if (wanted.has('sessions')) {
    const sessions = await store.sessions({});
    put('sessions', partNames.sessions, sessions, sessions.length);
  }
  const labels = join(filling.scratch, 'labels');
  if (wanted.has('labels')) {
    texts.set(partNames.taxonomy, JSON.stringify(await store.taxonomy({})));
    const count = await writeLabels(options, ids, labels);
    parts.push({ part: 'labels', count, bytes: (await stat(labels)).size });
  }
  const recordings = wanted.has('recordings') ? await listRecordings(options, ids) : [];
  if (wanted.has('recordings')) {
    const bytes = recordings.reduce((sum, one) => sum + one.bytes, 0);
    texts.set(partNames.recordings, JSON.stringify(recordings));
    parts.push({ part: 'recordings', count: recordings.length, bytes });
  }
  // Wavekeep makes none yet: nothing is left out.
  if (wanted.has('models')) parts.push({ part: 'models', count: 0, bytes: 0 });
  const head: Head = {
    format: 'wavekeep-bundle',
    version: bundleVersion,
    madeMs: Date.now(),
    madeBy: options.who.slice(0, 300),
    program: `Wavekeep ${options.version}`,
    parts,
  };
  await addHashed(filling, headName, JSON.stringify(head));
  for (const [name, text] of texts) await addHashed(filling, name, text);
  if (wanted.has('labels')) await addHashedFile(filling, partNames.labels, labels, () => undefined);
  await addRecordings(options, filling, recordings);
  await addText(tar, manifestName, JSON.stringify({ files } satisfies Manifest));
  return parts;
}

async function addHashed({ tar, files }: Filling, path: string, text: string): Promise<void> {
  await addText(tar, path, text);
  const sha512 = createHash('sha512').update(text).digest('hex');
  files.push({ path, bytes: Buffer.byteLength(text), sha512 });
}

async function addHashedFile(
  { tar, files, control }: Filling,
  path: string,
  from: string,
  onBytes: (bytes: number) => void,
): Promise<string> {
  const { size } = await stat(from);
  const sha512 = await addFile(tar, path, from, { signal: control.signal, onBytes });
  files.push({ path, bytes: size, sha512 });
  return sha512;
}

/** Those whose files are there; the others are known by their labels alone. */
async function listRecordings(
  options: BundleExportOptions,
  ids: readonly string[],
): Promise<BundledRecording[]> {
  const taken = new Set<string>();
  const list: BundledRecording[] = [];
  for (const id of ids) {
    const entry: LibraryEntry | undefined = (await options.store.entry({ id }))?.entry;
    if (!entry || entry.condition === 'missing') continue;
    const { bytes, sha512, origin, stars, notes, sourceId } = entry;
    const file = freeName(entry.place === 'folder' ? entry.name : plainName(entry.name), taken).slice(0, 200);
    list.push({ id, file, bytes, sha512, origin, stars, notes, sourceId });
  }
  return list;
}

async function addRecordings(
  options: BundleExportOptions,
  filling: Filling,
  recordings: readonly BundledRecording[],
): Promise<void> {
  const { control, scratch } = filling;
  control.total(recordings.reduce((sum, { bytes }) => sum + bytes, 0));
  let done = 0;
  for (const { id, file, bytes } of recordings) {
    control.signal.throwIfAborted();
    const before = done;
    let opened: Awaited<ReturnType<typeof asSigmf>> | undefined;
    try {
      opened = await asSigmf(options, id, scratch, control);
    } catch (error) {
      control.signal.throwIfAborted();
      control.reject(file, asFault(error));
    }
    if (opened) {
      const path = `${recordingsFolder}${file}`;
      const sha512 = await addHashedFile(filling, `${path}.sigmf-data`, opened.dataPath, (more) =>
        control.done(Math.min(before + bytes, (done += more))),
      );
      const global = { ...opened.meta.global };
      delete global['core:dataset'];
      delete global['core:collection'];
      // What vouches for other data is kept: a check at the other side finds what it would find here.
      global['core:sha512'] ??= sha512;
      await addHashed(filling, `${path}.sigmf-meta`, serialiseMeta({ ...opened.meta, global }));
      await rm(scratchBase(scratch), { recursive: true, force: true });
    }
    done = before + bytes;
    control.done(done);
  }
}

/** One line each. Returns how many. */
async function writeLabels(
  options: BundleExportOptions,
  ids: readonly string[],
  path: string,
): Promise<number> {
  const file = await open(path, 'w');
  let count = 0;
  try {
    for (const recordingId of ids) {
      const { labels } = await options.store.labels({ recordingId, limit: 50 * mostLabels });
      if (labels.length === 0) continue;
      const sha512 = (await options.store.entry({ id: recordingId }))?.entry.sha512;
      const lines = labels.map((label) =>
        JSON.stringify({ recordingId, sha512, label } satisfies BundledLabel),
      );
      await file.write(`${lines.join('\n')}\n`);
      count += labels.length;
    }
  } finally {
    await file.close();
  }
  return count;
}
