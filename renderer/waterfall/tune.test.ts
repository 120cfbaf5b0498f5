import { describe, expect, it } from 'vitest';
import { snapTo, stepFactor, stepFrom } from './tune.ts';

describe('steps', () => {
  it('a click lands on the nearest grid point', () => {
    expect(snapTo(100_006_249, 12_500)).toBe(100_000_000);
    expect(snapTo(100_006_251, 12_500)).toBe(100_012_500);
  });

  it('steps stay on the grid; from between two points the first goes to the neighbour', () => {
    expect(stepFrom(100e6, 1, 12_500)).toBe(100_012_500);
    expect(stepFrom(100e6, -3, 12_500)).toBe(99_962_500);
    expect(stepFrom(100_001_000, 1, 12_500)).toBe(100_012_500);
    expect(stepFrom(100_001_000, -1, 12_500)).toBe(100_000_000);
    // Hardware answers with what its synthesiser reached: millihertz off the grid is on it.
    expect(stepFrom(100_000_000.002, 1, 12_500)).toBe(100_012_500);
  });

  it('Shift is ten times, Alt a tenth', () => {
    expect(stepFactor({ shiftKey: true, altKey: false })).toBe(10);
    expect(stepFactor({ shiftKey: false, altKey: true })).toBe(0.1);
  });
});
