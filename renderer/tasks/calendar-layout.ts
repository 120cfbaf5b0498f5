/** What comes, by days: joined where a task runs often, side by side where tasks overlap. Pure. */
import type { z } from 'zod';
import type { Occurrence as OccurrenceShape } from '../../contract/task.ts';
import { dateText, moved, startOf, type Zone } from './clock.ts';

export type Occurrence = z.infer<typeof OccurrenceShape>;
export type CalendarSpan = 'month' | 'week' | 'agenda';

/** Runs of one task that follow each other closely enough to be one entry. */
export interface Entry {
  first: Occurrence;
  count: number;
  /** End of the last run, UTC milliseconds. */
  endMs: number;
}

const endOf = ({ timeMs, seconds }: Occurrence): number => timeMs + seconds * 1000;

/** Joins runs of the same task that begin within `gapMs` of the end of the one before. In order of time. */
export function joined(occurrences: readonly Occurrence[], gapMs: number): Entry[] {
  const open = new Map<string, Entry>();
  const entries: Entry[] = [];
  for (const one of [...occurrences].sort((a, b) => a.timeMs - b.timeMs)) {
    const key = String(one.scheduleId ?? `task ${String(one.taskId)}`);
    const before = open.get(key);
    if (before !== undefined && one.timeMs - before.endMs <= gapMs) {
      before.count++;
      before.endMs = Math.max(before.endMs, endOf(one));
    } else {
      const entry = { first: one, count: 1, endMs: endOf(one) };
      open.set(key, entry);
      entries.push(entry);
    }
  }
  return entries;
}

/** The start of every day shown: six weeks of a month, one week, or a month's days for the agenda. */
export function daysOf(span: CalendarSpan, atMs: number, zone: Zone): number[] {
  const first =
    span === 'month' ? startOf('week', startOf('month', atMs, zone), zone) : startOf('week', atMs, zone);
  if (span === 'week') return Array.from({ length: 7 }, (_, k) => moved('day', first, zone, k));
  if (span === 'month') return Array.from({ length: 42 }, (_, k) => moved('day', first, zone, k));
  const today = startOf('day', atMs, zone);
  return Array.from({ length: 31 }, (_, k) => moved('day', today, zone, k));
}

/** The occurrences of each day, by `2026-11-23`. */
export function byDay(occurrences: readonly Occurrence[], zone: Zone): Map<string, Occurrence[]> {
  const days = new Map<string, Occurrence[]>();
  for (const one of occurrences) {
    const day = dateText(one.timeMs, zone);
    const own = days.get(day);
    if (own === undefined) days.set(day, [one]);
    else own.push(one);
  }
  return days;
}

/** An entry in the column of a day: shares of the day from its top, and its place beside others. */
export interface DayBox {
  entry: Entry;
  top: number;
  height: number;
  lane: number;
  lanes: number;
}

/** Shorter entries are drawn as long as this, so that their name fits: half an hour. */
const leastMs = 30 * 60_000;

/** Places entries in a day. Those that overlap as drawn stand side by side. */
export function boxesOf(entries: readonly Entry[], dayStartMs: number, dayEndMs: number): DayBox[] {
  const day = dayEndMs - dayStartMs;
  const boxes: DayBox[] = [];
  let cluster: DayBox[] = [];
  let clusterEnd = -Infinity;
  let laneEnds: number[] = [];
  const close = (): void => {
    for (const box of cluster) box.lanes = laneEnds.length;
    cluster = [];
    laneEnds = [];
  };
  for (const entry of entries) {
    const start = Math.max(dayStartMs, entry.first.timeMs);
    const end = Math.min(dayEndMs, Math.max(entry.endMs, start + leastMs));
    if (start >= clusterEnd) close();
    const free = laneEnds.findIndex((laneEnd) => laneEnd <= start);
    const lane = free < 0 ? laneEnds.length : free;
    laneEnds[lane] = end;
    clusterEnd = cluster.length === 0 ? end : Math.max(clusterEnd, end);
    const box = { entry, top: (start - dayStartMs) / day, height: (end - start) / day, lane, lanes: 1 };
    cluster.push(box);
    boxes.push(box);
  }
  close();
  return boxes;
}
