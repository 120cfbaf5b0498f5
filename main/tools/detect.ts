/** Reads a stretch of a file or a radio and finds the signals in it. Runs in the thread of a detection. */
import type { z } from 'zod';
import {
  mostDetections,
  type Detection,
  type DetectRequest,
  type DetectResult,
} from '../../contract/detection.ts';
import { Fault } from '../../contract/fault.ts';
import { bytesPerSample } from '../../contract/radio.ts';
import { makeDetector } from '../detect/index.ts';
import type { Driver, Receiver } from '../device/index.ts';
import type { Kernels } from '../dsp/index.ts';

/** A radio without `toSeconds` is listened to this long. */
const radioSeconds = 2;
const fewestSamples = 1024;

type Request = z.output<typeof DetectRequest>;
export type DetectionList = z.input<typeof DetectResult>;

/** Throws Fault invalid for a stretch outside the recording, and what opening and reading throw. */
export async function detectSignals(
  driver: Driver,
  source: string,
  request: Request,
  kernels: Kernels,
  signal: AbortSignal,
): Promise<DetectionList> {
  const receiver = await driver.open(source);
  try {
    const { playback } = receiver.info;
    if (!playback && request.sampleRateHz !== undefined) await receiver.setSampleRate(request.sampleRateHz);
    if (!playback && request.centreHz !== undefined) await receiver.tune(request.centreHz);
    const { sampleRateHz } = receiver.settings;
    const from = Math.floor((request.fromSeconds ?? 0) * sampleRateHz);
    const total = playback?.totalSamples ?? from + Math.floor(radioSeconds * sampleRateHz);
    const asked = request.toSeconds === undefined ? total : Math.floor(request.toSeconds * sampleRateHz);
    const to = playback ? Math.min(asked, total) : asked;
    if (to - from < fewestSamples)
      throw new Fault(
        'invalid',
        `There are only ${Math.max(0, to - from)} samples between the given times.`,
        {
          hint: `At least ${fewestSamples} are needed: choose --from and --to inside the recording.`,
        },
      );
    const { detections, left, sampleCount } = await search(receiver, { from, to }, request, kernels, signal);
    return { detections: detections.sort(inOrder), left, sampleRateHz, sampleCount };
  } finally {
    await receiver.close();
  }
}

export function inOrder(a: Detection, b: Detection): number {
  return a.startSample - b.startSample || a.lowerHz - b.lowerHz;
}

interface Search {
  detections: Detection[];
  left: number;
  sampleCount: number;
}

function search(
  receiver: Receiver,
  { from, to }: { from: number; to: number },
  settings: Request,
  kernels: Kernels,
  signal: AbortSignal,
): Promise<Search> {
  const { datatype } = receiver.info;
  const { sampleRateHz } = receiver.settings;
  const sampleBytes = bytesPerSample[datatype];
  const result: Search = { detections: [], left: 0, sampleCount: 0 };
  let { centreHz } = receiver.settings;
  let position = 0;
  const detector = makeDetector(
    { kernels, format: datatype, sampleRateHz, sampleCount: to - from, settings },
    (one) => {
      if (result.detections.length >= mostDetections) result.left++;
      else
        result.detections.push({
          ...one,
          startSample: one.startSample + from,
          lowerHz: one.lowerHz + centreHz,
          upperHz: one.upperHz + centreHz,
        });
    },
  );
  return new Promise((resolve, reject) => {
    let over = false;
    const finish = (fault?: Fault): void => {
      if (over) return;
      over = true;
      signal.removeEventListener('abort', cancel);
      if (fault && (fault.code === 'cancelled' || result.sampleCount === 0)) {
        reject(fault);
        return;
      }
      detector.flush();
      resolve(result);
    };
    const cancel = (): void => finish(cancelled());
    signal.addEventListener('abort', cancel);
    /** How many of the next `count` samples lie within the stretch, and how many before it. */
    const within = (count: number): { before: number; inside: number } => {
      const before = Math.max(0, Math.min(count, from - position));
      const inside = Math.max(0, Math.min(count - before, to - position - before));
      position += count;
      return { before, inside };
    };
    receiver
      .start({
        write(samples) {
          if (over) return undefined;
          const { before, inside } = within(samples.byteLength / sampleBytes);
          detector.process(samples.subarray(before * sampleBytes, (before + inside) * sampleBytes));
          result.sampleCount += inside;
          if (position >= to) finish();
          return undefined;
        },
        lost(sampleCount) {
          const { inside } = within(sampleCount);
          if (inside > 0 && !over) detector.lost(inside);
        },
        clipped: () => undefined,
        disconnected: (fault) => finish(fault),
        returned: () => undefined,
        ended: (fault) => finish(fault),
        position: () => undefined,
        retuned(hz) {
          // What was found up to here lies around the frequency it was received at.
          detector.flush();
          centreHz = hz;
        },
      })
      .catch((error: unknown) => reject(error instanceof Error ? error : new Error(String(error))));
  });
}

export function cancelled(): Fault {
  return new Fault('cancelled', 'The search was cancelled.');
}
