/** Opening a recording: metadata, data file and segments together. */
import { open, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Datatype } from '../../contract/radio.ts';
import { Fault } from '../../contract/fault.ts';
import { fromSigmf } from './datatype.ts';
import { layOut, type Layout } from './layout.ts';
import { fileFault, largestMetaBytes, parseMeta, readMeta, type ReadMeta } from './meta.ts';
import type { Problem } from './problem.ts';
import type { Meta } from './schema.ts';
import { listTar } from './tar.ts';

export const metaExtension = '.sigmf-meta';
export const dataExtension = '.sigmf-data';

/** The two files of a recording whose one file, or common name without extension, is `path`. */
export function recordingPaths(path: string): { base: string; meta: string; data: string } {
  const base = path.replace(/\.sigmf-(meta|data)$/, '');
  return { base, meta: base + metaExtension, data: base + dataExtension };
}

/** The data file of a metadata file: `core:dataset` beside it for non-conforming ones. */
export function dataPath(metaPath: string, meta: Meta): string {
  const dataset = meta.global['core:dataset'];
  return dataset === undefined ? recordingPaths(metaPath).data : join(dirname(metaPath), dataset);
}

export interface OpenedRecording extends Layout {
  /** File name without extension. */
  name: string;
  /** The archive itself for a recording in one. */
  metaPath: string;
  dataPath: string;
  /** Bytes of the data file, or of its part of the archive. */
  dataBytes: number;
  meta: Meta;
  /** The contract's name of the format; undefined where this program can't play it. */
  format: Datatype | undefined;
  /** Samples per second; undefined where the metadata doesn't say. */
  sampleRateHz: number | undefined;
  /** Oddities that were read over. */
  notes: Problem[];
}

/**
 * Opens a recording by either file, their common name, or the archive that holds it alone. Reads the metadata only;
 * samples are the caller's to read from `dataPath` at `segments[].byteOffset`: in archives they are played in place.
 * Throws Fault not-found, permission, corrupt, version, unsupported, or invalid for an archive of several.
 */
export async function openRecording(path: string): Promise<OpenedRecording> {
  if (path.endsWith('.sigmf')) return openArchive(path);
  const metaPath = recordingPaths(path).meta;
  const { meta, notes } = await readMeta(metaPath);
  const data = dataPath(metaPath, meta);
  let dataBytes: number;
  try {
    const stats = await stat(data);
    if (!stats.isFile())
      throw new Fault('corrupt', 'What should be the data file is not a file (global.core:dataset).');
    dataBytes = stats.size;
  } catch (error) {
    throw fileFault(error, `The data file ${basename(data)}`);
  }
  return describe({ meta, notes }, { metaPath, dataPath: data, dataBytes }, 0);
}

async function openArchive(path: string): Promise<OpenedRecording> {
  let archive: FileHandle | undefined;
  try {
    archive = await open(path, 'r');
    const entries = await listTar(archive);
    const metas = entries.filter((entry) => entry.name.endsWith(metaExtension));
    const [only] = metas;
    if (!only || metas.length > 1)
      throw new Fault(
        'invalid',
        `The archive holds ${metas.length} recordings, and one can be opened (byte ${metas[1]?.offset ?? 0}).`,
        {
          data: { byte: metas[1]?.offset ?? 0 },
          hint: 'Unpack it and open the recording you want.',
        },
      );
    if (only.byteLength > largestMetaBytes)
      throw new Fault('corrupt', `The metadata in the archive is too large (byte ${only.offset}).`, {
        data: { byte: only.offset },
      });
    const bytes = Buffer.alloc(only.byteLength);
    await archive.read(bytes, 0, only.byteLength, only.offset);
    const read = parseMeta(bytes);
    // Names inside a tar have forward slashes everywhere.
    const wanted = dataPath(only.name, read.meta).replaceAll('\\', '/');
    const data = entries.find((entry) => entry.name === wanted);
    if (!data) throw new Fault('not-found', `The archive has no ${wanted}.`, { hint: 'Run validate on it.' });
    const files = { metaPath: only.name, dataPath: path, dataBytes: data.byteLength };
    return { ...describe(read, files, data.offset), metaPath: path };
  } catch (error) {
    throw fileFault(error, 'The archive');
  } finally {
    await archive?.close();
  }
}

function describe(
  { meta, notes }: ReadMeta,
  files: { metaPath: string; dataPath: string; dataBytes: number },
  firstByte: number,
): OpenedRecording {
  const layout = layOut(meta, files.dataBytes);
  if (!layout)
    throw new Fault(
      'unsupported',
      `The sample format ${meta.global['core:datatype']} is unknown (global.core:datatype).`,
    );
  return {
    ...layout,
    segments: layout.segments.map((one) => ({ ...one, byteOffset: one.byteOffset + firstByte })),
    name: basename(recordingPaths(files.metaPath).base),
    ...files,
    meta,
    // Interleaved channels need a receiver each: nothing here plays them yet.
    format: layout.channels === 1 ? fromSigmf(meta.global['core:datatype']) : undefined,
    sampleRateHz: meta.global['core:sample_rate'],
    notes,
  };
}
