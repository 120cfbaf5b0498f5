/** Tasks as the `task` commands take and show them. */
import { formatRounded } from '../../contract/quantity.ts';
import type { Product, TaskDetail, TaskInfo } from '../../contract/task.ts';
import { whole } from './values.ts';

export function idOf(text: string): number {
  return whole(text, 'The number of a task', 1, Number.MAX_SAFE_INTEGER);
}

/** A task as every `task` command shows it. */
export function shown(task: TaskInfo, products: readonly Product[]): Record<string, unknown> {
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

export function line(task: TaskInfo): string {
  const due = task.dueMs > Date.now() ? `for ${new Date(task.dueMs).toISOString()}` : '';
  const why = task.state === 'queued' ? (task.waitingFor ?? due) : (task.fault?.message ?? '');
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

export function detail(task: TaskDetail): string {
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
