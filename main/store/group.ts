/**
 * Group commit. Requests that arrived together share one transaction and one fsync: every write runs as it arrives, in
 * a savepoint of its own, and all of a turn are answered only after COMMIT returned. So the work is done while the
 * others are still on their way, and only the fsync is waited for. A write that fails takes back what it did and
 * nothing else. Reads of the same turn are answered after the commit.
 */
import { Fault } from '../../contract/fault.ts';
import type { Readable, Writable } from './db.ts';
import { readOps } from './ops/reads.ts';
import { writeOps } from './ops/writes.ts';
import { problemOf, storeFault } from './problem.ts';
import type { StoreOps } from './types.ts';

interface Job {
  op: string;
  input: unknown;
  settle(outcome: Outcome): void;
}

export interface Group {
  take(job: Job): void;
  /**
   * Carries out everything taken. `busy`: another process holds the database; the writes wait, the reads were
   * answered: call again soon.
   */
  turn(): 'done' | 'busy';
  /** Commits that changed something, of this group. */
  readonly commits: number;
}

interface GroupOptions {
  writable: Writable;
  readable: Readable;
  walBytes: () => number;
  nowMs: () => number;
  onCommit: () => void;
  /** Another process that holds the database longer than this hangs; a write then fails, milliseconds. */
  patienceMs?: number;
}

/** A frozen process may hold the lock as long as it likes; who waits for an answer wants to know after a minute. */
const defaultPatienceMs = 60_000;

type Outcome = { value: unknown } | { fault: Fault };
type Handler = (input: never) => unknown;
const hasOwn = (ops: object, op: string): boolean => Object.hasOwn(ops, op);

export function makeGroup(options: GroupOptions): Group {
  const { writable, readable, nowMs, patienceMs = defaultPatienceMs } = options;
  const reads: Partial<StoreOps> = readOps(readable);
  const writes = writeOps(writable, options.walBytes);
  const begin = writable.change('BEGIN IMMEDIATE');
  const commit = writable.change('COMMIT');
  const savepoint = writable.change('SAVEPOINT one');
  const release = writable.change('RELEASE one');
  const takeBack = writable.change('ROLLBACK TO one');
  const changes = writable.query<{ n: number }>('SELECT total_changes() AS n');
  /** The database was busy when they came. */
  let waitingWrites: Job[] = [];
  let waitingReads: Job[] = [];
  /** The open transaction: what ran in it, and `total_changes()` before. */
  let ran: { job: Job; outcome: Outcome }[] | undefined;
  let changesBefore: number | undefined;
  let busySinceMs: number | undefined;
  let commits = 0;

  const handlerOf = (ops: Partial<StoreOps>, op: string): Handler => Reflect.get(ops, op) as Handler;

  /** Runs one write in its savepoint. Throws only where SQLite gave up the whole transaction. */
  function one(job: Job): Outcome {
    savepoint.run();
    try {
      const value = handlerOf(writes.ops, job.op)(job.input as never);
      release.run();
      return { value };
    } catch (error) {
      if (!writable.inTransaction) throw error;
      takeBack.run();
      release.run();
      return { fault: storeFault(error) };
    }
  }

  /** False where another process holds the database. */
  function begun(): boolean {
    if (ran) return true;
    try {
      begin.run();
    } catch (error) {
      if (problemOf(error) !== 'busy') throw error;
      busySinceMs ??= nowMs();
      return false;
    }
    busySinceMs = undefined;
    changesBefore = changes.get()?.n;
    ran = [];
    return true;
  }

  /** Runs what waits. Nothing of it is answered yet. */
  function runWaiting(): 'done' | 'busy' {
    try {
      if (!begun()) return 'busy';
      for (let job = waitingWrites[0]; job; job = waitingWrites[0]) {
        ran?.push({ job, outcome: one(job) });
        waitingWrites.shift();
      }
    } catch (error) {
      abandon(error);
    }
    return 'done';
  }

  /** Nothing of the transaction is on disk: nobody is told otherwise. */
  function abandon(error: unknown): void {
    if (writable.inTransaction) writable.exec('ROLLBACK');
    const fault = storeFault(error);
    const jobs = ran ?? [];
    ran = undefined;
    for (const { job } of jobs) job.settle({ fault });
    failAll(fault);
  }

  function commitAll(): void {
    if (!ran) return;
    let changed = false;
    try {
      writes.beforeCommit();
      commit.run();
      changed = changes.get()?.n !== changesBefore;
    } catch (error) {
      abandon(error);
      return;
    }
    const jobs = ran;
    ran = undefined;
    if (changed) commits++;
    for (const { job, outcome } of jobs) job.settle(outcome);
    if (changed) options.onCommit();
  }

  function writeAll(): 'done' | 'busy' {
    if (waitingWrites.length > 0 && runWaiting() === 'busy') {
      if (nowMs() - (busySinceMs ?? nowMs()) < patienceMs) return 'busy';
      failAll(
        new Fault('busy', 'Another process has been holding the database for too long: it hangs.', {
          hint: 'Close other Wavekeep processes of this profile.',
        }),
      );
    }
    commitAll();
    return 'done';
  }

  function failAll(fault: Fault): void {
    const jobs = waitingWrites;
    waitingWrites = [];
    busySinceMs = undefined;
    for (const job of jobs) job.settle({ fault });
  }

  function read(job: Job): void {
    try {
      job.settle({ value: handlerOf(reads, job.op)(job.input as never) });
    } catch (error) {
      job.settle({ fault: storeFault(error) });
    }
  }

  return {
    take(job) {
      if (hasOwn(writes.ops, job.op)) {
        waitingWrites.push(job);
        // A database that is busy was waited for once: the turn asks again.
        if (busySinceMs === undefined) runWaiting();
      } else if (hasOwn(reads, job.op)) waitingReads.push(job);
      else job.settle({ fault: new Fault('not-found', `The store has no operation ${job.op}.`) });
    },
    turn() {
      const jobs = waitingReads;
      waitingReads = [];
      const state = writeAll();
      for (const job of jobs) read(job);
      return state;
    },
    get commits() {
      return commits;
    },
  };
}
