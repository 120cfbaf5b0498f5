/** The other processes that run tasks on this profile: which of them are gone, and which may have frozen. */
import type { QueueState } from '../../contract/task.ts';
import type { QueueFacts, WorkerIdentity, WorkerRow } from '../store/index.ts';
import { boot, Owner, stateOfOwner, thisOwner } from '../thread/index.ts';
import type { Clock } from './clock.ts';

/** Leases of another run of the machine are void; where the system has no name for it, dead processes are told apart. */
const thisBoot = (): string => boot() ?? 'unknown';

/** @param unique tells runs of one process id apart */
export function thisWorker(unique: string): WorkerIdentity {
  const owner = thisOwner();
  return {
    id: `${owner.host}:${String(owner.pid)}:${unique}`.slice(-200),
    pid: owner.pid,
    owner: JSON.stringify(owner),
    boot: thisBoot(),
  };
}

function lives(row: WorkerRow, clock: Clock): boolean {
  if (row.boot !== thisBoot()) return false;
  const owner = Owner.safeParse(parsed(row.owner));
  // A row that can't be read: its lease decides.
  if (!owner.success) return true;
  return stateOfOwner(owner.data, clock.wallMs() - (clock.monoMs() - row.beatMonoMs)).alive;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export interface Others {
  /** Processes that ended without saying so. */
  dead: string[];
  /** Another process lives and looks after the queue. */
  attended: boolean;
  /** A lease may have run out by now: worth asking the store. */
  suspect: boolean;
  /** Until the next lease could have run out, milliseconds; undefined: nothing of others runs. */
  nextMs: number | undefined;
}

export function lookAtOthers(facts: QueueFacts, me: string, clock: Clock, leaseMs: number): Others {
  const monoMs = clock.monoMs();
  const others: Others = { dead: [], attended: false, suspect: false, nextMs: undefined };
  const later = (ms: number): void => void (others.nextMs = Math.min(others.nextMs ?? ms, ms));
  let ofWorkers = 0;
  for (const row of facts.workers) {
    ofWorkers += row.running;
    if (row.id === me) continue;
    if (!lives(row, clock)) {
      others.dead.push(row.id);
      continue;
    }
    others.attended ||= !row.frozen;
    if (row.running === 0) continue;
    const leftMs = row.beatMonoMs + leaseMs - monoMs;
    if (leftMs <= 0) others.suspect = true;
    // Asked too early (its lease is longer than ours), ask again after a while.
    later(leftMs > 0 ? leftMs + 1 : leaseMs / 3);
  }
  // Tasks that run nowhere: their worker left without ending them.
  if (facts.counts.running > ofWorkers) {
    others.suspect = true;
    later(leaseMs);
  }
  return others;
}

/** Workers as the contract shows them. */
export function workersShown(facts: QueueFacts, me: string, clock: Clock): QueueState['workers'] {
  return facts.workers.slice(0, 100).map((row) => ({
    id: row.id,
    pid: row.pid,
    alive: row.id === me || (lives(row, clock) && !row.frozen),
    running: row.running,
    here: row.id === me,
  }));
}

/** A worker renews its leases in every third of them: two renewals missed are worth telling. */
const silentShare = 0.75;

/** Sentences about processes that hold or held leases and don't renew them. */
export function frozenWorkers(facts: QueueFacts, me: string, clock: Clock, leaseMs: number): string[] {
  const monoMs = clock.monoMs();
  return facts.workers
    .filter((row) => row.id !== me && lives(row, clock))
    .filter((row) => row.frozen || (row.running > 0 && monoMs - row.beatMonoMs > leaseMs * silentShare))
    .map(
      (row) =>
        `Worker ${row.id} (process ${String(row.pid)}) has not renewed its lease for ${((monoMs - row.beatMonoMs) / 1000).toFixed(0)} s.`,
    );
}
