/** `worker` as a service runs it: its standard error is a log that is kept for months. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cli } from '../../testing/cli.ts';
import { makeTestFolder, type TestFolder } from '../../testing/files.ts';

let folder: TestFolder;
beforeEach(() => {
  folder = makeTestFolder();
});
afterEach(() => folder.remove());

it('says how the queue stands when that changes, not again and again while a task records', async () => {
  const data = ['--data', folder.path];
  await cli(
    'task',
    'add',
    '--radio',
    'sim:band',
    '--freq',
    '446M',
    '--bandwidth',
    '12.5k',
    '--seconds',
    '2',
    ...data,
  );
  const { stderr, stdout, code } = await cli('worker', '--drain', ...data);
  expect([code, stdout.trim()]).toEqual([0, '1 done, 0 failed, 0 cancelled, 0 left']);
  const lines = stderr.trim().split('\n');
  expect(lines).toContain('1 running, 0 queued');
  expect(lines.filter((line, i) => line === lines[i - 1])).toEqual([]);
}, 30_000);
