import type { QueueState, TaskState } from '../../contract/task.ts';
import type { Context, Output } from './context.ts';
import { firstValue } from './values.ts';

export interface WorkerOptions {
  drain?: boolean;
}

/** `worker`: runs the queue until Ctrl-C; with `--drain` until nothing that is due is left. */
export async function worker(context: Context, options: WorkerOptions): Promise<Output> {
  const { api, engine, signal, progress } = context;
  let first: QueueState['counts'] | undefined;
  const queue = api.task.queue(
    {},
    {
      next({ counts, paused, notice }) {
        if (!first && notice !== undefined) progress(notice);
        first ??= counts;
        progress(
          `${String(counts.running)} running, ${String(counts.queued)} queued${paused ? ' (paused)' : ''}`,
        );
      },
    },
  );
  const interrupted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
  await Promise.race([interrupted, ...(options.drain === true ? [engine.drained()] : [])]);
  // The last numbers come after the last commit.
  const last = (await firstValue<QueueState>((consumer) => api.task.queue({}, consumer))).counts;
  queue.close();
  const since = (state: TaskState): number => last[state] - (first?.[state] ?? 0);
  const done = since('succeeded');
  const failed = since('failed') + since('dead');
  const cancelled = since('cancelled');
  const left = last.queued;
  return {
    json: { done, failed, cancelled, left },
    text: `${String(done)} done, ${String(failed)} failed, ${String(cancelled)} cancelled, ${String(left)} left`,
  };
}
