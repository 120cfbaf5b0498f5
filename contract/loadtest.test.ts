import { describe, expect, it } from 'vitest';
import { Fault } from './fault.ts';
import type { EngineClient } from './index.ts';
import { loadTestReport, loadTestSummary } from './loadtest-report.ts';
import { latencyOf, loadTestPlan, runLoadTest, type LoadTestHost } from './loadtest.ts';

const submissions = (ms: readonly number[]): Parameters<typeof latencyOf>[0] =>
  ms.map((value, index) => ({ index, taskId: index + 1, status: 'accepted', ms: value, atMs: 0 }));

/** An engine of a few lines: every second refused task, and one that lacks its samples. */
function fakeHost(): { host: LoadTestHost; drafts: { centreHz: number; radio: string }[] } {
  const drafts: { centreHz: number; radio: string }[] = [];
  let clock = 0;
  const api = {
    app: { info: () => Promise.resolve({ version: '1', platform: 'p', runtime: 'r' }) },
    health: { check: () => Promise.resolve({ components: [] }) },
    task: {
      add(draft: { centreHz: number; radio: string }) {
        drafts.push(draft);
        clock += 3;
        return drafts.length % 4 === 0
          ? Promise.reject(new Fault('disk-full', 'No room.'))
          : Promise.resolve({ id: drafts.length });
      },
      watch({ ids }: { ids: number[] }, { next }: { next: (value: unknown) => void }) {
        queueMicrotask(() => next(ids.map((id) => ({ id, state: id === 2 ? 'dead' : 'succeeded' }))));
        return { close: () => undefined };
      },
      get: ({ id }: { id: number }) =>
        Promise.resolve({
          productList: [
            { kind: 'iq', state: 'complete', samples: id === 2 ? 10 : 20_000, sha512: 'x', lostSamples: 0 },
            {
              kind: 'metrics',
              state: 'complete',
              metrics: { peakOffsetHz: id === 3 ? 100 : 1, resolutionHz: 5 },
            },
          ],
        }),
    },
  };
  const host: LoadTestHost = {
    api: api as unknown as EngineClient,
    nowMs: () => clock,
    sleep: () => Promise.resolve(),
    progress: () => undefined,
    signal: new AbortController().signal,
  };
  return { host, drafts };
}

describe('the load test', () => {
  it('takes percentiles as the older system did: element int(share·n) of the sorted list', () => {
    const latency = latencyOf(submissions(Array.from({ length: 50 }, (_, i) => 50 - i)));
    // int(0.95·50) = 47 and int(0.99·50) = 49, counted from 0: the 48th and the last.
    expect([latency.p95, latency.p99, latency.max, latency.min]).toEqual([48, 50, 50, 1]);
    expect([latency.mean, latency.median]).toEqual([25.5, 25.5]);
    expect(latency.stdev).toBeCloseTo(14.577, 3);
  });

  it('counts what was refused, what lacks samples and what is off its frequency', async () => {
    const { host, drafts } = fakeHost();
    const plan = loadTestPlan({ tasks: 4, radio: 'sim:band' });
    const result = await runLoadTest(host, plan);
    expect(drafts.slice(0, 4).map((draft) => draft.centreHz)).toEqual(
      [0, 1, 2, 3].map((i) => plan.firstHz + i * plan.stepHz),
    );
    expect(result.serial.submissions.map((one) => one.status)).toEqual([
      'accepted',
      'accepted',
      'accepted',
      'disk-full',
    ]);
    expect(result.serial.completion).toMatchObject({
      succeeded: 2,
      failed: 1,
      measurements: 2,
      onFrequency: 2,
    });
  });

  it('writes the keys of the older report, and says what an acknowledgement promises', async () => {
    const { host } = fakeHost();
    const result = await runLoadTest(host, loadTestPlan({ tasks: 4 }));
    const report = loadTestReport(result);
    const json = JSON.parse(report.json) as Record<string, Record<string, unknown>>;
    expect(Object.keys(json)).toEqual(['timestamp', 'configuration', 'task_data', 'analysis', 'wavekeep']);
    expect(Object.keys(json['configuration']!)).toEqual(['concurrent_tasks', 'api_endpoint']);
    expect(Object.keys((json['task_data'] as unknown as object[])[0]!)).toEqual([
      'index',
      'task_id',
      'status_code',
      'submission_time_ms',
      'timestamp',
    ]);
    expect(Object.keys(json['analysis']!)).toEqual([
      'total_submitted',
      'status_codes',
      'submission_latency_ms',
    ]);
    expect(Object.keys(json['analysis']!['submission_latency_ms'] as object).sort()).toEqual([
      'max',
      'mean',
      'median',
      'min',
      'p95',
      'p99',
      'stdev',
    ]);
    expect(json['analysis']!['status_codes']).toEqual({ 200: 3, 500: 1 });
    expect(report.markdown).toContain('fsync');
    expect(loadTestSummary(result)).toMatchObject({ submitted: 4, accepted: 3 });
  });
});
