import { describe, expect, it } from 'vitest';
import { makeRandom } from '../../testing/random.ts';
import { loadKernels } from '../dsp/index.ts';
import { makeMeter, powerToDbfs, type Meter } from './channel-meter.ts';

const { kernels } = loadKernels();
const rateHz = 20_000;
const bandwidthHz = 12_500;

interface Frame {
  dbfs: number;
  first: number;
  end: number;
}

function measure(
  samples: Float32Array,
  from = 0,
  more: { rateHz?: number; bandwidthHz?: number } = {},
): { frames: Frame[]; meter: Meter } {
  const frames: Frame[] = [];
  const meter = makeMeter(
    kernels,
    more.rateHz ?? rateHz,
    more.bandwidthHz ?? bandwidthHz,
    (power, first, end) => frames.push({ dbfs: powerToDbfs(power), first, end }),
  );
  push(meter, samples, from);
  return { frames, meter };
}

/** In parts of odd size. */
function push(meter: Meter, samples: Float32Array, from: number): void {
  const facts = { timeMs: 0, settingsEpoch: 0, clipped: 0, missed: 0 };
  for (let at = 0; at < samples.length / 2; at += 77) {
    const part = samples.subarray(2 * at, 2 * (at + 77));
    meter.push(part, { ...facts, firstSample: from + at, sampleCount: part.length / 2 });
  }
}

function tone(hz: number, dbfs: number, count: number): Float32Array {
  const amplitude = 10 ** (dbfs / 20);
  return Float32Array.from({ length: 2 * count }, (_, n) => {
    const phase = 2 * Math.PI * hz * (Math.floor(n / 2) / rateHz);
    return amplitude * (n % 2 === 0 ? Math.cos(phase) : Math.sin(phase));
  });
}

describe('the meter of a band', () => {
  it('shows a tone at its level anywhere inside the band', () => {
    for (const hz of [-5900, -1234, 0, 40, 3333, 5900])
      // A tone at the very edge loses a part of Hann's four bins (78 Hz each) to the outside.
      for (const { dbfs } of measure(tone(hz, -30, 2000)).frames)
        expect(Math.abs(dbfs + 30)).toBeLessThan(0.1);
  });

  it('does not hear a neighbour that the channel passes beside the band', () => {
    // The channel is flat to 7.5 kHz and ends at 10 kHz; the band ends at 6.25 kHz. Hann is 60 dB down after 8 bins of 156 Hz.
    for (const hz of [-9900, -7500, 7500, 8765])
      for (const { dbfs } of measure(tone(hz, 0, 2000)).frames) expect(dbfs).toBeLessThan(-60);
  });

  it('adds up noise in proportion to the band', () => {
    const random = makeRandom(4);
    const noise = Float32Array.from({ length: 2 * 200_000 }, () => 0.01 * random.normal());
    const { frames } = measure(noise);
    const mean = frames.reduce((sum, { dbfs }) => sum + 10 ** (dbfs / 10), 0) / frames.length;
    // 0.01² in I and in Q, of which 12.5 of 20 kHz. 125,000 independent samples: 0.3 % or 0.012 dB, and five of these.
    expect(
      Math.abs(powerToDbfs(mean) - 10 * Math.log10((2 * 0.01 ** 2 * bandwidthHz) / rateHz)),
    ).toBeLessThan(0.06);
  });

  it('measures frames of some 10 ms that overlap by half and never leap a gap', () => {
    const { frames, meter } = measure(tone(0, 0, 1000), 100);
    expect(meter.frameSamples).toBe(128);
    expect(frames.map(({ first }) => first)).toEqual(frames.map((_, i) => 100 + 64 * i));
    expect(meter.measured).toBe(frames.at(-1)!.first + 64);
    expect(meter.end).toBe(1100);
    const before = frames.length;
    push(meter, tone(0, 0, 500), 5000);
    expect(frames[before]).toMatchObject({ first: 5000, end: 5128 });
  });

  it('measures all of a stream that is its own band, and channels too short for a frame', () => {
    const whole = measure(tone(-9999, -10, 500), 0, { bandwidthHz: rateHz });
    for (const { dbfs } of whole.frames) expect(Math.abs(dbfs + 10)).toBeLessThan(0.1);
    const { frames, meter } = measure(tone(100, -10, 50));
    expect(frames).toEqual([]);
    expect(powerToDbfs(meter.rest())).toBeCloseTo(-10, 3);
  });
});
