import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makeBlock } from './block.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('is longer with every failure, a minute at most, and short again after a start that went well', () => {
  let over = 0;
  const block = makeBlock(5000, () => over++);
  const lengths: number[] = [];
  const fail = (): void => {
    const before = over;
    block.failed('in use by another program');
    let ms = 0;
    for (; over === before; ms += 1000) {
      expect(block.why).toBe('in use by another program');
      vi.advanceTimersByTime(1000);
    }
    expect(block.why).toBeUndefined();
    lengths.push(ms);
  };
  for (let n = 0; n < 6; n++) fail();
  block.started();
  fail();
  expect(lengths).toEqual([5000, 10_000, 20_000, 40_000, 60_000, 60_000, 5000]);
});

it('says nothing once closed', () => {
  let over = 0;
  const block = makeBlock(5000, () => over++);
  block.failed('in use by another program');
  block.close();
  vi.advanceTimersByTime(100_000);
  expect([over, vi.getTimerCount()]).toEqual([0, 0]);
});
