/** A part of a recording as a recording of its own: data first, its metadata last. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import type { Selection } from '../../contract/analysis.ts';
import { Fault } from '../../contract/fault.ts';
import { recordingName } from '../../contract/recording-name.ts';
import type { Kernels } from '../dsp/index.ts';
import type { SampleFacts, SampleFile } from '../formats/index.ts';
import type { RecordingFiles } from '../library/types.ts';
import {
  errorCode,
  fileFault,
  nodeFiles,
  openRecording,
  readMeta,
  recordingPaths,
  writeMeta,
  writtenVersion,
  type Meta,
  type OpenedRecording,
  type OpenFile,
} from '../sigmf/index.ts';
import { layBox, ownCentre } from './box.ts';
import { extractBand, extractBytes, extractFloats, makeSink, type Extraction } from './crop-data.ts';
import { cropMeta } from './crop-meta.ts';
import { planCrop } from './crop-plan.ts';

export interface CropOrder {
  where: Pick<RecordingFiles, 'path' | 'stated'>;
  /** Where its annotations are. */
  metaPath: string;
  wish: Omit<z.output<typeof Selection>, 'id'>;
  filter: boolean;
  /** Absolute. */
  folder: string;
  name: string;
  version: string;
  who: string;
  /** One int32: anything but 0 ends it. */
  cancelled: SharedArrayBuffer;
}

export interface CropResult {
  metaPath: string;
  name: string;
  samples: number;
  sampleRateHz: number;
}

/** Progress is told after so many samples of the recording. */
const tellEvery = 1_000_000;

/**
 * Throws Fault 'invalid' for a box of nothing, 'cancelled', 'disk-full', 'permission', and what reading throws: then
 * nothing of it is left. @param notify samples of the recording it has gone through.
 */
export async function cropInto(
  kernels: Kernels,
  file: SampleFile,
  order: CropOrder,
  notify: (done: number) => void,
): Promise<CropResult> {
  const { facts } = file;
  const box = layBox(facts, order.wish);
  const plan = planCrop(kernels, box, order.filter);
  if (plan.sampleCount === 0)
    throw new Fault(
      'invalid',
      'The selection is too short for the filter of its band, or the band is not there.',
      {
        hint: 'Select a longer time or a wider band.',
      },
    );
  const recording = facts.format.startsWith('sigmf') ? await openRecording(order.where.path) : undefined;
  const extraction: Extraction = plan.filter
    ? extractBand(kernels, file, plan, box.sampleRateHz)
    : recording
      ? extractBytes(recording)
      : extractFloats(file);
  const neededBytes = plan.sampleCount * extraction.frameBytes;
  if ((await nodeFiles.freeBytes(order.folder)) < neededBytes)
    throw new Fault('disk-full', `The crop needs ${Math.ceil(neededBytes / 1e6)} MB, and less is free.`, {
      hint: 'Free some space or select less.',
    });
  const meta = await originalMeta(facts, recording, order.metaPath);
  const name = recordingName(order.name, {
    timeMs: plan.stretches[0]?.piece.timeMs ?? Date.now(),
    centreHz: plan.filter?.middleHz ?? ownCentre(facts) ?? 0,
    sampleRateHz: plan.sampleRateHz,
    radio: '',
  });
  const cancelled = new Int32Array(order.cancelled);
  let done = 0;
  let told = 0;
  const step = (samples: number): void => {
    if (Atomics.load(cancelled, 0) !== 0) throw new Fault('cancelled', 'It was cancelled.');
    done += samples;
    if (done - told < tellEvery) return;
    told = done;
    notify(done);
  };
  const made = await createData(order.folder, name);
  try {
    try {
      const sink = makeSink(made.file);
      for (const stretch of plan.stretches) await extraction.write(stretch, sink, step);
      const sha512 = await sink.finish();
      const { version, who } = order;
      const { datatype, channels } = extraction;
      await writeMeta(
        made.metaPath,
        cropMeta({ facts, meta, box, plan, datatype, channels, sha512, version, who }),
      );
    } finally {
      await made.file.close();
    }
  } catch (error) {
    await nodeFiles.remove(made.dataPath);
    throw fileFault(error, 'The crop');
  }
  return {
    metaPath: made.metaPath,
    name: made.name,
    samples: plan.sampleCount,
    sampleRateHz: plan.sampleRateHz,
  };
}

/** What is said of the original, with the annotations it has now. */
async function originalMeta(
  { datatype }: SampleFacts,
  recording: OpenedRecording | undefined,
  metaPath: string,
): Promise<Meta> {
  const own = recording?.meta;
  try {
    const { meta } = await readMeta(metaPath);
    return own ? { ...own, annotations: meta.annotations } : { ...meta, captures: [] };
  } catch (error) {
    // Nobody has labelled it yet.
    if (!(error instanceof Fault) || error.code !== 'not-found') throw error;
    return (
      own ?? {
        global: { 'core:datatype': datatype, 'core:version': writtenVersion },
        captures: [],
        annotations: [],
      }
    );
  }
}

/** Makes the data file under the first name of which neither file exists. */
async function createData(
  folder: string,
  wanted: string,
): Promise<{ file: OpenFile; dataPath: string; metaPath: string; name: string }> {
  for (let copy = 1; ; copy++) {
    const name = copy === 1 ? wanted : `${wanted}-${copy}`;
    const { meta, data } = recordingPaths(join(folder, name));
    try {
      const file = await nodeFiles.create(data);
      const taken = await stat(meta).then(
        () => true,
        () => false,
      );
      if (!taken) return { file, dataPath: data, metaPath: meta, name };
      await file.close();
      await nodeFiles.remove(data);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw fileFault(error, 'The crop');
    }
  }
}
