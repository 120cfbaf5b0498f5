/** Promises of tasks that hang on every room at once: the contract, the queue, the lanes, the radio and the files. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RecordingInfo } from '../contract/recording.ts';
import type { TaskDetail, TaskDraftInput, TaskInfo } from '../contract/task.ts';
import { openEngine, type OpenedEngine } from '../testing/engine.ts';
import { makeTestFolder, type TestFolder } from '../testing/files.ts';
import { firstValue } from './cli/values.ts';

let folder: TestFolder;
let opened: OpenedEngine;
beforeEach(async () => {
  folder = makeTestFolder();
  opened = await openEngine(folder.path, { tasks: 'run' });
});
afterEach(async () => {
  await opened.close();
  folder.remove();
  expect(opened.internal).toEqual([]);
});

const add = async (more: Partial<TaskDraftInput>): Promise<number> => {
  const { id } = await opened.api.task.add({
    kind: 'acquire',
    radio: 'sim:band',
    centreHz: 446e6,
    bandwidthHz: 12_500,
    seconds: 60,
    products: ['iq'],
    ...more,
  });
  return id;
};

/** As it stands when the condition holds. */
async function when(id: number, holds: (info: TaskInfo) => boolean): Promise<TaskDetail> {
  await firstValue<TaskInfo[]>(
    (consumer) => opened.api.task.watch({ ids: [id] }, consumer),
    ([info]) => info !== undefined && holds(info),
  );
  return opened.api.task.get({ id });
}
const succeeded = ({ state }: TaskInfo): boolean => state === 'succeeded';

it('a size ends a task well, to the byte', { timeout: 30_000 }, async () => {
  const id = await add({ stop: { bytes: 80_004 } });
  const { productList } = await when(id, succeeded);
  // A whole number of samples of 8 bytes.
  expect(productList).toMatchObject([{ kind: 'iq', state: 'complete', bytes: 80_000, samples: 10_000 }]);
  const path = join(folder.path, 'recordings', `${productList[0]!.name}.sigmf-data`);
  expect(statSync(path).size).toBe(80_000);
});

it('silence ends a task well, after as long as was asked for', { timeout: 30_000 }, async () => {
  // The noise of 12.5 kHz is some -59 dBFS.
  const id = await add({ radio: 'sim:quiet', stop: { silence: { belowDbfs: -30, seconds: 0.5 } } });
  const { productList } = await when(id, succeeded);
  const [iq] = productList;
  expect(iq?.state).toBe('complete');
  const found = await firstValue<RecordingInfo[]>(
    (consumer) => opened.api.recording.list({}, consumer),
    (list) => list.some((one) => one.id === iq?.recordingId && one.condition === 'complete'),
  );
  const seconds = found.find((one) => one.id === iq?.recordingId)?.seconds;
  // Levels are those of some 10 ms, and blocks that had come by then are kept.
  expect(seconds).toBeGreaterThanOrEqual(0.49);
  expect(seconds).toBeLessThan(1);
});

it(
  'a higher priority takes over from a task that may be cut short, which runs anew',
  { timeout: 30_000 },
  async () => {
    const long = await add({ centreHz: 100.2e6, interruptible: true });
    await when(long, ({ phase, progress }) => phase === 'recording' && progress > 0.005);
    const urgent = await add({ centreHz: 145.8e6, seconds: 0.3, priority: 10 });
    await when(urgent, succeeded);
    const again = await when(long, ({ attempt, phase }) => attempt === 2 && phase === 'recording');
    expect(again.attempts.map(({ outcome }) => outcome)).toEqual(['suspended', 'running']);
    expect(again.productList[0]).toMatchObject({
      attempt: 1,
      state: 'partial',
      note: `It gave way to task ${String(urgent)}.`,
    });
    // No try of its own was used up: it is not said to have failed.
    expect(again.fault).toBeUndefined();
    const cancelledAt = performance.now();
    await opened.api.task.cancel({ ids: [long] });
    await when(long, ({ state }) => state === 'cancelled');
    expect(performance.now() - cancelledAt).toBeLessThan(1000);
  },
);
