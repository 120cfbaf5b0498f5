import { describe, expect, it } from 'vitest';
import { makeRandom } from '../../testing/random.ts';
import { loadKernels, makeWindow } from '../dsp/index.ts';
import { makeCut, type Cut, type CutOptions } from './channel-cut.ts';
import { emptyBlock, type ReadBlock } from './ring.ts';

const { kernels } = loadKernels();
const rateHz = 240_000;
const wideCentreHz = 100e6;
const startMs = 1_700_000_000_000;

function cutOf(more: Partial<CutOptions> = {}): Cut {
  return makeCut({
    kernels,
    wideCentreHz,
    wideRateHz: rateHz,
    mostInputs: 10_000,
    centreHz: 100.05e6,
    bandwidthHz: 12_500,
    ...more,
  });
}

interface Out {
  /** By output index. */
  first: number;
  timeMs: number;
  samples: Float32Array;
  clipped: number;
}

/** Feeds `count` samples of a signal from index `from` on in blocks of any size; returns what came out of each. */
function feed(
  cut: Cut,
  from: number,
  count: number,
  signal: (n: number) => [number, number],
  facts: Partial<ReadBlock> = {},
  seed = 1,
): Out[] {
  const random = makeRandom(seed);
  const outs: Out[] = [];
  const wide = new Float32Array(20_000);
  for (let at = from; at < from + count;) {
    const size = Math.min(1 + random.integer(10_000), from + count - at);
    for (let n = 0; n < size; n++) [wide[2 * n], wide[2 * n + 1]] = signal(at + n);
    const block: ReadBlock = {
      ...emptyBlock(),
      sampleCount: size,
      firstSample: at,
      timeMs: startMs + (at / rateHz) * 1000,
      centreHz: wideCentreHz,
      sampleRateHz: rateHz,
      ...facts,
    };
    if (cut.refusal(block) === undefined) cut.process(wide, block);
    if (cut.facts.sampleCount > 0)
      outs.push({
        first: cut.facts.firstSample,
        timeMs: cut.facts.timeMs,
        samples: cut.samples.slice(0, 2 * cut.facts.sampleCount),
        clipped: cut.facts.clipped,
      });
    at += size;
  }
  return outs;
}

const tone =
  (hz: number, amplitude = 1, tunedHz = wideCentreHz) =>
  (n: number): [number, number] => {
    const phase = 2 * Math.PI * ((n * ((hz - tunedHz) / rateHz)) % 1);
    return [amplitude * Math.cos(phase), amplitude * Math.sin(phase)];
  };

const join = (outs: Out[]): Float32Array => Float32Array.from(outs.flatMap((out) => [...out.samples]));

/** The first 1024 outputs, lowest frequency first; flat-top, so that levels are true between bins too. */
function spectrumOf(samples: Float32Array, outRateHz: number): { row: Float32Array; binHz: number } {
  const size = 1024;
  const row = new Float32Array(size);
  const window = makeWindow('flat-top', size);
  kernels
    .makeSpectrum({ size, format: 'cf32', window, detector: 'average', floorDb: -200, stepDb: 0.5 })
    .rowDb(new Uint8Array(samples.buffer, 0, 8 * size), 1, 0, row);
  return { row, binHz: outRateHz / size };
}

function strongest(samples: Float32Array, outRateHz: number): { hz: number; dbfs: number } {
  const { row, binHz } = spectrumOf(samples, outRateHz);
  const bin = row.indexOf(Math.max(...row));
  return { hz: (bin - row.length / 2) * binHz, dbfs: row[bin]! };
}

const meanDb = (samples: Float32Array): number =>
  10 * Math.log10(samples.reduce((sum, v) => sum + v * v, 0) / (samples.length / 2));

describe('a cut', () => {
  it('puts a tone into its bin at its level, all over the band', () => {
    for (const offsetHz of [-6000, -3210, 0, 1234, 6000]) {
      const cut = cutOf();
      const { hz, dbfs } = strongest(
        join(feed(cut, 0, 40_000, tone(100.05e6 + offsetHz, 0.1))),
        cut.sampleRateHz,
      );
      // Half a bin.
      expect(Math.abs(hz - offsetHz)).toBeLessThanOrEqual(cut.sampleRateHz / 2048 + 1e-6);
      // The pass band's ripple is 0.1 dB, flat-top's 0.02.
      expect(Math.abs(dbfs + 20)).toBeLessThan(0.2);
    }
  });

  it('keeps neighbours 70 dB down in its pass band, wherever they would fold to', () => {
    const random = makeRandom(3);
    const passHz = 0.6 * 12_500;
    const stopHz = cutOf().sampleRateHz - passHz;
    for (let trial = 0; trial < 30; trial++) {
      // From the transition's end to the ends of the stream, which lie 70 kHz above and 170 kHz below.
      const [to, sign] = random.pick([[69_000, 1] as const, [169_000, -1] as const]);
      const awayHz = sign * (stopHz + random.next() * (to - stopHz));
      const cut = cutOf();
      const { row, binHz } = spectrumOf(
        join(feed(cut, 0, 30_000, tone(100.05e6 + awayHz))),
        cut.sampleRateHz,
      );
      const inside = row.filter((_, bin) => Math.abs(bin - row.length / 2) * binHz <= passHz);
      expect(Math.max(...inside), `${awayHz} Hz`).toBeLessThan(-70);
    }
  });

  it('gives only outputs whose filter is full: a tone has its level from the first sample to the last', () => {
    const samples = join(feed(cutOf(), 12_345, 30_000, tone(100.052e6, 0.5)));
    let least = Infinity;
    let most = 0;
    for (let n = 0; n < samples.length; n += 2) {
      const magnitude = Math.hypot(samples[n]!, samples[n + 1]!);
      least = Math.min(least, magnitude);
      most = Math.max(most, magnitude);
    }
    // 0.1 dB of ripple.
    expect(least).toBeGreaterThan(0.494);
    expect(most).toBeLessThan(0.506);
  });

  it('leaps a gap on one grid: indices, phase and time go on as if nothing was lost', () => {
    const cut = cutOf();
    const { sampleRateHz } = cut;
    const decimation = rateHz / sampleRateHz;
    const signal = tone(100.0513e6);
    const before = feed(cut, 0, 50_000, signal);
    // No multiple of the decimation.
    const lost = 12_347;
    const after = feed(cut, 50_000 + lost, 50_000, signal, {}, 2);
    // From the indices alone, to the output: the next place on the grid, and a filter to fill as at the start.
    const warmUp = before[0]!.first;
    expect(warmUp).toBeGreaterThan(0);
    expect(after[0]!.first).toBe(Math.ceil((50_000 + lost) / decimation) + warmUp);
    // Every output is the tone at the time its index says.
    for (const out of [before[0]!, before.at(-1)!, after[0]!, after.at(-1)!]) {
      const seconds = (out.timeMs - startMs) / 1000;
      const phase = 2 * Math.PI * ((1300 * seconds) % 1);
      const [i, q] = [out.samples[0]!, out.samples[1]!];
      expect(Math.cos(Math.atan2(q, i) - phase)).toBeGreaterThan(0.9999);
    }
    expect((after[0]!.timeMs - before[0]!.timeMs) / 1000).toBeCloseTo(
      (after[0]!.first - before[0]!.first) / sampleRateHz,
      6,
    );
  });

  it('stamps one burst alike in channels of any width', () => {
    const edge = 61_234;
    const edges = [6250, 12_500, 50_000, 120_000, 240_000].map((bandwidthHz) => {
      const cut = cutOf({ bandwidthHz, centreHz: bandwidthHz > 100_000 ? wideCentreHz : 100.05e6 });
      const burst = tone(100.05e6);
      const outs = feed(cut, 1000, 100_000, (n) => (n < edge ? [0, 0] : burst(n)));
      for (const { samples, timeMs } of outs)
        for (let n = 0; n < samples.length; n += 2)
          // A symmetric filter's step response passes half of the level at the step.
          if (Math.hypot(samples[n]!, samples[n + 1]!) >= 0.5)
            return { atMs: timeMs + (n / 2 / cut.sampleRateHz) * 1000, sampleMs: 1000 / cut.sampleRateHz };
      throw new Error('The burst is not there.');
    });
    const trueMs = startMs + (edge / rateHz) * 1000;
    for (const { atMs, sampleMs } of edges) expect(Math.abs(atMs - trueMs)).toBeLessThanOrEqual(sampleMs);
  });

  it('follows a retune that keeps its band, refuses one that loses it', () => {
    const cut = cutOf();
    feed(cut, 0, 30_000, tone(100.051e6, 0.1));
    // The tone is where it is on the air; the stream moved by 60 kHz.
    const tunedHz = 100.06e6;
    const outs = feed(cut, 30_000, 40_000, tone(100.051e6, 0.1, tunedHz), { centreHz: tunedHz });
    const { hz, dbfs } = strongest(join(outs), cut.sampleRateHz);
    expect(Math.abs(hz - 1000)).toBeLessThan(cut.sampleRateHz / 2048 + 1e-6);
    expect(Math.abs(dbfs + 20)).toBeLessThan(0.2);
    // 0.8 of the stream is usable: ±96 kHz.
    const block = { ...emptyBlock(), sampleCount: 1000, firstSample: 70_000 };
    expect(cut.refusal({ ...block, centreHz: 100.05e6 - 89_000 })).toBeUndefined();
    expect(cut.refusal({ ...block, centreHz: 100.05e6 - 91_000 })).toMatch(/outside/);
  });

  it('passes over what a radio still delivers from before its tuning, for a second', () => {
    const cut = cutOf();
    const block = { ...emptyBlock(), sampleCount: rateHz / 2, centreHz: 90e6 };
    expect(cut.refusal(block)).toBeUndefined();
    cut.process(new Float32Array(rateHz), block);
    expect(cut.facts.sampleCount).toBe(0);
    expect(cut.refusal(block)).toBeUndefined();
    expect(cut.refusal(block)).toMatch(/outside/);
  });

  it('gives the whole stream where all of it is wanted', () => {
    const cut = cutOf({ centreHz: wideCentreHz, bandwidthHz: rateHz });
    expect(cut.sampleRateHz).toBe(rateHz);
    const samples = join(feed(cut, 77, 5000, tone(99.9e6, 0.3)));
    expect(samples.length).toBe(10_000);
    expect(meanDb(samples)).toBeCloseTo(20 * Math.log10(0.3), 2);
  });

  it('hands clipping of the wide stream on, no more than it has samples', () => {
    const outs = feed(cutOf(), 0, 50_000, tone(100.05e6), { clipped: 3 });
    const total = outs.reduce((sum, out) => sum + out.clipped, 0);
    expect(total).toBeGreaterThan(0);
    for (const out of outs) expect(out.clipped).toBeLessThanOrEqual(out.samples.length / 2);
  });

  it('refuses a band that does not lie in the stream', () => {
    expect(() => cutOf({ centreHz: 100.2e6 })).toThrow(/does not lie/);
    expect(() => cutOf({ bandwidthHz: 0 })).toThrow(/does not lie/);
    expect(() => cutOf({ centreHz: 100.119e6 })).toThrow(/does not lie/);
    expect(() => cutOf({ bandwidthHz: Number.NaN })).toThrow(/does not lie/);
    expect(() => cutOf({ bandwidthHz: 1e-5 })).toThrow(/too narrow/);
  });
});
