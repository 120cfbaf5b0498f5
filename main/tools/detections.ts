/** Detections, each in a thread of its own that ends with it: nobody waits for one, and one can be cancelled. */
import type { z } from 'zod';
import type { DetectRequest } from '../../contract/detection.ts';
import { Fault } from '../../contract/fault.ts';
import { startThread, type Thread } from '../thread/index.ts';
import type { DetectionList } from './detect.ts';
import type {
  AnnotateRequest,
  Annotated,
  DetectCommands,
  DetectNotice,
  FileRequest,
} from './detect-thread.ts';

/** A cancelled search gives its radio or file back; one that doesn't is ended by force. */
const patienceMs = 2000;

/** Throws what opening and reading throw, Fault invalid, and Fault cancelled as soon as the signal is aborted. */
export function detectRadio(
  input: { source: string; request: z.output<typeof DetectRequest> },
  signal: AbortSignal,
): Promise<DetectionList> {
  return inThread((thread, cancel) => thread.ask('radio', { ...input, cancel }), signal);
}

/**
 * As `detectRadio`, of a whole file: samples are those of the file, lost ones not counted.
 * @param onProgress gets 0 to 1, four times a second at most
 */
export function detectFile(
  request: FileRequest,
  signal: AbortSignal,
  onProgress?: (share: number) => void,
): Promise<DetectionList> {
  return inThread((thread, cancel) => thread.ask('file', { ...request, cancel }), signal, onProgress);
}

/** As `detectFile`, of a finished SigMF recording: what is found becomes annotations of it. */
export function annotateFile(request: AnnotateRequest, signal: AbortSignal): Promise<Annotated> {
  return inThread((thread, cancel) => thread.ask('annotate', { ...request, cancel }), signal);
}

async function inThread<T>(
  ask: (thread: Thread<DetectCommands, DetectNotice>, cancel: Int32Array) => Promise<T>,
  signal: AbortSignal,
  onProgress?: (share: number) => void,
): Promise<T> {
  if (signal.aborted) throw new Fault('cancelled', 'The search was cancelled.');
  const cancel = new Int32Array(new SharedArrayBuffer(4));
  const thread = startThread<DetectCommands, DetectNotice>(import.meta.url, 'detect');
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    Atomics.store(cancel, 0, 1);
    timer = setTimeout(() => void thread.stop(), patienceMs);
  };
  signal.addEventListener('abort', stop, { once: true });
  if (onProgress) thread.onNotice(({ share }) => onProgress(share));
  try {
    return await ask(thread, cancel);
  } finally {
    signal.removeEventListener('abort', stop);
    clearTimeout(timer);
    await thread.stop();
  }
}
