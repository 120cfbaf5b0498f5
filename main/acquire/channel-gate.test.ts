import { describe, expect, it } from 'vitest';
import { makeGate } from './channel-gate.ts';

const rateHz = 1000;
/** Frames of 20 samples every 10. */
function run(levels: readonly number[], holdSeconds: number): string[] {
  const gate = makeGate({ openDbfs: -40, closeDbfs: -46, holdSeconds }, rateHz);
  return levels.flatMap((dbfs, i) => {
    const change = gate.take(dbfs, 10 * i, 10 * i + 20);
    return change ? [`${change} ${i}`] : [];
  });
}

describe('the gate of a trigger', () => {
  it('opens at its level, not below', () => {
    expect(run([-60, -40.1, -40], 0.1)).toEqual(['opened 2']);
  });

  it('stays open between the levels: hysteresis', () => {
    expect(run([-30, ...Array<number>(50).fill(-45.9)], 0.1)).toEqual(['opened 0']);
    // Once closed the same level does not open it.
    expect(run([-30, ...Array<number>(20).fill(-47), ...Array<number>(20).fill(-45)], 0.1)).toEqual([
      'opened 0',
      'closed 9',
    ]);
  });

  it('holds: a pause shorter than the hold does not close it, a longer one does after exactly the hold', () => {
    const quiet = (frames: number): number[] => Array<number>(frames).fill(-80);
    // 8 frames in a row cover 90 ms.
    expect(run([-30, ...quiet(8), -30, ...quiet(8), -30], 0.1)).toEqual(['opened 0']);
    // Frames 1 to 9 cover 100 ms.
    expect(run([-30, ...quiet(9)], 0.1)).toEqual(['opened 0', 'closed 9']);
  });
});
