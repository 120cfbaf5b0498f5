import { Fault } from '../../contract/fault.ts';
import type { Job } from '../../contract/job.ts';
import type { Context } from './context.ts';
import { firstValue } from './values.ts';

/** Waits for a job and tells its progress; Ctrl-C cancels it. Throws the fault of one that failed. */
export async function jobEnd({ api, signal, progress }: Context, jobId: number): Promise<Job> {
  const cancel = (): void => {
    // It may have ended just now.
    api.library.cancelJob({ id: jobId }).catch(() => undefined);
  };
  signal.addEventListener('abort', cancel);
  if (signal.aborted) cancel();
  try {
    const jobs = await firstValue<Job[]>(
      (consumer) => api.library.jobs({}, consumer),
      (all) => {
        const job = all.find(({ id }) => id === jobId);
        if (job?.state === 'running') progress(shareOf(job));
        return job !== undefined && job.state !== 'running';
      },
    );
    const job = jobs.find(({ id }) => id === jobId);
    if (!job) throw new Fault('internal', 'The job is gone.');
    if (job.fault) throw Fault.from(job.fault);
    return job;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

function shareOf({ title, done, total, unit }: Job): string {
  if (total === 0) return title;
  const share = Math.min(100, Math.floor((100 * done) / total));
  return unit === 'files'
    ? `${title}: ${String(done)} of ${String(total)} files`
    : `${title}: ${String(share)} %`;
}
