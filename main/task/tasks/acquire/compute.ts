/** The processor as a lane: pictures and measurements of finished recordings, some at a time, each in its thread. */
import type { ProductThread } from '../../../tools/index.ts';

export interface Compute {
  /** Waits for its turn. Rejects as the job does, or with the signal's reason as soon as it is aborted. */
  run<T>(taskId: number, job: (thread: ProductThread) => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Tasks with a job under way. */
  working(): readonly number[];
  /** Ends every thread at once; jobs under way fail. */
  close(): Promise<void>;
}

export interface ComputeOptions {
  limit(): number;
  start(): ProductThread;
  /** A thread without work ends after this long. */
  idleMs?: number;
}

const defaultIdleMs = 5000;

export function makeCompute(options: ComputeOptions): Compute {
  const { idleMs = defaultIdleMs } = options;
  /** Every thread there is, and those of them without work. */
  const threads = new Set<ProductThread>();
  let free: ProductThread[] = [];
  const working = new Map<symbol, number>();
  let waiting: (() => void)[] = [];
  let taken = 0;
  let timer: NodeJS.Timeout | undefined;

  /** Ends threads; what one of them is working on fails. */
  const end = async (which: readonly ProductThread[]): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    free = free.filter((thread) => !which.includes(thread));
    for (const thread of which) threads.delete(thread);
    await Promise.all(which.map((thread) => thread.close()));
  };

  const turn = async (signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    if (taken < options.limit()) {
      taken++;
      return;
    }
    let grant: () => void = () => undefined;
    const granted = new Promise<void>((resolve) => (grant = resolve));
    waiting.push(grant);
    try {
      await unlessAborted(granted, signal);
    } catch (error) {
      // Granted and aborted in the same moment: the turn goes to the next.
      if (waiting.includes(grant)) waiting = waiting.filter((one) => one !== grant);
      else leave();
      throw error;
    }
  };
  const leave = (): void => {
    taken--;
    while (taken < options.limit()) {
      const grant = waiting.shift();
      if (!grant) break;
      taken++;
      grant();
    }
    if (taken === 0 && free.length > 0) timer = setTimeout(() => void end(free), idleMs);
  };

  return {
    async run(taskId, job, signal) {
      await turn(signal);
      clearTimeout(timer);
      timer = undefined;
      const key = Symbol();
      working.set(key, taskId);
      const thread = free.pop() ?? options.start();
      threads.add(thread);
      const done = job(thread).finally(() => {
        if (threads.has(thread)) free.push(thread);
        working.delete(key);
        leave();
      });
      return unlessAborted(done, signal);
    },
    working: () => [...working.values()],
    close: () => end([...threads]),
  };
}

/** The promise, or a rejection with the signal's reason if that comes first. The work itself goes on. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let forget: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    const stop = (): void =>
      reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    forget = () => signal.removeEventListener('abort', stop);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    forget();
    // Nobody may be waiting for it any more.
    work.catch(() => undefined);
  }
}
