import { availableParallelism, tmpdir } from 'node:os';
import { describe, expect, it, vi } from 'vitest';
import type { Vitals } from '../../contract/health.ts';
import { checkHealth, probeLimitMs, watchVitals } from './index.ts';

describe('health', () => {
  it('is as bad as its worst part', async () => {
    const good = { name: 'a', check: () => ({ status: 'ok' as const, detail: 'fine', metrics: { x: 1 } }) };
    const poor = { name: 'b', check: () => ({ status: 'degraded' as const, detail: 'slow', metrics: {} }) };
    expect((await checkHealth([good])).status).toBe('ok');
    expect((await checkHealth([good, poor])).status).toBe('degraded');
  });

  it('a probe that throws has failed, with its reason', async () => {
    const bad = {
      name: 'disk',
      check: () => {
        throw new Error('read-only file system');
      },
    };
    const report = await checkHealth([bad]);
    expect(report).toMatchObject({ status: 'failed', components: [{ detail: 'read-only file system' }] });
  });

  it('a probe that never answers has failed: frozen is not healthy', async () => {
    vi.useFakeTimers();
    const report = checkHealth([{ name: 'frozen', check: () => new Promise(() => undefined) }]);
    await vi.advanceTimersByTimeAsync(probeLimitMs + 1);
    vi.useRealTimers();
    expect((await report).components[0]).toMatchObject({
      status: 'failed',
      detail: expect.stringMatching(/frozen/) as string,
    });
  });

  it('vitals measure this machine and stop when nobody looks', async () => {
    let stop = (): void => undefined;
    const vitals = await new Promise<Vitals>((resolve) => {
      stop = watchVitals(() => tmpdir(), { send: resolve, end: () => undefined });
    });
    stop();
    expect(vitals.diskTotalBytes).toBeGreaterThanOrEqual(vitals.diskFreeBytes ?? Infinity);
    expect(vitals.memoryBytes).toBeGreaterThan(1e6);
    // No process uses more cores than there are; a reading over no time at all would say so.
    expect(vitals.cpuCores).toBeLessThanOrEqual(availableParallelism() + 0.5);
  });

  it('vitals go on when the recording folder vanishes', async () => {
    let stop = (): void => undefined;
    const vitals = await new Promise<Vitals>((resolve) => {
      stop = watchVitals(() => '/no/such/folder', { send: resolve, end: () => undefined });
    });
    stop();
    expect(vitals.diskFreeBytes).toBeUndefined();
    expect(vitals.memoryBytes).toBeGreaterThan(1e6);
  });
});
