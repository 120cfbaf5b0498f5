/** The commands that act on tasks, against the whole engine. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openEngine, type OpenedEngine } from '../../testing/engine.ts';
import { faultOf, makeTestFolder, type TestFolder } from '../../testing/files.ts';
import type { Context } from './context.ts';
import { taskAct, taskEnd, taskPriority } from './task-act.ts';
import { taskAdd } from './task.ts';

let folder: TestFolder;
let opened: OpenedEngine;
let context: Context;
beforeEach(async () => {
  folder = makeTestFolder();
  opened = await openEngine(folder.path, { tasks: 'submit' });
  const { api, engine } = opened;
  context = { api, engine, signal: new AbortController().signal, progress: () => undefined };
});
afterEach(async () => {
  await opened.close();
  folder.remove();
});

const plain = { radio: 'sim:band', freq: '446M', bandwidth: '12.5k', seconds: '1' };
const states = async (): Promise<string[]> =>
  (await context.api.task.page({ sort: 'created', descending: false })).rows.map(({ state }) => state);

it('cancel, undo, priority, now: each is done, shown and kept in the audit trail', async () => {
  await taskAdd(context, { ...plain, at: '2099-01-01' });
  await taskAct(context, 'cancel', ['1']);
  expect(await states()).toEqual(['cancelled']);
  await taskAct(context, 'undoCancel', ['1']);
  expect(await states()).toEqual(['queued']);
  await taskPriority(context, '7', ['1']);
  expect((await taskAct(context, 'runNow', ['1'])).failed).toBe(false);
  const { priority, dueMs, audit } = await context.api.task.get({ id: 1 });
  expect(priority).toBe(7);
  expect(dueMs).toBeLessThanOrEqual(Date.now());
  expect(audit.map(({ what }) => what).sort()).toEqual(
    ['added', 'cancelled', 'made due', 'priority', 'put back'].sort(),
  );
  expect(new Set(audit.map(({ who }) => who)).size).toBe(1);
  const again = await taskAct(context, 'undoCancel', ['1']);
  expect(again).toMatchObject({ failed: true, text: expect.stringMatching(/1 refused/) as string });
});

it('end: the repetition of a run, with the run that waits', async () => {
  await taskAdd(context, { ...plain, every: '0 6 * * *' });
  await taskAdd(context, plain);
  await taskEnd(context, ['1']);
  expect(await states()).toEqual(['cancelled', 'queued']);
  expect((await context.api.task.get({ id: 1 })).nextRunsMs).toEqual([]);
  expect((await faultOf(taskEnd(context, ['2']))).message).toBe('Task 2 does not repeat.');
});

it('add: says at once what no radio here can serve', async () => {
  const slip = await taskAdd(context, { ...plain, radio: 'sim:bnad' });
  expect(slip.text).toBe('Task 1 is queued. It waits: The receiver sim:bnad is not connected.');
  expect((await taskAdd(context, plain)).text).toBe('Task 2 is queued.');
});
