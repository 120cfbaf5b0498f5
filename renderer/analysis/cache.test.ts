import { describe, expect, it } from 'vitest';
import { makeCache } from './cache.ts';
import { makeFetcher } from './fetcher.ts';

describe('the cache of tiles', () => {
  it('never holds more than its bytes; what was not used for longest goes first', () => {
    const gone: string[] = [];
    const cache = makeCache<string>(100, (value) => gone.push(value));
    cache.set('a', 'a', 40);
    cache.set('b', 'b', 40);
    expect(cache.get('a')).toBe('a');
    cache.set('c', 'c', 40);
    expect(gone).toEqual(['b']);
    expect([cache.has('a'), cache.has('b'), cache.has('c'), cache.bytes]).toEqual([true, false, true, 80]);
    cache.set('a', 'anew', 60);
    expect(cache.bytes).toBe(100);
    cache.clear();
    expect([cache.bytes, cache.size]).toEqual([0, 0]);
    expect(gone).toEqual(['b', 'a', 'c', 'anew']);
  });

  it('keeps one that is more than it may hold: it is wanted now', () => {
    const cache = makeCache<string>(10);
    cache.set('big', 'big', 50);
    expect(cache.get('big')).toBe('big');
    cache.set('next', 'next', 5);
    expect([cache.has('big'), cache.bytes]).toEqual([false, 5]);
  });
});

describe('the fetcher', () => {
  const bench = (
    most: number,
  ): {
    fetcher: ReturnType<typeof makeFetcher>;
    started: string[];
    aborted: string[];
    failed: string[];
    end: (name: string, error?: Error) => Promise<void>;
    wanted: (names: string) => { name: string; fetch: (signal: AbortSignal) => Promise<void> }[];
  } => {
    const started: string[] = [];
    const aborted: string[] = [];
    const failed: string[] = [];
    const ends = new Map<string, (error?: Error) => void>();
    return {
      fetcher: makeFetcher(most, (name) => failed.push(name)),
      started,
      aborted,
      failed,
      async end(name, error) {
        ends.get(name)?.(error);
        await new Promise((resolve) => setTimeout(resolve));
      },
      wanted: (names) =>
        Array.from(names, (name) => ({
          name,
          fetch: (signal) =>
            new Promise((resolve, reject) => {
              started.push(name);
              signal.addEventListener('abort', () => {
                aborted.push(name);
                reject(new Error('cancelled'));
              });
              ends.set(name, (error) => (error === undefined ? resolve() : reject(error)));
            }),
        })),
    };
  };

  it('fetches in order, a few at a time, and cancels what scrolled away', async () => {
    const { fetcher, started, aborted, end, wanted } = bench(2);
    fetcher.want(wanted('abcd'));
    expect(started).toEqual(['a', 'b']);
    await end('a');
    expect(started).toEqual(['a', 'b', 'c']);
    expect(fetcher.pending).toBe(3);
    fetcher.want(wanted('cxy'));
    expect(aborted).toEqual(['b']);
    expect(started).toEqual(['a', 'b', 'c', 'x']);
    fetcher.close();
    expect(aborted).toEqual(['b', 'c', 'x']);
  });

  it('does not hammer what fails, and tries again when it is wanted anew', async () => {
    const { fetcher, started, failed, end, wanted } = bench(1);
    fetcher.want(wanted('ab'));
    await end('a', new Error('broken'));
    expect([started, failed]).toEqual([['a', 'b'], ['a']]);
    fetcher.want(wanted('ab'));
    expect(started).toEqual(['a', 'b']);
    fetcher.want(wanted('b'));
    await end('b');
    fetcher.want(wanted('a'));
    expect(started).toEqual(['a', 'b', 'a']);
    fetcher.close();
  });
});
