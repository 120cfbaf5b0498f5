import { describe, expect, it } from 'vitest';
import { TaskQuery } from '../../contract/task.ts';
import { emptyFilter, hzProblem, isEmpty, nextSort, toFilter, toggleState } from './query.ts';

describe('the filter', () => {
  it('asks for nothing special when it is empty', () => {
    expect(toFilter(emptyFilter)).toEqual({});
    expect(isEmpty({ ...emptyFilter, text: '  ' })).toBe(true);
  });

  it('reads frequencies as people write them', () => {
    const filter = toFilter({
      states: ['queued', 'dead'],
      text: ' tower ',
      radioId: 'sim:band',
      low: '100.1M',
      high: '433920k',
      scheduleId: 7,
    });
    expect(filter).toEqual({
      states: ['queued', 'dead'],
      text: 'tower',
      radioId: 'sim:band',
      lowHz: 100_100_000,
      highHz: 433_920_000,
      scheduleId: 7,
    });
    expect(TaskQuery.safeParse({ filter }).success).toBe(true);
  });

  it('leaves out what can not be read, and says why', () => {
    expect(toFilter({ ...emptyFilter, low: '100x' })).toEqual({});
    expect(hzProblem('100x')).toContain("unknown unit 'x'");
    expect(hzProblem('')).toBeUndefined();
  });

  it('takes one state alone, several with Ctrl, and all again on the second click', () => {
    expect(toggleState([], 'queued', true)).toEqual(['queued']);
    expect(toggleState(['queued'], 'queued', true)).toEqual([]);
    expect(toggleState(['queued', 'dead'], 'queued', true)).toEqual(['queued']);
    expect(toggleState(['queued'], 'dead', false)).toEqual(['queued', 'dead']);
    expect(toggleState(['queued', 'dead'], 'queued', false)).toEqual(['dead']);
  });
});

describe('the order', () => {
  it('begins in the natural direction of a column and turns on the second click', () => {
    const created = { sort: 'created', descending: true } as const;
    expect(nextSort(created, 'due')).toEqual({ sort: 'due', descending: false });
    expect(nextSort(created, 'priority')).toEqual({ sort: 'priority', descending: true });
    expect(nextSort(created, 'created')).toEqual({ sort: 'created', descending: false });
  });
});
