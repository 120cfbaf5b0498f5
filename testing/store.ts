/** A store in a folder of its own, and drafts to put into it. */
import { TaskDraft, type TaskDraftInput } from '../contract/task.ts';
import {
  openStore,
  type FinishedProduct,
  type Lease,
  type NewTask,
  type ReadyTask,
  type Store,
  type WorkerIdentity,
} from '../main/store/index.ts';
import type { Binding } from '../main/store/db.ts';
import type { RecordingRow } from '../main/store/types.ts';
import { makeTestFolder } from './files.ts';

/** Both ways to SQLite: one suite passes on both. */
export const bindings: readonly Binding[] = ['better-sqlite3', 'fallback'];

/** Noon of a day without meaning. */
export const startMs = Date.UTC(2026, 2, 1, 12);
export const by = 'tester';

export const draftOf = (more: Partial<TaskDraftInput> = {}): TaskDraft =>
  TaskDraft.parse({
    kind: 'acquire',
    radio: 'sim:band',
    centreHz: 100e6,
    bandwidthHz: 12_500,
    seconds: 1,
    ...more,
  });

export const newTask = (more: Partial<TaskDraftInput> = {}, dueMs = startMs): NewTask => ({
  draft: draftOf(more),
  dueMs,
});

export const worker = (id: string, boot = 'this boot'): WorkerIdentity => ({ id, pid: 1, owner: '{}', boot });

/** Of a try that another may mend. */
export const fault = { code: 'device-lost', message: 'The radio was pulled out.' } as const;

const recordingRow = (id: string): RecordingRow => ({
  id,
  name: id,
  datatype: 'ci16_le',
  sampleRateHz: 25_000,
  centreHz: 100e6,
  samples: 25_000,
  startedMs: startMs,
  seconds: 1,
  lostSamples: 0,
  gaps: 0,
  clippedSamples: 0,
  sha512: '00',
  radio: 'sim:band',
});
/** An `iq` product as a try reports it. */
export const iq = (name: string, state: FinishedProduct['state'] = 'complete'): FinishedProduct => ({
  kind: 'iq',
  name,
  state,
  bytes: 100_000,
  recording: recordingRow(name),
});

/** What a worker shows for its claim. */
export const lease = (taskId: number, attempt = 1, who = 'w1'): Lease => ({ taskId, attempt, worker: who });

export interface TestStore {
  readonly store: Store;
  readonly folder: string;
  add(more?: Partial<TaskDraftInput>, dueMs?: number): Promise<number>;
  /** Claims one for the worker; undefined where it is not to be had. */
  claim(taskId: number, by?: string, leaseUntilMonoMs?: number): Promise<ReadyTask | undefined>;
  close(): Promise<void>;
}

/** Two workers, `w1` and `w2`, are registered. */
export async function makeTestStore(binding?: Binding): Promise<TestStore> {
  const folder = makeTestFolder();
  const store = await openStore({ profileDir: folder.path, binding });
  for (const id of ['w1', 'w2']) await store.registerWorker({ worker: worker(id), monoMs: 0 });
  return {
    store,
    folder: folder.path,
    async add(more, dueMs) {
      const [id] = await store.addTasks({ tasks: [newTask(more, dueMs)], by, nowMs: startMs });
      return id!;
    },
    async claim(taskId, who = 'w1', leaseUntilMonoMs = 1000) {
      const claims = [{ taskId, radioId: 'sim:band' }];
      const [task] = await store.claim({ worker: who, claims, nowMs: startMs, leaseUntilMonoMs });
      return task;
    },
    async close() {
      await store.close();
      folder.remove();
    },
  };
}
