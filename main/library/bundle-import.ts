/** Brings a bundle in: unpacked and proved whole first, then taken over part by part. */
import { readFile, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { Fault } from '../../contract/fault.ts';
import type { BundleParts } from '../../contract/library.ts';
import type { JobControl } from '../job/index.ts';
import { fileFault, recordingPaths } from '../sigmf/index.ts';
import { asFault } from '../thread/index.ts';
import { compareRecording, compareSessions, compareSettings, compareSources } from './bundle-compare.ts';
import { importLabels, importTaxonomy } from './bundle-labels.ts';
import { parsePart, unpackBundle, type Unpacked } from './bundle-read.ts';
import { count, type BundleImportOptions, type Conflicts, type Taking } from './bundle-taking.ts';
import { BundledRecording, partNames, recordingsFolder } from './bundle-types.ts';
import { exists, moveToTrash } from './trash.ts';

interface Wish {
  path: string;
  parts: z.infer<typeof BundleParts>;
  conflicts: Conflicts;
}

const staging = '.wavekeep-bundle-';
/** What a crash left is no longer written by anybody. */
const staleMs = 86_400_000;

/** Progress in bytes of the bundle. Throws as `unpackBundle`; then nothing of it was taken. */
export async function importBundle(
  options: BundleImportOptions,
  wish: Wish,
  control: JobControl,
): Promise<string> {
  const folder = options.recordingFolder();
  await removeStale(folder);
  const { size } = await stat(wish.path).catch((error: unknown) => {
    throw fileFault(error, 'The bundle');
  });
  control.total(size);
  let done = 0;
  // On the disk of the recordings: what is proved there only has to be renamed.
  const stage = await mkdtemp(join(folder, staging)).catch((error: unknown) => {
    throw fileFault(error, 'The recording folder');
  });
  try {
    const unpacked = await unpackBundle(wish.path, stage, wantedOf(wish.parts), {
      signal: control.signal,
      onBytes: (bytes) => control.done(Math.min(size, (done += bytes))),
    });
    // Padding between the files is no part of them.
    control.done(size);
    return await takeAll(options, wish, { stage, unpacked, control });
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

function wantedOf(parts: Wish['parts']): (name: string) => boolean {
  const wanted = new Set<string>(parts);
  return (name) =>
    name.startsWith(recordingsFolder) || name === partNames.recordings
      ? wanted.has('recordings')
      : name === partNames.taxonomy || name === partNames.labels
        ? wanted.has('labels')
        : wanted.has(name.replace(/\.json$/, ''));
}

async function takeAll(
  options: BundleImportOptions,
  { parts, conflicts }: Wish,
  { stage, unpacked, control }: { stage: string; unpacked: Unpacked; control: JobControl },
): Promise<string> {
  const taking: Taking = {
    options,
    control,
    conflicts,
    sources: new Map(),
    recordings: new Map(),
    counts: new Map(),
  };
  const text = async (name: string): Promise<string | undefined> =>
    unpacked.hashes.has(name) && (await exists(join(stage, name)))
      ? await readFile(join(stage, name), 'utf8')
      : undefined;
  if (
    parts.includes('models') &&
    unpacked.head.parts.some(({ part, count }) => part === 'models' && count > 0)
  )
    control.reject('models', new Fault('unsupported', 'This program cannot use models of a bundle.'));
  const settings = await text(partNames.settings);
  if (settings !== undefined) takeSettings(taking, settings);
  const sources = await text(partNames.sources);
  if (sources !== undefined) await takeSources(taking, sources);
  const sessions = await text(partNames.sessions);
  if (sessions !== undefined) await takeSessions(taking, sessions);
  const recordings = await text(partNames.recordings);
  if (recordings !== undefined) await takeRecordings(taking, recordings, stage, unpacked);
  const taxonomy = await text(partNames.taxonomy);
  if (taxonomy !== undefined) await importTaxonomy(taking, taxonomy);
  const labels = await text(partNames.labels);
  if (labels !== undefined) await importLabels(taking, labels);
  const words = [...taking.counts].filter(([, n]) => n > 0).map(([part, n]) => `${n} ${part}`);
  return `${words.join(', ') || 'Nothing new'} taken over.`;
}

function takeSettings(taking: Taking, text: string): void {
  const { settings } = taking.options;
  const { change, meeting } = compareSettings(settings, text);
  // There can be no two: both is mine.
  if (meeting === 'same' || taking.conflicts !== 'take-theirs') return;
  settings.change(change);
  count(taking, 'settings');
}

async function takeSources(taking: Taking, text: string): Promise<void> {
  const { store } = taking.options;
  for (const { theirs, draft, mine, meeting } of await compareSources(store, text)) {
    if (mine !== undefined) taking.sources.set(theirs, mine);
    if (meeting === 'same' || (meeting === 'conflict' && taking.conflicts === 'keep-mine')) continue;
    if (mine !== undefined && taking.conflicts === 'take-theirs')
      await store.updateSource({ id: mine, draft, nowMs: Date.now() });
    else {
      const fresh = mine === undefined ? draft : { ...draft, name: second(draft.name) };
      const [added] = await store.addSources({ drafts: [fresh], nowMs: Date.now() });
      if (added) taking.sources.set(theirs, added.id);
    }
    count(taking, 'sources');
  }
}

async function takeSessions(taking: Taking, text: string): Promise<void> {
  const { store } = taking.options;
  for (const { draft: theirs, mine, meeting } of await compareSessions(store, text)) {
    if (meeting === 'same' || (meeting === 'conflict' && taking.conflicts === 'keep-mine')) continue;
    const sourceId = theirs.sourceId === undefined ? undefined : taking.sources.get(theirs.sourceId);
    const draft = { ...theirs, sourceId };
    try {
      if (mine !== undefined && taking.conflicts === 'take-theirs')
        await store.updateSession({ id: mine, draft, nowMs: Date.now() });
      else {
        const name = mine === undefined ? draft.name : second(draft.name);
        await store.createSession({ draft: { ...draft, name }, nowMs: Date.now() });
      }
      count(taking, 'sessions');
    } catch (error) {
      // One that was recorded already can't be changed any more.
      taking.control.reject(theirs.name, asFault(error));
    }
  }
}

function second(name: string): string {
  return `${name.slice(0, 190)} (2)`;
}

async function takeRecordings(
  taking: Taking,
  text: string,
  stage: string,
  unpacked: Unpacked,
): Promise<void> {
  const list = parsePart(z.array(BundledRecording), partNames.recordings, text);
  for (const one of list) {
    const path = `${recordingsFolder}${one.file}.sigmf-data`;
    // Left out when the bundle was made: the one who made it was told.
    if (!unpacked.hashes.has(path)) continue;
    try {
      await takeRecording(taking, one, join(stage, recordingsFolder, one.file), unpacked.hashes.get(path));
    } catch (error) {
      taking.control.reject(one.file, asFault(error));
    }
  }
}

async function takeRecording(
  taking: Taking,
  one: BundledRecording,
  base: string,
  sha512: string | undefined,
): Promise<void> {
  const { store, recordingFolder, library } = taking.options;
  const hashes = [sha512, one.sha512].filter((hash) => hash !== undefined);
  const { mine, meeting } = await compareRecording(store, one, hashes);
  if (mine !== undefined && meeting === 'same') {
    taking.recordings.set(one.id, mine);
    return;
  }
  if (meeting === 'conflict' && taking.conflicts === 'keep-mine') return;
  if (mine !== undefined && meeting === 'conflict' && taking.conflicts === 'take-theirs') {
    await moveToTrash(recordingFolder(), one.file);
    await store.forgetRecordings({ ids: [mine] });
  }
  const name = await freeFile(recordingFolder(), one.file);
  const [from, to] = [recordingPaths(base), recordingPaths(join(recordingFolder(), name))];
  // Data first: a recording is known by its metadata.
  await rename(from.data, to.data);
  await rename(from.meta, to.meta);
  const id = await library.add(to.meta, one.origin);
  const sourceId = one.sourceId === undefined ? undefined : taking.sources.get(one.sourceId);
  await store.changeRecordings({
    ids: [id],
    change: { stars: one.stars, notes: one.notes, ...(sourceId === undefined ? {} : { sourceId }) },
  });
  taking.recordings.set(one.id, id);
  taking.control.touched(id);
  count(taking, 'recordings');
}

async function freeFile(folder: string, file: string): Promise<string> {
  for (let copy = 1; ; copy++) {
    const name = copy === 1 ? file : `${file}-${copy}`;
    const { meta, data } = recordingPaths(join(folder, name));
    if (!(await exists(meta)) && !(await exists(data))) return basename(name);
  }
}

async function removeStale(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(staging)) continue;
    const stats = await stat(join(folder, name)).catch(() => undefined);
    if (stats && Date.now() - stats.mtimeMs > staleMs)
      await rm(join(folder, name), { recursive: true, force: true });
  }
}
