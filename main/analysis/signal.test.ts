import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRandom } from '../../testing/random.ts';
import { makeAir, tone, writeSignal, type SignalFile } from '../../testing/signals.ts';
import { loadKernels } from '../dsp/index.ts';
import { openSamples, type SampleFile } from '../formats/index.ts';
import { layBox, type Box } from './box.ts';
import { signalOf, spectrumOf } from './signal.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wavekeep-signal-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { kernels } = loadKernels();
const rateHz = 1_000_000;
const centreHz = 100_000_000;

interface Edges {
  startSample?: number;
  sampleCount?: number;
  lowerHz?: number;
  upperHz?: number;
}

async function looked<T>(
  name: string,
  signal: Omit<SignalFile, 'sampleRateHz'>,
  edges: Edges,
  look: (file: SampleFile, box: Box) => Promise<T>,
): Promise<T> {
  const path = await writeSignal(folder, name, { sampleRateHz: rateHz, centreHz, ...signal });
  const file = await openSamples(path);
  try {
    return await look(file, layBox(file.facts, { startSample: 0, sampleCount: 2 ** 40, ...edges }));
  } finally {
    await file.close();
  }
}

function floats(base64: string): Float32Array {
  const bytes = Buffer.from(base64, 'base64');
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

describe('the signal of a selection', () => {
  it('of FM swings by its deviation at its own rate', async () => {
    // 200 Hz of modulation, 3 kHz of deviation, at +123 kHz.
    const beta = 3000 / 200;
    const { iq } = makeAir(200_000)
      .noise(1e-7, 1)
      .add((n) => ({
        amplitude: 0.5,
        phase: 2 * Math.PI * ((0.123 * n) % 1) + beta * Math.sin((2 * Math.PI * 200 * n) / rateHz),
      }));
    const got = await looked(
      'fm',
      { iq },
      { lowerHz: centreHz + 113_000, upperHz: centreHz + 133_000 },
      (file, box) => signalOf(kernels, file, box, 16_384),
    );
    // At least a third more than the band.
    expect(got.sampleRateHz).toBeGreaterThan(26_600);
    const frequency = floats(got.frequencyBase64);
    expect(Math.abs(frequency.length / got.sampleRateHz - 0.2)).toBeLessThan(1e-3);
    const inside = frequency.subarray(100, -100);
    // The angle between two samples is the mean of 37 µs: less than 0.1 % below the crest. And a little noise.
    expect(Math.abs(Math.max(...inside) - 3000)).toBeLessThan(40);
    expect(Math.abs(Math.min(...inside) + 3000)).toBeLessThan(40);
    // Forty periods of it: eighty crossings of 0.
    let crossings = 0;
    for (let n = 1; n < frequency.length; n++) if (frequency[n - 1]! < 0 !== frequency[n]! < 0) crossings++;
    expect(Math.abs(crossings - 80)).toBeLessThanOrEqual(3);
    for (const level of floats(got.envelopeBase64).subarray(50, -50))
      expect(Math.abs(level + 6.02)).toBeLessThan(0.3);
  });

  it('of QPSK shows four points of its level', async () => {
    const random = makeRandom(2);
    const symbols = Array.from({ length: 400 }, () => Math.PI / 4 + (Math.PI / 2) * random.integer(4));
    // 2,000 samples a symbol at 100 kHz: seen through 20 kHz a symbol stands still but for its ends.
    const { iq } = makeAir(400 * 500).add((n) => ({
      amplitude: 0.7,
      phase: (symbols[Math.floor(n / 500)] ?? 0) + 2 * Math.PI * ((0.1 * n) % 1),
    }));
    const got = await looked(
      'qpsk',
      { iq, format: 'ci16_le' },
      { lowerHz: centreHz + 90_000, upperHz: centreHz + 110_000 },
      (file, box) => signalOf(kernels, file, box, 16_384),
    );
    const points = floats(got.iqBase64);
    let near = 0;
    const quadrants = new Set<string>();
    for (let n = 0; n < points.length; n += 2) {
      const [re, im] = [points[n]!, points[n + 1]!];
      // The mixer's phase is its own: squared twice the four points are one.
      const turns = (4 * Math.atan2(im, re)) / (2 * Math.PI);
      const level = Math.hypot(re, im);
      if (Math.abs(level - 0.7) < 0.07) near++;
      quadrants.add(`${re > 0}${im > 0}`);
      expect(Number.isFinite(turns)).toBe(true);
    }
    expect(quadrants.size).toBe(4);
    // A filter of 20 kHz rings for some 50 µs of each 500 µs, twice.
    expect(near / (points.length / 2)).toBeGreaterThan(0.6);
  });

  it('keeps the highest of the envelope when it takes few points', async () => {
    const wave = tone(0.01);
    const { iq } = makeAir(500_000).add((n) => ({
      ...wave(n),
      amplitude: n >= 300_100 && n < 300_140 ? 1 : 0.01,
    }));
    const got = await looked('spike', { iq }, {}, (file, box) => signalOf(kernels, file, box, 100));
    const envelope = floats(got.envelopeBase64);
    expect(envelope.length).toBe(100);
    expect(got.sampleRateHz).toBe(rateHz / 5000);
    expect(envelope.findIndex((level) => level > -1)).toBe(60);
    expect(Math.abs(envelope[10]! + 40)).toBeLessThan(0.1);
    expect(Math.abs(floats(got.frequencyBase64)[50]! - 10_000)).toBeLessThan(50);
    expect(floats(got.iqBase64).length).toBe(200);
  });

  it('says nothing of the frequency where there is next to no power', async () => {
    const wave = tone(0.02, 0.5);
    const { iq } = makeAir(10_000).add((n) => (n < 5000 ? wave(n) : { amplitude: 0, phase: 0 }));
    const got = await looked('half', { iq }, {}, (file, box) => signalOf(kernels, file, box, 16_384));
    const frequency = floats(got.frequencyBase64);
    expect(Math.abs(frequency[2500]! - 20_000)).toBeLessThan(1);
    expect(frequency.subarray(5002).every((hz) => hz === 0)).toBe(true);
  });
});

describe('the spectrum of a selection', () => {
  it('has a tone at its place and level, and all of the band', async () => {
    const { iq } = makeAir(200_000).noise(1e-8, 4).add(tone(-0.25, 0.1));
    const got = await looked(
      'spectrum',
      { iq },
      { lowerHz: centreHz - 260_000, upperHz: centreHz - 240_000 },
      (file, box) => spectrumOf(kernels, file, box),
    );
    const db = floats(got.dbBase64);
    expect(db.length).toBe(got.fftSize);
    expect(got.stepHz * got.fftSize).toBeCloseTo(rateHz, 6);
    const peak = db.indexOf(Math.max(...db));
    expect(got.firstHz + peak * got.stepHz).toBe(centreHz - 250_000);
    expect(Math.abs(db[peak]! + 20)).toBeLessThan(0.05);
    // 1,000 bins or more over the selected band of 20 kHz are more than 200,000 samples allow: four transforms.
    expect(got.fftSize).toBe(32_768);
  });

  it('of real samples has the upper half only', async () => {
    const { iq } = makeAir(100_000).add(tone(0.125, 0.5));
    const got = await looked('real', { iq, format: 'ri16_le', centreHz: undefined }, {}, (file, box) =>
      spectrumOf(kernels, file, box),
    );
    const db = floats(got.dbBase64);
    expect(db.length).toBe(got.fftSize / 2);
    expect(got.firstHz).toBe(0);
    expect(db.indexOf(Math.max(...db)) * got.stepHz).toBe(125_000);
  });
});
