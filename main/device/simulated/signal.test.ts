/** What a simulated radio sends, measured against what its truth says. */
import { describe, expect, it } from 'vitest';
import { fromCs8, fromCu8, powerSpectrum, transform, type PowerSpectrum } from '../../../testing/spectrum.ts';
import { collectingSink } from '../../../testing/sink.ts';
import type { Receiver } from '../receiver.ts';
import { openSimulated } from './receiver.ts';
import { sceneTruth } from './truth.ts';

/** The first `seconds` of a scene as fast as possible. */
async function receive(
  id: string,
  centreHz: number,
  sampleRateHz: number,
  seconds: number,
  prepare: (radio: Receiver) => Promise<unknown> = () => Promise.resolve(),
): Promise<Float64Array> {
  const radio = openSimulated(`${id}${id.includes('?') ? '&' : '?'}speed=max`);
  await radio.setSampleRate(sampleRateHz);
  await radio.tune(centreHz);
  await prepare(radio);
  const wanted = 2 * Math.round(seconds * sampleRateHz);
  const sink = collectingSink(wanted);
  await radio.start(sink);
  await sink.until((s) => s.byteLength >= wanted);
  await radio.close();
  return fromCs8(sink.bytes());
}

async function spectrumOf(
  id: string,
  centreHz: number,
  rateHz: number,
  seconds = 0.25,
  size = 16_384,
): Promise<PowerSpectrum> {
  return powerSpectrum(await receive(id, centreHz, rateHz, seconds), rateHz, size);
}

describe('the simulated band', () => {
  // 0.5 dB: the scallop of Blackman-Harris between two bins is 0.83 dB at most, so a tone is
  // measured by the power around it; what is left is noise at 25 dB and more.
  const closeDb = 0.5;

  it.each([
    [100e6, 2.4e6, 0.1, 16_384],
    // Longer transforms: a bin must stay narrow for the weakest carrier to stand clear of the noise.
    [100e6, 20e6, 0.03, 131_072],
    [99.8e6, 2.048e6, 0.1, 16_384],
    [99.5e6, 1e6, 0.2, 16_384],
  ])(
    'holds every carrier at its place and level, tuned to %i at %i',
    async (centreHz, rateHz, seconds, size) => {
      const spectrum = await spectrumOf('sim:band', centreHz, rateHz, seconds, size);
      const carriers = sceneTruth('sim:band').emitters.filter(
        (one) => one.kind === 'carrier' && Math.abs(one.centreHz - centreHz) < 0.49 * rateHz,
      );
      expect(carriers.length).toBeGreaterThanOrEqual(3);
      for (const { centreHz: at, powerDbfs } of carriers) {
        const offset = at - centreHz;
        const { binHz } = spectrum;
        expect(Math.abs(spectrum.peak(offset - 20e3, offset + 20e3).hz - offset)).toBeLessThanOrEqual(binHz);
        expect(Math.abs(spectrum.powerDb(offset - 4 * binHz, offset + 4 * binHz) - powerDbfs)).toBeLessThan(
          closeDb,
        );
      }
    },
  );

  it('holds every modulated signal with its power inside its bandwidth', async () => {
    const spectrum = await spectrumOf('sim:band', 100e6, 2.4e6, 0.5);
    const modulated = sceneTruth('sim:band').emitters.filter(
      (one) => one.kind !== 'carrier' && Math.abs(one.centreHz - 100e6) < 1.1e6,
    );
    expect(modulated.map((one) => one.kind).sort()).toEqual(['am', 'nfm', 'psk', 'qam', 'wfm']);
    for (const one of modulated) {
      const offset = one.centreHz - 100e6;
      const half = 0.6 * one.bandwidthHz;
      // 1 dB: the occupied bandwidth holds 99 % of the power, and noise adds a little.
      expect(Math.abs(spectrum.powerDb(offset - half, offset + half) - one.powerDbfs)).toBeLessThan(1);
      // Beside it the noise alone: nothing spills over. FM skirts fall slowly, so 1.2 bandwidths out.
      const beside = spectrum.densityDb(offset + 1.2 * one.bandwidthHz, offset + 1.2 * one.bandwidthHz + 8e3);
      expect(beside).toBeLessThan(-92);
    }
  });

  it.each([
    ['am', 121.5e6],
    ['nfm', 145.5e6],
    ['ook', 433.92e6],
    ['fsk', 868.3e6],
    ['hopping', 915e6],
    ['ppm', 1090e6],
    ['ofdm', 2412e6],
    ['psk', 1544.5e6],
    ['qam', 474e6],
  ])('puts %s on the air at %i when its truth says so', async (kind, centreHz) => {
    const rateHz = 1e6;
    // The rarest of them comes once in 0.9 s: at most two periods apart.
    const seconds = 0.9;
    const samples = await receive('sim:band', centreHz, rateHz, seconds);
    const truth = sceneTruth('sim:band', { seconds }).emitters.filter(
      (one) => one.kind === kind && Math.abs(one.centreHz - centreHz) < rateHz / 2,
    );
    expect(truth.length).toBeGreaterThan(0);
    const on = new Uint8Array(seconds * rateHz);
    for (const one of sceneTruth('sim:band', { seconds }).emitters.filter(
      (other) => Math.abs(other.centreHz - centreHz) < (rateHz + other.bandwidthHz) / 2,
    ))
      for (const [from, to] of one.onOff)
        on.fill(1, Math.max(0, Math.floor(from * rateHz) - 5), Math.ceil(to * rateHz) + 5);
    const power = { on: 0, off: 0 };
    const count = { on: 0, off: 0 };
    for (let i = 0; i < on.length; i++) {
      const side = on[i] === 1 ? 'on' : 'off';
      power[side] += samples[2 * i]! ** 2 + samples[2 * i + 1]! ** 2;
      count[side]++;
    }
    // Noise, the converter's own (a twelfth of a step squared in I and in Q), and the DC spike of -55 dBFS.
    const noiseDb = 10 * Math.log10(1e-10 * rateHz + 1 / (6 * 128 ** 2) + 10 ** -5.5);
    expect(count.on).toBeGreaterThan(0);
    expect(10 * Math.log10(power.on / count.on)).toBeGreaterThan(noiseDb + 2);
    // Off the air there is noise alone; ten thousand samples of it are good to 0.1 dB.
    if (count.off > 10_000)
      expect(Math.abs(10 * Math.log10(power.off / count.off) - noiseDb)).toBeLessThan(0.2);
  });

  it('lists a hopping signal once per channel, never on two at a time', () => {
    const hops = sceneTruth('sim:band', { seconds: 2 }).emitters.filter(
      (one) => one.kind === 'hopping' && one.centreHz < 1e9,
    );
    expect(hops.length).toBeGreaterThan(8);
    const times = hops.flatMap((one) => one.onOff).sort(([a], [b]) => a - b);
    for (const [i, [from]] of times.entries())
      if (i > 0) expect(from).toBeGreaterThanOrEqual(times[i - 1]![1]);
  });
});

describe('noise', () => {
  it('is white and as strong as the scene says, at every rate', async () => {
    for (const [rateHz, seconds] of [
      [250e3, 0.4],
      [2.4e6, 0.1],
      [20e6, 0.02],
    ] as const) {
      const spectrum = await spectrumOf('sim:quiet', 100e6, rateHz, seconds, 1024);
      const bands = Array.from({ length: 8 }, (_, k) =>
        spectrum.densityDb((k / 8 - 0.5) * rateHz, ((k + 1) / 8 - 0.5) * rateHz),
      );
      // The converter adds its own noise: a twelfth of a step squared in I and in Q.
      const expected = 10 * Math.log10(1e-10 + 1 / (6 * 128 ** 2 * rateHz));
      // That model is 0.25 dB too high where the noise is half a step; the median of 128 bins of a hundred
      // averaged blocks adds 0.1 dB.
      for (const band of bands) expect(Math.abs(band - expected)).toBeLessThan(0.5);
    }
  });

  it('does not repeat itself', async () => {
    const samples = await receive('sim:quiet', 100e6, 2.4e6, 0.06);
    // Autocorrelation by way of the power spectrum, padded so that it doesn't wrap.
    const size = 1 << 17;
    const padded = new Float64Array(4 * size);
    padded.set(samples.subarray(0, 2 * size));
    const bins = transform(padded);
    const power = new Float64Array(4 * size);
    for (let k = 0; k < 2 * size; k++) power[2 * k] = bins[2 * k]! ** 2 + bins[2 * k + 1]! ** 2;
    const correlation = transform(power);
    let worst = 0;
    for (let lag = 1; lag < size; lag++)
      worst = Math.max(worst, Math.hypot(correlation[2 * lag]!, correlation[2 * lag + 1]!) / correlation[0]!);
    // Of 1.3·10^5 chance correlations of as many samples the largest is about 3.5/sqrt(size) = 1 %; two of
    // 37 units that share half of one noise run would add 0.7 %.
    expect(worst).toBeLessThan(0.025);
  });
});

describe('flaws and gains', () => {
  it('has the DC spike and image it was asked for', async () => {
    const spectrum = await spectrumOf('sim:band?dc=-30&iq=-25', 99.8e6, 2.4e6);
    expect(spectrum.powerDb(-600, 600)).toBeCloseTo(-30, 0);
    // The carrier at 99.1 MHz, -28 dBFS, stands at -700 kHz: its image at +700 kHz.
    expect(spectrum.powerDb(700e3 - 600, 700e3 + 600)).toBeCloseTo(-53, 0);
  });

  it('raises signals alone with the LNA, signals and noise with the VGA', async () => {
    const measure = async (stage: string, gainDb: number): Promise<{ tone: number; noise: number }> => {
      const samples = await receive('sim:band', 100e6, 2.4e6, 0.2, (radio) => radio.setGain(stage, gainDb));
      const spectrum = powerSpectrum(samples, 2.4e6, 16_384);
      return { tone: spectrum.powerDb(449e3, 451e3), noise: spectrum.densityDb(150e3, 250e3) };
    };
    const plain = await measure('LNA', 20);
    const lna = await measure('LNA', 26);
    const vga = await measure('VGA', 30);
    expect(lna.tone - plain.tone).toBeCloseTo(6, 0);
    expect(lna.noise - plain.noise).toBeCloseTo(0, 0);
    expect(vga.tone - plain.tone).toBeCloseTo(10, 0);
    expect(vga.noise - plain.noise).toBeCloseTo(10, 0);
  });

  it('brings the level to where automatic gain puts it', async () => {
    const samples = await receive('sim:fm', 100e6, 2.4e6, 0.1, (radio) => radio.setGainMode('auto'));
    const power = samples.reduce((sum, value) => sum + value * value, 0) / (samples.length / 2);
    // -18 dBFS to the nearest step of 2 dB.
    expect(Math.abs(10 * Math.log10(power) + 18)).toBeLessThan(1.5);
  });
});

describe('the same seed', () => {
  const bytesOf = async (
    id: string,
    between?: (radio: Receiver) => Promise<unknown>,
  ): Promise<Uint8Array> => {
    const radio = openSimulated(`${id}&speed=max`);
    await between?.(radio);
    const sink = collectingSink(300_000);
    await radio.start(sink);
    await sink.until((s) => s.byteLength >= 300_000);
    await radio.close();
    return sink.bytes();
  };

  it('gives the same bytes, whatever was heard before', async () => {
    const first = await bytesOf('sim:band?seed=7');
    const again = await bytesOf('sim:band?seed=7');
    expect(Buffer.from(first).equals(again)).toBe(true);
    const afterwards = await bytesOf('sim:band?seed=7', async (radio) => {
      await radio.tune(433.92e6);
      await radio.setSampleRate(1e6);
      const sink = collectingSink(10);
      await radio.start(sink);
      await sink.until((s) => s.byteLength > 50_000);
      await radio.stop();
      await radio.setSampleRate(2.4e6);
      await radio.tune(100e6);
    });
    expect(Buffer.from(first).equals(afterwards)).toBe(true);
  });

  it('gives other bytes than another seed', async () => {
    const first = await bytesOf('sim:band?seed=7');
    expect(Buffer.from(first).equals(await bytesOf('sim:band?seed=8'))).toBe(false);
  });

  it('gives nearly the same without the native transform', async () => {
    const native = fromCs8(await bytesOf('sim:band?seed=7'));
    const exact = fromCs8(await bytesOf('sim:band?seed=7&exact=1'));
    let different = 0;
    for (let i = 0; i < native.length; i++) {
      const step = Math.abs(native[i]! - exact[i]!) * 128;
      expect(step).toBeLessThanOrEqual(1);
      if (step > 0) different++;
    }
    // Float rounding of 1e-7 meets the edge of a step of 1/128 once in some 1e5 values.
    expect(different / native.length).toBeLessThan(1e-3);
  });

  it('comes in every format with the same signal', async () => {
    const tone = async (format: string, read: (bytes: Uint8Array) => Float64Array): Promise<number> => {
      const samples = read(await bytesOf(`sim:band?format=${format}`));
      return powerSpectrum(samples, 2.4e6, 16_384).powerDb(449e3, 451e3);
    };
    const view = (bytes: Uint8Array): DataView =>
      new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const levels = [
      await tone('cs8', fromCs8),
      await tone('cu8', fromCu8),
      await tone('cs16', (bytes) =>
        Float64Array.from({ length: bytes.length / 2 }, (_, i) => view(bytes).getInt16(2 * i, true) / 32_768),
      ),
      await tone('cf32', (bytes) =>
        Float64Array.from({ length: bytes.length / 4 }, (_, i) => view(bytes).getFloat32(4 * i, true)),
      ),
    ];
    for (const level of levels) expect(level).toBeCloseTo(-30, 0);
  });
});
