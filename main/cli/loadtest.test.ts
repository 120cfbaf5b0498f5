/** The load test against the whole engine: what it counts is what lies on the disk. */
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { openEngine, type OpenedEngine } from '../../testing/engine.ts';
import { makeTestFolder, type TestFolder } from '../../testing/files.ts';
import type { Context } from './context.ts';
import { loadtest } from './loadtest.ts';

let folder: TestFolder;
let opened: OpenedEngine;
let context: Context;
beforeEach(async () => {
  folder = makeTestFolder();
  opened = await openEngine(folder.path, { tasks: 'run' });
  const { api, engine } = opened;
  context = { api, engine, signal: new AbortController().signal, progress: () => undefined };
});
afterEach(async () => {
  await opened.close();
  folder.remove();
});

it(
  'all are accepted, succeed, are on their frequency and valid; both reports are written',
  { timeout: 60_000 },
  async () => {
    const report = join(folder.path, 'report');
    const { json, failed } = await loadtest(context, {
      tasks: '10',
      seconds: '0.2',
      radio: 'sim:band',
      report,
    });
    expect(failed).toBe(false);
    expect(json).toMatchObject({
      submitted: 10,
      accepted: 10,
      succeeded: 10,
      failed: 0,
      completed: { measurements: 10, onFrequency: 10, lostSamples: 0 },
      invalid: [],
    });
    expect(readFileSync(join(report, 'load-test.md'), 'utf8')).toContain('10');
    expect(JSON.parse(readFileSync(join(report, 'load-test.json'), 'utf8'))).toBeTypeOf('object');
  },
);

it('recordings that are not what their description says fail it, by name', { timeout: 60_000 }, async () => {
  const { api } = context;
  const harmed = new Set<string>();
  const get: typeof api.task.get = async (input) => {
    const detail = await api.task.get(input);
    const name = detail.productList.find(({ kind }) => kind === 'iq')?.name ?? '';
    if (!harmed.has(name))
      appendFileSync(join(folder.path, 'recordings', `${name}.sigmf-data`), Buffer.alloc(8));
    harmed.add(name);
    return detail;
  };
  const harming = { ...context, api: { ...api, task: { ...api.task, get } } };
  const { json, failed } = await loadtest(harming, { tasks: '2', seconds: '0.2', radio: 'sim:band' });
  expect(failed).toBe(true);
  // Of the four harmed ones the two submitted at once.
  const { invalid } = z.object({ invalid: z.array(z.string()) }).parse(json);
  expect([harmed.size, invalid.length]).toEqual([4, 2]);
  for (const name of invalid) expect(harmed).toContain(name);
});
