import { describe, expect, it } from 'vitest';
import { countOf, everything, extended, isSelected, noSelection, only, toggled } from './selection.ts';

describe('the selection', () => {
  it('of single tasks', () => {
    const two = toggled(only(3), 5);
    expect([3, 4, 5].map((id) => isSelected(two, id))).toEqual([true, false, true]);
    expect(countOf(two, 50_000)).toBe(2);
    expect(countOf(toggled(two, 3), 50_000)).toBe(1);
    expect(countOf(extended(two, [5, 6, 7]), 50_000)).toBe(4);
  });

  it('of everything needs no list, and can leave some out', () => {
    const most = toggled(everything<number>(), 17);
    expect(countOf(most, 50_000)).toBe(49_999);
    expect(isSelected(most, 17)).toBe(false);
    expect(isSelected(most, 40_000)).toBe(true);
    expect(countOf(extended(most, [17]), 50_000)).toBe(50_000);
  });

  it('changes nothing it was made from', () => {
    const none = noSelection<number>();
    const all = everything<number>();
    toggled(none, 1);
    extended(all, [1]);
    expect(none.ids.size + all.ids.size).toBe(0);
  });
});
