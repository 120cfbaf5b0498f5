/**
 * Which ready tasks begin now, on which radio, at which tuning: one tuning for as many as fit, in the order of
 * priority, due time and id. Pure: the same facts give the same plan.
 *
 * Fair by reservation: tasks are taken in their order; one that must wait for another tuning reserves the radio that
 * is free first, and from then on nobody behind it may make the present tuning of that radio longer. So what waits is
 * served when the captures now running end, whoever keeps arriving. (docs/decisions/0009-sharing-a-radio.md)
 */
import { formatRounded } from '../../../../contract/quantity.ts';
import type { TaskDraft } from '../../../../contract/task.ts';
import type { Start, TuningWish } from '../../lanes.ts';
import { bandOf, bestCentre, compareCounts, type Wanted } from './bands.ts';
import type { PlanInput, PlanResult, PlanTask } from './plan-types.ts';
import { rateFor } from './rates.ts';
import { endOf, gainKey, isFree, makeSeat, outlook, refusal, reserve, type Seat } from './seats.ts';
import { absentFault, makeSelect, type Selection } from './selection.ts';

/** Explicit gains that are tried for a tuning whose first task leaves the gain open. */
const mostGains = 8;

export function planTasks(input: PlanInput): PlanResult {
  const { ready, nowMs, perRadio } = input;
  const seats = new Map(input.radios.map((radio) => [radio.id, makeSeat(radio)]));
  const select = makeSelect(input);
  const selections = new Map<number, Selection>(ready.map((task) => [task.id, select(task.draft)]));
  const pools = poolsOf(ready, selections);
  const rankOf = ranksOf(ready);
  const decided = new Set<number>();
  const starts: Start[] = [];
  const waiting: { taskId: number; reason: string }[] = [];
  const refused: PlanResult['refused'][number][] = [];
  let spareBytes = input.spareBytes;
  let wantsBytes: number | undefined;

  const join = (seat: Seat, task: PlanTask, wish: TuningWish): void => {
    starts.push({ taskId: task.id, radioId: seat.radio.id, tuning: wish });
    seat.count++;
    const endsMs = endOf(task, nowMs);
    seat.endsMs = Math.max(seat.endsMs, endsMs);
    seat.startsEndMs = Math.max(seat.startsEndMs, endsMs);
    spareBytes -= input.needsBytes(task.draft, wish.sampleRateHz);
  };

  /** The first seat that takes the task as it stands, else a free one with the tuning that serves most. */
  const seatFor = (task: PlanTask, mine: readonly Seat[]): Seat | undefined => {
    const joined = mine.find((seat) => seat.wish && refusal(seat, task, nowMs, perRadio) === undefined);
    if (joined) return joined;
    let best: { seat: Seat; tuning: Tuned; pool: number } | undefined;
    for (const seat of mine.filter(isFree)) {
      const others = (pools.get(seat.radio.id) ?? []).filter(({ id }) => !decided.has(id));
      const tuning = tune(seat, task, others, rankOf);
      if (!tuning) continue;
      const more = best ? compareCounts(tuning.counts, best.tuning.counts) : 1;
      // Of equals the radio that fewer other tasks could use.
      if (!best || more > 0 || (more === 0 && others.length < best.pool))
        best = { seat, tuning, pool: others.length };
    }
    if (!best) return undefined;
    best.seat.wish = best.tuning.wish;
    best.seat.begun = true;
    return best.seat;
  };

  for (const task of ready) {
    decided.add(task.id);
    const selection = selections.get(task.id) ?? { radios: [] };
    if (selection.reason !== undefined) {
      if (selection.absent === true && task.draft.absent === 'fail')
        refused.push({ taskId: task.id, fault: absentFault(task.draft, selection.reason) });
      else waiting.push({ taskId: task.id, reason: selection.reason });
      continue;
    }
    const mine = selection.radios.flatMap(({ id }) => seats.get(id) ?? []);
    const needs = Math.max(...mine.map((seat) => input.needsBytes(task.draft, rateOf(seat, task))));
    if (needs > spareBytes) {
      waiting.push({ taskId: task.id, reason: noSpace(needs, spareBytes) });
      wantsBytes = Math.min(wantsBytes ?? Infinity, input.spareBytes + needs - spareBytes);
      continue;
    }
    const seat = seatFor(task, mine);
    if (seat?.wish) join(seat, task, seat.wish);
    else waiting.push({ taskId: task.id, reason: queueUp(task, mine, nowMs, perRadio) });
  }

  const yields = [...seats.values()].flatMap(({ waiter, yielding }) =>
    waiter ? yielding.map(({ id }) => ({ taskId: id, to: waiter.id })) : [],
  );
  return { starts, waiting, refused, yields, wantsBytes };
}

/** Of the stream the seat has, or would get. */
function rateOf({ wish, radio }: Seat, { draft }: PlanTask): number {
  return wish?.sampleRateHz ?? rateFor(radio, draft.bandwidthHz) ?? 0;
}

/** Waits in front of the radio that is free first. Answers with the reason. */
function queueUp(task: PlanTask, mine: readonly Seat[], nowMs: number, perRadio: number): string {
  const reservable = mine.filter(({ radio, wish }) => wish && radio.use?.by !== 'person');
  const order = reservable
    .map((seat) => ({ seat, at: outlook(seat, task, nowMs).endsMs }))
    .sort((a, b) => a.at - b.at);
  const first = order[0]?.seat;
  if (first) {
    reserve(first, task, nowMs, perRadio);
    const reason = refusal(first, task, nowMs, perRadio);
    if (reason !== undefined) return reason;
  }
  const [any] = mine;
  return (any && refusal(any, task, nowMs, perRadio)) ?? 'No radio is free for it.';
}

interface Tuned {
  wish: TuningWish;
  counts: readonly number[];
}

/** The tuning of a free radio that serves the task and, with it, most of the others. */
function tune(
  seat: Seat,
  task: PlanTask,
  others: readonly PlanTask[],
  rankOf: (draft: TaskDraft) => number,
): Tuned | undefined {
  const { radio } = seat;
  const sampleRateHz = rateFor(radio, task.draft.bandwidthHz);
  if (sampleRateHz === undefined) return undefined;
  let best: Tuned | undefined;
  for (const gain of gainsFor(task, others)) {
    const wanted: Wanted[] = [task, ...others.filter((other) => shares(other.draft.gain, gain))].map(
      ({ draft }) => ({ band: bandOf(draft), rank: rankOf(draft) }),
    );
    const centre = bestCentre(wanted, sampleRateHz, radio.tuningHz);
    if (!centre || (best && compareCounts(centre.counts, best.counts) <= 0)) continue;
    best = {
      counts: centre.counts,
      wish: {
        radioId: radio.id,
        centreHz: centre.centreHz,
        sampleRateHz,
        ...(gain === undefined ? {} : { gain }),
      },
    };
  }
  return best;
}

function shares(gain: TaskDraft['gain'], tuned: TaskDraft['gain']): boolean {
  return gain === undefined || (tuned !== undefined && gainKey(gain) === gainKey(tuned));
}

/** The task's own gain; where it leaves it open, none and those the others ask for. */
function gainsFor(task: PlanTask, others: readonly PlanTask[]): TaskDraft['gain'][] {
  if (task.draft.gain !== undefined) return [task.draft.gain];
  const known = new Map<string, TaskDraft['gain']>([['', undefined]]);
  for (const { draft } of others) {
    if (known.size > mostGains) break;
    known.set(gainKey(draft.gain), draft.gain);
  }
  return [...known.values()];
}

/** 0 for the highest priority of all that are ready. */
function ranksOf(ready: readonly PlanTask[]): (draft: TaskDraft) => number {
  const priorities = [...new Set(ready.map(({ draft }) => draft.priority))].sort((a, b) => b - a);
  const ranks = new Map(priorities.map((priority, rank) => [priority, rank]));
  return ({ priority }) => ranks.get(priority) ?? 0;
}

/** By radio, the tasks it may serve, in their order. */
function poolsOf(
  ready: readonly PlanTask[],
  selections: ReadonlyMap<number, Selection>,
): ReadonlyMap<string, PlanTask[]> {
  const pools = new Map<string, PlanTask[]>();
  for (const task of ready)
    for (const { id } of selections.get(task.id)?.radios ?? []) {
      const pool = pools.get(id);
      if (pool) pool.push(task);
      else pools.set(id, [task]);
    }
  return pools;
}

function noSpace(needsBytes: number, spareBytes: number): string {
  return `It needs ${formatRounded(needsBytes, 'B')} of disk and ${formatRounded(Math.max(0, spareBytes), 'B')} are free beyond the reserve and what is promised to running tasks.`;
}
