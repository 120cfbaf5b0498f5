/** What the catalogue keeps of a recording, read from its files: headers and metadata only. */
import { stat } from 'node:fs/promises';
import { basename, dirname, relative } from 'node:path';
import { z } from 'zod';
import type { LibraryEntry, Stated } from '../../contract/library.ts';
import { openSamples, type Survey } from '../formats/index.ts';
import { openRecording, recordingId, type Meta } from '../sigmf/index.ts';
import { referenceId } from './ids.ts';
import type { CatalogueRow } from './types.ts';

/** Stands where nobody knows how the samples are encoded. */
export const unknownDatatype = 'unknown';

type Facts = Omit<CatalogueRow, 'id' | 'name' | 'origin' | 'place' | 'path'>;

/** Of SigMF, by its metadata. Throws as `openRecording`. */
async function sigmfFacts(
  metaPath: string,
): Promise<{ facts: Facts; dataPath: string; /** This program recorded it. */ ours: boolean }> {
  const opened = await openRecording(metaPath);
  const { meta, segments, sampleRateHz, sampleCount } = opened;
  const { global } = meta;
  const own = ownFields(meta);
  const [first] = segments;
  const place = global['core:geolocation'] ?? meta.captures[0]?.['core:geolocation'];
  const [longitudeDeg, latitudeDeg] = place?.coordinates ?? [];
  const stats = await stat(opened.dataPath);
  const facts: Facts = {
    format: 'sigmf',
    condition: own.state === 'cut-short' ? 'cut-short' : 'complete',
    datatype: global['core:datatype'].slice(0, 20),
    channels: opened.channels,
    sampleRateHz,
    centreHz: first?.centreHz,
    samples: sampleCount,
    bytes: opened.dataBytes,
    seconds: sampleRateHz === undefined ? 0 : sampleCount / sampleRateHz,
    startedMs: first?.timeMs === undefined ? undefined : Math.round(first.timeMs),
    lostSamples: segments.reduce((sum, one) => sum + one.lostBefore, 0),
    gaps: segments.filter(({ lostBefore }) => lostBefore > 0).length,
    clippedSamples: own.clippedSamples ?? 0,
    sha512: global['core:sha512']?.toLowerCase(),
    radio: own.radio ?? global['core:hw']?.slice(0, 300),
    author: global['core:author']?.slice(0, 200),
    latitudeDeg,
    longitudeDeg,
    hardware: global['core:hw']?.slice(0, 300),
    modifiedMs: Math.round(stats.mtimeMs),
  };
  return { facts, dataPath: opened.dataPath, ours: own.state !== undefined };
}

/** Of any other file. Throws as `openSamples`, which is asked whether it can be read at all. */
async function otherFacts(path: string, stated: Stated | undefined): Promise<Facts> {
  const file = await openSamples(path, stated);
  await file.close();
  const { facts } = file;
  const { size, mtimeMs } = await stat(path);
  return {
    format: plainFormat(facts.format),
    condition: 'complete',
    datatype: facts.datatype,
    channels: facts.channels,
    sampleRateHz: facts.sampleRateHz,
    centreHz: facts.centreHz,
    samples: facts.sampleCount,
    bytes: size,
    seconds: facts.sampleRateHz === undefined ? 0 : facts.sampleCount / facts.sampleRateHz,
    startedMs: facts.startedMs === undefined ? undefined : Math.round(facts.startedMs),
    lostSamples: facts.runs.reduce((sum, one) => sum + one.lostBefore, 0),
    gaps: facts.runs.filter(({ lostBefore }) => lostBefore > 0).length,
    clippedSamples: 0,
    stated,
    modifiedMs: Math.round(mtimeMs),
  };
}

/** Archives come into the library as copies only: what is opened in place is one of the others. */
function plainFormat(format: Survey['format']): Facts['format'] {
  return format === 'sigmf-archive' ? 'sigmf' : format;
}

/** The row of a finished recording in the recording folder, by its metadata. Throws as `openRecording`. */
export async function folderRow(
  metaPath: string,
  name: string,
  origin: LibraryEntry['origin'] | undefined,
): Promise<CatalogueRow> {
  const { facts, dataPath, ours } = await sigmfFacts(metaPath);
  return {
    ...facts,
    id: recordingId(name),
    name: name.slice(0, 300),
    // What this program recorded says so; all else was brought in.
    origin: origin ?? (ours ? 'recorded' : 'imported'),
    place: 'folder',
    path: kept(metaPath, dataPath, dirname(metaPath)),
  };
}

/** The row of a file that stays where it is. SigMF is opened by its metadata. Throws as `openSamples`. */
export async function referenceRow(path: string, stated: Stated | undefined): Promise<CatalogueRow> {
  const sigmf = /\.sigmf-(meta|data)$/.test(path);
  const named = sigmf ? path.replace(/\.sigmf-(meta|data)$/, '') : path;
  const rest = {
    id: referenceId(sigmf ? `${named}.sigmf-meta` : path),
    name: basename(named).slice(0, 300),
    origin: 'imported' as const,
    place: 'reference' as const,
  };
  if (!sigmf) return { ...(await otherFacts(path, stated)), ...rest, path };
  const metaPath = `${named}.sigmf-meta`;
  const { facts, dataPath } = await sigmfFacts(metaPath);
  // Formats that can be described but not read are told of now, not when somebody wants to look.
  await (await openSamples(metaPath, stated)).close();
  return { ...facts, stated, ...rest, path: kept(metaPath, dataPath) };
}

/** The row of a file whose sample format nobody knows: it waits for somebody who does. */
export async function incompleteRow(
  path: string,
  { format, sampleRateHz, centreHz, startedMs }: Survey,
  stated: Stated | undefined,
): Promise<CatalogueRow> {
  const { size, mtimeMs } = await stat(path);
  return {
    id: referenceId(path),
    name: basename(path).slice(0, 300),
    origin: 'imported',
    place: 'reference',
    path,
    format: plainFormat(format),
    condition: 'complete',
    datatype: unknownDatatype,
    channels: 1,
    sampleRateHz: sampleRateHz ?? stated?.sampleRateHz,
    centreHz: centreHz ?? stated?.centreHz,
    samples: 0,
    bytes: size,
    seconds: 0,
    startedMs: startedMs ?? stated?.startedMs,
    lostSamples: 0,
    gaps: 0,
    clippedSamples: 0,
    stated,
    modifiedMs: Math.round(mtimeMs),
  };
}

/** Data by its own name where the metadata follows from it; else (`core:dataset`) the metadata stands for both. */
function kept(metaPath: string, dataPath: string, folder?: string): string {
  const path = dataPath === metaPath.replace(/-meta$/, '-data') ? dataPath : metaPath;
  return folder === undefined ? path : relative(folder, path);
}

const count = z.number().int().min(0);

/** Our own fields; each by itself, so that one broken field hides no other. */
function ownFields({ global }: Meta): {
  state: 'recording' | 'complete' | 'cut-short' | undefined;
  radio: string | undefined;
  clippedSamples: number | undefined;
} {
  const read = <T>(schema: z.ZodType<T>, key: string): T | undefined =>
    schema.safeParse(global[`wavekeep:${key}`]).data;
  return {
    state: read(z.enum(['recording', 'complete', 'cut-short']), 'state'),
    radio: read(z.string().max(300), 'radio'),
    clippedSamples: read(count, 'clipped_samples'),
  };
}
