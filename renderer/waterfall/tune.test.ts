import { describe, expect, it } from 'vitest';
import { makeWheelSum, snapTo, stepFactor, stepFrom, type WheelLike } from './tune.ts';

const turn = (deltaY: number, more: Partial<WheelLike> = {}): WheelLike => ({
  deltaX: 0,
  deltaY,
  deltaMode: 0,
  ...more,
});

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

describe('wheel', () => {
  it('a notch is one step, whatever the system calls it', () => {
    for (const notch of [turn(-120), turn(-100), turn(-3, { deltaMode: 1 })]) {
      const sum = makeWheelSum();
      expect([sum.add(notch), sum.add(notch), sum.add(notch)]).toEqual([1, 1, 1]);
    }
  });

  it('a trackpad makes a step of 120 units', () => {
    const sum = makeWheelSum();
    const steps = Array.from({ length: 60 }, () => sum.add(turn(4)));
    expect(steps.reduce((a, b) => a + b, 0)).toBe(-2);
  });

  it('a change of direction counts at once', () => {
    const sum = makeWheelSum();
    for (let n = 0; n < 29; n++) sum.add(turn(4));
    expect(Array.from({ length: 30 }, () => sum.add(turn(-4))).reduce((a, b) => a + b, 0)).toBe(1);
  });

  it('Shift may turn the wheel sideways', () => {
    expect(makeWheelSum().add(turn(0, { deltaX: -120 }))).toBe(1);
  });
});
