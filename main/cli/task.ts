import { Fault } from '../../contract/fault.ts';
import { formatRounded } from '../../contract/quantity.ts';
import {
  TaskState,
  type Product,
  type Reached,
  type TaskDetail,
  type TaskInfo,
} from '../../contract/task.ts';
import type { Context, Output } from './context.ts';
import { draftOf, type TaskAddOptions } from './task-draft.ts';
import { whole } from './values.ts';

/** `task add`: answers when the task is on disk. */
export async function taskAdd({ api }: Context, options: TaskAddOptions): Promise<Output> {
  if (options.radio.startsWith('file:'))
    throw new Fault('unsupported', 'A file can only be replayed by the program that opened it.', {
      hint: 'Use `wavekeep record file:PATH`, or open the file in the application and add the task there.',
    });
  const task = await api.task.add(draftOf(options));
  return {
    json: { task: shown(task, []) },
    text: `Task ${String(task.id)} is queued${task.dueMs > Date.now() ? ` for ${new Date(task.dueMs).toISOString()}` : ''}.`,
  };
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

/** `task cancel|retry ID…`. */
export async function taskAct(
  { api }: Context,
  action: 'cancel' | 'retry',
  ids: readonly string[],
): Promise<Output> {
  const wanted = ids.map(idOf);
  const reached: Reached = await api.task[action]({ ids: wanted });
  const infos = await Promise.all(wanted.map((id) => api.task.get({ id })));
  return {
    json: { tasks: infos.map((task) => shown(task, task.productList)), refused: reached.refused },
    text: infos.map(line).join('\n'),
    failed: reached.refused > 0,
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
            reject(new Fault('not-found', `There is no task ${String(missing)}.`));
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

/** `task pause|resume`: of the whole queue. */
export async function taskPause({ api }: Context, paused: boolean): Promise<Output> {
  await api.task.pause({ paused });
  return {
    json: { paused },
    text: paused ? 'The queue is paused; what runs goes on.' : 'The queue goes on.',
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

function idOf(text: string): number {
  return whole(text, 'The number of a task', 1, Number.MAX_SAFE_INTEGER);
}

/** A task as every `task` command shows it. */
function shown(task: TaskInfo, products: readonly Product[]): Record<string, unknown> {
  return {
    id: task.id,
    kind: task.kind,
    name: task.name,
    state: task.state,
    radio: task.radio,
    ...(task.radioId === undefined ? {} : { servedBy: task.radioId }),
    centreHz: task.centreHz,
    bandwidthHz: task.bandwidthHz,
    seconds: task.seconds,
    priority: task.priority,
    due: new Date(task.dueMs).toISOString(),
    attempt: task.attempt,
    progress: task.progress,
    ...(task.waitingFor === undefined ? {} : { waitingFor: task.waitingFor }),
    ...(task.fault === undefined ? {} : { error: task.fault }),
    partial: task.partial,
    recordings: products.flatMap((product) =>
      product.kind === 'iq' && product.recordingId !== undefined
        ? [{ id: product.recordingId, name: product.name, state: product.state, sha512: product.sha512 }]
        : [],
    ),
  };
}

function line(task: TaskInfo): string {
  const why = task.state === 'queued' ? (task.waitingFor ?? '') : (task.fault?.message ?? '');
  return [
    String(task.id).padStart(6),
    task.state.padEnd(9),
    formatRounded(task.centreHz, 'Hz').padEnd(14),
    (task.radioId ?? task.radio).padEnd(18),
    task.name,
    why,
  ]
    .join('  ')
    .trimEnd();
}

function detail(task: TaskDetail): string {
  return [
    line(task),
    ...task.attempts.map(
      (one) =>
        `  try ${String(one.attempt)} by ${one.worker}: ${one.outcome}${one.fault ? `, ${one.fault.message}` : ''}`,
    ),
    ...task.productList.map(
      (one) => `  ${one.kind} ${one.name} (${one.state}, ${formatRounded(one.bytes, 'B')})`,
    ),
    ...task.audit.map(
      (one) => `  ${new Date(one.timeMs).toISOString()} ${one.who}: ${one.what} ${one.detail}`,
    ),
    ...task.nextRunsMs.slice(0, 5).map((ms) => `  next ${new Date(ms).toISOString()}`),
  ].join('\n');
}
