/**
 * The program whose disk loses power: adds, claims and ends tasks through the real store, several at a time, and
 * writes every promise into the file `acks` right after it was given: `+ID` added, `=ID` ended. In between it rests
 * (the log is moved into the database) and opens the store anew. Arguments: folder, number of tasks.
 */
import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TaskDraft } from '../../contract/task.ts';
import { openStore, type Store } from '../../main/store/index.ts';

const [folder, count] = process.argv.slice(2);
if (folder === undefined || count === undefined) throw new Error('Give a folder and a number of tasks');
const acks = openSync(join(folder, 'acks'), 'w');
const promise = (line: string): void => void writeSync(acks, `${line}\n`);

const worker = 'program';
const nowMs = Date.UTC(2026, 2, 1);
const draft = TaskDraft.parse({
  kind: 'acquire',
  name: 'a task with a name of some length',
  radio: 'sim:band',
  centreHz: 100e6,
  bandwidthHz: 12_500,
  seconds: 1,
});

/** Each adds one after the other; together they share commits. */
const adders = 4;

async function work(store: Store, tasks: number): Promise<void> {
  await store.registerWorker({ worker: { id: worker, pid: 1, owner: '{}', boot: '' }, monoMs: 0 });
  await Promise.all(
    Array.from({ length: adders }, async () => {
      for (let i = 0; i < tasks / adders; i++) {
        const [id] = await store.addTasks({ tasks: [{ draft, dueMs: nowMs }], by: 'test', nowMs });
        if (id === undefined) throw new Error('no number');
        promise(`+${id}`);
        if (i % 3 === 0) await carryOut(store, id);
      }
    }),
  );
}

async function carryOut(store: Store, id: number): Promise<void> {
  const claims = [{ taskId: id, radioId: 'sim:band' }];
  const [task] = await store.claim({ worker, claims, nowMs, leaseUntilMonoMs: 1e9 });
  if (!task) throw new Error('not claimed');
  const products = [{ kind: 'iq', name: `recording-${id}`, state: 'complete', bytes: 1000 }] as const;
  const lease = { taskId: id, attempt: task.attempt, worker };
  if (!(await store.finish({ ...lease, outcome: 'succeeded', nowMs, products })))
    throw new Error('lease lost');
  promise(`=${id}`);
}

let store = await openStore({ profileDir: folder });
await work(store, Number(count) / 2);
await sleep(400);
await store.close();
store = await openStore({ profileDir: folder });
await work(store, Number(count) / 2);
await store.close();
