/** Importing as a copy: any file to a conforming SigMF recording. */
import { stat } from 'node:fs/promises';
import type { Stated } from '../../contract/library.ts';
import { Fault } from '../../contract/fault.ts';
import { nodeFiles } from '../sigmf/index.ts';
import { startThread } from '../thread/index.ts';
import { carryOut, partExtension, type ConvertJob, type Converted } from './convert-work.ts';
import type { ConvertCommands, ConvertNotice } from './convert.worker.ts';
import { extensionOf } from './name.ts';

/** Larger ones, and those that are decoded, are worth a thread: hashing them would slow down everything else. */
const largestHereBytes = 32 * 1024 * 1024;

/**
 * Writes `outBase.sigmf-data` and `outBase.sigmf-meta` from a file of any format: its samples as they are (24 bits in
 * the upper part of 32), hashed, and what it says of rate, centre, time, captures and annotations. Samples are on
 * disk before metadata names them; on any failure neither file stays. `onBytes` is told how many bytes are written.
 * Throws Fault as `openSamples`, cancelled, disk-full, permission, and invalid where a file of that name is there.
 */
export async function convert(
  path: string,
  stated: Stated | undefined,
  outBase: string,
  { signal, onBytes }: { signal: AbortSignal; onBytes: (done: number) => void },
): Promise<Converted> {
  const job: ConvertJob = { path, stated, outBase };
  if (signal.aborted) throw new Fault('cancelled', 'The import was cancelled.');
  const bytes = await stat(path.replace(/\.sigmf-meta$/, '.sigmf-data')).then(
    (stats) => stats.size,
    () => 0,
  );
  if (bytes <= largestHereBytes && extensionOf(path) !== 'flac')
    return carryOut(job, { stopped: () => signal.aborted, onBytes });
  return inThread(job, signal, onBytes);
}

async function inThread(
  job: ConvertJob,
  signal: AbortSignal,
  onBytes: (done: number) => void,
): Promise<Converted> {
  const thread = startThread<ConvertCommands, ConvertNotice>(import.meta.url, 'convert');
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const abort = (): void => void Atomics.store(stop, 0, 1);
  signal.addEventListener('abort', abort);
  thread.onNotice(({ bytes }) => {
    onBytes(bytes);
  });
  const end = { crashed: false };
  thread.onCrash(() => {
    end.crashed = true;
  });
  try {
    return await thread.ask('convert', { job, stop });
  } catch (error) {
    // What a thread that died left is no recording.
    if (end.crashed) await nodeFiles.remove(job.outBase + partExtension);
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
    await thread.stop();
  }
}
