/** What the thread of a detection does: one command, which a flag in shared memory cancels while it runs. */
import type { z } from 'zod';
import type { DetectionSettings, DetectRequest } from '../../contract/detection.ts';
import type { Stated } from '../../contract/library.ts';
import { driverOf, makeDrivers } from '../device/index.ts';
import { loadKernels } from '../dsp/index.ts';
import { openSamples } from '../formats/index.ts';
import { annotate } from './annotate.ts';
import { cancelled, detectSignals, type DetectionList } from './detect.ts';
import { searchFile } from './search-file.ts';

export interface DetectNotice {
  /** 0 to 1. */
  share: number;
}

interface Cancellable {
  /** Not 0: cancelled. */
  cancel: Int32Array;
}

export interface DetectCommands {
  [op: string]: (input: never) => unknown;
  /** A radio by its name, or a file as one. */
  radio(
    input: { source: string; request: z.output<typeof DetectRequest> } & Cancellable,
  ): Promise<DetectionList>;
  file(input: FileRequest & Cancellable): Promise<DetectionList>;
  /** `path` is the metadata of a SigMF recording, and gets what was found as annotations. */
  annotate(input: AnnotateRequest & Cancellable): Promise<Annotated>;
}

export interface FileRequest {
  /** What `openSamples` opens. */
  path: string;
  stated?: Stated | undefined;
  settings: DetectionSettings;
  /** Default true; false: cut out of a wider stream, no receiver's spike stands at its centre. */
  hasSpike?: boolean | undefined;
}

export interface AnnotateRequest extends FileRequest {
  /** Only what lies in this band, at least with its middle. */
  lowerHz: number;
  upperHz: number;
  /** Of the program, for the annotations. */
  version: string;
}

export interface Annotated {
  /** Signals found, and written as annotations. */
  found: number;
  written: number;
}

/** Between two looks at the flag, and between two words of progress. */
const lookEveryMs = 50;
const sayEveryMs = 250;

export function detectCommands(notify: (notice: DetectNotice) => void): DetectCommands {
  return {
    radio: ({ source, request, cancel }) =>
      cancellable(cancel, async (signal) =>
        detectSignals(driverOf(source, makeDrivers()), source, request, loadKernels().kernels, signal),
      ),
    file: (request) => cancellable(request.cancel, (signal) => search(request, signal, notify)),
    annotate: (request) =>
      cancellable(request.cancel, async (signal) => {
        const { detections, left } = await search(request, signal, notify);
        const inBand = detections.filter(({ lowerHz, upperHz }) => {
          const middle = (lowerHz + upperHz) / 2;
          return middle >= request.lowerHz && middle <= request.upperHz;
        });
        if (signal.aborted) throw cancelled();
        const written = await annotate(request.path, inBand, request.version);
        return { found: inBand.length + left, written };
      }),
  } satisfies DetectCommands;
}

async function search(
  { path, stated, settings, hasSpike }: FileRequest,
  signal: AbortSignal,
  notify: (notice: DetectNotice) => void,
): Promise<DetectionList> {
  let saidAtMs = -Infinity;
  const file = await openSamples(path, stated);
  try {
    return await searchFile(file, {
      kernels: loadKernels().kernels,
      settings,
      hasSpike,
      signal,
      onProgress(share) {
        if (performance.now() - saidAtMs < sayEveryMs) return;
        saidAtMs = performance.now();
        notify({ share });
      },
    });
  } finally {
    await file.close();
  }
}

async function cancellable<T>(cancel: Int32Array, job: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const timer = setInterval(() => {
    if (Atomics.load(cancel, 0) !== 0) stop.abort();
  }, lookEveryMs);
  try {
    return await job(stop.signal);
  } finally {
    clearInterval(timer);
  }
}
