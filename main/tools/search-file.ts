/** Finds the signals of a whole file of samples, whatever its format. */
import { mostDetections, type DetectionSettings } from '../../contract/detection.ts';
import { Fault } from '../../contract/fault.ts';
import type { Datatype } from '../../contract/radio.ts';
import { makeDetector } from '../detect/index.ts';
import type { Kernels } from '../dsp/index.ts';
import type { openSamples } from '../formats/index.ts';
import { cancelled, inOrder, type DetectionList } from './detect.ts';

type SampleFile = Awaited<ReturnType<typeof openSamples>>;
type SampleRun = SampleFile['facts']['runs'][number];

const pieceSamples = 1 << 16;

export interface FileSearch {
  kernels: Kernels;
  settings: DetectionSettings;
  /** See `DetectorOptions`. */
  hasSpike?: boolean | undefined;
  signal: AbortSignal;
  /** 0 to 1, after every piece. */
  onProgress: (share: number) => void;
}

/**
 * Samples of the answer are those of the file: lost ones are not in it. Frequencies are absolute where the file knows
 * its centre. Of real samples only what lies above the centre is told. Holds some megabytes and the list.
 * Throws Fault invalid where nobody knows the rate, cancelled, and what reading throws.
 */
export async function searchFile(file: SampleFile, search: FileSearch): Promise<DetectionList> {
  const { kernels, settings, hasSpike = true, signal, onProgress } = search;
  const { name, sampleRateHz, sampleCount, runs, real } = file.facts;
  if (sampleRateHz === undefined)
    throw new Fault('invalid', `Nobody has said the sample rate of ${name}.`, {
      hint: 'Say it in the recording’s details, then search again.',
    });
  const result: DetectionList = { detections: [], left: 0, sampleRateHz, sampleCount };
  const clock = makeClock();
  let centreHz = 0;
  const detector = makeDetector(
    {
      kernels,
      format: 'cf32',
      steps: stepsOf(file.facts.datatype),
      sampleRateHz,
      sampleCount,
      settings,
      hasSpike: hasSpike && !real,
    },
    (one) => {
      if (real && one.lowerHz + one.upperHz <= 0) return;
      if (result.detections.length >= mostDetections) {
        result.left++;
        return;
      }
      const startSample = clock.toFile(one.startSample);
      result.detections.push({
        ...one,
        startSample,
        sampleCount: Math.max(1, clock.toFile(one.startSample + one.sampleCount) - startSample),
        lowerHz: one.lowerHz + centreHz,
        upperHz: one.upperHz + centreHz,
      });
    },
  );
  const piece = new Float32Array(2 * pieceSamples);
  const bytes = new Uint8Array(piece.buffer);
  for (const [k, run] of runs.entries()) {
    const centre = run.centreHz ?? file.facts.centreHz ?? 0;
    // What was found up to here lies around the frequency it was received at.
    if (centre !== centreHz) detector.flush();
    centreHz = centre;
    if (k > 0 && run.lostBefore > 0) detector.lost(run.lostBefore);
    clock.enter(run, k > 0);
    for (let at = 0; at < run.sampleCount;) {
      if (signal.aborted) throw cancelled();
      const wanted = Math.min(pieceSamples, run.sampleCount - at);
      const got = await file.read(run.startSample + at, wanted, piece);
      if (got === 0) break;
      detector.process(bytes.subarray(0, got * 8));
      at += got;
      onProgress((run.startSample + at) / sampleCount);
    }
  }
  detector.flush();
  result.detections.sort(inOrder);
  return result;
}

/** From samples of the detector, lost ones included, to those of the file. */
function makeClock(): { enter(run: SampleRun, withGap: boolean): void; toFile(sample: number): number } {
  /** Where each run begins, on both clocks. */
  const begins: { heard: number; file: number; count: number }[] = [];
  return {
    enter({ startSample, sampleCount, lostBefore }, withGap) {
      const last = begins.at(-1);
      const heard = last ? last.heard + last.count + (withGap ? lostBefore : 0) : 0;
      begins.push({ heard, file: startSample, count: sampleCount });
    },
    toFile(sample) {
      let low = 0;
      let high = begins.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (begins[middle]!.heard <= sample) low = middle;
        else high = middle - 1;
      }
      const run = begins[low];
      if (!run) return sample;
      // In a gap: the sample behind it.
      return run.file + Math.max(0, Math.min(run.count, sample - run.heard));
    },
  };
}

/** What a datatype of SigMF rounds like. */
function stepsOf(datatype: string): Datatype {
  if (datatype.endsWith('u8')) return 'cu8';
  if (datatype.endsWith('i8')) return 'cs8';
  return /[iu]16/.test(datatype) ? 'cs16' : 'cf32';
}
