/** Making the files of a recording: room on the disk, a name nobody has, valid metadata before the first sample. */
import { access, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '../../contract/fault.ts';
import { bytesPerSample, type ReceiverSettings } from '../../contract/radio.ts';
import { loadKernels } from '../dsp/index.ts';
import { errorCode, nodeFiles, recordingPaths, type Files } from '../sigmf/index.ts';
import { thisOwner } from '../thread/index.ts';
import type { RecordingSubject } from './recorder-meta.ts';
import { makeRecorder, type Recorder } from './recorder.ts';

export interface RecordingBegin {
  subject: RecordingSubject;
  settings: ReceiverSettings;
  /** Path without extension. */
  base: string;
  /** False: the next free name is taken, `-2`, `-3`…; true: an existing file is a fault. */
  exact: boolean;
  reserveBytes: number;
  sampleLimit?: number | undefined;
  /** Largest block, bytes. */
  blockBytes: number;
  /** Size of the writes; default 1 MiB. */
  chunkBytes?: number | undefined;
  /** Default: the operating system's. */
  disk?: Disk | undefined;
}

/** What a recording stands on; tests bring their own, to cut the log of its writes. */
export interface Disk {
  files: Files;
  /** Monotonic milliseconds. */
  nowMs: () => number;
}

const systemDisk: Disk = { files: nodeFiles, nowMs: () => performance.now() };

interface BegunRecording {
  recorder: Recorder;
  meta: string;
  data: string;
}

/** Makes the folder. Throws Fault disk-full where less than `bytes` are free in it. */
export async function requireSpace(folder: string, bytes: number, files = nodeFiles): Promise<void> {
  await mkdir(folder, { recursive: true });
  const freeBytes = await files.freeBytes(folder);
  if (freeBytes < bytes)
    throw new Fault(
      'disk-full',
      `Only ${Math.floor(freeBytes / 1e6)} MB are free where the recording would go.`,
      {
        hint: 'Free some space, choose another folder, or lower the reserve in the settings.',
      },
    );
}

/** Throws Fault disk-full, or the system's error; then no file of it is left. */
export async function beginRecording(input: RecordingBegin): Promise<BegunRecording> {
  const { subject } = input;
  const { kernels } = loadKernels();
  const { files, nowMs } = input.disk ?? systemDisk;
  await requireSpace(
    dirname(input.base),
    input.reserveBytes + subject.sampleRateHz * bytesPerSample[subject.datatype],
    files,
  );
  const { file, meta, data } = await createFiles(files, input.base, input.exact);
  try {
    const recorder = await makeRecorder({
      files,
      file,
      dataPath: data,
      metaPath: meta,
      subject,
      settings: input.settings,
      owner: thisOwner(),
      blockBytes: input.blockBytes,
      chunkBytes: input.chunkBytes,
      reserveBytes: input.reserveBytes,
      sampleLimit: input.sampleLimit,
      countClipped: (samples) => kernels.countClipped(subject.datatype, samples),
      nowMs,
    });
    return { recorder, meta, data };
  } catch (error) {
    await file.close();
    // Nothing was recorded: an empty file would only be an orphan.
    await files.remove(data);
    throw error;
  }
}

/** Makes the data file under the first name of which neither file exists. Nothing is ever overwritten. */
async function createFiles(
  files: Files,
  base: string,
  exact: boolean,
): Promise<{ file: Awaited<ReturnType<Files['create']>>; meta: string; data: string }> {
  for (let copy = 1; ; copy++) {
    const { meta, data } = recordingPaths(copy === 1 ? base : `${base}-${copy}`);
    try {
      const file = await files.create(data);
      const taken = await access(meta).then(
        () => true,
        () => false,
      );
      if (!taken) return { file, meta, data };
      await file.close();
      await files.remove(data);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    if (exact)
      throw new Fault('invalid', 'A recording of this name exists already.', {
        hint: 'Choose another name, or move the old one away.',
      });
  }
}
