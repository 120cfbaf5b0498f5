/** Scenes with a known truth: what is found, where its edges are read, how strong, and how often noise is taken for it. */
import { describe, expect, it } from 'vitest';
import { makeBurstScene, type BurstPlan } from '../../testing/bursts.ts';
import { figuresOf } from '../../testing/detection-figures.ts';
import { ownPairs, sceneResolution } from '../../testing/detection-scenes.ts';
import { loadKernels } from '../dsp/index.ts';
import { makeDetector, type Detection } from './index.ts';

const { sampleRateHz, binHz, rowSamples } = sceneResolution;
const long = process.env['WAVEKEEP_LONG'] === '1';
const defaults = {
  falseAlarmsPerHour: 1,
  shortestBurstSeconds: 1e-3,
  widestGapSeconds: 0.02,
  leastSnrDb: -5,
};

function detect(samples: Uint8Array, settings = defaults): Detection[] {
  const found: Detection[] = [];
  const detector = makeDetector(
    { kernels: loadKernels().kernels, format: 'cf32', sampleRateHz, settings },
    (one) => found.push(one),
  );
  detector.process(samples);
  detector.flush();
  return found;
}

describe('detection', () => {
  it('finds bursts and reads their edges and strength', { timeout: 600_000 }, () => {
    const seeds = Array.from({ length: long ? 200 : 20 }, (_, i) => i + 1);
    const figures = figuresOf(ownPairs(seeds, detect).pairs, sceneResolution);
    const told = JSON.stringify(figures);
    expect(figures.found, told).toBeGreaterThanOrEqual(0.99);
    expect(figures.medianBins, told).toBeLessThanOrEqual(1);
    expect(figures.medianRows, told).toBeLessThanOrEqual(1);
    expect(figures.bandwidthWithin, told).toBeGreaterThanOrEqual(0.95);
    expect(figures.timeWithin, told).toBeGreaterThanOrEqual(0.95);
    expect(figures.snrWithin, told).toBeGreaterThanOrEqual(0.95);
  });

  it('takes no noise for a signal: 50 trials of 200 ms', { timeout: 60_000 }, () => {
    for (let seed = 1; seed <= 50; seed++) expect(detect(noise(1000 + seed, 480_000)), `${seed}`).toEqual([]);
  });

  it('takes noise for a signal as often as it was told', () => {
    // 2 s of noise at 200 boxes a second, nothing left out by length or strength.
    const falseAlarmsPerHour = 200 * 3600;
    const settings = { falseAlarmsPerHour, shortestBurstSeconds: 0, widestGapSeconds: 0, leastSnrDb: -60 };
    const { length } = detect(noise(77, 2 * sampleRateHz), settings);
    // Within a factor of two; of 400 boxes chance is 5 %.
    expect(length).toBeGreaterThan(200);
    expect(length).toBeLessThan(800);
  });

  it('keeps hops on other frequencies apart, joins pulses on one, and knows the spike at the centre', () => {
    const burst = (startSample: number, centreHz: number, sampleCount: number): BurstPlan => ({
      kind: 'noise',
      startSample,
      sampleCount,
      centreHz,
      bandwidthHz: 60e3,
      snrDb: 20,
      leastBandHz: binHz,
    });
    const hops = [-600e3, 200e3, 700e3].map((hertz, i) => burst(60_000 + i * 40_000, hertz, 36_000));
    // 5 ms on, 10 ms off: less than the widest gap.
    const pulses = [0, 1, 2, 3].map((i) => burst(200_000 + i * 36_000, -200e3, 12_000));
    const { samples } = makeBurstScene({
      seed: 5,
      sampleRateHz,
      sampleCount: 480_000,
      noiseDbfs: -40,
      bursts: [...hops, ...pulses],
    });
    // What direct conversion leaves at its centre: 17 dB above the noise of all the band.
    const values = new Float32Array(samples.buffer);
    for (let i = 0; i < values.length; i += 2) values[i] = values[i]! + 0.07;
    const found = detect(samples);
    expect(found.map(({ lowerHz, upperHz }) => Math.round((lowerHz + upperHz) / 2e5) * 100)).toEqual([
      -600, 200, 700, -200,
    ]);
    // 4 of 5 ms in 3 · 15 + 5 ms are on.
    expect(found[3]!.duty).toBeGreaterThan(0.3);
    expect(found[3]!.duty).toBeLessThan(0.5);
  });

  it('finds a burst in digital silence, and nothing without it', () => {
    const values = new Float32Array(2 * 480_000);
    expect(detect(new Uint8Array(values.buffer))).toEqual([]);
    for (let n = 100_000; n < 150_000; n++) {
      values[2 * n] = 0.1 * Math.cos(n);
      values[2 * n + 1] = 0.1 * Math.sin(n);
    }
    const [burst, ...others] = detect(new Uint8Array(values.buffer));
    expect(others).toEqual([]);
    // A tone of 0.1 has -20 dBFS; half of 1 % of it may lie beyond either end of its band.
    expect(burst!.powerDbfs).toBeCloseTo(-20, 0);
    expect(Math.abs(burst!.startSample - 100_000)).toBeLessThan(rowSamples);
    expect(Math.abs(burst!.sampleCount - 50_000)).toBeLessThan(rowSamples);
  });

  it('takes no carrier for a ghost of a stronger one that is on all the time too, but its image', () => {
    const carrier = (centreHz: number, snrDb: number): BurstPlan => ({
      kind: 'tone',
      startSample: 0,
      sampleCount: 480_000,
      centreHz,
      bandwidthHz: 1,
      snrDb,
      leastBandHz: 1.5 * binHz,
    });
    const bursts = [carrier(500e3, 45), carrier(200e3, 20), carrier(-500e3, 15)];
    const { samples } = makeBurstScene({
      seed: 8,
      sampleRateHz,
      sampleCount: 480_000,
      noiseDbfs: -40,
      bursts,
    });
    const at = detect(samples).map(({ lowerHz, upperHz }) => Math.round((lowerHz + upperHz) / 2e4) * 10);
    expect(at.sort((a, b) => a - b)).toEqual([200, 500]);
  });

  it('takes lines on both sides of a stronger signal for its modulation, but no other signal', () => {
    const burst = (centreHz: number, snrDb: number, startSample = 100_000): BurstPlan => ({
      kind: 'tone',
      startSample,
      sampleCount: 400_000 - 2 * (startSample - 100_000),
      centreHz,
      bandwidthHz: 1,
      snrDb,
      leastBandHz: 1.5 * binHz,
    });
    // Later and shorter than what they belong to, so that they don't come and go with it: 100 kHz on either side. The
    // one at 700 kHz has no twin, and what lies where the twin of 600 kHz would be is far stronger.
    const lines = [burst(100e3, 20, 230_000), burst(300e3, 20, 230_000), burst(700e3, 20, 230_000)];
    const others = [burst(-200e3, 50), burst(600e3, 20, 230_000)];
    const { samples } = makeBurstScene({
      seed: 9,
      sampleRateHz,
      sampleCount: 600_000,
      noiseDbfs: -40,
      bursts: [burst(200e3, 45), ...lines, ...others],
    });
    const at = detect(samples).map(({ lowerHz, upperHz }) => Math.round((lowerHz + upperHz) / 2e4) * 10);
    expect(at.sort((a, b) => a - b)).toEqual([-200, 200, 600, 700]);
  });

  it('tells a carrier that stands still as one box, and a gap in the stream changes no time', () => {
    const carrier: BurstPlan = {
      kind: 'tone',
      startSample: 0,
      sampleCount: 3_000_000,
      centreHz: 300e3,
      bandwidthHz: 1,
      snrDb: 20,
      leastBandHz: 1.5 * binHz,
    };
    const bursts = [carrier];
    const { samples } = makeBurstScene({
      seed: 6,
      sampleRateHz,
      sampleCount: 3_000_000,
      noiseDbfs: -40,
      bursts,
    });
    // Longer than a block of rows, so that pieces must be joined.
    const found: Detection[] = [];
    const detector = makeDetector(
      { kernels: loadKernels().kernels, format: 'cf32', sampleRateHz, settings: defaults },
      (one) => found.push(one),
    );
    detector.process(samples.subarray(0, 8 * 1_500_000));
    detector.lost(2_400_000);
    detector.process(samples.subarray(8 * 1_500_000));
    detector.flush();
    expect(found).toHaveLength(2);
    for (const one of found) {
      expect(Math.abs((one.lowerHz + one.upperHz) / 2 - 300e3)).toBeLessThan(binHz);
      // The last transform of a stretch may not be whole.
      expect(Math.abs(one.sampleCount - 1_500_000)).toBeLessThan(2048);
    }
    expect(Math.abs(found[1]!.startSample - 3_900_000)).toBeLessThan(2048);
  });
});

function noise(seed: number, sampleCount: number): Uint8Array {
  return makeBurstScene({ seed, sampleRateHz, sampleCount, noiseDbfs: -40, bursts: [] }).samples;
}
