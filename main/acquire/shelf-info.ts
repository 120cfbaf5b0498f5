/** What the list of recordings shows of one: read from its metadata and the size of its data alone. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Fault } from '../../contract/fault.ts';
import type { RecordingInfo } from '../../contract/recording.ts';
import { openRecording, recordingId, recordingPaths, type OpenedRecording } from '../sigmf/index.ts';
import { lossesOf, ownFields } from './recorder-meta.ts';

/** Facts of a recording that can't be read. */
function unreadable(name: string, bytes: number, problem: string): RecordingInfo {
  return {
    id: recordingId(name),
    name: name.slice(0, 300),
    condition: 'unreadable',
    problem: problem.slice(0, 2000),
    samples: 0,
    bytes,
    seconds: 0,
    lostSamples: 0,
    gaps: 0,
    clippedSamples: 0,
  };
}

/** Describes the recording of a metadata file, or of a data file without one. Never throws for what it holds. */
export async function describeRecording(path: string): Promise<RecordingInfo> {
  const name = basename(recordingPaths(path).base);
  try {
    return describe(await openRecording(path));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const size = await stat(recordingPaths(path).data).then(
      (stats) => stats.size,
      () => 0,
    );
    return unreadable(name, size, error.message);
  }
}

function describe(recording: OpenedRecording): RecordingInfo {
  const { meta, sampleRateHz, segments } = recording;
  const own = ownFields(meta);
  const first = segments[0];
  const { lostSamples, gaps } = lossesOf(meta.captures);
  const startedAt = meta.captures[0]?.['core:datetime'];
  const sha512 = meta.global['core:sha512']?.toLowerCase();
  const radio = own.radio ?? meta.global['core:hw']?.slice(0, 300);
  return {
    id: recordingId(recording.name),
    name: recording.name.slice(0, 300),
    // What is no recording of ours has no state: it is whole as far as anyone knows.
    condition: own.state ?? 'complete',
    ...(recording.format === undefined ? {} : { datatype: recording.format }),
    ...(sampleRateHz === undefined ? {} : { sampleRateHz }),
    ...(first?.centreHz === undefined ? {} : { centreHz: first.centreHz }),
    samples: recording.sampleCount,
    bytes: recording.dataBytes,
    seconds: sampleRateHz === undefined ? 0 : recording.sampleCount / sampleRateHz,
    ...(startedAt === undefined ? {} : { startedAt: startedAt.slice(0, 40) }),
    lostSamples,
    gaps,
    clippedSamples: own.clippedSamples ?? 0,
    ...(sha512 === undefined ? {} : { sha512 }),
    ...(radio === undefined ? {} : { radio }),
    ...(own.endedBecause === undefined ? {} : { endedBecause: own.endedBecause }),
  };
}
