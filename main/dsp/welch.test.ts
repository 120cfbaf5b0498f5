import { describe, expect, it } from 'vitest';
import { makeRandom } from '../../testing/random.ts';
import { loadKernels, typescriptKernels } from './index.ts';
import { makeWelch, welchSize, type PowerDensity } from './welch.ts';

const { kernels } = loadKernels();
const rate = 48_000;

function bytesOf(count: number, sample: (i: number) => readonly [number, number]): Uint8Array {
  const iq = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) iq.set(sample(i), 2 * i);
  return new Uint8Array(iq.buffer);
}

function noise(count: number, seed: number): Uint8Array {
  const random = makeRandom(seed);
  return bytesOf(count, () => [random.normal() * Math.SQRT1_2, random.normal() * Math.SQRT1_2]);
}

function densityOf(bytes: Uint8Array, size: number): PowerDensity {
  const welch = makeWelch({ kernels, size, format: 'cf32', sampleRateHz: rate });
  welch.process(bytes);
  const density = welch.density();
  if (!density) throw new Error('no density');
  return density;
}

const total = ({ perHz, binHz }: PowerDensity): number => perHz.reduce((sum, one) => sum + one, 0) * binHz;

describe('the power density', () => {
  it('sums to the power of the samples, for noise and for tones anywhere in a bin', () => {
    // 100,000 samples of noise: 0.3 %; three standard deviations.
    expect(Math.abs(total(densityOf(noise(100_000, 1), 1024)) - 1)).toBeLessThan(0.01);
    for (const hz of [0, 12_345, -23_900, (10.5 * rate) / 1024]) {
      const tone = bytesOf(20_000, (i) => {
        const angle = (2 * Math.PI * hz * i) / rate;
        return [0.5 * Math.cos(angle), 0.5 * Math.sin(angle)];
      });
      // A tone spreads over bins whose squares sum to the window's own: exact but for float32.
      expect(Math.abs(total(densityOf(tone, 1024)) / 0.25 - 1)).toBeLessThan(1e-4);
    }
  });

  it('has the level of white noise in every bin, whose spread is that of its stated averaging', () => {
    const density = densityOf(noise(400_000, 2), 256);
    const relative = [...density.perHz].map((one) => one * rate);
    const mean = relative.reduce((sum, one) => sum + one, 0) / relative.length;
    expect(Math.abs(mean - 1)).toBeLessThan(0.006);
    // Sums over 16 bins are gamma distributed with 16 shapes. 16 sums tell a variance to 36 %: three deviations.
    const sums = Array.from({ length: 16 }, (_, k) =>
      relative.slice(16 * k, 16 * k + 16).reduce((sum, one) => sum + one / 16, 0),
    );
    const variance = sums.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 15;
    expect(variance * 16 * density.shapePerBin).toBeGreaterThan(1 / 2.1);
    expect(variance * 16 * density.shapePerBin).toBeLessThan(2.1);
  });

  it('weighs every sample alike: a burst counts the same wherever it falls', () => {
    const size = 1024;
    const burst = (at: number): number =>
      total(
        densityOf(
          bytesOf(16_384, (i) => [i >= at && i < at + 32 ? 1 : 0, 0]),
          size,
        ),
      );
    const powers = Array.from({ length: 16 }, (_, k) => burst(8000 + k * 50));
    // Hops are whole samples, so not quite a sixth: 0.2 %.
    expect(Math.max(...powers) / Math.min(...powers)).toBeLessThan(1.005);
    // The ends of the recording count less than the middle, which therefore counts 1024 / 16,384 more at most.
    expect(Math.max(...powers) / (32 / 16_384)).toBeLessThan(1.07);
  });

  it('is the same in pieces of any length and with the reference kernels', () => {
    const bytes = noise(9000, 3);
    const whole = densityOf(bytes, 256);
    const welch = makeWelch({ kernels: typescriptKernels, size: 256, format: 'cf32', sampleRateHz: rate });
    const random = makeRandom(4);
    for (let at = 0; at < bytes.byteLength;) {
      const length = 8 * (1 + random.integer(700));
      welch.process(bytes.subarray(at, at + length));
      at += length;
    }
    const parts = welch.density();
    expect(parts?.seconds).toBe(whole.seconds);
    for (const [bin, one] of whole.perHz.entries())
      expect(Math.abs((parts?.perHz[bin] ?? 0) / one - 1)).toBeLessThan(1e-4);
  });

  it('never transforms over a gap, and counts what it measured', () => {
    const welch = makeWelch({ kernels, size: 256, format: 'cf32', sampleRateHz: rate });
    for (let stretch = 0; stretch < 50; stretch++) {
      // A tone that starts anew each time: across a gap it would splatter.
      welch.process(bytesOf(290, (i) => [Math.cos(0.3 * i + stretch), Math.sin(0.3 * i + stretch)]));
      welch.gap();
    }
    welch.process(bytesOf(255, () => [1, 1]));
    const density = welch.density();
    expect(density?.seconds).toBeCloseTo((50 * 256) / rate, 9);
    const peak = Math.max(...(density?.perHz ?? []));
    // Far from the tone only the window's sidelobes, -92 dB.
    expect(10 * Math.log10((density?.perHz[20] ?? 1) / peak)).toBeLessThan(-90);
  });

  it('is absent where nothing is as long as a transform', () => {
    const welch = makeWelch({ kernels, size: 256, format: 'cu8', sampleRateHz: rate });
    welch.process(new Uint8Array(2 * 255));
    expect(welch.density()).toBeUndefined();
  });
});

describe('the size of the transform', () => {
  it('puts 512 to 1024 bins across the band where there are samples enough', () => {
    for (const [sampleRate, band] of [
      [20_000, 12_500],
      [2_400_000, 25_000],
      [2_400_000, 2_000_000],
    ] as const) {
      const bins = (welchSize(sampleRate, band, 1e9) * band) / sampleRate;
      expect(bins).toBeGreaterThanOrEqual(512);
      expect(bins).toBeLessThan(1024);
    }
  });

  it('stays short for few samples and never grows without limit', () => {
    expect(welchSize(20_000, 12_500, 50)).toBe(64);
    expect(welchSize(20_000, 12_500, 1600)).toBe(256);
    expect(welchSize(20e6, 10, 1e12)).toBe(131_072);
  });
});
