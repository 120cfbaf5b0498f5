/** A store in a folder of its own, and drafts to put into it. */
import { TaskDraft, type TaskDraftInput } from '../contract/task.ts';
import {
  openStore,
  type NewTask,
  type ReadyTask,
  type Store,
  type WorkerIdentity,
} from '../main/store/index.ts';
import type { Binding } from '../main/store/db.ts';
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
