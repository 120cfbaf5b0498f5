/** Products of finished recordings, made one at a time in a thread of their own. */
import { rm } from 'node:fs/promises';
import { Fault } from '../../contract/fault.ts';
import type { SignalMetrics } from '../../contract/task.ts';
import { startThread, type Thread } from '../thread/index.ts';
import type { AnnotateRequest, Annotated } from './detect-thread.ts';
import { annotateFile } from './detections.ts';
import type { MetricsRequest, PictureMade, PictureRequest, ProductCommands } from './products-thread.ts';

export interface ProductThread {
  /**
   * A waterfall picture with axes as a PNG: on disk, whole, when it settles, and never seen half written.
   * Throws Fault not-found, permission, corrupt, version, unsupported, invalid (too short), disk-full.
   */
  spectrogram(request: PictureRequest): Promise<PictureMade>;
  /**
   * Measures the signal in a band the recording holds; see docs/measurements.md. Throws as `spectrogram`, and
   * Fault 'invalid' for a band outside the recording.
   */
  metrics(request: MetricsRequest): Promise<SignalMetrics>;
  /**
   * Finds the signals of a finished recording and adds them to its metadata, in a thread of its own.
   * Throws as `spectrogram`, and Fault 'cancelled' as soon as the signal is aborted.
   */
  detections(request: AnnotateRequest, signal: AbortSignal): Promise<Annotated>;
  /** Ends the thread at once; what it was asked fails with Fault 'cancelled', and no half-written file stays. */
  close(): Promise<void>;
}

/** The thread starts with the first request. */
export function startProducts(): ProductThread {
  let thread: Thread<ProductCommands, never> | undefined;
  let closed = false;
  const drawing = new Set<string>();
  const closing = new AbortController();
  const searches = new Set<Promise<unknown>>();

  const running = (): Thread<ProductCommands, never> => {
    if (closed) throw new Fault('cancelled', 'The program is closing.');
    if (thread) return thread;
    const started = startThread<ProductCommands, never>(import.meta.url, 'product');
    // Its requests fail with the reason; the next one gets a new thread.
    started.onCrash(() => {
      if (thread === started) thread = undefined;
    });
    return (thread = started);
  };

  return {
    async spectrogram(request) {
      const { outPath } = request;
      drawing.add(outPath);
      try {
        return await running().ask('spectrogram', request);
      } finally {
        if (!closed) drawing.delete(outPath);
      }
    },
    async metrics(request) {
      return running().ask('metrics', request);
    },
    async detections(request, signal) {
      if (closed) throw new Fault('cancelled', 'The program is closing.');
      const search = annotateFile(request, AbortSignal.any([signal, closing.signal]));
      searches.add(search);
      try {
        return await search;
      } finally {
        searches.delete(search);
      }
    },
    async close() {
      closed = true;
      closing.abort();
      await thread?.stop();
      await Promise.allSettled(searches);
      for (const outPath of drawing) await rm(`${outPath}.tmp`, { force: true });
      drawing.clear();
    },
  };
}
