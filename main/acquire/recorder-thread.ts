/** What the thread of a recording does: makes its files, reads the ring with a cursor of its own, says how far it is. */
import { Fault } from '../../contract/fault.ts';
import type { ReceiverSettings } from '../../contract/radio.ts';
import { loadKernels } from '../dsp/index.ts';
import { fileFault } from '../sigmf/index.ts';
import { beginRecording, type RecordingBegin } from './recorder-begin.ts';
import { repairFolder, type RepairReport } from './recorder-repair.ts';
import type { RecorderCounts } from './recorder-track.ts';
import type { Recorder, RecorderEnd } from './recorder.ts';
import { emptyBlock, ringReader, type RingMemory, type RingReader } from './ring.ts';

/** Progress goes out this often while samples come. */
const progressEveryMs = 250;
/** What is due is looked for this often. */
const tickEveryMs = 100;

interface RecorderStart extends Omit<RecordingBegin, 'blockBytes'> {
  ring: RingMemory;
}

export type RecorderNotice =
  { kind: 'progress'; counts: RecorderCounts } | { kind: 'ended'; end: RecorderEnd; counts: RecorderCounts };

export interface RecorderCommands {
  [op: string]: (input: never) => unknown;
  start(input: RecorderStart): Promise<{ meta: string; data: string }>;
  settings(input: { epoch: number; settings: ReceiverSettings }): void;
  stop(input: { because?: string | undefined }): Promise<void>;
  repair(input: RepairRequest): Promise<RepairReport[]>;
}

interface RepairRequest {
  folder: string;
  active: readonly string[];
  activeAtMs: number;
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
        const made = await beginRecording({ ...input, blockBytes: input.ring.slotBytes });
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
    repair: ({ folder, active, activeAtMs }: RepairRequest) => {
      const { kernels } = loadKernels();
      return repairFolder(folder, {
        active,
        activeAtMs,
        countClipped: (datatype, samples) => kernels.countClipped(datatype, samples),
      });
    },
  };
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
