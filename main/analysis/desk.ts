/**
 * Work for a thread, in the order in which it was asked for: whoever looks asks for what matters most first. One at a
 * time is with the thread; what was given up meanwhile, because the view has moved on, is never begun. The thread starts
 * when something is asked and ends when nothing was for a while.
 */
import { Fault } from '../../contract/fault.ts';
import { startThread, type Thread } from '../thread/index.ts';
import type { AnalysisCommands } from './analysis-thread.ts';

type AnalysisThread = Thread<AnalysisCommands, never>;

/** A queue of more is of pages that are long gone: the oldest are given up. */
const mostWaiting = 1000;
const idleMs = 60_000;

interface Wish {
  run(thread: AnalysisThread): Promise<void>;
  refuse(fault: Fault): void;
}

export interface Desk {
  /** Rejects with Fault 'cancelled' when the signal gives it up before it began, or the desk closes. */
  ask<T>(signal: AbortSignal, work: (thread: AnalysisThread) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** @param idle milliseconds after which a thread without work ends. */
export function makeDesk(idle = idleMs): Desk {
  const waiting: Wish[] = [];
  let thread: AnalysisThread | undefined;
  let busy = false;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let ending: Promise<void> = Promise.resolve();

  const running = (): AnalysisThread => {
    if (thread) return thread;
    const started: AnalysisThread = startThread(import.meta.url, 'analysis');
    // What it was asked fails with the reason; the next wish gets a new thread.
    started.onCrash(() => {
      if (thread === started) thread = undefined;
    });
    return (thread = started);
  };
  const end = (): void => {
    const last = thread;
    thread = undefined;
    // It closes its files first.
    if (last)
      ending = last.ask('close', {}).then(
        () => last.stop(),
        () => last.stop(),
      );
  };

  const next = async (): Promise<void> => {
    clearTimeout(timer);
    const wish = waiting.shift();
    if (!wish) {
      timer = setTimeout(end, idle).unref();
      return;
    }
    busy = true;
    await wish.run(running());
    busy = false;
    if (!closed) await next();
  };

  return {
    ask(signal, work) {
      if (closed) return Promise.reject(new Fault('cancelled', 'The program is closing.'));
      return new Promise((resolve, reject) => {
        const wish: Wish = {
          async run(with_) {
            signal.removeEventListener('abort', giveUp);
            await work(with_).then(resolve, reject);
          },
          refuse: (fault) => reject(fault),
        };
        const giveUp = (): void => {
          const at = waiting.indexOf(wish);
          if (at < 0) return;
          waiting.splice(at, 1);
          reject(new Fault('cancelled', 'It was given up before it began.'));
        };
        if (signal.aborted) {
          reject(new Fault('cancelled', 'It was given up before it began.'));
          return;
        }
        signal.addEventListener('abort', giveUp, { once: true });
        waiting.push(wish);
        if (waiting.length > mostWaiting)
          waiting
            .shift()
            ?.refuse(new Fault('overflow', 'More was asked of the recording than can be computed.'));
        if (!busy) void next();
      });
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      for (const wish of waiting.splice(0)) wish.refuse(new Fault('cancelled', 'The program is closing.'));
      // Whatever it is at takes two seconds at most.
      end();
      await ending;
    },
  };
}
