/**
 * Whether a thread still works: it says something four times a second while it has work. Counted in turns of a
 * timer of this side's, not in time: after a suspend, or while this side itself was busy, nobody is called frozen
 * whose words already wait to be read.
 */
import { ringReader, type RingMemory } from './ring.ts';

export interface Watch {
  /** While there is work; a timer runs. */
  start(): void;
  stop(): void;
  /** The thread said something. */
  heard(): void;
  /** False: it said nothing for the time given although samples came. */
  readonly alive: boolean;
  /** Settles when it said nothing for that time, samples or not. */
  silence(): Promise<void>;
}

const turns = 4;
/** A thread that is only starting, on a busy machine, has so much longer for its first word. */
const startFactor = 5;

/** @param onChange called when `alive` changes. */
export function makeWatch(ring: RingMemory, frozenAfterMs: number, onChange: () => void): Watch {
  // Reads nothing: its backlog says how far the ring went.
  const reader = ringReader(ring);
  let timer: NodeJS.Timeout | undefined;
  let silentTurns = 0;
  let backlogThen = 0;
  let alive = true;
  let spoke = false;
  let waiters: (() => void)[] = [];

  const setAlive = (next: boolean): void => {
    if (alive === next) return;
    alive = next;
    onChange();
  };
  const turn = (): void => {
    silentTurns++;
    if (silentTurns < (spoke ? turns : turns * startFactor)) return;
    if (reader.backlog !== backlogThen) setAlive(false);
    const now = waiters;
    waiters = [];
    for (const waiter of now) waiter();
  };
  const rewind = (): void => {
    silentTurns = 0;
    backlogThen = reader.backlog;
    setAlive(true);
  };

  return {
    start() {
      if (timer) return;
      rewind();
      timer = setInterval(turn, frozenAfterMs / turns);
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
      setAlive(true);
    },
    heard() {
      spoke = true;
      rewind();
    },
    get alive() {
      return alive;
    },
    silence: () => new Promise((resolve) => waiters.push(resolve)),
  };
}
