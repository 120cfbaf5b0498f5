import { describe, expect, it } from 'vitest';
import { makeRandom } from '../../testing/random.ts';
import { makeTape } from './channel-tape.ts';
import { emptyBlock } from './ring.ts';

const rateHz = 1000;
const facts = { firstSample: 0, sampleCount: 0, timeMs: 0, settingsEpoch: 0, clipped: 0, missed: 0 };
/** A sample that tells its own index. */
const numbered = (first: number, count: number): Float32Array =>
  Float32Array.from({ length: 2 * count }, (_, n) => first + Math.floor(n / 2));

describe('a tape', () => {
  it('gives back every sample once, in order, with its place, time and settings, whatever was asked in between', () => {
    const random = makeRandom(9);
    const tape = makeTape(1000, 64, rateHz);
    const truth: { epoch: number; index: number }[] = [];
    const target = new Uint8Array(8 * 300);
    const block = emptyBlock();
    let next = 0;
    let epoch = 0;
    let clippedIn = 0;
    let clippedOut = 0;
    let wrapped = 0;
    for (let step = 0; step < 1500; step++) {
      const count = 1 + random.integer(90);
      if (tape.fits(count)) {
        if (random.next() < 0.1) next += random.integer(500);
        if (random.next() < 0.05) epoch++;
        const clipped = random.next() < 0.1 ? random.integer(count) : 0;
        clippedIn += clipped;
        tape.append(numbered(next, count), {
          ...facts,
          firstSample: next,
          sampleCount: count,
          timeMs: 5000 + next,
          settingsEpoch: epoch,
          clipped,
        });
        for (let n = 0; n < count; n++) truth.push({ epoch, index: next + n });
        next += count;
        wrapped++;
        expect(tape.end).toBe(next);
      }
      if (random.next() < 0.6) {
        const until = random.next() < 0.3 ? tape.oldest + random.integer(80) : Infinity;
        const most = 1 + random.integer(300);
        const taken = tape.take(target, block, until, most);
        expect(taken).toBeLessThanOrEqual(most);
        const values = new Float32Array(target.buffer, 0, 2 * taken);
        for (let n = 0; n < taken; n++) {
          const one = truth.shift()!;
          expect(one.index).toBeLessThan(until);
          expect(block.firstSample + n).toBe(one.index);
          expect(block.settingsEpoch).toBe(one.epoch);
          expect(values[2 * n]).toBe(one.index);
        }
        if (taken > 0) {
          expect(block.timeMs).toBeCloseTo(5000 + block.firstSample, 6);
          expect(block.clipped).toBeLessThanOrEqual(taken);
          clippedOut += block.clipped;
        }
      } else if (random.next() < 0.1) {
        const before = tape.oldest + random.integer(200);
        tape.forget(before);
        while (truth[0] && truth[0].index < before) truth.shift();
      } else if (random.next() < 0.1) {
        const most = random.integer(40);
        const until = tape.oldest + random.integer(40);
        const skipped = tape.skip(until, most);
        for (let n = 0; n < skipped; n++) expect(truth.shift()!.index).toBeLessThan(until);
        expect(skipped).toBeLessThanOrEqual(most);
      }
      expect(tape.held).toBe(truth.length);
      if (truth.length > 0) {
        const count = 1 + random.integer(truth.length);
        expect(tape.indexAfter(count)).toBe(truth[count - 1]!.index + 1);
      }
      expect(tape.oldest).toBe(truth[0]?.index ?? next);
    }
    // Round the ring many times, or little was shown.
    expect(wrapped * 45).toBeGreaterThan(10_000);
    expect(clippedOut).toBeGreaterThan(0);
    expect(clippedOut).toBeLessThanOrEqual(clippedIn);
  });

  it('says when it is full, of samples or of gaps', () => {
    const tape = makeTape(100, 64, rateHz);
    expect(tape.fits(100)).toBe(true);
    expect(tape.fits(101)).toBe(false);
    let runs = 0;
    for (let at = 0; tape.fits(1); at += 10, runs++)
      tape.append(numbered(at, 1), { ...facts, firstSample: at, sampleCount: 1 });
    expect(runs).toBeLessThan(100);
    tape.forget(11);
    expect(tape.fits(1)).toBe(true);
  });
});
