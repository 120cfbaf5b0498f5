import { describe, expect, it } from 'vitest';
import { makeWheelSum } from './wheel.ts';

type Turn = Parameters<ReturnType<typeof makeWheelSum>['add']>[0];

const turn = (deltaY: number, more: Partial<Turn> = {}): Turn => ({
  deltaX: 0,
  deltaY,
  deltaMode: 0,
  ...more,
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
