import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadTestReport, loadTestSummary } from '../../contract/loadtest-report.ts';
import { loadTestPlan, runLoadTest, type LoadTestResult } from '../../contract/loadtest.ts';
import { parseQuantity } from '../../contract/quantity.ts';
import type { Context, Output } from './context.ts';
import { whole } from './values.ts';

export interface LoadTestOptions {
  tasks: string;
  radio?: string;
  sustain?: string;
  rate?: string;
  report?: string;
  freq?: string;
  step?: string;
  bandwidth?: string;
  seconds?: string;
}

/** `loadtest`: submits acquisition tasks through the real bridge and runs them to completion. */
export async function loadtest(context: Context, options: LoadTestOptions): Promise<Output> {
  const plan = loadTestPlan({
    tasks: whole(options.tasks, 'The number of tasks', 1, 1000),
    ...(options.radio === undefined ? {} : { radio: options.radio }),
    ...(options.freq === undefined ? {} : { firstHz: parseQuantity(options.freq, 'Hz') }),
    ...(options.step === undefined ? {} : { stepHz: parseQuantity(options.step, 'Hz') }),
    ...(options.bandwidth === undefined ? {} : { bandwidthHz: parseQuantity(options.bandwidth, 'Hz') }),
    ...(options.seconds === undefined ? {} : { seconds: parseQuantity(options.seconds, 's', { min: 0.01 }) }),
    ...(options.sustain === undefined ? {} : { sustainSeconds: parseQuantity(options.sustain, 's') }),
    ...(options.rate === undefined
      ? {}
      : { sustainRate: parseQuantity(options.rate, '', { name: 'The rate', min: 0.1, max: 1000 }) }),
  });
  const result = await runLoadTest(
    {
      api: context.api,
      nowMs: () => performance.now(),
      sleep: (ms) => new Promise((wake) => setTimeout(wake, ms)),
      progress: context.progress,
      signal: context.signal,
    },
    plan,
  );
  const report = loadTestReport(result);
  const files: string[] = [];
  if (options.report !== undefined) {
    const folder = resolve(options.report);
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of [
      ['load-test.md', report.markdown],
      ['load-test.json', report.json],
    ] as const) {
      writeFileSync(join(folder, name), text);
      files.push(join(folder, name));
    }
  }
  const { succeeded, measurements } = result.concurrent.completion;
  const invalid = await invalidRecordings(context, result);
  return {
    json: { ...loadTestSummary(result), invalid, files },
    text: [report.markdown, ...invalid.map((one) => `Not valid: ${one}`)].join('\n'),
    failed: succeeded < plan.tasks || measurements < plan.tasks || invalid.length > 0,
  };
}

/** Names of recordings of the tasks submitted at once that are not what their description says, hash included. */
async function invalidRecordings(
  { api, engine, signal }: Context,
  result: LoadTestResult,
): Promise<string[]> {
  const { recordingFolder } = await api.app.info({});
  const names: string[] = [];
  for (const { taskId } of result.concurrent.submissions) {
    const products = taskId === undefined ? [] : (await api.task.get({ id: taskId })).productList;
    for (const { kind, state, name } of products) if (kind === 'iq' && state === 'complete') names.push(name);
  }
  const checked: string[] = [];
  for (const name of names) {
    const { grant } = engine.grant(join(recordingFolder, `${name}.sigmf-meta`));
    const { files } = await api.tool.validate({ grants: [grant] }, { signal });
    if (!files.every(({ ok }) => ok)) checked.push(name);
  }
  return checked;
}
