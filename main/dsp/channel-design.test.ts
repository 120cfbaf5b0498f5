/**
 * The filters' masks, computed from their taps. That a kernel keeps them is shown with tones in
 * native/channel.test.ts.
 */
import { describe, expect, it } from 'vitest';
import { makeRandom } from '../../testing/random.ts';
import { designChannel, type ChannelDesign } from './channel-design.ts';
import { designLowPass } from './fir.ts';

/** Gain in dB at `frequency`, cycles per sample: symmetric taps have a real response but for the delay. */
function gainDb(taps: Float32Array, frequency: number): number {
  const middle = (taps.length - 1) / 2;
  let sum = 0;
  for (const [n, tap] of taps.entries()) sum += tap * Math.cos(2 * Math.PI * frequency * (n - middle));
  return 20 * Math.log10(Math.abs(sum) + 1e-9);
}

function cascadeDb({ stages }: ChannelDesign, frequency: number): number {
  let db = 0;
  let done = 1;
  for (const { taps, decimation } of stages) {
    db += gainDb(taps, frequency * done);
    done *= decimation;
  }
  return db;
}

describe('a low-pass', () => {
  it.each([
    [0.1, 0.12, 80],
    [0.01, 0.4, 80],
    [0.2, 0.3, 60],
    [0.45, 0.5, 100],
    [0.001, 0.004, 82],
  ])('from %f to %f, %f dB', (pass, stop, stopDb) => {
    const taps = designLowPass(pass, stop, stopDb);
    expect(taps.length % 2).toBe(1);
    for (const [n, tap] of taps.entries()) expect(tap).toBe(taps[taps.length - 1 - n]);
    for (let step = 0; step <= 500; step++) {
      // Kaiser's ripple is equal in both bands; his formula for the length is good to 2 dB, to 4 with few taps.
      const ripple = 10 ** (-(stopDb - 4) / 20);
      expect(Math.abs(gainDb(taps, (pass * step) / 500))).toBeLessThan(20 * Math.log10(1 + 2 * ripple));
      expect(gainDb(taps, stop + ((0.5 - stop) * step) / 500)).toBeLessThan(-(stopDb - 4));
    }
  });

  it('refuses what no filter does', () => {
    expect(() => designLowPass(0.2, 0.1, 80)).toThrow(/0\.2 to 0\.1/);
    expect(() => designLowPass(0.2, 0.6, 80)).toThrow(/0\.6/);
    expect(() => designLowPass(0.2, 0.3, 10)).toThrow(/stopDb/);
  });
});

const pairs: [number, number][] = [
  [2.4e6, 12.5e3],
  [2.4e6, 200e3],
  [20e6, 25e3],
  [250e3, 100e3],
  [2.4e6, 1.9e6],
  [2.4e6, 3e3],
  [2.048e6, 9e3],
  [10e6, 2.9e6],
  [768e3, 100],
  [48e3, 48e3],
];

describe('a channel design', () => {
  it.each(pairs)('from %f to %f Hz keeps its masks', (sampleRateHz, bandwidthHz) => {
    const design = designChannel({ sampleRateHz, bandwidthHz });
    const { decimation, outRateHz, passHz, stopHz, stages } = design;
    expect(outRateHz).toBe(sampleRateHz / decimation);
    expect(stages.reduce((product, stage) => product * stage.decimation, 1)).toBe(decimation);
    expect(passHz).toBeGreaterThanOrEqual(bandwidthHz / 2);
    expect(passHz).toBe(Math.min(0.6 * bandwidthHz, outRateHz / 2));
    expect(stopHz).toBeLessThanOrEqual(Math.max(outRateHz - passHz, sampleRateHz / 2));
    let lowest = Infinity;
    let highest = -Infinity;
    for (let step = 0; step <= 400; step++) {
      const db = cascadeDb(design, (passHz * step) / 400 / sampleRateHz);
      lowest = Math.min(lowest, db);
      highest = Math.max(highest, db);
    }
    expect(highest - lowest).toBeLessThan(0.1);
    // What folds into the pass band, around every multiple of the output rate (at most 200 of them).
    const random = makeRandom(decimation);
    for (let image = 1; image <= Math.min(200, decimation / 2); image++) {
      const multiple = decimation <= 400 ? image : 1 + random.integer(decimation / 2);
      for (const offset of [-1, -0.9, -0.31, 0, 0.5, 1]) {
        const frequency = (multiple * outRateHz + offset * passHz) / sampleRateHz;
        if (frequency <= 0.5) expect(cascadeDb(design, frequency)).toBeLessThan(-80);
      }
    }
    // Without decimation: the neighbours, where the stream holds any.
    if (decimation === 1)
      for (let frequency = stopHz / sampleRateHz; frequency < 0.5; frequency += 0.001)
        expect(cascadeDb(design, frequency)).toBeLessThan(-80);
  });

  it('decimates as far as 1.6 bandwidths allow', () => {
    const decimations = pairs.map(
      ([sampleRateHz, bandwidthHz]) => designChannel({ sampleRateHz, bandwidthHz }).decimation,
    );
    expect(decimations).toEqual([120, 7, 500, 1, 1, 500, 142, 2, 4800, 1]);
  });

  it('takes the next smaller decimation where a prime above 127 would need thousands of taps', () => {
    // 2.4 MHz / (1.6 · 10,948.9 Hz) is 137.0, a prime; 136 is 8·17.
    expect(designChannel({ sampleRateHz: 2.4e6, bandwidthHz: 10_948.9 }).decimation).toBe(136);
    expect(designChannel({ sampleRateHz: 127, bandwidthHz: 1 / 1.6 }).decimation).toBe(127);
  });

  it('cascades where that is cheaper', () => {
    const { stages } = designChannel({ sampleRateHz: 2.4e6, bandwidthHz: 12.5e3 });
    let done = 1;
    let cost = 0;
    for (const { taps, decimation } of stages) {
      done *= decimation;
      cost += taps.length / done;
    }
    // One stage would need 22 multiply-adds per input sample and component, 2,643 taps over 120.
    expect(cost).toBeLessThan(8);
    expect(designChannel({ sampleRateHz: 2.4e6, bandwidthHz: 300e3 }).stages.length).toBe(1);
  });

  it('refuses a band the stream does not hold, and what is no number', () => {
    for (const bandwidthHz of [0, -1, 2.5e6, Number.NaN, Infinity])
      expect(() => designChannel({ sampleRateHz: 2.4e6, bandwidthHz })).toThrow(/bandwidthHz/);
    for (const sampleRateHz of [0, -1, Number.NaN, Infinity])
      expect(() => designChannel({ sampleRateHz, bandwidthHz: 1 })).toThrow(/sampleRateHz/);
  });
});
