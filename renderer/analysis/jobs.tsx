/** Waits for a job of the engine, and says where its result is. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Job } from '../../contract/job.ts';
import { engine } from '../link.ts';

/** Resolves when the job has ended well. What fails is said where all jobs are listed; then it resolves to nothing. */
function jobDone(jobId: number): Promise<Job | undefined> {
  return new Promise((resolve) => {
    const subscription = engine().library.jobs(
      {},
      {
        next(jobs) {
          const job = jobs.find(({ id }) => id === jobId);
          if (job === undefined || job.state === 'running') return;
          // The first value may come before the subscription is in hand.
          queueMicrotask(() => subscription.close());
          resolve(job.state === 'done' ? job : undefined);
        },
        end: () => resolve(undefined),
      },
    );
  });
}

/** Says that a recording is being saved, then that it was, with a button that opens it. */
export async function announceResult(jobId: number, open: (id: string) => void): Promise<void> {
  const name = `job-${String(jobId)}`;
  const common = { id: name, closeButtonProps: { 'aria-label': 'Close this message' }, role: 'status' };
  notifications.show({ ...common, loading: true, message: 'Saving the crop…', autoClose: false });
  const job = await jobDone(jobId);
  if (job === undefined) {
    notifications.hide(name);
    return;
  }
  const [id] = job.ids;
  notifications.update({
    ...common,
    loading: false,
    title: 'Crop saved',
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
  });
}
