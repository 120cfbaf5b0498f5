/**
 * The channel kernel on every SIMD path this processor runs: against its definition, against its masks with tones
 * over the whole input band, and against any way to cut the stream.
 *
 * Promised tolerance: 2e-6 of the largest output. Mixer and taps are rounded to float32 (6e-8 each, three times),
 * products and sums of up to a few hundred taps likewise, and their errors add like noise, not one by one.
 */
import { describe, expect, it } from 'vitest';
import { designChannel } from '../main/dsp/channel-design.ts';
import type { Channel, ChannelOptions } from '../main/dsp/kernels.ts';
import { typescriptKernels } from '../main/dsp/typescript.ts';
import { makeRandom } from '../testing/random.ts';
import { loadBinding, type NativeBinding } from './index.ts';

/** The paths this processor runs; the others refuse. */
function paths(): [string, NativeBinding][] {
  const found: [string, NativeBinding][] = [];
  let binding: NativeBinding;
  try {
    binding = loadBinding();
  } catch {
    return [];
  }
  for (const name of ['portable', 'avx2', 'avx512', 'neon']) {
    try {
      found.push([name, binding.forPath(name)]);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return found;
}

function noise(samples: number, seed: number): Float32Array {
  const random = makeRandom(seed);
  return Float32Array.from({ length: 2 * samples }, () => 0.3 * random.normal());
}

/** A symmetric low-pass by no method: raised cosine. */
function someTaps(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, n) => {
    const x = (2 * Math.min(n, count - 1 - n) + 1) / count;
    return (1 - Math.cos(Math.PI * x)) / count;
  });
}

function stagesOf(...sizes: readonly [taps: number, decimation: number][]): ChannelOptions['stages'] {
  return sizes.map(([count, decimation]) => ({ taps: someTaps(count), decimation }));
}

const design = (sampleRateHz: number, bandwidthHz: number): ChannelOptions['stages'] =>
  designChannel({ sampleRateHz, bandwidthHz }).stages;

/** Everything `input` gives, the pieces as long as `cut` says. */
function runCut(channel: Channel, input: Float32Array, cut: () => number): Float32Array {
  const samples = input.length / 2;
  const result = new Float32Array(2 * (Math.ceil(samples / channel.decimation) + 1));
  let written = 0;
  let kept = true;
  for (let at = 0; at < samples;) {
    const count = Math.min(samples - at, cut());
    const output = new Float32Array(2 * (Math.ceil(count / channel.decimation) + 1) + 2).fill(7);
    const outputs = channel.process(input.subarray(2 * at), count, output);
    // Nothing beyond what is announced is touched.
    kept &&= output.subarray(2 * outputs).every((value) => value === 7);
    result.set(output.subarray(0, 2 * outputs), 2 * written);
    written += outputs;
    at += count;
  }
  expect(kept).toBe(true);
  return result.subarray(0, 2 * written);
}

const whole = () => Infinity;

function worstRatio(actual: Float32Array, expected: Float32Array): number {
  expect(actual.length).toBe(expected.length);
  let peak = 0;
  let worst = 0;
  for (const [n, value] of expected.entries()) {
    peak = Math.max(peak, Math.abs(value));
    worst = Math.max(worst, Math.abs(actual[n]! - value));
  }
  return worst / peak;
}

const shapes: [string, ChannelOptions][] = [
  ['one tap', { stages: stagesOf([1, 1]), shift: 0.2 }],
  ['no shift', { stages: stagesOf([33, 4]), shift: 0 }],
  ['half the rate', { stages: stagesOf([16, 2]), shift: -0.5 }],
  ['128 taps by 10', { stages: stagesOf([128, 10]), shift: 0.1 }],
  ['63 taps by 8', { stages: stagesOf([63, 8]), shift: -0.37 }],
  ['fewer taps than the decimation', { stages: stagesOf([5, 37]), shift: 0.01 }],
  ['odd on odd', { stages: stagesOf([7, 3], [9, 5], [2, 1], [11, 7]), shift: 0.003 }],
  ['long taps', { stages: stagesOf([2001, 6]), shift: 0.333 }],
  ['2.4 MHz to 12.5 kHz', { stages: design(2.4e6, 12.5e3), shift: 0.17 }],
  ['20 MHz to 25 kHz', { stages: design(20e6, 25e3), shift: -0.41 }],
  ['2.4 MHz to 200 kHz', { stages: design(2.4e6, 200e3), shift: 1 / 3 }],
];

const maskPairs: [number, number][] = [
  [2.4e6, 12.5e3],
  [2.4e6, 200e3],
  [20e6, 25e3],
  [250e3, 100e3],
  [2.4e6, 1.9e6],
  [2.4e6, 3e3],
];

/** Offsets from the channel's centre to try, Hz: the whole input band, and every edge near which masks break. */
function offsetsHz(sampleRateHz: number, outRateHz: number, passHz: number, stopHz: number): number[] {
  const random = makeRandom(outRateHz);
  const list = [-sampleRateHz / 2, sampleRateHz / 2, -stopHz, stopHz];
  for (let step = -100; step <= 100; step++) list.push((0.499 * sampleRateHz * step) / 100);
  for (let step = -20; step <= 20; step++) list.push((passHz * step) / 20);
  const images = sampleRateHz / outRateHz;
  for (let n = 0; n < 40 && images > 1; n++) {
    const image = n < 6 ? n + 1 : 1 + random.integer(images);
    for (const edge of [-1, 0, 1]) list.push(image * outRateHz + edge * passHz);
  }
  return list.filter((offset) => Math.abs(offset) <= sampleRateHz / 2);
}

/** A tone of amplitude 1 at `frequency`, cycles per sample. */
function fillTone(tone: Float32Array, frequency: number): void {
  const stepRe = Math.cos(2 * Math.PI * frequency);
  const stepIm = Math.sin(2 * Math.PI * frequency);
  let re = 1;
  let im = 0;
  for (let n = 0; n < tone.length; n += 2) {
    tone[n] = re;
    tone[n + 1] = im;
    const next = re * stepRe - im * stepIm;
    im = re * stepIm + im * stepRe;
    re = next;
  }
}

/** Level of what a settled channel makes of a tone, dB. */
function levelDb(channel: Channel, tone: Float32Array): number {
  const samples = tone.length / 2;
  const output = new Float32Array(2 * (Math.ceil(samples / channel.decimation) + 1));
  channel.reset(12_345);
  const outputs = channel.process(tone, samples, output);
  const settled = Math.ceil((2 * channel.delay) / channel.decimation) + 1;
  let power = 0;
  for (let n = 2 * settled; n < 2 * outputs; n++) power += output[n]! ** 2;
  return 10 * Math.log10(power / (outputs - settled) + 1e-20);
}

describe.each(paths())('native channels on the %s path', (_name, native) => {
  it.each(shapes)('agree with their definition: %s', (_shape, options) => {
    const input = noise(20_000, 1);
    for (const first of [0, 5, 3_000_000_000_001]) {
      const channel = new native.Channel(options);
      const oracle = typescriptKernels.makeChannel(options);
      expect(channel.decimation).toBe(oracle.decimation);
      expect(channel.delay).toBe(oracle.delay);
      channel.reset(first);
      oracle.reset(first);
      expect(worstRatio(runCut(channel, input, whole), runCut(oracle, input, whole))).toBeLessThan(2e-6);
    }
  });

  it.each(shapes)('give the same to the bit however the stream is cut: %s', (_shape, options) => {
    // More than twice what the kernel takes at a time.
    const input = noise(9000, 2);
    const expected = runCut(new native.Channel(options), input, whole);
    const random = makeRandom(3);
    const channel = new native.Channel(options);
    for (const longest of [3, 50, 6000]) {
      channel.reset(0);
      expect(runCut(channel, input, () => random.integer(longest + 1))).toEqual(expected);
    }
    // From a place no vector would choose.
    const odd = new Float32Array(input.length + 1).subarray(1);
    odd.set(input);
    channel.reset(0);
    expect(runCut(channel, odd, whole)).toEqual(expected);
  });

  it.each(maskPairs)(
    'keep their masks with tones over the whole band: %f to %f Hz',
    (rateHz, bandwidthHz) => {
      const { stages, outRateHz, passHz, stopHz, decimation } = designChannel({
        sampleRateHz: rateHz,
        bandwidthHz,
      });
      const shift = 0.1234;
      const channel = new native.Channel({ stages, shift });
      const tone = new Float32Array(2 * (2 * channel.delay + 24 * decimation));
      let lowest = Infinity;
      let highest = -Infinity;
      let strongest = -Infinity;
      for (const offsetHz of offsetsHz(rateHz, outRateHz, passHz, stopHz)) {
        fillTone(tone, shift + offsetHz / rateHz);
        const db = levelDb(channel, tone);
        const foldedHz = Math.abs(offsetHz - outRateHz * Math.round(offsetHz / outRateHz));
        const hair = 1e-9 * rateHz;
        if (Math.abs(offsetHz) <= passHz + hair) {
          lowest = Math.min(lowest, db);
          highest = Math.max(highest, db);
        } else if (decimation > 1 ? foldedHz <= passHz + hair : Math.abs(offsetHz) >= stopHz) {
          // At stopHz of a filter that doesn't exist, the end of the band, nothing is stopped.
          if (stopHz < rateHz / 2) strongest = Math.max(strongest, db);
        } else expect(db).toBeLessThan(0.05);
      }
      expect(highest - lowest).toBeLessThan(0.1);
      expect(Math.abs(highest)).toBeLessThan(0.05);
      // -Infinity where nothing folds and the stream holds nothing beyond the band.
      expect(strongest).toBeLessThan(-80);
    },
  );

  it('keep their phase over hours', () => {
    // 42 s of 2.4 MS/s in one go, then five days on; a tone of 0.1 cycles per sample is 0 Hz from end to end.
    const channel = new native.Channel({ stages: stagesOf([1, 10]), shift: 0.1 });
    const tone = new Float32Array(2 * 100_000);
    for (let n = 0; n < 100_000; n++) {
      tone[2 * n] = Math.cos((2 * Math.PI * (n % 10)) / 10);
      tone[2 * n + 1] = Math.sin((2 * Math.PI * (n % 10)) / 10);
    }
    const output = new Float32Array(2 * 10_001);
    const gain = someTaps(1)[0]!;
    for (let block = 0; block < 1000; block++) channel.process(tone, 100_000, output);
    // 10^8 times the rounding of 0.1 to 2^-52 is 1e-8 of a turn; the rest is float32.
    expect(Math.abs(output[2 * 9999 + 1]!)).toBeLessThan(1e-6);
    expect(Math.abs(output[2 * 9999]! - gain)).toBeLessThan(1e-6);
    channel.reset(1_000_000_000_000);
    channel.process(tone, 100_000, output);
    // 10^12 times half of 2^-52 of a turn, in radians.
    expect(Math.abs(output[2 * 9999 + 1]! / gain)).toBeLessThan(7e-4);
  });

  it('forget a sample that is no number as soon as the filter does', () => {
    const options = { stages: stagesOf([41, 3], [9, 2]), shift: 0.2 };
    const input = noise(9000, 4);
    const expected = runCut(new native.Channel(options), input, whole);
    // Both filters' lengths, and two vectors of 8 samples of each stage's rate.
    const before = Math.floor((4500 - 16 - 3 * 16) / 6);
    const after = Math.ceil((4500 + 41 + 3 * 9 + 16 + 3 * 16) / 6);
    expect(after - before).toBeLessThan(40);
    for (const wrong of [Number.NaN, Infinity]) {
      const spoilt = input.slice();
      spoilt[2 * 4500] = wrong;
      // Short pieces end wherever the spoilt sample lay in a buffer before.
      for (const longest of [4, 12, 30, 9000]) {
        const random = makeRandom(longest);
        const output = runCut(new native.Channel(options), spoilt, () => random.integer(longest + 1));
        expect(output.subarray(0, 2 * before)).toEqual(expected.subarray(0, 2 * before));
        expect(output.subarray(2 * after)).toEqual(expected.subarray(2 * after));
      }
    }
  });

  it('refuse what their definition refuses', () => {
    const one = { taps: Float32Array.of(1), decimation: 1 };
    const wrong: [unknown, RegExp][] = [
      [undefined, /objects/],
      [{ stages: 'none', shift: 0 }, /array/],
      [{ stages: [], shift: 0 }, /1 to 8 stages/],
      [{ stages: Array(9).fill(one), shift: 0 }, /1 to 8 stages/],
      [{ stages: [7], shift: 0 }, /objects/],
      [{ stages: [one], shift: 0.6 }, /shift/],
      [{ stages: [one], shift: Number.NaN }, /shift/],
      [{ stages: [one] }, /shift/],
      [{ stages: [{ ...one, taps: [1] }], shift: 0 }, /Float32Array/],
      [{ stages: [{ ...one, taps: new Float32Array(0) }], shift: 0 }, /taps/],
      [{ stages: [{ ...one, taps: new Float32Array(65_537) }], shift: 0 }, /taps/],
      [{ stages: [{ ...one, taps: Float32Array.of(1, 2) }], shift: 0 }, /symmetric/],
      [{ stages: [{ ...one, taps: Float32Array.of(Number.NaN) }], shift: 0 }, /finite/],
      [{ stages: [{ ...one, decimation: 0 }], shift: 0 }, /decimation/],
      [{ stages: [{ ...one, decimation: 2.5 }], shift: 0 }, /decimation/],
      [{ stages: [{ ...one, decimation: 65_537 }], shift: 0 }, /decimation/],
      [{ stages: Array(3).fill({ ...one, decimation: 65_536 }), shift: 0 }, /2\^31/],
    ];
    for (const [options, message] of wrong)
      expect(() => Reflect.construct(native.Channel, [options]) as unknown).toThrow(message);
    const detaching = {
      shift: 0,
      stages: [
        { taps: Float32Array.of(1), decimation: 1 },
        {
          taps: Float32Array.of(1),
          get decimation(): number {
            structuredClone(detaching.stages[0]!.taps.buffer, {
              transfer: [detaching.stages[0]!.taps.buffer],
            });
            return 1;
          },
        },
      ],
    };
    expect(() => new native.Channel(detaching)).toThrow(/taps, not 0/);
  });

  it('refuse buffers that are too short, and counts that are none', () => {
    const channel = new native.Channel({ stages: stagesOf([4, 3]), shift: 0 });
    const samples = new Float32Array(20);
    const method: unknown = Reflect.get(channel, 'process');
    if (typeof method !== 'function') throw new Error('no process');
    const process = (...args: unknown[]): unknown => Reflect.apply(method, channel, args) as unknown;
    expect(() => process(samples, 11, samples)).toThrow(/input/);
    expect(() => process(samples, 10, samples.subarray(0, 9))).toThrow(/output has length 9/);
    expect(() => process(samples, 0.5, samples)).toThrow(/sampleCount/);
    expect(() => process(samples, -1, samples)).toThrow(/sampleCount/);
    expect(() => process(samples, '1', samples)).toThrow(/sampleCount/);
    expect(() => process(new Float64Array(20), 1, samples)).toThrow(/Float32Array/);
    expect(() => process(samples, 1)).toThrow(/output/);
    expect(() => channel.reset(-1)).toThrow(/firstSample/);
    expect(() => channel.reset(0.5)).toThrow(/firstSample/);
    expect(channel.process(samples, 0, new Float32Array(2))).toBe(0);
  });
});
