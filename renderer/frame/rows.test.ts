import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeRows, needOf, refetchMs, type Rows } from './rows.ts';

interface Row {
  id: number;
  version: number;
}

/** An engine that answers when it is told to. */
class Engine {
  total = 50_000;
  version = 1;
  readonly asked: string[] = [];
  readonly aborted: string[] = [];
  faults: unknown[] = [];
  changes = 0;
  private waiting: (() => void)[] = [];
  rows: Rows<number, Row> = makeRows<number, Row>({
    fetch: (offset, limit, signal) => {
      const name = `${offset}+${limit}`;
      this.asked.push(name);
      return new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => {
          this.aborted.push(name);
          reject(new Error('aborted'));
        });
        const { version, total } = this;
        this.waiting.push(() => {
          const count = Math.max(0, Math.min(limit, total - offset));
          resolve({
            rows: Array.from({ length: count }, (_, k) => ({ id: offset + k + 1, version })),
            total,
          });
        });
      });
    },
    onChange: () => this.changes++,
    onFault: (error) => this.faults.push(error),
  });

  async answer(): Promise<void> {
    this.waiting.shift()?.();
    await vi.advanceTimersByTimeAsync(0);
  }
}

let engine: Engine;
beforeEach(() => {
  vi.useFakeTimers();
  engine = new Engine();
});
afterEach(() => {
  engine.rows.close();
  vi.useRealTimers();
});

describe('what a window needs', () => {
  const nothing = (): undefined => undefined;
  it('is the pages it touches, five at most', () => {
    expect(needOf(0, 40, undefined, nothing)).toEqual({ first: 0, count: 1, missing: true });
    expect(needOf(95, 130, 50_000, nothing)).toEqual({ first: 0, count: 2, missing: true });
    expect(needOf(0, 4999, 50_000, nothing)).toEqual({ first: 0, count: 5, missing: true });
  });
  it('is missing pages before old ones, and nothing where all are fresh', () => {
    expect(needOf(150, 350, 50_000, (page) => (page === 2 ? undefined : false))).toEqual({
      first: 2,
      count: 1,
      missing: true,
    });
    expect(needOf(150, 350, 50_000, (page) => page !== 3)).toEqual({ first: 3, count: 1, missing: false });
    expect(needOf(150, 350, 50_000, () => true)).toBeUndefined();
  });
  it('ends where the list ends', () => {
    expect(needOf(900, 940, 250, nothing)).toEqual({ first: 2, count: 1, missing: true });
    expect(needOf(0, 30, 0, nothing)).toEqual({ first: 0, count: 1, missing: true });
  });
});

describe('rows of a long list', () => {
  it('come by the page around the window, once', async () => {
    engine.rows.want(0, 40);
    await engine.answer();
    expect(engine.rows.total).toBe(50_000);
    expect(engine.rows.at(40)).toEqual({ id: 41, version: 1 });
    expect(engine.rows.indexOf(41)).toBe(40);
    engine.rows.want(10, 60);
    expect(engine.asked).toEqual(['0+100']);
  });

  it('are asked for one question at a time, always for the latest window', async () => {
    engine.rows.want(0, 40);
    for (let row = 1000; row <= 40_000; row += 1000) engine.rows.want(row, row + 40);
    expect(engine.asked).toEqual(['0+100']);
    await engine.answer();
    await engine.answer();
    expect(engine.asked).toEqual(['0+100', '40000+100']);
    expect(engine.rows.at(40_010)?.id).toBe(40_011);
  });

  it('stay on screen while a change is fetched, at most twice a second', async () => {
    engine.rows.want(0, 40);
    await engine.answer();
    for (let change = 0; change < 20; change++) {
      engine.version++;
      engine.rows.stale();
      await engine.answer();
      await vi.advanceTimersByTimeAsync(50);
      expect(engine.rows.at(3)).toBeDefined();
    }
    // A second of changes: the first at once, the next after each half second.
    expect(engine.asked.length - 1).toBeLessThanOrEqual(1 + 1000 / refetchMs);
    await vi.advanceTimersByTimeAsync(refetchMs);
    await engine.answer();
    expect(engine.rows.at(3)?.version).toBe(engine.version);
  });

  it('ask again where the list changed under a question', async () => {
    engine.rows.want(0, 40);
    engine.rows.stale();
    await engine.answer();
    expect(engine.asked).toEqual(['0+100', '0+100']);
  });

  it('forget what is far from the window', async () => {
    for (let page = 0; page < 60; page++) {
      engine.rows.want(page * 100, page * 100 + 30);
      await engine.answer();
    }
    expect(engine.rows.at(5950)).toBeDefined();
    expect(engine.rows.at(0)).toBeUndefined();
  });

  it('forget everything for another list, and the answer that is under way', async () => {
    engine.rows.want(0, 40);
    engine.total = 3;
    engine.rows.reset();
    expect(engine.aborted).toEqual(['0+100']);
    await engine.answer();
    expect(engine.rows.total).toBeUndefined();
    await engine.answer();
    expect(engine.rows.total).toBe(3);
    expect(engine.rows.at(3)).toBeUndefined();
    expect(engine.faults).toEqual([]);
  });

  it('lose their end when the list gets shorter', async () => {
    engine.rows.want(49_950, 49_999);
    await engine.answer();
    engine.total = 120;
    engine.rows.stale();
    await engine.answer();
    await engine.answer();
    expect(engine.rows.total).toBe(120);
    expect(engine.rows.at(49_960)).toBeUndefined();
  });
});
