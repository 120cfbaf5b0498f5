import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTestStore, startMs, type TestStore } from '../../testing/store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await makeTestStore();
});
afterAll(() => test.close());

it('tells who did what of the whole queue, newest first', async () => {
  const { store } = test;
  const id = await test.add();
  await store.setPaused({ paused: true, by: 'ann', nowMs: startMs + 2000 });
  await store.setPaused({ paused: false, by: 'ben', nowMs: startMs + 3000 });
  const entries = await store.trail({ limit: 10 });
  expect(entries.map((one) => [one.timeMs, one.taskId, one.who, one.what])).toEqual([
    [startMs + 3000, undefined, 'ben', 'queue resumed'],
    [startMs + 2000, undefined, 'ann', 'queue paused'],
    [startMs, id, 'tester', 'added'],
  ]);
  expect(await store.trail({ limit: 1 })).toHaveLength(1);
});
