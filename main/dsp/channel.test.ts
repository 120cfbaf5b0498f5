import { describe, expect, it } from 'vitest';
import { makeRandom } from '../../testing/random.ts';
import { ReferenceChannel } from './channel.ts';
import type { ChannelOptions } from './kernels.ts';

const noise = (samples: number, seed: number): Float32Array => {
  const random = makeRandom(seed);
  return Float32Array.from({ length: 2 * samples }, () => random.normal());
};

/** Symmetric and otherwise arbitrary. */
function someTaps(count: number): Float32Array {
  const random = makeRandom(count);
  const taps = new Float32Array(count);
  for (let n = 0; n <= (count - 1) / 2; n++) taps[n] = taps[count - 1 - n] = random.normal();
  return taps;
}

function run(options: ChannelOptions, input: Float32Array, firstSample = 0): Float32Array {
  const channel = new ReferenceChannel(options);
  channel.reset(firstSample);
  const output = new Float32Array(input.length + 2);
  return output.slice(0, 2 * channel.process(input, input.length / 2, output));
}

/** Every value of a filter without decimation, one sum each; samples before the first are 0. */
function convolve(input: Float64Array, taps: Float32Array): Float64Array {
  return input.map((_, place) => {
    let sum = 0;
    for (let j = 0; j < taps.length && 2 * j <= place; j++) sum += taps[j]! * input[place - 2 * j]!;
    return sum;
  });
}

describe('a channel', () => {
  it('is a mixer, full-rate filters one after another, and every n-th value of the last', () => {
    const stages = [
      { taps: someTaps(9), decimation: 3 },
      { taps: someTaps(4), decimation: 2 },
      { taps: someTaps(5), decimation: 1 },
    ];
    const shift = 0.237;
    const input = noise(100, 1);
    let wave = new Float64Array(input.length);
    for (let n = 0; n < 100; n++) {
      const cos = Math.cos(2 * Math.PI * shift * n);
      const sin = -Math.sin(2 * Math.PI * shift * n);
      wave[2 * n] = input[2 * n]! * cos - input[2 * n + 1]! * sin;
      wave[2 * n + 1] = input[2 * n]! * sin + input[2 * n + 1]! * cos;
    }
    for (const { taps, decimation } of stages)
      wave = convolve(wave, taps).filter((_, place) => (place >> 1) % decimation === 0);
    const output = run({ stages, shift }, input);
    expect(output.length).toBe(2 * 17);
    // One rounding to float32 of values up to a few tens.
    for (const [place, value] of wave.entries()) expect(Math.abs(output[place]! - value)).toBeLessThan(1e-5);
  });

  it('lags by its delay: an impulse comes out where it went in', () => {
    const stages = [
      { taps: Float32Array.of(1, 2, 3, 2, 1), decimation: 2 },
      { taps: Float32Array.of(1, 5, 1), decimation: 3 },
    ];
    const channel = new ReferenceChannel({ stages, shift: 0 });
    expect(channel.decimation).toBe(6);
    expect(channel.delay).toBe(2 + 2);
    const input = new Float32Array(2 * 60);
    input[2 * 20] = 1;
    const output = new Float32Array(2 * 11);
    expect(channel.process(input, 60, output)).toBe(10);
    // Output 4 belongs to sample 24 and shows sample 20: the middle tap of both, and the ones two samples beside.
    expect(output[2 * 4]).toBe(3 * 5 + 1 * 1 + 1 * 1);
  });

  it('gives the same however the stream is cut', () => {
    const options = {
      stages: [
        { taps: someTaps(33), decimation: 7 },
        { taps: someTaps(12), decimation: 2 },
      ],
      shift: -0.31,
    };
    const input = noise(1000, 2);
    const whole = run(options, input);
    const random = makeRandom(3);
    const channel = new ReferenceChannel(options);
    const pieces: number[] = [];
    for (let at = 0; at < 1000;) {
      const count = Math.min(1000 - at, random.integer(40));
      const output = new Float32Array(2 * (Math.ceil(count / 14) + 1));
      const outputs = channel.process(input.subarray(2 * at), count, output);
      pieces.push(...output.subarray(0, 2 * outputs));
      at += count;
    }
    expect(Float32Array.from(pieces)).toEqual(whole);
  });

  it('keeps its phase over a gap of days, and forgets what came before', () => {
    // A tone of exactly 0.1 cycles per sample, wherever counting starts.
    const tone = (first: number): Float32Array =>
      Float32Array.from({ length: 80 }, (_, place) => {
        const angle = (2 * Math.PI * ((first + (place >> 1)) % 10)) / 10;
        return place % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
      });
    const channel = new ReferenceChannel({
      stages: [{ taps: Float32Array.of(1), decimation: 1 }],
      shift: 0.1,
    });
    const output = new Float32Array(82);
    for (const first of [0, 7, 1_234_567, 1_000_000_000_003]) {
      channel.process(noise(40, 5), 40, output);
      channel.reset(first);
      channel.process(tone(first), 40, output);
      for (let n = 0; n < 40; n++) {
        // 10^12 samples times the rounding of 0.1 to 2^-52 are 1e-4 of a turn at most, 7e-4 in amplitude.
        expect(Math.abs(output[2 * n]! - 1)).toBeLessThan(1e-3);
        expect(Math.abs(output[2 * n + 1]!)).toBeLessThan(1e-3);
      }
    }
  });

  const one = { taps: Float32Array.of(1), decimation: 1 };
  it.each<[string, ChannelOptions, RegExp]>([
    ['no stage', { stages: [], shift: 0 }, /1 to 8 stages/],
    ['nine stages', { stages: Array.from({ length: 9 }, () => one), shift: 0 }, /1 to 8 stages/],
    ['a shift beyond half the rate', { stages: [one], shift: 0.6 }, /shift/],
    ['a shift that is no number', { stages: [one], shift: Number.NaN }, /shift/],
    ['no taps', { stages: [{ ...one, taps: new Float32Array(0) }], shift: 0 }, /taps/],
    ['lopsided taps', { stages: [{ ...one, taps: Float32Array.of(1, 2) }], shift: 0 }, /symmetric/],
    ['an endless tap', { stages: [{ ...one, taps: Float32Array.of(Infinity) }], shift: 0 }, /finite/],
    ['half a decimation', { stages: [{ ...one, decimation: 1.5 }], shift: 0 }, /decimation/],
    ['no decimation', { stages: [{ ...one, decimation: 0 }], shift: 0 }, /decimation/],
    ['a product beyond any use', { stages: Array(3).fill({ ...one, decimation: 65536 }), shift: 0 }, /2\^31/],
  ])('refuses %s', (_what, options, message) => {
    expect(() => new ReferenceChannel(options)).toThrow(message);
  });

  it('refuses buffers that are too short, and counts that are none', () => {
    const channel = new ReferenceChannel({ stages: [{ ...one, decimation: 3 }], shift: 0 });
    const samples = new Float32Array(20);
    expect(() => channel.process(samples, 11, samples)).toThrow(/input/);
    expect(() => channel.process(samples, 10, samples.subarray(0, 9))).toThrow(/output/);
    expect(() => channel.process(samples, 0.5, samples)).toThrow(/sampleCount/);
    expect(() => channel.process(samples, -1, samples)).toThrow(/sampleCount/);
    expect(() => channel.reset(-1)).toThrow(/firstSample/);
    expect(() => channel.reset(2 ** 53)).toThrow(/firstSample/);
    expect(channel.process(samples, 0, new Float32Array(2))).toBe(0);
  });
});
