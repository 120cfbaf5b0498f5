/** What the thread of a recording does: makes its files, reads the ring with a cursor of its own, says how far it is. */
import { access, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '../../contract/fault.ts';
import { bytesPerSample, type ReceiverSettings } from '../../contract/radio.ts';
import { loadKernels } from '../dsp/index.ts';
import { errorCode, fileFault, nodeFiles, recordingPaths, type Files } from '../sigmf/index.ts';
import type { RecordingSubject } from './recorder-meta.ts';
import { thisOwner } from '../thread/index.ts';
import { repairFolder, type RepairReport } from './recorder-repair.ts';
import type { RecorderCounts } from './recorder-track.ts';
import { makeRecorder, type Recorder, type RecorderEnd } from './recorder.ts';
import { emptyBlock, ringReader, type RingMemory, type RingReader } from './ring.ts';

/** Progress goes out this often while samples come. */
const progressEveryMs = 250;
/** What is due is looked for this often. */
const tickEveryMs = 100;

interface RecorderStart {
  ring: RingMemory;
  subject: RecordingSubject;
  settings: ReceiverSettings;
  /** Path without extension. */
  base: string;
  /** False: the next free name is taken, `-2`, `-3`…; true: an existing file is a fault. */
  exact: boolean;
  reserveBytes: number;
  sampleLimit?: number | undefined;
}

export type RecorderNotice =
  { kind: 'progress'; counts: RecorderCounts } | { kind: 'ended'; end: RecorderEnd; counts: RecorderCounts };

export interface RecorderCommands {
  [op: string]: (input: never) => unknown;
  start(input: RecorderStart): Promise<{ meta: string; data: string }>;
  settings(input: { epoch: number; settings: ReceiverSettings }): void;
  stop(input: { because?: string | undefined }): Promise<void>;
  repair(input: { folder: string; active: readonly string[] }): Promise<RepairReport[]>;
}

export function recorderCommands(notify: (notice: RecorderNotice) => void): RecorderCommands {
  let recorder: Recorder | undefined;
  let reader: RingReader | undefined;

  return {
    async start(input: RecorderStart) {
      if (recorder) throw new Fault('busy', 'This thread already writes a recording.');
      // The cursor stands before anything slow happens: no sample is missed while the files are made.
      const cursor = ringReader(input.ring, true);
      try {
        const made = await begin(input);
        recorder = made.recorder;
        reader = cursor;
        void follow(recorder, cursor, notify);
        return { meta: made.meta, data: made.data };
      } catch (error) {
        cursor.close();
        throw fileFault(error, 'The recording');
      }
    },
    settings: ({ epoch, settings }: { epoch: number; settings: ReceiverSettings }) =>
      recorder?.settings(epoch, settings),
    async stop({ because }: { because?: string | undefined }) {
      const ended = recorder?.stop(because);
      // Wakes the loop, which gives the cursor back.
      reader?.close();
      await ended;
    },
    repair: ({ folder, active }: { folder: string; active: readonly string[] }) => {
      const { kernels } = loadKernels();
      return repairFolder(folder, {
        active,
        countClipped: (datatype, samples) => kernels.countClipped(datatype, samples),
      });
    },
  };
}

async function begin(input: RecorderStart): Promise<{ recorder: Recorder; meta: string; data: string }> {
  const { subject } = input;
  const { kernels } = loadKernels();
  const folder = dirname(input.base);
  await mkdir(folder, { recursive: true });
  const freeBytes = await nodeFiles.freeBytes(folder);
  const secondBytes = subject.sampleRateHz * bytesPerSample[subject.datatype];
  if (freeBytes < input.reserveBytes + secondBytes)
    throw new Fault(
      'disk-full',
      `Only ${Math.floor(freeBytes / 1e6)} MB are free where the recording would go.`,
      {
        hint: 'Free some space, choose another folder, or lower the reserve in the settings.',
      },
    );
  const { file, meta, data } = await createFiles(nodeFiles, input.base, input.exact);
  try {
    const recorder = await makeRecorder({
      files: nodeFiles,
      file,
      dataPath: data,
      metaPath: meta,
      subject,
      settings: input.settings,
      owner: thisOwner(),
      blockBytes: input.ring.slotBytes,
      reserveBytes: input.reserveBytes,
      sampleLimit: input.sampleLimit,
      countClipped: (samples) => kernels.countClipped(subject.datatype, samples),
      nowMs: () => performance.now(),
    });
    return { recorder, meta, data };
  } catch (error) {
    await file.close();
    // Nothing was recorded: an empty file would only be an orphan.
    await nodeFiles.remove(data);
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

/** Moves blocks from the ring into the recorder until either ends. */
async function follow(
  recorder: Recorder,
  reader: RingReader,
  notify: (notice: RecorderNotice) => void,
): Promise<void> {
  let told = 0;
  const timer = setInterval(() => {
    recorder.tick();
    const now = performance.now();
    if (now - told < progressEveryMs) return;
    told = now;
    notify({ kind: 'progress', counts: { ...recorder.counts } });
  }, tickEveryMs);
  void recorder.finished.then((end) => {
    clearInterval(timer);
    // The loop may wait for a block that never comes.
    reader.close();
    notify({ kind: 'ended', end, counts: { ...recorder.counts } });
  });
  const block = emptyBlock();
  while (!recorder.ended) {
    const space = recorder.space();
    if (!space) await recorder.room();
    else if (reader.read(space, block)) recorder.take(block);
    else if (reader.ended) break;
    else await reader.wait();
  }
  await recorder.stop('The radio was stopped, or its sample rate changed.');
}
