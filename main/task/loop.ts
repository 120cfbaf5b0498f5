/** One look after another, never two at once; changes that come together are looked at together. */
import type { Fault } from '../../contract/fault.ts';
import { asFault } from '../thread/index.ts';
import type { Clock } from './clock.ts';

/** Fifty submissions at once become one plan; nobody notices the wait of a recording. */
const gatherMs = 30;
/** A stream of submissions is planned ten times a second: planning shares this thread with answering them. */
const apartMs = 100;
/** After a look that failed (the database can't be written, for example). */
const afterFaultMs = 2000;

export interface Loop {
  /** Something changed: look soon. */
  wake(): void;
  /** Settles when nothing is being looked at or about to be, timers aside. */
  settled(): Promise<void>;
  /** Settles after the next look. */
  looked(): Promise<void>;
  /** No further look begins; settles when the present one is over. */
  stop(): Promise<void>;
}

export interface LoopOptions {
  clock: Clock;
  /** Answers after how many milliseconds to look again though nothing changed; undefined: not at all. */
  look(): Promise<number | undefined>;
  problem(fault: Fault): void;
}

export function makeLoop(options: LoopOptions): Loop {
  const { clock } = options;
  let gathering: (() => void) | undefined;
  let timer: (() => void) | undefined;
  let looking = false;
  /** Changes seen while looking. */
  let changes = 0;
  let stopped = false;
  let lastMs = Number.NEGATIVE_INFINITY;
  let waiting: (() => void)[] = [];

  const quiet = (): boolean => !gathering && !looking;
  const sayLooked = (): void => {
    const told = waiting;
    waiting = [];
    for (const tell of told) tell();
  };

  const next = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));

  const look = async (): Promise<void> => {
    gathering = undefined;
    timer?.();
    timer = undefined;
    looking = true;
    const before = changes;
    let nextMs: number | undefined;
    try {
      nextMs = await options.look();
    } catch (error) {
      options.problem(asFault(error));
      nextMs = afterFaultMs;
    }
    looking = false;
    lastMs = clock.monoMs();
    if (stopped) return sayLooked();
    if (nextMs !== undefined) timer = clock.timer(nextMs, begin);
    if (changes !== before) wake();
    sayLooked();
  };
  const begin = (): void => {
    // A timer that fires while a look runs or is about to: that look does.
    if (quiet()) void look();
  };
  const wake = (): void => {
    if (stopped) return;
    if (looking) changes++;
    else gathering ??= clock.timer(Math.max(gatherMs, lastMs + apartMs - clock.monoMs()), () => void look());
  };

  return {
    wake,
    async settled() {
      while (!quiet()) await next();
    },
    looked: () => (stopped ? Promise.resolve() : next()),
    async stop() {
      stopped = true;
      gathering?.();
      gathering = undefined;
      timer?.();
      timer = undefined;
      while (looking) await next();
      sayLooked();
    },
  };
}
