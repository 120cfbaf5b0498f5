import { describe, expect, it } from 'vitest';
import { Fault, type FaultCode } from '../../contract/fault.ts';
import { backoffMs, verdict } from './retry.ts';
import { makeSpace } from './space.ts';

describe('back-off', () => {
  it('is anything up to 1 s, 2 s, 4 s … 5 min, the same for the same task', () => {
    for (const [failures, mostMs] of [
      [1, 1000],
      [2, 2000],
      [5, 16_000],
      [9, 256_000],
      [10, 300_000],
      [20, 300_000],
    ] as const) {
      const waits = Array.from({ length: 4000 }, (_, task) => backoffMs(failures, task + 1));
      expect(Math.max(...waits)).toBeLessThanOrEqual(mostMs);
      const mean = waits.reduce((a, b) => a + b, 0) / waits.length;
      // Uniform: mean half, its standard error 1/sqrt(12·4000) = 0.5 %; six of them.
      expect(Math.abs(mean / mostMs - 0.5)).toBeLessThan(0.03);
      // Spread over the whole span: every tenth of it holds its share (400 ± 19; six of them).
      for (let tenth = 0; tenth < 10; tenth++) {
        const share = waits.filter((ms) => Math.min(9, Math.floor((ms / mostMs) * 10)) === tenth).length;
        expect(Math.abs(share - 400)).toBeLessThan(120);
      }
    }
    expect(backoffMs(3, 7)).toBe(backoffMs(3, 7));
  });
});

describe('the verdict on a failed try', () => {
  const base = {
    taskId: 1,
    fault: new Fault('device-lost', 'gone'),
    retryable: true,
    failures: 1,
    retries: 2,
    nowMs: 1e6,
  };

  it('is another try until they are used up, then dead', () => {
    expect(verdict(base)).toEqual({ retryMs: 1e6 + backoffMs(1, 1) });
    expect(verdict({ ...base, failures: 2 })).toEqual({ retryMs: 1e6 + backoffMs(2, 1) });
    expect(verdict({ ...base, failures: 3 })).toEqual({ final: 'dead' });
    expect(verdict({ ...base, retries: 0 })).toEqual({ final: 'dead' });
  });

  it('is failed at once where another try meets the same', () => {
    expect(verdict({ ...base, retryable: false })).toEqual({ final: 'failed' });
    for (const code of ['invalid', 'unsupported', 'permission', 'unauthorised', 'version'] as FaultCode[])
      expect(verdict({ ...base, fault: new Fault(code, 'no') })).toEqual({ final: 'failed' });
  });

  it('is dead where the next try would come after the window', () => {
    expect(verdict({ ...base, failures: 2, deadlineMs: 1e6 })).toEqual({ final: 'dead' });
  });
});

describe('a full disk', () => {
  it('holds tasks for 1 s, 2 s, 4 s … 10 s, together', () => {
    const space = makeSpace();
    expect(space.full(0)).toBe(1000);
    expect(space.full(400)).toBe(600);
    expect(space.holds(999)).toBe(true);
    expect(space.holds(1000)).toBe(false);
    const waits: number[] = [];
    let now = 1000;
    for (let i = 0; i < 7; i++) {
      space.tried(now, false);
      const ms = space.nextMs(now) ?? 0;
      waits.push(ms);
      now += ms;
    }
    expect(waits).toEqual([2000, 4000, 8000, 10_000, 10_000, 10_000, 10_000]);
  });

  it('lets go when tasks begin, and forgets when one ends well', () => {
    const space = makeSpace();
    space.full(0);
    space.tried(1000, true);
    expect(space.nextMs(1000)).toBeUndefined();
    expect(space.full(2000)).toBe(2000);
    space.good();
    expect(space.full(9000)).toBe(1000);
  });
});
