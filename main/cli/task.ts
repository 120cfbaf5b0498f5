import { Fault } from '../../contract/fault.ts';
import { formatRounded } from '../../contract/quantity.ts';
import { TaskState, type TaskDraftInput, type TaskInfo } from '../../contract/task.ts';
import type { Context, Output } from './context.ts';
import { draftOf, type TaskAddOptions } from './task-draft.ts';
import { detail, idOf, line, shown } from './task-text.ts';
import { whole } from './values.ts';

/** `task add`: answers when the task is on disk. */
export async function taskAdd({ api }: Context, options: TaskAddOptions): Promise<Output> {
  const draft = draftOf(options);
  const task = await api.task.add(draft);
  const later = task.dueMs > Date.now() ? ` for ${new Date(task.dueMs).toISOString()}` : '';
  return {
    json: { task: shown(task, []) },
    text: `Task ${String(task.id)} is queued${later}. ${await outlook(api, draft)}`.trimEnd(),
  };
}

/** Why nobody can serve it, as far as this machine knows: a name with a slip in it would wait for ever unseen. */
async function outlook(api: Context['api'], draft: TaskDraftInput): Promise<string> {
  // The task is on disk whatever can be said about it.
  const preview = await api.task.preview(draft).catch(() => undefined);
  return preview && !preview.possible ? `It waits: ${preview.summary}` : '';
}

export interface TaskListOptions {
  state?: string;
  limit?: string;
  find?: string;
}

/** `task list`. */
export async function taskList({ api }: Context, options: TaskListOptions): Promise<Output> {
  const states = options.state?.split(',').map((name) => {
    const known = TaskState.safeParse(name.trim());
    if (known.success) return known.data;
    throw new Fault('invalid', `There is no state '${name.trim()}'.`, {
      hint: `Use ${TaskState.options.join(', ')}.`,
    });
  });
  const most = options.limit === undefined ? 100 : whole(options.limit, 'The limit', 1, 100_000);
  const rows: TaskInfo[] = [];
  let total = 0;
  do {
    const page = await api.task.page({
      filter: {
        ...(states === undefined ? {} : { states }),
        ...(options.find === undefined ? {} : { text: options.find }),
      },
      offset: rows.length,
      limit: Math.min(500, most - rows.length),
    });
    total = page.total;
    rows.push(...page.rows);
    if (page.rows.length === 0) break;
  } while (rows.length < Math.min(most, total));
  return {
    json: { tasks: rows.map((task) => shown(task, [])), total },
    text: [...rows.map(line), `${String(rows.length)} of ${String(total)} tasks`].join('\n'),
  };
}

/** `task show ID…`: with attempts, products and what happened. */
export async function taskShow({ api }: Context, ids: readonly string[]): Promise<Output> {
  const tasks = await Promise.all(ids.map((id) => api.task.get({ id: idOf(id) })));
  return {
    json: {
      tasks: tasks.map((task) => ({
        ...shown(task, task.productList),
        attempts: task.attempts,
        products: task.productList,
        audit: task.audit,
        nextRuns: task.nextRunsMs.map((ms) => new Date(ms).toISOString()),
      })),
    },
    text: tasks.map(detail).join('\n\n'),
  };
}

/** `task wait ID…`: until every one has ended. Exit status 1 when one did not succeed. */
export async function taskWait({ api, progress, signal }: Context, ids: readonly string[]): Promise<Output> {
  const wanted = ids.map(idOf);
  const ended = await new Promise<TaskInfo[]>((resolve, reject) => {
    let last: TaskInfo[] = [];
    let warned = false;
    const queue = api.task.queue(
      {},
      {
        next({ workers }) {
          if (warned || workers.some((worker) => worker.alive && !worker.here)) return;
          warned = true;
          progress('Nobody runs tasks on this profile now: start `wavekeep worker` or the application.');
        },
      },
    );
    const over = (): void => {
      queue.close();
      watched.close();
      resolve(last);
    };
    const watched = api.task.watch(
      { ids: wanted },
      {
        next(tasks) {
          last = tasks;
          const missing = wanted.find((id) => !tasks.some((task) => task.id === id));
          if (missing !== undefined) {
            queue.close();
            void Promise.resolve().then(() => watched.close());
            reject(
              new Fault('not-found', `There is no task with the number ${String(missing)}.`, {
                hint: '`wavekeep task list` shows the numbers there are.',
              }),
            );
            return;
          }
          const open = tasks.filter((task) => task.state === 'queued' || task.state === 'running');
          progress(`${String(tasks.length - open.length)} of ${String(tasks.length)} ended`);
          // In a turn of its own: the first value may come before `watched` is assigned.
          if (open.length === 0) void Promise.resolve().then(over);
        },
        end: (fault) => reject(fault ?? new Fault('cancelled', 'The connection ended.')),
      },
    );
    signal.addEventListener('abort', over);
  });
  const details = await Promise.all(ended.map((task) => api.task.get({ id: task.id })));
  return {
    json: { tasks: details.map((task) => shown(task, task.productList)) },
    text: ended.map(line).join('\n'),
    failed: ended.some((task) => task.state !== 'succeeded'),
  };
}

/** `task audit`: who did what when, newest first. */
export async function taskAudit({ api }: Context, limit: string | undefined): Promise<Output> {
  const { entries } = await api.task.trail({
    limit: limit === undefined ? 100 : whole(limit, 'The limit', 1, 1000),
  });
  return {
    json: {
      entries: entries.map(({ timeMs, ...entry }) => ({ time: new Date(timeMs).toISOString(), ...entry })),
    },
    text: entries
      .map((one) =>
        [
          new Date(one.timeMs).toISOString(),
          one.taskId === undefined ? '' : `task ${String(one.taskId)}`,
          one.who,
          one.what,
          one.detail,
        ]
          .filter((part) => part !== '')
          .join('  '),
      )
      .join('\n'),
  };
}

/** `task orphans`: files of the recording folder that nothing knows. */
export async function taskOrphans({ api }: Context): Promise<Output> {
  const { files } = await api.task.orphans({});
  return {
    json: { files },
    text:
      files.length === 0
        ? 'Every file is known.'
        : files.map((file) => `${file.name}  ${formatRounded(file.bytes, 'B')}  ${file.why}`).join('\n'),
  };
}
