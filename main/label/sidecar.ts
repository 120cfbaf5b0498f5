/** Metadata for what has none of its own that may be written: a non-conforming dataset of SigMF. */
import { basename } from 'node:path';
import { describeFile, settle } from '../formats/index.ts';
import type { RecordingFiles } from '../library/types.ts';
import {
  formatDatetime,
  metaExtension,
  readMeta,
  recordingPaths,
  writtenVersion,
  type Capture,
  type Meta,
} from '../sigmf/index.ts';

const extension = { name: 'wavekeep', version: '1.0.0', optional: true };

/** `core:dataset` allows no path and none of these; what is named otherwise is found by `wavekeep:path` alone. */
const plainName = /^[^/\\:*?"<>|\u0000]+$/;

/** Without annotations. Throws what opening the recording throws. */
export async function sidecarOf(files: RecordingFiles): Promise<Meta> {
  const { path } = files;
  if (path.endsWith(metaExtension)) {
    const { meta } = await readMeta(path);
    const dataset = meta.global['core:dataset'] ?? basename(recordingPaths(path).data);
    return { ...meta, global: { ...meta.global, ...placeOf(dataset, path) } };
  }
  const description = await describeFile(path);
  const { choice, sampleRateHz, centreHz, startedMs, runs, sampleCount } = settle(description, files.stated);
  const { datatype } = choice.encoding;
  const headerBytes = runs[0]?.byteOffset ?? 0;
  const trailingBytes = description.bytes - headerBytes - sampleCount * choice.channels * bytesOf(datatype);
  const captures = runs.map((run, i): Capture => {
    const centre = run.centreHz ?? centreHz;
    const timeMs = run.timeMs ?? (i === 0 ? startedMs : undefined);
    return {
      'core:sample_start': run.startSample,
      ...(centre === undefined ? {} : { 'core:frequency': centre }),
      ...(timeMs === undefined ? {} : { 'core:datetime': formatDatetime(timeMs) }),
      ...(i === 0 && headerBytes > 0 ? { 'core:header_bytes': headerBytes } : {}),
    };
  });
  return {
    global: {
      'core:datatype': datatype,
      'core:version': writtenVersion,
      ...(sampleRateHz === undefined ? {} : { 'core:sample_rate': sampleRateHz }),
      ...(choice.channels === 1 ? {} : { 'core:num_channels': choice.channels }),
      ...(trailingBytes > 0 ? { 'core:trailing_bytes': trailingBytes } : {}),
      ...placeOf(basename(path), path),
      'core:extensions': [extension],
    },
    captures,
    annotations: [],
  };
}

/** Of one sample of one channel, by SigMF's name for the format: two parts where it is complex. */
function bytesOf(datatype: string): number {
  const bits = Number(/\d+/.exec(datatype)?.[0] ?? 8);
  return (bits / 8) * (datatype.startsWith('c') ? 2 : 1);
}

function placeOf(dataset: string, path: string): Record<string, unknown> {
  return {
    ...(plainName.test(dataset) ? { 'core:dataset': dataset } : { 'core:metadata_only': true }),
    'wavekeep:path': path,
  };
}
