/** The metadata file of a recording: what labels it holds, and writing those of the catalogue into it. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Fault } from '../../contract/fault.ts';
import type { Label, LabelClass } from '../../contract/label.ts';
import { openSamples } from '../formats/index.ts';
import type { RecordingFiles } from '../library/types.ts';
import { errorCode, metaExtension, readMeta, writeMeta, type Annotation, type Meta } from '../sigmf/index.ts';
import { contentOf, toAnnotation, toLabel } from './annotation.ts';
import { refreshCollections } from './collection.ts';
import type { Facts } from './facts.ts';
import { sidecarOf } from './sidecar.ts';

export interface ReadRequest {
  files: RecordingFiles;
  nowMs: number;
  /** The catalogue's labels, as JSON. */
  json: string;
  /** Of the files as the catalogue knows them. */
  stamp: string | undefined;
}

export interface Read {
  facts: Facts;
  /** Those the catalogue lacks or holds otherwise; none where the files are as it knows them. */
  news: Label[];
  /** The files hold every label of the catalogue. */
  holdsAll: boolean;
  /** Of the files as they were read: another one says somebody changed them. */
  stamp: string;
}

export interface WriteRequest extends ReadRequest {
  classes: readonly LabelClass[];
  version: string;
}

/** Somebody else wrote the files meanwhile: what they hold has to be taken in first. */
export type Written = { stamp: string } | { changed: Read };

/** Where annotations stand: those of a recording that has its own metadata, then those of the file beside it. */
const sources = ({ path, metaPath, own }: RecordingFiles): string[] =>
  own || !path.endsWith(metaExtension) ? [metaPath] : [path, metaPath];

/** Time and size of the files, in one word. */
async function stampOf(files: RecordingFiles): Promise<string> {
  const parts = await Promise.all(
    sources(files).map(async (path) => {
      try {
        const { mtimeMs, size } = await stat(path);
        return `${mtimeMs}:${size}`;
      } catch (error) {
        if (errorCode(error) === '') throw error;
        return 'none';
      }
    }),
  );
  return parts.join(' ');
}

async function factsOf({ path, stated }: RecordingFiles): Promise<Facts> {
  const file = await openSamples(path, stated);
  try {
    const { sampleCount, sampleRateHz, centreHz, runs } = file.facts;
    return { sampleCount, sampleRateHz, centreHz, runs };
  } finally {
    await file.close();
  }
}

/** Undefined where there is no such file. */
async function metaOf(path: string): Promise<Meta | undefined> {
  try {
    return (await readMeta(path)).meta;
  } catch (error) {
    if (error instanceof Fault && error.code === 'not-found') return undefined;
    throw error;
  }
}

const offsetOf = (meta: Meta): number => meta.global['core:offset'] ?? 0;

interface Held {
  annotation: Annotation;
  /** Undefined: beyond the samples. */
  label: Label | undefined;
}

function heldIn(meta: Meta, facts: Facts, nowMs: number): Held[] {
  const reading = { facts, offset: offsetOf(meta), nowMs, seen: new Map<string, number>() };
  return meta.annotations.map((annotation) => ({ annotation, label: toLabel(annotation, reading) }));
}

/** Throws what opening the recording or reading its metadata throws. */
export async function readLabels({ files, nowMs, json, stamp: known }: ReadRequest): Promise<Read> {
  const stamp = await stampOf(files);
  const facts = await factsOf(files);
  if (stamp === known) return { facts, news: [], holdsAll: true, stamp };
  const held = new Map<string, Label>();
  for (const path of sources(files)) {
    const meta = await metaOf(path);
    for (const { label } of meta ? heldIn(meta, facts, nowMs) : []) if (label) held.set(label.uuid, label);
  }
  const here = new Map((JSON.parse(json) as Label[]).map((label) => [label.uuid, label]));
  const isNews = (label: Label): boolean => {
    const mine = here.get(label.uuid);
    return !mine || contentOf(mine) !== contentOf(label);
  };
  return {
    facts,
    news: [...held.values()].filter(isNews),
    holdsAll: [...here.keys()].every((uuid) => held.has(uuid)),
    stamp,
  };
}

/** Throws Fault busy (it is being recorded), permission, disk-full, invalid, and what reading throws. */
export async function writeLabels(request: WriteRequest): Promise<Written> {
  const { files, classes, version, nowMs } = request;
  if ((await stampOf(files)) !== request.stamp) return { changed: await readLabels(request) };
  const facts = await factsOf(files);
  const found = await metaOf(files.metaPath);
  if (files.own && !found)
    throw new Fault('not-found', `The metadata of ${files.name} is gone.`, {
      hint: 'Check the library: its files may have been moved.',
    });
  const meta = found ?? (await sidecarOf(files));
  if (meta.global['wavekeep:state'] === 'recording')
    throw new Fault('busy', `${files.name} is still being recorded.`, { hint: 'Stop the recording.' });
  const held = new Map<string, Held>();
  // What lies beyond the samples is no label; it stays as it is.
  const beyond: Annotation[] = [];
  for (const one of heldIn(meta, facts, nowMs))
    if (one.label) held.set(one.label.uuid, one);
    else beyond.push(one.annotation);
  const writing = {
    offset: offsetOf(meta),
    version,
    classes: new Map(classes.map((one) => [one.name, one])),
  };
  const annotations = (JSON.parse(request.json) as Label[]).map((label) => {
    const before = held.get(label.uuid);
    return toAnnotation(label, writing, before?.annotation, before?.label);
  });
  await writeMeta(files.metaPath, declared({ ...meta, annotations: [...annotations, ...beyond] }));
  if (files.own) await refreshCollections(files.metaPath);
  return { stamp: await stampOf(files) };
}

const versions: Readonly<Record<string, string>> = { wavekeep: '1.0.0', signal: '1.0.0' };

/** Every namespace in use is declared: SigMF asks for it, and who wrote the others forgot. */
function declared(meta: Meta): Meta {
  const extensions = meta.global['core:extensions'] ?? [];
  const known = new Set(['core', ...extensions.map(({ name }) => name)]);
  const missing = new Set<string>();
  for (const item of [meta.global, ...meta.captures, ...meta.annotations])
    for (const key of Object.keys(item)) {
      const name = /^([^:]+):/.exec(key)?.[1];
      if (name !== undefined && !known.has(name)) missing.add(name);
    }
  if (missing.size === 0) return meta;
  const more = [...missing].map((name) => ({ name, version: versions[name] ?? '0.0.1', optional: true }));
  return { ...meta, global: { ...meta.global, 'core:extensions': [...extensions, ...more] } };
}

/** For people: why the labels don't stand in the recording's own metadata. */
export function besideNote({ path, own }: RecordingFiles): string | undefined {
  return own || !path.endsWith(metaExtension)
    ? undefined
    : `${basename(path)} can't be written: the labels are kept in the library's folder instead.`;
}
