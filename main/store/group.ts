/**
 * Group commit. Requests that arrived together share one transaction and one fsync: every write of a turn runs in a
 * savepoint of its own, and all of them are answered only after COMMIT returned. A write that fails takes back what
 * it did and nothing else. Reads of the same turn are answered after the commit.
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
  settle(outcome: { value: unknown } | { fault: Fault }): void;
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
  let waitingWrites: Job[] = [];
  let waitingReads: Job[] = [];
  let busySinceMs: number | undefined;
  let commits = 0;

  const handlerOf = (ops: Partial<StoreOps>, op: string): Handler => Reflect.get(ops, op) as Handler;

  /** Runs one write in its savepoint. Throws only where SQLite gave up the whole transaction. */
  function one(job: Job): { value: unknown } | { fault: Fault } {
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

  function write(jobs: readonly Job[]): void {
    const before = changes.get()?.n;
    const outcomes: ({ value: unknown } | { fault: Fault })[] = [];
    try {
      for (const job of jobs) outcomes.push(one(job));
      writes.beforeCommit();
      commit.run();
    } catch (error) {
      // Nothing of it is on disk: nobody is told otherwise.
      if (writable.inTransaction) writable.exec('ROLLBACK');
      const fault = storeFault(error);
      for (const job of jobs) job.settle({ fault });
      return;
    }
    const changed = changes.get()?.n !== before;
    if (changed) commits++;
    jobs.forEach((job, i) => job.settle(outcomes[i]!));
    if (changed) options.onCommit();
  }

  /** False where another process holds the database. */
  function begun(): boolean {
    try {
      begin.run();
      busySinceMs = undefined;
      return true;
    } catch (error) {
      if (problemOf(error) !== 'busy') throw error;
      busySinceMs ??= nowMs();
      return false;
    }
  }

  function writeAll(): 'done' | 'busy' {
    if (waitingWrites.length === 0) return 'done';
    try {
      if (begun()) {
        const jobs = waitingWrites;
        waitingWrites = [];
        write(jobs);
        return 'done';
      }
    } catch (error) {
      failAll(storeFault(error));
      return 'done';
    }
    if (nowMs() - (busySinceMs ?? nowMs()) < patienceMs) return 'busy';
    failAll(
      new Fault('busy', 'Another process has been holding the database for too long: it hangs.', {
        hint: 'Close other Wavekeep processes of this profile.',
      }),
    );
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
      if (hasOwn(writes.ops, job.op)) waitingWrites.push(job);
      else if (hasOwn(reads, job.op)) waitingReads.push(job);
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
