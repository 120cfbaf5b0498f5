/**
 * The queue of one process: looks when something changed or fell due, starts what the lanes can serve, holds and renews
 * leases, takes over from processes that are gone. Nothing polls: without queued or running tasks there is no timer.
 */
import { randomUUID } from 'node:crypto';
import type { ComponentHealth } from '../../contract/health.ts';
import type { Fault } from '../../contract/fault.ts';
import type { EngineServer } from '../../contract/index.ts';
import type { QueueFacts, Store } from '../store/index.ts';
import { systemClock, type Clock } from './clock.ts';
import type { Lanes } from './lanes.ts';
import { makeLoop } from './loop.ts';
import { frozenWorkers, lookAtOthers, thisWorker } from './others.ts';
import { makePlanner } from './planner.ts';
import { makeRuns } from './runs.ts';
import { makeServer } from './server.ts';
import { makeSpace } from './space.ts';
import { makeUnattended } from './unattended.ts';

/** Long enough for a busy machine to miss two beats, short enough that a frozen process costs no pass of a satellite. */
const defaultLeaseMs = 6000;
/** A clock set anew or a machine that slept is noticed within this time, while tasks are queued. */
const longestTimerMs = 60_000;
/** A due time that passed while the look ran is not worth spinning for. */
const shortestTimerMs = 100;

/** A task that gave way, or found its radio taken, is back within this time, or it waits like any other. */
const resumeMs = 10_000;

export interface QueueOptions {
  store: Store;
  lanes: Lanes;
  /** `submit`: adds and reads only, starts nothing. */
  mode: 'run' | 'submit';
  /** For the audit trail: user name, machine and kind of process. */
  who: string;
  clock?: Clock;
  leaseMs?: number;
  recordingFolder(): string;
}

/** What is left when nothing more can be done now. */
export interface Idle {
  /** Tasks still queued: for a later time, or waiting. */
  left: number;
  /** Why due ones wait, each reason once. */
  reasons: readonly string[];
}

export interface Queue {
  readonly server: EngineServer['task'];
  probe(): Promise<Omit<ComponentHealth, 'name'>>;
  /**
   * Settles when nothing runs here and nothing due can begin. Tasks for a later time or an absent radio don't keep it;
   * tasks about to be tried again do.
   */
  idle(): Promise<Idle>;
  /** Settles when everything known now was looked at. For tests. */
  settled(): Promise<void>;
  /** Suspends what runs here (it runs again later) and leaves. Lanes and store stay open. */
  close(): Promise<void>;
}

export async function makeQueue(options: QueueOptions): Promise<Queue> {
  const { store, lanes, clock = systemClock, leaseMs = defaultLeaseMs } = options;
  const running = options.mode === 'run';
  const me = thisWorker(randomUUID().slice(0, 8));
  const space = makeSpace();
  const unattended = makeUnattended();
  /** Of the last thing that went wrong, until something goes well. */
  let problem: Fault | undefined;
  let closing = false;
  /** Revision of the queue as it was planned last. */
  let planned = -1;
  /** Revision at which running tasks were compared with the store's word. */
  let compared = -1;
  /** Something other than the store asks for a plan. */
  let wanted = true;
  let firstLook = true;
  let reasons: readonly string[] = [];
  /** Wall times until which tasks that did not end well here are about to be run again. */
  const retries = new Map<number, number>();

  const runs = makeRuns({
    store,
    lanes,
    clock,
    worker: me.id,
    leaseMs,
    retryWhenFull: () => clock.wallMs() + space.full(clock.monoMs()),
    ended({ taskId, outcome, retryMs }) {
      if (outcome === 'succeeded') space.good();
      if (outcome === 'suspended') retries.set(taskId, retryMs ?? clock.wallMs() + resumeMs);
      else if (retryMs !== undefined) retries.set(taskId, retryMs);
      else retries.delete(taskId);
      wanted = true;
      loop.wake();
      server.changed();
    },
    problem: (fault) => void (problem = fault),
  });
  const planner = makePlanner({
    store,
    lanes,
    clock,
    worker: me.id,
    leaseMs,
    runs,
    space,
    unattended,
    closing: () => closing,
  });

  /** Takes over what nobody renews. Answers with the facts after that. */
  const watchOthers = async (facts: QueueFacts, nowMs: number): Promise<[QueueFacts, number | undefined]> => {
    const others = lookAtOthers(facts, me.id, clock, leaseMs);
    unattended.looked(nowMs, others.attended);
    if (!firstLook && !others.suspect && others.dead.length === 0) return [facts, others.nextMs];
    // Ours first: this thread may have been kept busy for longer than a lease.
    await runs.renew();
    await store.takeOver({
      boot: me.boot,
      monoMs: clock.monoMs(),
      deadWorkers: others.dead,
      nowMs,
      retryMs: nowMs,
    });
    for (const id of others.dead) await store.removeWorker({ id });
    firstLook = false;
    const after = await store.facts({});
    return [after, lookAtOthers(after, me.id, clock, leaseMs).nextMs];
  };

  const look = async (): Promise<number | undefined> => {
    const nowMs = clock.wallMs();
    const [facts, othersMs] = await watchOthers(await store.facts({}), nowMs);
    if (runs.size > 0 && facts.revision !== compared) {
      compared = facts.revision;
      runs.compare(await store.tasks({ ids: runs.ids() }));
    }
    let moved = await planner.time(facts, nowMs);
    for (const [id, retryMs] of retries) if (retryMs <= nowMs) retries.delete(id);
    const spaceMs = space.nextMs(clock.monoMs());
    if (facts.paused) reasons = ['The queue is paused.'];
    else if (wanted || moved || spaceMs === 0 || facts.revision !== planned) {
      wanted = false;
      try {
        reasons = await planner.begin(nowMs);
      } catch (error) {
        wanted = true;
        throw error;
      }
      planned = facts.revision;
      moved = true;
    }
    problem = undefined;
    return nextLook(moved ? await store.facts({}) : facts, othersMs);
  };

  const nextLook = (facts: QueueFacts, othersMs: number | undefined): number | undefined => {
    // A task about to be tried again may be gone by then, but a drain waits to know.
    const retryMs = Math.min(...retries.values()) - clock.wallMs();
    if (facts.counts.queued === 0 && retries.size === 0) return othersMs;
    const dueMs = facts.nextDueMs === undefined ? longestTimerMs : facts.nextDueMs - clock.wallMs();
    const spaceMs = space.nextMs(clock.monoMs()) ?? longestTimerMs;
    return Math.max(
      shortestTimerMs,
      Math.min(longestTimerMs, dueMs, retryMs, spaceMs, othersMs ?? longestTimerMs),
    );
  };

  const loop = makeLoop({ clock, look, problem: (fault) => void (problem = fault) });
  const wake = (): void => {
    if (running) loop.wake();
  };
  const stopListening = [
    store.onChange(wake),
    lanes.onChange((what) => {
      if (what !== 'capacity') return;
      wanted = true;
      wake();
    }),
  ];
  if (running) {
    await store.registerWorker({ worker: me, monoMs: clock.monoMs() });
    wake();
  }

  const server = makeServer({
    ...options,
    clock,
    me: me.id,
    current: (info) => runs.current(info),
    acted: wake,
  });

  return {
    server: server.members,
    async probe() {
      // Reads only: a process that froze within a write keeps others from writing, and is to be named all the same.
      const facts = await store.facts({});
      const frozen = frozenWorkers(facts, me.id, clock, leaseMs);
      const { queued, running: busy, dead } = facts.counts;
      const metrics = { queued, running: busy, dead, workers: facts.workers.length };
      if (problem)
        return { status: 'failed', detail: `The queue can not go on: ${problem.message}`, metrics };
      if (frozen.length > 0) return { status: 'degraded', detail: frozen.join(' ').slice(0, 1000), metrics };
      const paused = facts.paused ? ', paused' : '';
      return { status: 'ok', detail: `${busy} running, ${queued} queued${paused}.`, metrics };
    },
    async idle() {
      for (;;) {
        await loop.settled();
        if (closing || (runs.size === 0 && retries.size === 0)) break;
        await loop.looked();
      }
      return { left: (await store.facts({})).counts.queued, reasons: [...new Set(reasons)] };
    },
    settled: () => loop.settled(),
    async close() {
      closing = true;
      for (const stop of stopListening) stop();
      server.close();
      await loop.stop();
      await runs.close();
      if (running) await store.removeWorker({ id: me.id });
    },
  };
}
