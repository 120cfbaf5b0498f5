/** Waits for a job of the engine, and says where its result is. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Job } from '../../contract/job.ts';
import { Fault } from '../../contract/fault.ts';
import { engine } from '../link.ts';

/** Settles when the job has ended; rejects with its fault, or when the connection ends. */
function jobDone(jobId: number): Promise<Job> {
  return new Promise((resolve, reject) => {
    const subscription = engine().library.jobs(
      {},
      {
        next(jobs) {
          const job = jobs.find(({ id }) => id === jobId);
          if (job === undefined || job.state === 'running') return;
          // The first value may come before the subscription is in hand.
          queueMicrotask(() => subscription.close());
          if (job.state === 'done') resolve(job);
          else if (job.fault !== undefined) reject(Fault.from(job.fault));
          else reject(new Fault('cancelled', `${job.title} was cancelled.`));
        },
        end: (fault) => reject(fault ?? new Fault('cancelled', 'The connection ended before the job did.')),
      },
    );
  });
}

/** Says that a recording was saved, with a button that opens it. */
export async function announceResult(jobId: number, what: string, open: (id: string) => void): Promise<void> {
  const job = await jobDone(jobId);
  const [id] = job.ids;
  const name = `job-${String(jobId)}`;
  notifications.show({
    id: name,
    title: what,
    message: (
      <>
        {job.summary}
        {id !== undefined && (
          <div className="wk-advice">
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => {
                notifications.hide(name);
                open(id);
              }}
            >
              Open it
            </Button>
          </div>
        )}
      </>
    ),
    color: 'wave',
    autoClose: 15_000,
    closeButtonProps: { 'aria-label': 'Close this message' },
    role: 'status',
  });
}
