/**
 * A worker thread that answers commands one at a time and sends notices.
 * Commands are serialised in the thread: a retune never races another command or a transfer.
 */
import { setFlagsFromString } from 'node:v8';
import { Worker, parentPort, type Transferable } from 'node:worker_threads';
import { Fault } from '../../contract/fault.ts';

export { boot, isThisProcess, monotonicMs, Owner, stateOfOwner, thisOwner } from './owner.ts';
export { makePace } from './pace.ts';

type Commands = Readonly<Record<string, (input: never) => unknown>>;

/** Sequence number of commands nobody waits for. */
const untold = -1;

/** What a thread is sent and sends: for one that serves several commands at once and so can't use `serveThread`. */
export interface Request {
  seq: number;
  op: string;
  input: unknown;
}
type FaultFacts = ReturnType<Fault['toJSON']>;
export interface Reply {
  seq: number;
  value?: unknown;
  fault?: FaultFacts;
}
export interface NoticeMessage {
  notice: unknown;
}

export interface Thread<C extends Commands, N> {
  ask<K extends keyof C & string>(
    op: K,
    input: Parameters<C[K]>[0],
    transfer?: Transferable[],
  ): Promise<Awaited<ReturnType<C[K]>>>;
  /** A command without an answer. If it fails the thread ends and `onCrash` says so. */
  tell<K extends keyof C & string>(op: K, input: Parameters<C[K]>[0]): void;
  /** One listener. */
  onNotice(listener: (notice: N) => void): void;
  /** Called once if the thread ends without `stop()`: a crash of its code. */
  onCrash(listener: (fault: Fault) => void): void;
  stop(): Promise<void>;
}

/** Sources run as TypeScript, the bundle as JavaScript: both keep a worker beside the module that starts it. */
const fromSources = import.meta.url.endsWith('.ts');

// Node strips types with WebAssembly, once in every thread. Threads that replace their wrappers after 1,000 calls
// free the old ones at the same time, which crashes V8 (its WasmEngine::FreeDeadCode): keep the first ones instead.
// The bundle has no types to strip.
if (fromSources) setFlagsFromString('--wasm-wrapper-tiering-budget=1000000000');

function workerUrl(beside: string, name: string): URL {
  const extension = fromSources ? 'ts' : 'js';
  return new URL(`./${name}.worker.${extension}`, beside);
}

/** @param beside `import.meta.url` of the caller. @param name the file `NAME.worker.ts` in the caller's folder. */
export function startThread<C extends Commands, N>(beside: string, name: string): Thread<C, N> {
  const worker = new Worker(workerUrl(beside, name), { name: `wavekeep ${name}` });
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Fault) => void }>();
  let sequence = 0;
  let stopping = false;
  let over = false;
  let noticeListener: ((notice: N) => void) | undefined;
  let crashListener: ((fault: Fault) => void) | undefined;
  let crash: Fault | undefined;

  worker.on('message', (message: Reply | NoticeMessage) => {
    if ('notice' in message) {
      noticeListener?.(message.notice as N);
      return;
    }
    const waiter = waiting.get(message.seq);
    waiting.delete(message.seq);
    if (message.fault) waiter?.reject(Fault.from(message.fault));
    else waiter?.resolve(message.value as never);
  });
  worker.on('error', (error: Error) => {
    crash = new Fault('internal', `The ${name} thread failed: ${error.message}`, { cause: error });
  });
  worker.on('exit', () => {
    over = true;
    const fault = crash ?? new Fault('cancelled', `The ${name} thread has ended.`);
    for (const waiter of waiting.values()) waiter.reject(fault);
    waiting.clear();
    if (!stopping) crashListener?.(fault);
  });

  return {
    ask(op, input, transfer) {
      if (over) return Promise.reject(new Fault('cancelled', `The ${name} thread has ended.`));
      const seq = sequence++;
      return new Promise((resolve, reject) => {
        waiting.set(seq, { resolve, reject });
        worker.postMessage({ seq, op, input } satisfies Request, transfer);
      });
    },
    tell(op, input) {
      if (!over) worker.postMessage({ seq: untold, op, input } satisfies Request);
    },
    onNotice: (listener) => void (noticeListener = listener),
    onCrash: (listener) => void (crashListener = listener),
    async stop() {
      stopping = true;
      if (!over) await worker.terminate();
    },
  };
}

export interface ThreadSide<N> {
  notify(notice: N, transfer?: Transferable[]): void;
}

/** Called once in the thread's own file. Handlers run one at a time, in the order they were asked. */
export function serveThread<N>(makeHandlers: (side: ThreadSide<N>) => Commands): void {
  const port = parentPort;
  if (!port) throw new Error('serveThread runs inside a worker thread only');
  const handlers = makeHandlers({
    notify: (notice, transfer) => port.postMessage({ notice } satisfies NoticeMessage, transfer ?? []),
  });
  let tail = Promise.resolve();
  port.on('message', (request: Request) => {
    tail = tail.then(async () => {
      const reply: Reply = { seq: request.seq };
      try {
        const handler = handlers[request.op];
        if (!handler) throw new Fault('not-found', `This thread has no command ${request.op}.`);
        reply.value = await handler(request.input as never);
      } catch (error) {
        if (request.seq === untold) throw error;
        reply.fault = asFault(error).toJSON();
      }
      if (request.seq !== untold) port.postMessage(reply);
    });
  });
}

/** Faults pass; anything else becomes `internal` with its message kept for the log of this process. */
export function asFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new Fault('internal', message, { cause: error });
}
