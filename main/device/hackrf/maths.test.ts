import { describe, expect, it } from 'vitest';
import { lostBetween, parseM0State, type M0State } from './m0state.ts';
import { explicitTuning, filterFor, filterForRate, rateRatio } from './maths.ts';

describe('sample clock', () => {
  it('takes the smallest divider that makes it whole', () => {
    expect(rateRatio(10e6)).toEqual({ clockHz: 10_000_000, divider: 1 });
    expect(rateRatio(2_400_123.5)).toEqual({ clockHz: 4_800_247, divider: 2 });
    expect(rateRatio(2_048_000.25)).toEqual({ clockHz: 8_192_001, divider: 4 });
    // A third of a hertz: the double is not exact, its last bits count as nothing.
    expect(rateRatio(10_000_000 / 3)).toEqual({ clockHz: 10_000_000, divider: 3 });
  });

  it('rounds where no divider below 32 fits', () => {
    expect(rateRatio(2_000_000.01)).toEqual({ clockHz: 2_000_000, divider: 1 });
  });
});

describe('filter', () => {
  it('is the widest that is not wider, and never narrower than the narrowest', () => {
    expect([1, 1.75e6, 2.4e6, 5.4e6, 28e6].map(filterFor)).toEqual([1.75e6, 1.75e6, 1.75e6, 5e6, 28e6]);
    expect(filterFor(28e6 + 1)).toBe(0);
    expect(filterForRate({ clockHz: 20e6, divider: 2 })).toBe(7e6);
  });
});

describe('tuning by hand', () => {
  it('puts the signal on the IF through either side of the mixer', () => {
    const below = explicitTuning('lowPass', 100e6, 2300e6);
    expect(below.loHz - below.ifHz).toBe(100e6);
    const above = explicitTuning('highPass', 5000e6, 2300e6);
    expect(above.loHz + above.ifHz).toBe(5000e6);
    expect(explicitTuning('bypass', 2400e6, 2300e6).ifHz).toBe(2400e6);
  });
});

describe('losses counted by the radio', () => {
  const state = (shortfalls: number, longestBytes: number): M0State => ({
    writtenBytes: 0,
    sentBytes: 0,
    shortfalls,
    longestBytes,
  });

  it('are exact for one that is the longest so far, and a lower bound for others', () => {
    expect(lostBetween(state(0, 0), state(0, 0))).toBe(0);
    expect(lostBetween(state(0, 0), state(1, 4096))).toBe(2048);
    // Three more, none longer: at least 32 bytes each.
    expect(lostBetween(state(1, 4096), state(4, 4096))).toBe(48);
    // Counts of a new start.
    expect(lostBetween(state(4, 4096), state(1, 64))).toBe(32);
  });

  it('are read from the words of the firmware', () => {
    const data = Buffer.alloc(40);
    [7, 7, 0x100000, 0x100000, 3, 8192].forEach((word, at) => data.writeUInt32LE(word, 4 * at));
    expect(parseM0State(data)).toEqual({
      writtenBytes: 0x100000,
      sentBytes: 0x100000,
      shortfalls: 3,
      longestBytes: 8192,
    });
  });
});
