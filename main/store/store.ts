/** The side of the store that others call: asks its thread. */
import { Fault } from '../../contract/fault.ts';
import { startThread, type Thread } from '../thread/index.ts';
import { defaultBinding, type Binding } from './db.ts';
import type { StoreCommands } from './serve.ts';
import type { Store, StoreOps } from './types.ts';

export interface StoreOptions {
  /** Where `wavekeep.db` lies; created when absent. A local disk. */
  profileDir: string;
  /** For tests; the runtime decides. */
  binding?: Binding | undefined;
  /** Tests only: another worker, `NAME.worker.ts` beside the module `beside`. */
  thread?: { beside: string; name: string } | undefined;
}

interface Opened {
  thread: Thread<StoreCommands, 'changed'>;
  notice: string | undefined;
}

/** A thread that crashed is started anew after this long, if nobody asks before. */
const reopenMs = 1000;

/**
 * Opens the database in a thread of its own: checked, mended, migrated. Several processes may have one profile open.
 * A thread that crashes fails what it was asked and is started anew. Throws Faults: `version` (used by a newer
 * program), `busy`, `permission`, `disk-full`, `unsupported` (this runtime has no SQLite).
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { profileDir, binding = defaultBinding(), thread: place } = options;
  const listeners = new Set<() => void>();
  const say = (): void => {
    for (const listener of listeners) listener();
  };
  let running: Promise<Opened> | undefined;
  let again: NodeJS.Timeout | undefined;
  let closed = false;

  const open = async (): Promise<Opened> => {
    const thread = startThread<StoreCommands, 'changed'>(
      place?.beside ?? import.meta.url,
      place?.name ?? 'store',
    );
    thread.onNotice(say);
    thread.onCrash(() => {
      running = undefined;
      // Changes of other processes are noticed by the thread: nobody may ask before they come.
      if (!closed) again ??= setTimeout(reopen, reopenMs);
    });
    try {
      const { notice } = await thread.ask('open', { profileDir, binding });
      return { thread, notice };
    } catch (error) {
      await thread.stop();
      throw error;
    }
  };

  const opened = (): Promise<Opened> => {
    if (closed) return Promise.reject(new Fault('cancelled', 'The store is closed.'));
    if (running) return running;
    const opening = open();
    running = opening;
    opening.catch(() => {
      if (running === opening) running = undefined;
    });
    return opening;
  };

  const reopen = (): void => {
    again = undefined;
    // Where it can't be opened, whoever asks next hears why.
    opened().then(say, () => undefined);
  };

  const ask = async <K extends keyof StoreOps>(
    name: K,
    input: Parameters<StoreOps[K]>[0],
  ): Promise<ReturnType<StoreOps[K]>> => (await opened()).thread.ask(name, input);

  const op =
    <K extends keyof StoreOps>(name: K) =>
    (input: Parameters<StoreOps[K]>[0]): Promise<ReturnType<StoreOps[K]>> =>
      ask(name, input);

  const { notice } = await opened();
  return {
    notice,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      closed = true;
      clearTimeout(again);
      listeners.clear();
      const last = await running?.catch(() => undefined);
      try {
        await last?.thread.ask('close', {});
      } finally {
        await last?.thread.stop();
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
    trail: op('trail'),
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
    putRecordings: op('putRecordings'),
    libraryPage: op('libraryPage'),
    libraryIds: op('libraryIds'),
    entry: op('entry'),
    knownRecordings: op('knownRecordings'),
    findRecordings: op('findRecordings'),
    changeRecordings: op('changeRecordings'),
    removeRecordings: op('removeRecordings'),
    restoreRecordings: op('restoreRecordings'),
    forgetRecordings: op('forgetRecordings'),
    removedRecordings: op('removedRecordings'),
    retainable: op('retainable'),
    folderBytes: op('folderBytes'),
    libraryRevision: op('libraryRevision'),
    searches: op('searches'),
    saveSearch: op('saveSearch'),
    removeSearch: op('removeSearch'),
    watchedFolders: op('watchedFolders'),
    addWatched: op('addWatched'),
    removeWatched: op('removeWatched'),
    openImport: op('openImport'),
    openImports: op('openImports'),
    importItems: op('importItems'),
    settleImport: op('settleImport'),
    closeImport: op('closeImport'),
    labels: op('labels'),
    labelsText: op('labelsText'),
    labelsById: op('labelsById'),
    labelPage: op('labelPage'),
    labelChanges: op('labelChanges'),
    editLabels: op('editLabels'),
    undoLabels: op('undoLabels'),
    redoLabels: op('redoLabels'),
    readLabels: op('readLabels'),
    labelsWritten: op('labelsWritten'),
    unwritten: op('unwritten'),
    unread: op('unread'),
    taxonomy: op('taxonomy'),
    changeTaxonomy: op('changeTaxonomy'),
    labelStatistics: op('labelStatistics'),
    reviewQueue: op('reviewQueue'),
    async probe(input) {
      // The whole way there and back, the fsync included: what a caller of the store feels.
      const started = performance.now();
      const { walBytes } = await ask('probe', input);
      return { walBytes, tookMs: performance.now() - started };
    },
  };
}
