/** A week of repetitions on the real store, with a clock that is turned: exactly the runs expected. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TaskDraftInput } from '../../contract/task.ts';
import { makeTestFolder, type TestFolder } from '../../testing/files.ts';
import {
  draftOf,
  pretendLanes,
  turnedClock,
  watchedStore,
  type PretendedLanes,
  type TurnedClock,
  type WatchedStore,
} from '../../testing/queue.ts';
import { openStore } from '../store/index.ts';
import { makeQueue, type Queue } from './queue.ts';

const utc = (text: string): number => Date.parse(text);
const hourMs = 3_600_000;
/** A due run is gathered with others (30 ms) after a look at most 100 ms before. */
const promptMs = 200;
const signal = new AbortController().signal;

let folder: TestFolder;
let watched: WatchedStore;
let clock: TurnedClock;
let lanes: PretendedLanes[] = [];
let queue: Queue | undefined;

beforeEach(async () => {
  folder = makeTestFolder();
  watched = watchedStore(await openStore({ profileDir: folder.path }));
});
afterEach(async () => {
  await stop();
  lanes = [];
  await watched.store.close();
  folder.remove();
});

async function begin(): Promise<Queue> {
  const one = pretendLanes({ clock });
  lanes.push(one);
  queue = await makeQueue({
    store: watched.store,
    lanes: one,
    mode: 'run',
    who: 'tester',
    clock,
    recordingFolder: () => folder.path,
  });
  return queue;
}
async function stop(): Promise<void> {
  await queue?.close();
  queue = undefined;
}
const until = (text: string): Promise<void> => clock.pass(utc(text) - clock.wallMs(), watched.settle);

async function repeat(
  name: string,
  cron: string,
  timeZone: string,
  more: Partial<TaskDraftInput> & { windowSeconds?: number } = {},
): Promise<number> {
  const { windowSeconds, ...rest } = more;
  const when = { kind: 'repeat', cron, timeZone, windowSeconds } as const;
  if (!queue) throw new Error('not begun');
  return (await queue.server.add(draftOf({ name, when, seconds: 1, ...rest }), { signal })).id;
}

/** Moments at which runs of this name began. */
const begun = (name: string): number[] =>
  lanes.flatMap(({ carried }) => carried.filter((one) => one.name === name).map((one) => one.startedMs));

function expectRuns(name: string, expected: readonly number[]): void {
  const found = begun(name);
  const iso = (all: readonly number[]): string[] => all.map((ms) => new Date(ms).toISOString().slice(0, 16));
  expect([name, iso(found)]).toEqual([name, iso(expected)]);
  found.forEach((ms, i) => {
    expect(ms - (expected[i] ?? 0)).toBeGreaterThanOrEqual(0);
    expect(ms - (expected[i] ?? 0)).toBeLessThan(promptMs);
  });
}

/** Every task of this name that was skipped, with the reason. */
async function skipped(name: string): Promise<string[]> {
  const { rows } = await watched.store.page({
    filter: { states: ['skipped'], text: name },
    sort: 'due',
    descending: false,
    offset: 0,
    limit: 100,
  });
  const details = await Promise.all(rows.map(({ id }) => watched.store.detail({ id })));
  return details.map(({ audit }) => audit.find(({ what }) => what === 'skipped')?.detail ?? '');
}

/** Each repetition has one queued run. */
async function expectOneQueuedEach(count: number): Promise<void> {
  const facts = await watched.store.facts({});
  expect(facts.counts).toMatchObject({ queued: count, running: 0, failed: 0, dead: 0, cancelled: 0 });
}

const days = (first: string, count: number): number[] =>
  Array.from({ length: count }, (_, day) => utc(first) + day * 24 * hourMs);
const hours = (first: string, last: string): number[] =>
  Array.from({ length: (utc(last) - utc(first)) / hourMs + 1 }, (_, hour) => utc(first) + hour * hourMs);

// Ten thousand looks, one a minute, and some hundred runs: seconds on a quiet machine.
describe('a week of repetitions', { timeout: 120_000 }, () => {
  it('in Rome, where the clock goes forward on Sunday; the program is closed from Tuesday to Wednesday', async () => {
    // Offset +1 until Sunday 29 March 2026 01:00 UTC, then +2.
    clock = turnedClock(utc('2026-03-26T00:00:00Z'));
    await begin();
    await repeat('gap', '30 2 * * *', 'Europe/Rome');
    await repeat('hourly', '0 * * * *', 'Europe/Rome');
    await repeat('hourly-skip', '5 * * * *', 'Europe/Rome', { missed: 'skip' });
    await repeat('weekdays', '0 9 * * 1-5', 'Europe/Rome', { missed: 'late' });
    await repeat('window', '30 5 * * *', 'UTC', { windowSeconds: 600 });
    await repeat('seconds', '15 45 12 * * *', 'America/New_York');
    await until('2026-03-31T12:30:00Z');
    await stop();
    await until('2026-04-01T09:30:00Z');
    await begin();
    await until('2026-04-02T00:10:00Z');

    expectRuns('gap', [
      ...days('2026-03-26T01:30:00Z', 3),
      utc('2026-03-29T01:00:00Z'),
      ...days('2026-03-30T00:30:00Z', 2),
      // Missed on Wednesday, run late.
      utc('2026-04-01T09:30:00Z'),
    ]);
    expectRuns('hourly', [
      ...hours('2026-03-26T01:00:00Z', '2026-03-31T12:00:00Z'),
      utc('2026-04-01T09:30:00Z'),
      ...hours('2026-04-01T10:00:00Z', '2026-04-02T00:00:00Z'),
    ]);
    expectRuns('hourly-skip', [
      ...hours('2026-03-26T00:05:00Z', '2026-03-31T12:05:00Z'),
      ...hours('2026-04-01T10:05:00Z', '2026-04-02T00:05:00Z'),
    ]);
    expectRuns('weekdays', [
      utc('2026-03-26T08:00:00Z'),
      utc('2026-03-27T08:00:00Z'),
      utc('2026-03-30T07:00:00Z'),
      utc('2026-03-31T07:00:00Z'),
      utc('2026-04-01T09:30:00Z'),
    ]);
    // On Wednesday its window had passed.
    expectRuns('window', days('2026-03-26T05:30:00Z', 6));
    expectRuns('seconds', [
      ...days('2026-03-26T16:45:15Z', 5),
      utc('2026-04-01T09:30:00Z'),
      utc('2026-04-01T16:45:15Z'),
    ]);
    expect(await skipped('hourly-skip')).toEqual([
      // 13:05 on Tuesday to 09:05 on Wednesday.
      '21 runs were missed: nothing ran the queue at the time.',
    ]);
    expect(await skipped('window')).toEqual(['It could not begin within 600 s of its time.']);
    await expectOneQueuedEach(6);
  });

  it('in New York, where the clock goes back on Sunday while the program is closed', async () => {
    // Offset -4 until Sunday 1 November 2026 06:00 UTC, then -5: 01:30 comes at 05:30 and 06:30 UTC.
    clock = turnedClock(utc('2026-10-30T00:00:00Z'));
    await begin();
    await repeat('twice', '30 1 * * *', 'America/New_York');
    await repeat('twice-skip', '30 1 * * *', 'America/New_York', { missed: 'skip' });
    await repeat('half-hourly', '*/30 0-2 * * *', 'America/New_York', { missed: 'skip' });
    await until('2026-11-01T05:40:00Z');
    await stop();
    await until('2026-11-01T06:20:00Z');
    await begin();
    await until('2026-11-03T00:00:00Z');

    const daily = [...days('2026-10-30T05:30:00Z', 3), ...days('2026-11-02T06:30:00Z', 1)];
    expectRuns('twice', daily);
    expectRuns('twice-skip', daily);
    const night = (first: string): number[] =>
      Array.from({ length: 6 }, (_, i) => utc(first) + i * 1_800_000);
    expectRuns('half-hourly', [
      ...days('2026-10-30T04:00:00Z', 2).flatMap((ms) => night(new Date(ms).toISOString())),
      // 00:00 to 01:30, closed at the second 01:00, then the second 01:30, 02:00 and 02:30.
      ...night('2026-11-01T04:00:00Z').slice(0, 4),
      utc('2026-11-01T06:30:00Z'),
      utc('2026-11-01T07:00:00Z'),
      utc('2026-11-01T07:30:00Z'),
      ...night('2026-11-02T05:00:00Z'),
    ]);
    expect(await skipped('half-hourly')).toEqual(['This run was missed: nothing ran the queue at the time.']);
    await expectOneQueuedEach(3);
  });
});

describe('a clock that jumps', () => {
  it('forwards: missed runs run late once or are skipped, and what is to come stays', async () => {
    clock = turnedClock(utc('2026-05-04T00:10:00Z'));
    const { server } = await begin();
    await repeat('late', '0 * * * *', 'UTC');
    await repeat('skip', '0 * * * *', 'UTC', { missed: 'skip' });
    const at = utc('2026-05-04T01:30:00Z');
    await server.add(draftOf({ name: 'once', when: { kind: 'at', timeMs: at } }), { signal });
    await until('2026-05-04T00:30:00Z');
    clock.jump(3 * hourMs + 10 * 60_000);
    const jumpedMs = clock.wallMs();
    await until('2026-05-04T05:30:00Z');
    // Noticed within the 60 s a timer lasts at most.
    for (const name of ['late', 'once']) {
      const [first = 0] = begun(name);
      expect(first - jumpedMs).toBeGreaterThanOrEqual(0);
      expect(first - jumpedMs).toBeLessThanOrEqual(60_000 + promptMs);
    }
    expect(begun('once')).toHaveLength(1);
    expect(
      begun('late')
        .slice(1)
        .map((ms) => Math.floor(ms / hourMs) * hourMs),
    ).toEqual(hours('2026-05-04T04:00:00Z', '2026-05-04T05:00:00Z'));
    expectRuns('skip', hours('2026-05-04T04:00:00Z', '2026-05-04T05:00:00Z'));
    expect(await skipped('skip')).toEqual(['3 runs were missed: nothing ran the queue at the time.']);
    await expectOneQueuedEach(2);
  });

  it('backwards: nothing runs twice, nothing is lost', async () => {
    clock = turnedClock(utc('2026-05-04T03:10:00Z'));
    const { server } = await begin();
    await repeat('hourly', '0 * * * *', 'UTC', { missed: 'skip' });
    await until('2026-05-04T04:10:00Z');
    expectRuns('hourly', [utc('2026-05-04T04:00:00Z')]);
    clock.jump(-2 * hourMs);
    const at = utc('2026-05-04T03:00:00Z');
    await server.add(draftOf({ name: 'once', when: { kind: 'at', timeMs: at }, missed: 'skip' }), { signal });
    await until('2026-05-04T06:30:00Z');
    expectRuns('hourly', [
      utc('2026-05-04T04:00:00Z'),
      ...hours('2026-05-04T05:00:00Z', '2026-05-04T06:00:00Z'),
    ]);
    expectRuns('once', [at]);
    await expectOneQueuedEach(1);
  });

  it('does not end a lease: a running task goes on', async () => {
    clock = turnedClock(utc('2026-05-04T03:10:00Z'));
    const { server } = await begin();
    await server.add(draftOf({ name: 'long', seconds: 600 }), { signal });
    await until('2026-05-04T03:11:00Z');
    clock.jump(5 * hourMs);
    await clock.pass(60_000, watched.settle);
    clock.jump(-9 * hourMs);
    await clock.pass(600_000, watched.settle);
    expect(begun('long')).toHaveLength(1);
    expect((await watched.store.facts({})).counts).toMatchObject({ succeeded: 1, queued: 0, running: 0 });
  });
});

describe('one run of a repetition', () => {
  it('is cancelled, put back and run early without doubling the repetition', async () => {
    clock = turnedClock(utc('2026-05-04T00:10:00Z'));
    const { server } = await begin();
    const first = await repeat('hourly', '0 * * * *', 'UTC');
    await server.cancel({ ids: [first] }, { signal });
    await until('2026-05-04T00:20:00Z');
    expect((await watched.store.facts({})).counts).toMatchObject({ queued: 1, cancelled: 1 });
    await server.undoCancel({ ids: [first] }, { signal });
    await until('2026-05-04T03:10:00Z');
    expectRuns('hourly', hours('2026-05-04T01:00:00Z', '2026-05-04T03:00:00Z'));
    await expectOneQueuedEach(1);

    const { rows } = await watched.store.page({
      filter: { states: ['queued'] },
      sort: 'due',
      descending: false,
      offset: 0,
      limit: 10,
    });
    await server.runNow({ ids: rows.map(({ id }) => id) }, { signal });
    const earlyMs = clock.wallMs();
    await until('2026-05-04T05:10:00Z');
    expectRuns('hourly', [
      ...hours('2026-05-04T01:00:00Z', '2026-05-04T03:00:00Z'),
      begun('hourly')[3] ?? 0,
      ...hours('2026-05-04T04:00:00Z', '2026-05-04T05:00:00Z'),
    ]);
    expect((begun('hourly')[3] ?? 0) - earlyMs).toBeLessThan(promptMs);
    await expectOneQueuedEach(1);

    const scheduleId = rows[0]?.scheduleId ?? 0;
    const detail = await server.get({ id: first }, { signal });
    expect(detail.nextRunsMs.slice(0, 2)).toEqual(hours('2026-05-04T06:00:00Z', '2026-05-04T07:00:00Z'));
    const { occurrences } = await server.calendar(
      { fromMs: utc('2026-05-04T00:00:00Z'), toMs: utc('2026-05-05T00:00:00Z') },
      { signal },
    );
    expect(occurrences.map(({ timeMs }) => timeMs)).toEqual(
      hours('2026-05-04T06:00:00Z', '2026-05-05T00:00:00Z'),
    );
    await server.endRepeat({ scheduleId }, { signal });
    await until('2026-05-05T00:00:00Z');
    expect(begun('hourly')).toHaveLength(6);
    expect((await watched.store.facts({})).counts.queued).toBe(0);
  });
});
