import { expect, it } from 'vitest';
import { bindings, makeTestStore, startMs } from '../../testing/store.ts';
import { openDatabase } from './open.ts';

it.each(bindings)('the latest tries of a task that had very many are told, with %s', async (binding) => {
  const test = await makeTestStore(binding);
  const id = await test.add();
  // As another process would: two thousand commits take long.
  const opened = await openDatabase({ profileDir: test.folder, binding, nowMs: startMs });
  opened.writable.exec(
    `INSERT INTO attempt (task_id, attempt, worker, started_ms, outcome)
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1003)
     SELECT ${id}, i, 'w1', 0, 'suspended' FROM n`,
  );
  opened.close();
  const { attempts } = await test.store.detail({ id });
  expect(attempts.map(({ attempt }) => attempt)).toEqual(Array.from({ length: 1000 }, (_, i) => i + 4));
  await test.close();
});
