import { describe, expect, it } from 'vitest';
import { Fault } from '../../contract/fault.ts';
import { TaskDraft, type TaskDraftInput } from '../../contract/task.ts';
import type { ReadyTask, Schedule } from '../store/index.ts';
import { missedAfterMs, runAfter, skipMissed, skipOverdue, timed } from './timing.ts';
import { makeUnattended } from './unattended.ts';

const hourMs = 3_600_000;
const draftOf = (more: Partial<TaskDraftInput> = {}): TaskDraft =>
  TaskDraft.parse({
    kind: 'acquire',
    radio: 'sim:band',
    centreHz: 1e8,
    bandwidthHz: 1e4,
    seconds: 1,
    ...more,
  });
const taskOf = (
  dueMs: number,
  more: Partial<ReadyTask> = {},
  draft: Partial<TaskDraftInput> = {},
): ReadyTask => ({
  id: 1,
  draft: draftOf({ when: { kind: 'at', timeMs: dueMs }, ...draft }),
  dueMs,
  createdMs: 0,
  attempt: 0,
  failures: 0,
  ...more,
});
const hourly: Schedule = { id: 1, cron: '0 * * * *', timeZone: 'UTC', ended: false };
const repeat = (windowSeconds?: number): Partial<TaskDraftInput> => ({
  when: { kind: 'repeat', cron: hourly.cron, timeZone: 'UTC', windowSeconds },
});

describe('the time of a draft', () => {
  it('is now, a time with its window, or the first run', () => {
    expect(timed(draftOf(), 5000)).toMatchObject({ dueMs: 5000 });
    expect(timed(draftOf({ when: { kind: 'at', timeMs: 9000, windowSeconds: 2.5 } }), 5000)).toMatchObject({
      dueMs: 9000,
      deadlineMs: 11_500,
    });
    expect(timed(draftOf(repeat(60)), 5000)).toMatchObject({
      dueMs: hourMs,
      deadlineMs: hourMs + 60_000,
      repeat: { cron: '0 * * * *', timeZone: 'UTC' },
    });
  });

  it('that has passed is refused, but not the minute just begun', () => {
    const at = (timeMs: number) => draftOf({ when: { kind: 'at', timeMs } });
    expect(timed(at(40_000), 100_000).dueMs).toBe(40_000);
    expect(() => timed(at(39_999), 100_000)).toThrow(Fault);
    expect(() => timed(draftOf({ when: { kind: 'at', timeMs: 90_000, windowSeconds: 5 } }), 100_000)).toThrow(
      /passed/,
    );
  });

  it('that never comes is refused', () => {
    const when = { kind: 'repeat', cron: '0 0 30 2 *', timeZone: 'UTC' } as const;
    expect(() => timed(draftOf({ when }), 0)).toThrow(/never comes/);
    expect(() => timed(draftOf({ when: { ...when, cron: '0 * * * *', untilMs: 1000 } }), 0)).toThrow(
      /no run until 1970-01-01T00:00:01/,
    );
  });
});

describe('the run that follows', () => {
  it('is the first to come, however late this one begins', () => {
    expect(runAfter(taskOf(hourMs), hourly, hourMs)?.dueMs).toBe(2 * hourMs);
    expect(runAfter(taskOf(hourMs), hourly, 5.5 * hourMs)?.dueMs).toBe(6 * hourMs);
  });

  it('is never one that was run before, on a clock set back', () => {
    expect(runAfter(taskOf(7 * hourMs), hourly, 2.5 * hourMs)?.dueMs).toBe(8 * hourMs);
  });

  it('belongs to the first try alone, and to a repetition that goes on', () => {
    expect(runAfter(taskOf(hourMs, { attempt: 1 }), hourly, hourMs)).toBeUndefined();
    expect(runAfter(taskOf(hourMs), { ...hourly, ended: true }, hourMs)).toBeUndefined();
    expect(runAfter(taskOf(hourMs), { ...hourly, untilMs: 2 * hourMs - 1 }, hourMs)).toBeUndefined();
    expect(runAfter(taskOf(hourMs), undefined, hourMs)).toBeUndefined();
  });

  it('keeps the window', () => {
    expect(runAfter(taskOf(hourMs, {}, repeat(30)), hourly, hourMs)).toEqual({
      dueMs: 2 * hourMs,
      deadlineMs: 2 * hourMs + 30_000,
    });
  });
});

describe('skipping', () => {
  it('a missed run says how many were missed, and goes on with the next', () => {
    const skipped = skipMissed(taskOf(hourMs, {}, repeat()), hourly, 4.5 * hourMs);
    expect(skipped.why).toMatch(/^4 runs were missed/);
    expect(skipped.next?.dueMs).toBe(5 * hourMs);
    expect(skipMissed(taskOf(hourMs), undefined, 4 * hourMs).why).toMatch(/^This run was missed/);
  });

  it('leaves a run that is barely late to be run', () => {
    const skipped = skipMissed(taskOf(hourMs, {}, repeat()), hourly, 4 * hourMs + 30_000);
    expect(skipped.why).toMatch(/^3 runs were missed/);
    expect(skipped.next?.dueMs).toBe(4 * hourMs);
    const narrow = skipMissed(taskOf(hourMs, {}, repeat(10)), hourly, 4 * hourMs + 30_000);
    expect(narrow.next?.dueMs).toBe(5 * hourMs);
  });

  it('stops counting somewhere', () => {
    expect(skipMissed(taskOf(hourMs, {}, repeat()), hourly, 5000 * hourMs).why).toMatch(
      /^More than 1000 runs/,
    );
  });

  it('a run past its window says what it waited for, and a later one still in its window may run', () => {
    const task = taskOf(hourMs, {}, repeat(1800));
    const skipped = skipOverdue(task, hourly, 3 * hourMs + 600_000, 'The radio is busy.');
    expect(skipped.why).toBe('It could not begin within 1800 s of its time: The radio is busy.');
    expect(skipped.next).toEqual({ dueMs: 3 * hourMs, deadlineMs: 3 * hourMs + 1_800_000 });
  });
});

describe('what was missed', () => {
  it('fell due while the program was closed, not while it waited for a radio', () => {
    const unattended = makeUnattended();
    unattended.looked(10 * hourMs, false);
    expect(unattended.missed(taskOf(9 * hourMs))).toBe(true);
    expect(unattended.missed(taskOf(10 * hourMs - missedAfterMs + 1))).toBe(false);
    // Due while it looked every minute: it only waits.
    for (let ms = 10 * hourMs; ms <= 11 * hourMs; ms += 60_000) unattended.looked(ms, false);
    expect(unattended.missed(taskOf(10.5 * hourMs))).toBe(false);
  });

  it('includes what fell due while the machine slept or the clock was set forward', () => {
    const unattended = makeUnattended();
    unattended.looked(hourMs, false);
    unattended.looked(3 * hourMs, false);
    expect(unattended.missed(taskOf(2 * hourMs))).toBe(true);
    // Set back, and forward again over times that were attended: those were run, what is queued was not.
    unattended.looked(hourMs, false);
    unattended.looked(hourMs + 60_000, false);
    expect(unattended.missed(taskOf(hourMs + 30_000))).toBe(false);
  });

  it('is nothing where another process looked, nor what began or has no time', () => {
    const other = makeUnattended();
    other.looked(10 * hourMs, true);
    expect(other.missed(taskOf(9 * hourMs))).toBe(false);
    const alone = makeUnattended();
    alone.looked(10 * hourMs, false);
    expect(alone.missed(taskOf(9 * hourMs, { attempt: 1 }))).toBe(false);
    expect(alone.missed(taskOf(9 * hourMs, {}, { when: { kind: 'now' } }))).toBe(false);
  });
});
