/** The side of the store that others call: asks its thread. */
import { startThread } from '../thread/index.ts';
import { defaultBinding, type Binding } from './db.ts';
import type { StoreCommands } from './serve.ts';
import type { Store, StoreOps } from './types.ts';

export interface StoreOptions {
  /** Where `wavekeep.db` lies; created when absent. A local disk. */
  profileDir: string;
  /** For tests; the runtime decides. */
  binding?: Binding | undefined;
}

/**
 * Opens the database in a thread of its own: checked, mended, migrated. Several processes may have one profile open.
 * Throws Faults: `version` (used by a newer program), `busy`, `permission`, `disk-full`, `unsupported` (this runtime
 * has no SQLite).
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const thread = startThread<StoreCommands, 'changed'>(import.meta.url, 'store');
  const listeners = new Set<() => void>();
  thread.onNotice(() => {
    for (const listener of listeners) listener();
  });
  const { profileDir, binding = defaultBinding() } = options;
  let notice: string | undefined;
  try {
    ({ notice } = await thread.ask('open', { profileDir, binding }));
  } catch (error) {
    await thread.stop();
    throw error;
  }

  const op =
    <K extends keyof StoreOps>(name: K) =>
    (input: Parameters<StoreOps[K]>[0]): Promise<ReturnType<StoreOps[K]>> =>
      thread.ask(name, input);

  return {
    notice,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      listeners.clear();
      try {
        await thread.ask('close', {});
      } finally {
        await thread.stop();
      }
    },
    addTasks: op('addTasks'),
    cancelTasks: op('cancelTasks'),
    undoCancel: op('undoCancel'),
    retryTasks: op('retryTasks'),
    setPriority: op('setPriority'),
    runNow: op('runNow'),
    endSchedule: op('endSchedule'),
    setPaused: op('setPaused'),
    page: op('page'),
    tasks: op('tasks'),
    detail: op('detail'),
    facts: op('facts'),
    timeline: op('timeline'),
    calendar: op('calendar'),
    registerWorker: op('registerWorker'),
    removeWorker: op('removeWorker'),
    promote: op('promote'),
    ready: op('ready'),
    readyInBand: op('readyInBand'),
    overdue: op('overdue'),
    schedules: op('schedules'),
    setWaiting: op('setWaiting'),
    claim: op('claim'),
    skip: op('skip'),
    beat: op('beat'),
    addProducts: op('addProducts'),
    finish: op('finish'),
    takeOver: op('takeOver'),
    openTuning: op('openTuning'),
    closeTuning: op('closeTuning'),
    unknownNames: op('unknownNames'),
    sources: op('sources'),
    addSources: op('addSources'),
    updateSource: op('updateSource'),
    removeSource: op('removeSource'),
    restoreSource: op('restoreSource'),
    sessions: op('sessions'),
    createSession: op('createSession'),
    updateSession: op('updateSession'),
    startSession: op('startSession'),
    moveSession: op('moveSession'),
    removeSession: op('removeSession'),
    async probe(input) {
      // The whole way there and back, the fsync included: what a caller of the store feels.
      const started = performance.now();
      const { walBytes } = await thread.ask('probe', input);
      return { walBytes, tookMs: performance.now() - started };
    },
  };
}
