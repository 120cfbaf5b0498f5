import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeLatest } from './latest.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('an answer kept up to date', () => {
  const bench = (takesMs: number) => {
    const values: number[] = [];
    let asked = 0;
    const latest = makeLatest<number>({
      load: (signal) =>
        new Promise((resolve, reject) => {
          const mine = ++asked;
          const timer = setTimeout(() => resolve(mine), takesMs);
          signal.addEventListener('abort', () => {
            clearTimeout(timer);
            reject(new Error('aborted'));
          });
        }),
      onValue: (value) => values.push(value),
      onFault: (error) => expect.unreachable(String(error)),
      waitMs: 500,
    });
    return { latest, values, count: () => asked };
  };

  it('is asked at once, and the answer to an earlier question is dropped', async () => {
    const { latest, values } = bench(100);
    latest.ask();
    await vi.advanceTimersByTimeAsync(50);
    latest.ask();
    await vi.advanceTimersByTimeAsync(200);
    expect(values).toEqual([2]);
    latest.close();
  });

  it('is asked again at most twice a second however often it changes, and shows the last state', async () => {
    const { latest, values, count } = bench(30);
    latest.ask();
    for (let ms = 0; ms < 2000; ms += 20) {
      latest.stale();
      await vi.advanceTimersByTimeAsync(20);
    }
    expect(count()).toBeLessThanOrEqual(5);
    expect(count()).toBeGreaterThanOrEqual(4);
    await vi.advanceTimersByTimeAsync(1000);
    expect(values.at(-1)).toBe(count());
    latest.close();
  });

  it('is over once closed', async () => {
    const { latest, values, count } = bench(30);
    latest.ask();
    latest.close();
    latest.stale();
    await vi.advanceTimersByTimeAsync(2000);
    expect(count()).toBe(1);
    expect(values).toEqual([]);
  });
});
