/** Sessions on the real store; their tasks are finished by hand, as the queue would. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fault } from '../../contract/fault.ts';
import type { EngineServer } from '../../contract/index.ts';
import { Session, SessionDraft, sessionStates, type SessionState } from '../../contract/session.ts';
import type { SignalMetrics } from '../../contract/task.ts';
import { openStore, type Store } from '../store/index.ts';
import { makeSessions } from './index.ts';

const who = 'tester';
const worker = 'w1';
const signal = { signal: new AbortController().signal };

let folder: string;
let store: Store;
let sessions: EngineServer['session'];
let latest: readonly Session[] = [];
let stop: () => void;
const waiters: (() => void)[] = [];

// One store for all: a test looks at its own sessions only.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wavekeep-session-'));
  store = await openStore({ profileDir: folder });
  await store.registerWorker({ worker: { id: worker, pid: 1, owner: '{}', boot: 'b' }, monoMs: 0 });
  sessions = makeSessions({ store, who, everyMs: 5 });
  stop = sessions.list(
    {},
    {
      send: (value) => {
        latest = Session.array().parse(value);
        for (const wake of waiters.splice(0)) wake();
      },
      end: (fault) => {
        if (fault !== undefined) throw fault;
      },
    },
  );
});
afterAll(async () => {
  stop();
  await store.close();
  await rm(folder, { recursive: true });
});

/** The session once the list shows it so. The test's own time limit ends the wait. */
async function until(id: number, so: (session: Session) => boolean): Promise<Session> {
  for (;;) {
    const session = latest.find((one) => one.id === id);
    if (session !== undefined && so(session)) return session;
    await new Promise<void>((resolve) => waiters.push(resolve));
  }
}
const inState =
  (state: SessionState) =>
  (session: Session): boolean =>
    session.state === state;

const draft = (receivers: string[], rest: Partial<SessionDraft> = {}): SessionDraft =>
  SessionDraft.parse({
    name: 'R4',
    centreHz: 145_625_000,
    bandwidthHz: 12_500,
    seconds: 2,
    receivers,
    ...rest,
  });

const measured = (snrDb: number): SignalMetrics => ({
  powerDbfs: -40,
  noiseDbfsPerHz: -110,
  snrDb,
  offsetHz: 12,
  occupiedBandwidthHz: 11_000,
  resolutionHz: 10,
  seconds: 2,
});

type End = 'succeeded' | 'failed' | 'cancelled';

/** What a worker does with a task of a receiver. */
async function finish(session: Session, receiver: string, end: End): Promise<void> {
  const taskId = session.results.find((result) => result.receiver === receiver)?.taskId;
  if (taskId === undefined) throw new Error(`No task for ${receiver}.`);
  const nowMs = Date.now();
  await store.promote({ nowMs });
  const [claimed] = await store.claim({
    worker,
    claims: [{ taskId, radioId: receiver }],
    nowMs,
    leaseUntilMonoMs: 1e9,
  });
  if (claimed === undefined) throw new Error(`The task of ${receiver} could not be claimed.`);
  const lease = { taskId, attempt: claimed.attempt, worker };
  const name = `recording-${taskId}`;
  if (end === 'succeeded') await store.addProducts({ lease, products: [{ kind: 'iq', name }] });
  const done = await store.finish({
    ...lease,
    outcome: end,
    nowMs,
    ...(end === 'failed'
      ? { final: 'failed' as const, fault: { code: 'not-found' as const, message: 'It is not there.' } }
      : {}),
    products:
      end === 'succeeded'
        ? [
            {
              kind: 'iq',
              name,
              state: 'complete',
              bytes: 8,
              samples: 1,
              metrics: measured(taskId),
              recording: {
                id: name,
                name,
                datatype: 'cf32_le',
                sampleRateHz: 25_000,
                centreHz: 145_625_000,
                samples: 1,
                startedMs: nowMs,
                seconds: 2,
                lostSamples: 0,
                gaps: 0,
                clippedSamples: 0,
                sha512: 'x',
                radio: receiver,
              },
            },
          ]
        : [],
  });
  expect(done).toBe(true);
}

const faultOf = async (work: unknown): Promise<Fault> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('It was allowed.');
};

describe('several receivers at once', () => {
  it('give one result each, and a missing one its named error beside the six others', async () => {
    const receivers = Array.from({ length: 7 }, (_, i) => `rtlsdr:0000000${i}`);
    const { id } = await sessions.create(draft(receivers, { notes: 'n', gain: 'auto' }), signal);
    const started = Session.parse(await sessions.start({ id }, signal));
    expect(started.state).toBe('recording');
    expect(started.results.map(({ receiver, state }) => [receiver, state])).toEqual(
      receivers.map((receiver) => [receiver, 'queued']),
    );

    // Each task asks for exactly its receiver, does not wait for one that is absent, and is not tried again.
    for (const { taskId, receiver } of started.results) {
      const { draft: task } = await store.detail({ id: taskId! });
      expect(task).toMatchObject({
        radio: receiver,
        absent: 'fail',
        retries: 0,
        products: ['iq', 'metrics'],
        name: `R4: ${receiver}`,
        centreHz: 145_625_000,
        bandwidthHz: 12_500,
        seconds: 2,
        gain: 'auto',
      });
    }

    for (const receiver of receivers.slice(0, 6)) await finish(started, receiver, 'succeeded');
    expect((await until(id, (s) => s.results[5]?.state === 'succeeded')).state).toBe('recording');
    await finish(started, receivers[6]!, 'failed');

    const { results } = await until(id, inState('review'));
    expect(results.filter(({ state }) => state === 'succeeded')).toHaveLength(6);
    for (const { metrics, recordingIds, taskId, fault } of results.slice(0, 6)) {
      expect(metrics?.snrDb).toBe(taskId);
      expect(recordingIds).toEqual([`recording-${taskId}`]);
      expect(fault).toBeUndefined();
    }
    expect(results[6]?.state).toBe('failed');
    expect(results[6]?.recordingIds).toEqual([]);
    expect(results[6]?.fault).toEqual({ code: 'not-found', message: 'rtlsdr:00000006: It is not there.' });
  });

  it('go to review even when every one failed or was cancelled', async () => {
    const { id } = await sessions.create(draft(['sim:a', 'sim:b', 'sim:c']), signal);
    const started = Session.parse(await sessions.start({ id }, signal));
    await finish(started, 'sim:a', 'failed');
    await finish(started, 'sim:b', 'cancelled');
    await store.cancelTasks({ ids: [started.results[2]!.taskId!], by: who, nowMs: Date.now() });
    const { results } = await until(id, inState('review'));
    expect(results.map(({ state }) => state)).toEqual(['failed', 'cancelled', 'cancelled']);
  });

  it('that ended while no program ran are found at the next start', async () => {
    const { id } = await sessions.create(draft(['sim:a']), signal);
    stop();
    await sessions.start({ id }, signal);
    const session = (await store.sessions({})).find((one) => one.id === id);
    await finish(session!, 'sim:a', 'succeeded');
    await store.close();
    store = await openStore({ profileDir: folder });
    sessions = makeSessions({ store, who, everyMs: 5 });
    stop = sessions.list(
      {},
      {
        send: (value) => {
          latest = Session.array().parse(value);
          for (const wake of waiters.splice(0)) wake();
        },
        end: () => undefined,
      },
    );
    await until(id, inState('review'));
  });

  it('recorded anew replace the results of before', async () => {
    const { id } = await sessions.create(draft(['sim:a']), signal);
    await finish(Session.parse(await sessions.start({ id }, signal)), 'sim:a', 'failed');
    await until(id, inState('review'));
    const again = Session.parse(await sessions.start({ id }, signal));
    expect(again.results[0]?.fault).toBeUndefined();
    await finish(again, 'sim:a', 'succeeded');
    const { results } = await until(id, (s) => s.state === 'review' && s.results[0]?.state === 'succeeded');
    expect(results[0]?.recordingIds).toHaveLength(1);
  });
});

describe('the way of a session', () => {
  /** A session in each state, by legal steps only. */
  async function reach(state: SessionState): Promise<number> {
    const { id } = await sessions.create(draft(['sim:a']), signal);
    if (state === 'draft') return id;
    const started = Session.parse(await sessions.start({ id }, signal));
    if (state === 'recording') return id;
    await finish(started, 'sim:a', 'succeeded');
    await until(id, inState('review'));
    if (state === 'approved') await sessions.approve({ id, notes: 'good' }, signal);
    if (state === 'rejected') await sessions.reject({ id, notes: 'bad' }, signal);
    return id;
  }
  const steps = {
    update: (id: number) => sessions.update({ id, draft: draft(['sim:b']) }, signal),
    start: (id: number) => sessions.start({ id }, signal),
    approve: (id: number) => sessions.approve({ id, notes: '' }, signal),
    reject: (id: number) => sessions.reject({ id, notes: '' }, signal),
    reopen: (id: number) => sessions.reopen({ id }, signal),
    remove: (id: number) => sessions.remove({ id }, signal),
  };
  const legal: Readonly<Record<keyof typeof steps, Partial<Record<SessionState, SessionState | 'gone'>>>> = {
    update: { draft: 'draft', review: 'review' },
    start: { draft: 'recording', review: 'recording' },
    approve: { review: 'approved' },
    reject: { review: 'rejected' },
    reopen: { approved: 'review', rejected: 'review' },
    remove: { draft: 'gone', rejected: 'gone' },
  };

  for (const state of sessionStates)
    for (const step of Object.keys(steps) as (keyof typeof steps)[])
      it(`${legal[step][state] === undefined ? 'refuses' : 'allows'} ${step} of ${state}`, async () => {
        const id = await reach(state);
        const to = legal[step][state];
        if (to === undefined) {
          const fault = await faultOf(steps[step](id));
          expect(fault.code).toBe('invalid');
          expect(fault.message).toMatch(/^'R4' cannot be .+: it is .+\.$/);
          expect(fault.hint).toBeTruthy();
        } else await steps[step](id);
        const after = (await store.sessions({})).find((session) => session.id === id);
        expect(after?.state ?? 'gone').toBe(to ?? state);
      });

  it('keeps who decided, when and why, until it is reopened', async () => {
    const id = await reach('approved');
    const approved = await until(id, inState('approved'));
    expect(approved).toMatchObject({ reviewer: who, reviewNotes: 'good' });
    expect(approved.reviewedMs).toBeGreaterThan(0);
    const reopened = await sessions.reopen({ id }, signal);
    expect(reopened.reviewer).toBeUndefined();
  });

  it('says so where there is no such session', async () => {
    for (const step of Object.values(steps)) expect((await faultOf(step(9999))).code).toBe('not-found');
  });

  it('refuses a receiver named twice, and one that names no radio', async () => {
    const before = (await store.sessions({})).length;
    expect((await faultOf(sessions.create(draft(['sim:a', 'sim:a']), signal))).message).toContain('twice');
    expect((await faultOf(sessions.create(draft(['No Radio']), signal))).code).toBe('invalid');
    expect(await store.sessions({})).toHaveLength(before);
  });
});
