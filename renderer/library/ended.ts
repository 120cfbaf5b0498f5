/** Says what became of a job, whatever page is looked at. */
import { Fault } from '../../contract/fault.ts';
import type { Job } from '../../contract/job.ts';
import { reportFault, say } from '../frame/toasts.tsx';
import { counted } from '../tasks/words.ts';
import { jobWords } from './words.ts';

export function endText(job: Pick<Job, 'kind' | 'title' | 'state' | 'summary' | 'rejectedCount'>): string {
  const what = `${jobWords[job.kind]}: ${job.title}`;
  if (job.state === 'cancelled') return `${what} was cancelled. What was done until then stays.`;
  const rejected = job.rejectedCount > 0 ? ` ${counted(job.rejectedCount, 'file')} could not be taken.` : '';
  return `${job.summary ?? `${what} is done.`}${rejected}`;
}

/** `shown`: an open dialog says already that it is done. */
export function sayEnded(job: Job, shown: boolean): void {
  // The analysis view says it itself, and offers to open what was made.
  if (job.kind === 'crop' && job.state === 'done') return;
  // The dialog shows it: a message would lie over its buttons.
  if (job.state === 'done' && job.rejectedCount === 0 && shown) return;
  if (job.state === 'failed') {
    const { code, message, hint } = job.fault ?? {
      code: 'internal',
      message: `${jobWords[job.kind]} failed.`,
    };
    reportFault(new Fault(code, `${jobWords[job.kind]}: ${message}`, hint === undefined ? {} : { hint }));
  } else say(endText(job), job.rejectedCount > 0 || job.state === 'cancelled' ? 'orange' : 'wave');
}
