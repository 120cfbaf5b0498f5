/** A selection's spectrum, and its signal: points, frequency and envelope over time. */
import type { z } from 'zod';
import type { SelectionSpectrum, Signal } from '../../contract/analysis.ts';
import { makeWelch, welchSize, type Kernels } from '../dsp/index.ts';
import type { SampleFile } from '../formats/index.ts';
import { makeBand } from './band.ts';
import { atOneCentre, type Box } from './box.ts';
import { tooShort } from './measure.ts';
import { asBytes, makeReader } from './samples.ts';
import { tonePower } from './shape.ts';
import { mostSamples, stretchesOf } from './stretches.ts';

/** Four times the bins a measurement takes: a screen's width of them. */
const finer = 4;
/** Its list of floats has its largest size in the contract. */
const largestSize = 65_536;
const readSamples = 65_536;
const leastDb = -200;
/** Below the mean power by more than this nothing can be said of the frequency: 30 dB. */
const tooFaint = 1e-3;

/** Throws Fault 'invalid' for a selection that is too short. */
export async function spectrumOf(
  kernels: Kernels,
  file: SampleFile,
  box: Box,
): Promise<z.input<typeof SelectionSpectrum>> {
  const { sampleRateHz } = box;
  const { stretches } = stretchesOf(atOneCentre(box));
  const longest = stretches.reduce((most, one) => Math.max(most, one.sampleCount), 0);
  const size = Math.min(largestSize, welchSize(sampleRateHz, (box.highHz - box.lowHz) / finer, longest));
  const welch = makeWelch({ kernels, size, format: 'cf32', sampleRateHz });
  for (const { startSample, sampleCount, run } of stretches) {
    welch.gap();
    const reader = makeReader(file, run, Math.min(readSamples, sampleCount));
    for (let at = 0; at < sampleCount; at += readSamples)
      welch.process(asBytes(await reader.at(startSample + at, Math.min(readSamples, sampleCount - at))));
  }
  const density = welch.density();
  if (!density) throw tooShort(longest);
  // Of real samples the lower half mirrors the upper.
  const first = file.facts.real ? size / 2 : 0;
  const levels = new Float32Array(size - first);
  for (let bin = first; bin < size; bin++)
    levels[bin - first] = Math.max(leastDb, 10 * Math.log10(tonePower(density.perHz[bin]!, density.binHz)));
  return {
    fftSize: size,
    dbBase64: base64(levels),
    firstHz: (stretches[0]?.centreHz ?? 0) + density.lowestHz + first * density.binHz,
    stepHz: density.binHz,
  };
}

/**
 * Of the longest run of the selection, its first 16 million samples: where there are fewer points than filtered samples
 * they are evenly taken, and `sampleRateHz` is theirs. Throws Fault 'invalid' as `measure`.
 */
export async function signalOf(
  kernels: Kernels,
  file: SampleFile,
  box: Box,
  points: number,
): Promise<z.input<typeof Signal>> {
  const { sampleRateHz, lowHz, highHz } = box;
  const [longest] = atOneCentre(box).sort((a, b) => b.sampleCount - a.sampleCount);
  if (!longest) throw tooShort(0);
  const piece = { ...longest, sampleCount: Math.min(longest.sampleCount, mostSamples) };
  const band = makeBand({ kernels, file, sampleRateHz, lowHz, highHz });
  const outputs = Math.ceil(piece.sampleCount / band.decimation);
  const stride = Math.ceil(outputs / points);
  const count = Math.ceil(outputs / stride);
  const iq = new Float32Array(2 * count);
  const turn = new Float32Array(count);
  const peaks = new Float32Array(count);
  const powers = new Float32Array(count);
  let n = 0;
  let sum = 0;
  let lastRe = 0;
  let lastIm = 0;
  await band.through(piece, (samples, made) => {
    for (let k = 0; k < made; k++, n++) {
      const re = samples[2 * k]!;
      const im = samples[2 * k + 1]!;
      const at = Math.floor(n / stride);
      const power = re * re + im * im;
      sum += power;
      if (power > peaks[at]!) peaks[at] = power;
      if (n % stride === 0) {
        iq[2 * at] = re;
        iq[2 * at + 1] = im;
        powers[at] = power;
        // The angle from the sample before to this one; the first has none before it.
        turn[at] = Math.atan2(im * lastRe - re * lastIm, re * lastRe + im * lastIm);
      }
      lastRe = re;
      lastIm = im;
    }
  });
  const least = (tooFaint * sum) / Math.max(1, n);
  const frequency = turn.map((angle, at) =>
    powers[at]! > least ? (angle / (2 * Math.PI)) * band.outRateHz : 0,
  );
  const envelope = peaks.map((power) => Math.max(leastDb, 10 * Math.log10(power)));
  return {
    sampleRateHz: band.outRateHz / stride,
    iqBase64: base64(iq),
    frequencyBase64: base64(frequency),
    envelopeBase64: base64(envelope),
  };
}

const base64 = (values: Float32Array): string =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
