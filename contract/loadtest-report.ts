/**
 * The report of a load test in the tables and JSON keys of the system this one succeeds, ours beside them. Its figures
 * are quoted as measured earlier: a serial loop of 50 requests on its own machine, answered before anything was safe.
 */
import type { Latency, LoadTestPart, LoadTestResult } from './loadtest.ts';

/** 50 submissions of the older system, milliseconds; see the source of each in its text. */
const earlier: readonly { what: string; mean: number; median: number; p95: number; max: number }[] = [
  {
    what: 'its own report (serial loop, other hardware, acknowledged before safe)',
    mean: 52,
    median: 52.2,
    p95: 52.8,
    max: 62.6,
  },
  {
    what: 'the same system on a 2-core machine like ours, serial, middle of 3 runs',
    mean: 12.3,
    median: 10.5,
    p95: 26,
    max: 37,
  },
  {
    what: 'the same, 50 truly at once, middle of 3 runs',
    mean: 345,
    median: 313,
    p95: 499,
    max: 522,
  },
];

const promise =
  'An acknowledgement means: the task is on disk in the write-ahead log, and the fsync of that log has returned. ' +
  'It survives kill -9 and power loss. The earlier system answered before its broker had written anything.';

export interface LoadTestReport {
  markdown: string;
  json: string;
}

export function loadTestReport(result: LoadTestResult): LoadTestReport {
  return { markdown: markdownOf(result), json: `${JSON.stringify(jsonOf(result), null, 2)}\n` };
}

/** The summary of the command line, and our part of the JSON report. */
export function loadTestSummary(result: LoadTestResult): Record<string, unknown> {
  const { concurrent, serial, sustained } = result;
  return {
    submitted: concurrent.submissions.length,
    accepted: accepted(concurrent),
    succeeded: concurrent.completion.succeeded,
    failed: concurrent.completion.failed,
    submissionMs: brief(concurrent.latency),
    serial: {
      submitted: serial.submissions.length,
      accepted: accepted(serial),
      succeeded: serial.completion.succeeded,
      submissionMs: brief(serial.latency),
    },
    completed: {
      seconds: concurrent.completion.seconds,
      measurements: concurrent.completion.measurements,
      onFrequency: concurrent.completion.onFrequency,
      samples: concurrent.completion.samples,
      lostSamples: concurrent.completion.lostSamples,
      faults: concurrent.completion.faults,
    },
    ...(sustained
      ? {
          sustained: {
            seconds: sustained.seconds,
            submitted: sustained.submitted,
            accepted: sustained.accepted,
            perSecond: sustained.perSecond,
            succeeded: sustained.completion.succeeded,
            measurements: sustained.completion.measurements,
            submissionMs: brief(sustained.latency),
            memoryBytes: sustained.memoryBytes,
            eventLoopLagMs: sustained.eventLoopLagMs,
          },
        }
      : {}),
    components: result.components,
  };
}

function accepted(part: LoadTestPart): number {
  return part.submissions.filter((one) => one.taskId !== undefined).length;
}

function brief({ mean, median, p95, p99, max }: Latency): Record<string, number> {
  return { mean, median, p95, p99, max };
}

/** The older system's keys first, as they were; `wavekeep` holds ours. */
function jsonOf(result: LoadTestResult): Record<string, unknown> {
  const { concurrent, plan } = result;
  return {
    timestamp: new Date(result.startedMs).toISOString(),
    configuration: { concurrent_tasks: plan.tasks, api_endpoint: 'bridge: task.add' },
    task_data: concurrent.submissions.map((one) => ({
      index: one.index,
      task_id: one.taskId === undefined ? null : String(one.taskId),
      status_code: statusCode(one.status),
      submission_time_ms: one.ms,
      timestamp: new Date(one.atMs).toISOString(),
    })),
    analysis: {
      total_submitted: concurrent.submissions.length,
      status_codes: counts(concurrent),
      submission_latency_ms: concurrent.latency,
    },
    wavekeep: {
      version: result.version,
      platform: result.platform,
      runtime: result.runtime,
      plan,
      acknowledgement: promise,
      ...loadTestSummary(result),
    },
  };
}

/** The older reports count HTTP codes: accepted stands for 200, a refusal for 500. */
function statusCode(status: string): number {
  return status === 'accepted' ? 200 : 500;
}

function counts(part: LoadTestPart): Record<string, number> {
  const found: Record<string, number> = {};
  for (const one of part.submissions) {
    const code = String(statusCode(one.status));
    found[code] = (found[code] ?? 0) + 1;
  }
  return found;
}

const ms = (value: number): string => value.toFixed(2);

function markdownOf(result: LoadTestResult): string {
  const { concurrent, serial, sustained, plan } = result;
  const line = (name: string, value: string): string => `| ${name} | ${value} |`;
  const submitted = concurrent.submissions.length;
  const done = concurrent.completion;
  const distribution = (latency: Latency): string[] => [
    line('Mean', `${ms(latency.mean)} ms`),
    line('Median', `${ms(latency.median)} ms`),
    line('Std dev', `${ms(latency.stdev)} ms`),
    line('Min', `${ms(latency.min)} ms`),
    line('Max', `${ms(latency.max)} ms`),
    line('P95', `${ms(latency.p95)} ms`),
    line('P99', `${ms(latency.p99)} ms`),
  ];
  const compared = [
    ...earlier.map((row) => [row.what, row.mean, row.median, row.p95, row.max] as const),
    row('this run, one after another', serial.latency),
    row('this run, all at once', concurrent.latency),
  ];
  return [
    '# Load test',
    '',
    line('Date', new Date(result.startedMs).toISOString()),
    '| --- | --- |',
    line('Type', `${plan.tasks} acquisition tasks, one after another and all at once`),
    line('Endpoint', '`task.add` over the typed bridge'),
    line('Radio', plan.radio),
    line('Program', `Wavekeep ${result.version}, ${result.runtime}, ${result.platform}`),
    '',
    '## Key metrics (all at once)',
    '',
    line('Metric', 'Value'),
    '| --- | --- |',
    line('Submitted', `${accepted(concurrent)}/${submitted}`),
    line('Mean', `${ms(concurrent.latency.mean)} ms`),
    line('P95', `${ms(concurrent.latency.p95)} ms`),
    line('P99', `${ms(concurrent.latency.p99)} ms`),
    line('Max', `${ms(concurrent.latency.max)} ms`),
    line('Completed', `${done.succeeded}/${submitted} in ${done.seconds.toFixed(2)} s`),
    line('With every sample on disk', `${done.measurements}/${submitted}`),
    line('Signal within one bin of the task', `${done.onFrequency}/${submitted}`),
    line('Samples lost', String(done.lostSamples)),
    '',
    '## Distribution of submissions, all at once',
    '',
    line('Statistic', 'Value'),
    '| --- | --- |',
    ...distribution(concurrent.latency),
    '',
    '## Distribution of submissions, one after another',
    '',
    line('Statistic', 'Value'),
    '| --- | --- |',
    ...distribution(serial.latency),
    '',
    '## Status codes',
    '',
    line('Code', 'Count'),
    '| --- | --- |',
    ...Object.entries(counts(concurrent)).map(([code, count]) => line(code, String(count))),
    '',
    ...(sustained
      ? [
          '## Sustained',
          '',
          line('Metric', 'Value'),
          '| --- | --- |',
          line('Duration', `${sustained.seconds.toFixed(1)} s at ${sustained.perSecond.toFixed(2)} a second`),
          line('Accepted', `${sustained.accepted}/${sustained.submitted}`),
          line('Completed', `${sustained.completion.succeeded}/${sustained.submitted}`),
          line('Mean / P99', `${ms(sustained.latency.mean)} / ${ms(sustained.latency.p99)} ms`),
          line(
            'Memory first / last / most',
            `${mb(sustained.memoryBytes.first)} / ${mb(sustained.memoryBytes.last)} / ${mb(sustained.memoryBytes.max)} MB`,
          ),
          line(
            'Event-loop lag mean / most',
            `${ms(sustained.eventLoopLagMs.mean)} / ${ms(sustained.eventLoopLagMs.max)} ms`,
          ),
          '',
        ]
      : []),
    '## What an acknowledgement promises',
    '',
    promise,
    '',
    '## Beside the system before (as measured earlier, not in this run)',
    '',
    '| 50 submissions, ms | mean | median | P95 | max |',
    '| --- | --- | --- | --- | --- |',
    ...compared.map(
      ([what, ...values]) => `| ${what} | ${values.map((value) => value.toFixed(1)).join(' | ')} |`,
    ),
    '',
    '## Observations',
    '',
    ...observations(result).map((text) => `- ${text}`),
    '',
    '## First tasks',
    '',
    '| # | task | status | ms |',
    '| --- | --- | --- | --- |',
    ...concurrent.submissions
      .slice(0, 5)
      .map((one) => `| ${one.index + 1} | ${one.taskId ?? ''} | ${one.status} | ${ms(one.ms)} |`),
    '',
    '## Components',
    '',
    '| component | status | detail |',
    '| --- | --- | --- |',
    ...result.components.map((one) => `| ${one.name} | ${one.status} | ${one.detail.replaceAll('|', '/')} |`),
    '',
  ].join('\n');
}

const mb = (bytes: number): string => (bytes / 1e6).toFixed(0);

function row(what: string, latency: Latency): readonly [string, number, number, number, number] {
  return [what, latency.mean, latency.median, latency.p95, latency.max];
}

/** Only what the figures say. */
function observations({ concurrent, serial, sustained }: LoadTestResult): string[] {
  const total = concurrent.submissions.length;
  const done = concurrent.completion;
  const said = [
    accepted(concurrent) === total
      ? 'Every submission was accepted.'
      : `${total - accepted(concurrent)} submissions were refused.`,
    done.measurements === total
      ? 'Every task has all its samples on disk.'
      : `${total - done.measurements} tasks lack samples.`,
    `All at once a submission took ${ms(concurrent.latency.mean)} ms in the mean, one after another ${ms(serial.latency.mean)} ms.`,
  ];
  if (done.lostSamples > 0) said.push(`${done.lostSamples} samples were lost while recording.`);
  said.push(...done.faults.map((fault) => `Failure: ${fault}`));
  const unfinished = sustained ? sustained.submitted - sustained.completion.succeeded : 0;
  if (unfinished > 0) said.push(`${unfinished} tasks of the sustained part did not succeed.`);
  return said;
}
