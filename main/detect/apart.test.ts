/** Signals that touch in time or frequency are told apart, and each keeps its own band. */
import { describe, expect, it } from 'vitest';
import { makeBurstScene, type BurstPlan } from '../../testing/bursts.ts';
import { loadKernels } from '../dsp/index.ts';
import { makeDetector, type Detection } from './index.ts';

const sampleRateHz = 2.4e6;
/** The resolution at this rate: 2048 points, half overlapping. */
const binHz = sampleRateHz / 2048;
const millisecond = sampleRateHz / 1000;

function detect(bursts: BurstPlan[], seed: number): Detection[] {
  const { samples } = makeBurstScene({
    seed,
    sampleRateHz,
    sampleCount: 480_000,
    noiseDbfs: -40,
    bursts,
  });
  const found: Detection[] = [];
  const detector = makeDetector(
    {
      kernels: loadKernels().kernels,
      format: 'cf32',
      sampleRateHz,
      settings: { falseAlarmsPerHour: 1, shortestBurstSeconds: 1e-3, widestGapSeconds: 0.02, leastSnrDb: 0 },
    },
    (one) => found.push(one),
  );
  detector.process(samples);
  detector.flush();
  return found.sort((a, b) => a.startSample - b.startSample);
}

const burst = (
  kind: BurstPlan['kind'],
  fromMs: number,
  toMs: number,
  centreHz: number,
  bandwidthHz: number,
  snrDb: number,
): BurstPlan => ({
  kind,
  startSample: fromMs * millisecond,
  sampleCount: (toMs - fromMs) * millisecond,
  centreHz,
  bandwidthHz,
  snrDb,
  leastBandHz: 1.5 * binHz,
});
const widthHz = ({ lowerHz, upperHz }: Detection): number => upperHz - lowerHz;
const middleKhz = ({ lowerHz, upperHz }: Detection): number => Math.round((lowerHz + upperHz) / 2e4) * 10;

describe('signals beside each other', () => {
  it('hops that follow each other at once and touch in frequency are boxes of their own', () => {
    const hops = [300e3, 340e3, 300e3].map((hertz, i) =>
      burst('fsk', 50 + 10 * i, 60 + 10 * i, hertz, 30e3, 25),
    );
    const found = detect(hops, 31);
    expect(found.map(middleKhz).sort((a, b) => a - b)).toEqual([300, 340]);
    // Both together are 75 kHz wide.
    for (const one of found) expect(widthHz(one)).toBeLessThan(45e3);
  });

  it('the two tones of slow keying are one signal', () => {
    const found = detect([burst('fsk', 40, 120, -400e3, 20e3, 25)], 32);
    expect(found).toHaveLength(1);
  });

  it('what begins while a stronger signal is on, beside it, does not widen its band', () => {
    const strong = burst('noise', 50, 70, 200e3, 60e3, 30);
    // Its power is 17 dB below: 2 % of the strong one's.
    const found = detect([strong, burst('noise', 62, 70, 270e3, 70e3, 12.3)], 33);
    expect(found[0]!.upperHz).toBeLessThan(230e3 + 4 * binHz);
  });
});
