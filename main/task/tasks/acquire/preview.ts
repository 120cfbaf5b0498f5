/** What would serve a task that is only being written: the form's preview. Pure. */
import { formatRounded } from '../../../../contract/quantity.ts';
import type { TaskDraft, TaskPreview } from '../../../../contract/task.ts';
import { bytesFor } from './needs.ts';
import { planTasks } from './plan.ts';
import type { PlanInput } from './plan-types.ts';
import { rateFor } from './rates.ts';
import { makeSelect } from './selection.ts';

/** @param input what is there now; its `ready` are the tasks it may have to share with or to wait for. */
export function previewTask(
  draft: TaskDraft,
  input: PlanInput,
  freeBytes: number,
): Omit<TaskPreview, 'nextRunsMs'> {
  const { radios, reason } = makeSelect(input)(draft);
  const most = (bytes: (sampleRateHz: number) => number): number =>
    Math.max(
      0,
      ...radios.map((radio) =>
        bytes(radio.use?.tuning?.sampleRateHz ?? rateFor(radio, draft.bandwidthHz) ?? 0),
      ),
    );
  const needs = most((sampleRateHz) => input.needsBytes(draft, sampleRateHz));
  const preview = {
    radios: radios.slice(0, 200).map(({ id, label }) => ({ id, label })),
    needsBytes: most((sampleRateHz) => bytesFor(draft, Infinity, sampleRateHz)),
    freeBytes,
    sharesWith: 0,
  };
  if (reason !== undefined) return { ...preview, summary: clip(reason), possible: false };
  if (needs > input.spareBytes)
    return {
      ...preview,
      summary: `It needs ${formatRounded(needs, 'B')} of disk; ${formatRounded(Math.max(0, input.spareBytes), 'B')} are free beyond the reserve.`,
      possible: false,
    };
  const id = 1 + Math.max(0, ...input.ready.map((task) => task.id));
  // Behind those of its own priority, before those of a lower one: where the queue would put it.
  const ahead = input.ready.filter((task) => task.draft.priority >= draft.priority);
  const behind = input.ready.filter((task) => task.draft.priority < draft.priority);
  const plan = planTasks({ ...input, ready: [...ahead, { id, draft }, ...behind] });
  const start = plan.starts.find(({ taskId }) => taskId === id);
  const now = draft.when.kind === 'now' ? 'serves it now' : 'would serve it, as things stand now';
  if (!start)
    return { ...preview, summary: clip(later(input, preview.radios, plan.waiting, id)), possible: true };
  const running = input.radios.find((radio) => radio.id === start.radioId)?.use?.tasks.length ?? 0;
  const sharesWith = running + plan.starts.filter(({ tuning }) => tuning === start.tuning).length - 1;
  const centre = formatRounded(start.tuning.centreHz, 'Hz', 7);
  return {
    ...preview,
    // The one that serves it first.
    radios: [...preview.radios].sort(
      (a, b) => Number(b.id === start.radioId) - Number(a.id === start.radioId),
    ),
    sharesWith,
    possible: true,
    summary: clip(
      sharesWith === 0
        ? `${start.radioId} ${now}, at ${centre}.`
        : `${start.radioId} ${now}, sharing ${centre} with ${sharesWith === 1 ? 'another task' : `${String(sharesWith)} tasks`}.`,
    ),
  };
}

function later(
  input: PlanInput,
  radios: readonly { id: string }[],
  waiting: readonly { taskId: number; reason: string }[],
  id: number,
): string {
  const reason = waiting.find(({ taskId }) => taskId === id)?.reason ?? 'It waits for a radio.';
  const first = input.radios
    .filter((radio) => radios.some((one) => one.id === radio.id) && radio.use?.by === 'tasks')
    .map((radio) => ({
      id: radio.id,
      endsMs: Math.max(...(radio.use?.tasks ?? []).map((task) => task.endsMs)),
    }))
    .sort((a, b) => a.endsMs - b.endsMs)[0];
  if (!first || !Number.isFinite(first.endsMs)) return reason;
  const seconds = Math.max(1, Math.ceil((first.endsMs - input.nowMs) / 1000));
  return `${first.id} serves it after the tuning that ends in ${String(seconds)} s.`;
}

function clip(text: string): string {
  return text.slice(0, 500);
}
