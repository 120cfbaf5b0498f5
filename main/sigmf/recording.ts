/** Opening a recording: metadata, data file and segments together. */
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Datatype } from '../../contract/radio.ts';
import { Fault } from '../../contract/fault.ts';
import { fromSigmf } from './datatype.ts';
import { layOut, type Layout } from './layout.ts';
import { fileFault, readMeta } from './meta.ts';
import type { Problem } from './problem.ts';
import type { Meta } from './schema.ts';

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
  metaPath: string;
  dataPath: string;
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
 * Opens a recording by either file or their common name. Reads the metadata only; samples are the caller's to
 * read at `segments[].byteOffset`. Throws Fault not-found, permission, corrupt, version or unsupported.
 */
export async function openRecording(path: string): Promise<OpenedRecording> {
  const metaPath = recordingPaths(path).meta;
  const { meta, notes } = await readMeta(metaPath);
  const data = dataPath(metaPath, meta);
  let dataBytes: number;
  try {
    const stats = await stat(data);
    if (!stats.isFile()) throw new Fault('corrupt', 'What should be the data file is not a file.');
    dataBytes = stats.size;
  } catch (error) {
    throw fileFault(error, `The data file ${basename(data)}`);
  }
  const layout = layOut(meta, dataBytes);
  if (!layout)
    throw new Fault('unsupported', `The sample format ${meta.global['core:datatype']} is unknown.`);
  return {
    ...layout,
    name: basename(recordingPaths(metaPath).base),
    metaPath,
    dataPath: data,
    dataBytes,
    meta,
    // Interleaved channels need a receiver each: nothing here plays them yet.
    format: layout.channels === 1 ? fromSigmf(meta.global['core:datatype']) : undefined,
    sampleRateHz: meta.global['core:sample_rate'],
    notes,
  };
}
