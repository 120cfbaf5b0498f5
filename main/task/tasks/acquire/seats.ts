/** A radio while a plan is made: who sits in its present or planned tuning, when that ends, who waits for the next. */
import { formatRounded } from '../../../../contract/quantity.ts';
import type { TaskDraft } from '../../../../contract/task.ts';
import type { TuningWish } from '../../lanes.ts';
import { bandOf, fits, isInside } from './bands.ts';
import type { PlanRadio, PlanTask, RunningTask } from './plan-types.ts';

export interface Seat {
  readonly radio: PlanRadio;
  /** Present tuning, or the one this plan begins; absent: free, or nothing to join. */
  wish?: TuningWish;
  /** True for a tuning this plan begins. */
  begun: boolean;
  count: number;
  /** When the last of them ends, those that give way left out; joiners may not move it while somebody waits. */
  endsMs: number;
  /** The same of those that begin with this plan. */
  startsEndMs: number;
  /** The first task that waits for another tuning of this radio. */
  waiter?: PlanTask;
  /** Running tasks that give way to the waiter. */
  yielding: readonly RunningTask[];
}

export function makeSeat(radio: PlanRadio): Seat {
  const { use } = radio;
  const tuning = use?.tuning;
  return {
    radio,
    ...(tuning
      ? {
          wish: {
            radioId: radio.id,
            centreHz: tuning.centreHz,
            sampleRateHz: tuning.sampleRateHz,
            ...(tuning.tuningId === undefined ? {} : { tuningId: tuning.tuningId }),
          },
        }
      : {}),
    begun: false,
    count: use?.tasks.length ?? 0,
    endsMs: Math.max(-Infinity, ...(use?.tasks ?? []).map((task) => task.endsMs)),
    startsEndMs: -Infinity,
    yielding: [],
  };
}

/** Free for a tuning of the planner's choice. */
export function isFree(seat: Seat): boolean {
  return seat.radio.use === undefined && seat.wish === undefined && seat.radio.driver !== 'file';
}

/** When a task that begins now is over, its trigger's wait included. */
export function endOf({ draft }: PlanTask, nowMs: number): number {
  const { trigger, seconds } = draft;
  if (!trigger) return nowMs + seconds * 1000;
  return trigger.listenSeconds === undefined ? Infinity : nowMs + (trigger.listenSeconds + seconds) * 1000;
}

/** A gain wish as text: equal texts share a tuning. */
export function gainKey(gain: TaskDraft['gain']): string {
  if (gain === undefined || gain === 'auto') return gain ?? '';
  return JSON.stringify(Object.entries(gain).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function gainSuits({ radio, wish, begun }: Seat, gain: TaskDraft['gain']): boolean {
  if (gain === undefined) return true;
  return begun ? gainKey(wish?.gain) === gainKey(gain) : radio.use?.suits(gain) === true;
}

/** Why a task can't join the tuning of a seat now; undefined: it can. */
export function refusal(seat: Seat, task: PlanTask, nowMs: number, perRadio: number): string | undefined {
  const { radio, wish, waiter } = seat;
  const name = radio.id;
  if (!wish) return radio.use ? busy(seat) : `${name} is a recording: start it at the Receive page first.`;
  if (!fits(wish, bandOf(task.draft))) return elsewhere(seat, task);
  if (!gainSuits(seat, task.draft.gain))
    return `${name} runs with another gain for others; tasks of different gains take turns.`;
  if (seat.count >= perRadio) return `${name} runs ${String(perRadio)} tasks at once, which is its limit.`;
  if (waiter && endOf(task, nowMs) > seat.endsMs)
    return `It would fit ${name}'s present tuning, but task ${String(waiter.id)} waits for that radio and goes first.`;
  return undefined;
}

/** The tuning is another's: what that is. */
function elsewhere(seat: Seat, task: PlanTask): string {
  const { radio, wish } = seat;
  const centre = formatRounded(wish?.centreHz ?? 0, 'Hz', 7);
  if (radio.use?.by === 'person')
    return wish && isInside(wish, bandOf(task.draft))
      ? `The Receive page holds the radio at ${centre}, and the spike at the centre lies in this task's band: tune it a little aside.`
      : `The radio is in use at ${centre} by the Receive page.`;
  if (seat.yielding.length > 0) return `${radio.id} is being freed for it: other tasks give way.`;
  const listener = (radio.use?.tasks ?? []).find(
    (other) => other.endsMs === Infinity && other.priority >= task.draft.priority,
  );
  if (listener)
    return `${radio.id} listens for task ${String(listener.id)} until that is over or cancelled; a higher priority would go first.`;
  return `${radio.id} serves other tasks at ${centre} first; this one lies outside that tuning.`;
}

function busy({ radio }: Seat): string {
  return radio.use?.why ?? `The radio ${radio.id} is being started or stopped.`;
}

/** Reserves the seat: who comes later may not make its present tuning longer, and who must gives way. */
export function reserve(seat: Seat, task: PlanTask, nowMs: number, perRadio: number): void {
  if (seat.waiter) return;
  const { yielding, endsMs } = outlook(seat, task, nowMs);
  seat.waiter = task;
  if (
    seat.wish &&
    seat.count >= perRadio &&
    fits(seat.wish, bandOf(task.draft)) &&
    gainSuits(seat, task.draft.gain)
  ) {
    // It only lacks a place in this very tuning: one is enough.
    seat.yielding = [...yielding].sort((a, b) => a.priority - b.priority).slice(0, 1);
    return;
  }
  seat.yielding = yielding;
  seat.endsMs = endsMs;
}

/** When the seat would be free for a task, and who would give way to it. */
export function outlook(
  seat: Seat,
  task: PlanTask,
  nowMs: number,
): { endsMs: number; yielding: readonly RunningTask[] } {
  if (seat.waiter) return { endsMs: seat.endsMs + endOf(seat.waiter, nowMs) - nowMs, yielding: [] };
  const yielding = (seat.radio.use?.tasks ?? []).filter(
    (other) => other.yields && other.priority < task.draft.priority,
  );
  const staying = (seat.radio.use?.tasks ?? []).filter((other) => !yielding.includes(other));
  const until = ({ priority, endsMs, captureEndsMs = endsMs }: RunningTask): number =>
    priority < task.draft.priority ? captureEndsMs : endsMs;
  const endsMs = Math.max(nowMs, seat.startsEndMs, ...staying.map(until));
  // Giving way helps nobody while another task holds the radio for good.
  return endsMs === Infinity ? { endsMs: seat.endsMs, yielding: [] } : { endsMs, yielding };
}
