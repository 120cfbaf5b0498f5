import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Measurements } from '../../contract/analysis.ts';
import { makeRandom } from '../../testing/random.ts';
import { makeAir, tone, writeSignal, type Format, type SignalFile } from '../../testing/signals.ts';
import { loadKernels } from '../dsp/index.ts';
import { openSamples } from '../formats/index.ts';
import { layBox } from './box.ts';
import { measure } from './measure.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wavekeep-measure-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { kernels } = loadKernels();
const rateHz = 1_000_000;
const centreHz = 433_920_000;
const silence = { amplitude: 0, phase: 0 };

async function figures(
  name: string,
  signal: Omit<SignalFile, 'sampleRateHz'>,
  box: { startSample?: number; sampleCount?: number; lowerHz?: number; upperHz?: number },
): Promise<Measurements> {
  const file = await openSamples(await writeSignal(folder, name, { sampleRateHz: rateHz, ...signal }));
  try {
    return await measure(kernels, file, layBox(file.facts, { startSample: 0, sampleCount: 2 ** 40, ...box }));
  } finally {
    await file.close();
  }
}

const db = (ratio: number): number => 10 * Math.log10(ratio);

describe('measurements of a selection', () => {
  const formats: Format[] = ['cu8', 'ci8', 'ci16_le', 'cf32_le'];
  it.each(formats)('of a tone in noise, as %s', async (format) => {
    // A tone of -6 dBFS, 100 kHz above the centre; noise of -40 dBFS in 1 MHz: -100 dBFS/Hz.
    const { iq } = makeAir(400_000).noise(1e-4, 1).add(tone(0.1, 0.5));
    const got = await figures(
      `tone-${format}`,
      { format, centreHz, iq },
      { lowerHz: centreHz + 75_000, upperHz: centreHz + 125_000 },
    );
    // Rounding to 8 bits adds noise of 1/12 of a step a component: -48 dBFS for both, a tenth of this noise.
    expect(Math.abs(got.powerDbfs + 6.02)).toBeLessThan(0.1);
    expect(Math.abs(got.noiseDbfsPerHz + 100)).toBeLessThan(format.includes('8') ? 1 : 0.5);
    expect(Math.abs(got.peakDbfs + 6.02)).toBeLessThan(0.15);
    // A tenth of a bin.
    expect(Math.abs(got.peakHz - centreHz - 100_000)).toBeLessThan(got.resolutionHz / 10);
    expect(Math.abs((got.centroidHz ?? 0) - centreHz - 100_000)).toBeLessThan(got.resolutionHz / 4);
    if (!format.includes('8')) {
      // -6.02 dBFS over -100 dBFS/Hz in 50 kHz.
      expect(Math.abs((got.snrDb ?? 0) - (100 - 6.02 - db(50_000)))).toBeLessThan(1);
    }
    // The tone, and hardly any noise: a constant envelope but for the noise's own peaks.
    expect(got.peakToAverageDb).toBeLessThan(1.5);
    expect(Math.abs(got.seconds - 0.4)).toBeLessThan(0.01);
  });

  it('of noise alone tell no signal and no burst', async () => {
    const { iq } = makeAir(300_000).noise(1e-3, 5);
    const got = await figures(
      'noise',
      { centreHz, iq },
      { lowerHz: centreHz - 50_000, upperHz: centreHz + 50_000 },
    );
    expect(got.snrDb).toBeUndefined();
    expect(got.occupied99Hz).toBeUndefined();
    expect(got.burstSeconds).toBeUndefined();
    expect(Math.abs(got.noiseDbfsPerHz + 90)).toBeLessThan(0.3);
    // A tenth of the noise is in the band; the same beside it: 0.15 dB of deviation each at 30,000 bandwidths.
    expect(Math.abs(got.powerDbfs + 40)).toBeLessThan(0.3);
    for (const ratio of [got.lowerAcprDb, got.upperAcprDb]) expect(Math.abs(ratio ?? 9)).toBeLessThan(0.3);
  });

  it('of a block of noise-like signal: occupied band, width at half power, neighbours', async () => {
    // Many lines of random phase from -30 to 30 kHz, 0.1 kHz apart: as flat as a spectrum can be.
    const random = makeRandom(3);
    const lines = Array.from({ length: 601 }, (_, k) => ({
      cycles: (-30_000 + 100 * k) / rateHz,
      phase: random.next() * 2 * Math.PI,
    }));
    const air = makeAir(100_000).noise(1e-6, 4);
    const each = 0.3 / Math.sqrt(lines.length);
    for (const { cycles, phase } of lines) {
      // Turned step by step: 60 million sines take seconds.
      const [stepRe, stepIm] = [Math.cos(2 * Math.PI * cycles), Math.sin(2 * Math.PI * cycles)];
      let [re, im] = [each * Math.cos(phase), each * Math.sin(phase)];
      for (let n = 0; n < air.iq.length; n += 2) {
        air.iq[n] = air.iq[n]! + re;
        air.iq[n + 1] = air.iq[n + 1]! + im;
        const next = re * stepRe - im * stepIm;
        im = re * stepIm + im * stepRe;
        re = next;
      }
    }
    const got = await figures(
      'block',
      { centreHz, iq: air.iq },
      { lowerHz: centreHz - 50_000, upperHz: centreHz + 50_000 },
    );
    const bin = got.resolutionHz;
    expect(Math.abs(got.powerDbfs - db(0.09))).toBeLessThan(0.1);
    // 99 % of 60 kHz, to a bin.
    expect(Math.abs((got.occupied99Hz ?? 0) - 59_400)).toBeLessThan(bin + 100);
    expect(Math.abs((got.width3DbHz ?? 0) - 60_000)).toBeLessThan(2 * bin + 100);
    expect(Math.abs((got.centroidHz ?? 0) - centreHz)).toBeLessThan(bin);
    // Beside the band is its tenth of the noise of -60 dBFS.
    for (const ratio of [got.lowerAcprDb, got.upperAcprDb])
      expect(Math.abs((ratio ?? 0) - (-70 - db(0.09)))).toBeLessThan(0.5);
    // The sum of many tones is near Gaussian: about 10 dB in 6,000 independent values.
    expect(got.peakToAverageDb).toBeGreaterThan(7);
    expect(got.peakToAverageDb).toBeLessThan(13);
  });

  it.each([3, 10, 30])(
    'of an on-off keyed burst at %s dB: from its first to its last pulse',
    async (snrDb) => {
      const start = 61_234;
      const length = 50_000;
      const wave = tone(-0.2, 0.1);
      // Keyed every 2,000 samples: on, off, on, …, on.
      const { iq } = makeAir(200_000)
        .noise((0.01 / 10 ** (snrDb / 10)) * (rateHz / 40_000), 7)
        .add((n) => {
          const at = n - start;
          return at >= 0 && at < length && Math.floor(at / 2000) % 2 === 0 ? wave(n) : silence;
        });
      const got = await figures(
        `ook-${snrDb}`,
        { centreHz, iq },
        { lowerHz: centreHz - 220_000, upperHz: centreHz - 180_000, startSample: 10_000 },
      );
      // It ends with the 25th stretch, which is on. Averaging over some bandwidths' time: more where there is noise.
      const slack = snrDb === 3 ? 1000 : 150;
      expect(Math.abs((got.burstStartSample ?? 0) - start)).toBeLessThan(slack);
      expect(Math.abs((got.burstSeconds ?? 0) * rateHz - length)).toBeLessThan(2 * slack);
    },
  );

  it('of AM: the peak is the carrier, the envelope is what its index says', async () => {
    const wave = tone(0.05);
    const { iq } = makeAir(300_000)
      .noise(1e-8, 9)
      .add((n) => ({ ...wave(n), amplitude: 0.2 * (1 + 0.5 * Math.cos((2 * Math.PI * n) / 1000)) }));
    const got = await figures(
      'am',
      { centreHz, iq },
      { lowerHz: centreHz + 40_000, upperHz: centreHz + 60_000 },
    );
    // Carrier 0.04, side lines (0.05)² each.
    expect(Math.abs(got.powerDbfs - db(0.04 + 2 * 0.0025))).toBeLessThan(0.05);
    expect(Math.abs(got.peakDbfs - db(0.04))).toBeLessThan(0.1);
    expect(Math.abs(got.peakHz - centreHz - 50_000)).toBeLessThan(got.resolutionHz / 4);
    expect(Math.abs(got.peakToAverageDb - db(0.09 / 0.045))).toBeLessThan(0.1);
    // 99 % of the power reaches to the side lines, which have 5.6 % each: 2 kHz, to the 5 % that are promised.
    expect(Math.abs((got.occupied99Hz ?? 0) - 2000)).toBeLessThan(100);
  });

  it('know the frequencies of a recording without a centre, and of real samples, by their offset', async () => {
    const { iq } = makeAir(100_000).noise(1e-6, 2).add(tone(0.15, 0.5));
    const unknown = await figures('offset', { iq }, { lowerHz: 140_000, upperHz: 160_000 });
    expect(Math.abs(unknown.peakHz - 150_000)).toBeLessThan(unknown.resolutionHz / 4);
    const real = await figures('real', { format: 'ri16_le', iq }, {});
    expect(Math.abs(real.peakHz - 150_000)).toBeLessThan(real.resolutionHz / 4);
    // The other half of its amplitude is in the mirror.
    expect(Math.abs(real.peakDbfs + 12.04)).toBeLessThan(0.2);
    expect(real.lowerAcprDb).toBeUndefined();
  });

  it('of digital silence are numbers', async () => {
    const got = await figures('silence', { format: 'ci16_le', centreHz, iq: makeAir(5000).iq }, {});
    for (const value of Object.values(got)) expect(Number.isFinite(value)).toBe(true);
    expect(got.powerDbfs).toBeLessThan(-150);
  });

  it('refuse what is not there', async () => {
    const { iq } = makeAir(1000);
    await expect(figures('few', { iq }, { sampleCount: 50 })).rejects.toThrow(/too few/);
    await expect(figures('few', { iq }, { startSample: 1000 })).rejects.toThrow(/has 1000/);
    await expect(figures('few', { iq }, { lowerHz: 600_000, upperHz: 700_000 })).rejects.toThrow(/no width/);
    await expect(figures('few', { iq }, { lowerHz: 0, upperHz: 0.1 })).rejects.toThrow(/too narrow/);
  });
});
