/** What the product thread does: pictures and measurements of finished recordings. */
import { createHash } from 'node:crypto';
import type { PaletteName } from '../../contract/palettes.ts';
import type { SignalMetrics } from '../../contract/task.ts';
import { Fault } from '../../contract/fault.ts';
import { loadKernels, makeWelch, measureSignal, welchSize } from '../dsp/index.ts';
import { fileFault, nodeFiles, writeDurably } from '../sigmf/index.ts';
import { drawPicture } from './picture.ts';
import { openForProduct, readSegments, type Playable } from './products-read.ts';
import { defaultFftSize, makeRows } from './rows.ts';

export interface PictureRequest {
  metaPath: string;
  /** Replaced where it exists. */
  outPath: string;
  palette: PaletteName;
}

export interface PictureMade {
  bytes: number;
  sha512: string;
  width: number;
  height: number;
}

export interface MetricsRequest {
  metaPath: string;
  centreHz: number;
  bandwidthHz: number;
}

export interface ProductCommands {
  [op: string]: (input: never) => unknown;
  spectrogram(input: PictureRequest): Promise<PictureMade>;
  metrics(input: MetricsRequest): Promise<SignalMetrics>;
}

/** The smallest transform: nothing can be seen in less. */
const fewestSamples = 64;

export function productCommands(): ProductCommands {
  return { spectrogram, metrics };
}

async function spectrogram({ metaPath, outPath, palette }: PictureRequest): Promise<PictureMade> {
  const recording = await openForProduct(metaPath);
  const { segments, format, sampleRateHz, centreHz } = recording;
  const sampleCount = segments.reduce((sum, one) => sum + one.sampleCount + one.lostBefore, 0);
  if (sampleCount < fewestSamples) throw tooShort(sampleCount);
  const rows = makeRows(loadKernels().kernels, { format, sampleCount, fftSize: defaultFftSize(sampleCount) });
  await readSegments(recording, segments, {
    begin: ({ lostBefore }) => rows.skip(lostBefore),
    take: (samples) => rows.feed(samples),
  });
  const { png, width, height } = drawPicture({
    rows: rows.list,
    lowestHz: centreHz - sampleRateHz / 2,
    highestHz: centreHz + sampleRateHz / 2,
    seconds: sampleCount / sampleRateHz,
    palette,
  });
  try {
    await writeDurably(nodeFiles, outPath, png);
  } catch (error) {
    throw fileFault(error, 'The picture');
  }
  return { bytes: png.byteLength, sha512: createHash('sha512').update(png).digest('hex'), width, height };
}

async function metrics({ metaPath, centreHz, bandwidthHz }: MetricsRequest): Promise<SignalMetrics> {
  const recording = await openForProduct(metaPath);
  const { format, sampleRateHz } = recording;
  const chosen = atOneCentre(recording, centreHz, bandwidthHz);
  const longest = chosen.reduce((most, one) => Math.max(most, one.sampleCount), 0);
  const welch = makeWelch({
    kernels: loadKernels().kernels,
    size: welchSize(sampleRateHz, bandwidthHz, longest),
    format,
    sampleRateHz,
  });
  await readSegments(recording, chosen, {
    begin: () => welch.gap(),
    take: (samples) => welch.process(samples),
  });
  const density = welch.density();
  if (!density) throw tooShort(longest);
  const offsetHz = centreHz - (chosen[0]?.centreHz ?? centreHz);
  return measureSignal(density, { offsetHz, bandwidthHz });
}

/** The segments that hold the whole band, all at one centre frequency: the one with the most samples. */
function atOneCentre(
  { segments, sampleRateHz }: Playable,
  centreHz: number,
  bandwidthHz: number,
): Playable['segments'] {
  // A recording that doesn't say its frequency is taken to be of this one. Rates are rounded when they are written.
  const holds = (centre: number): boolean =>
    Math.abs(centreHz - centre) + bandwidthHz / 2 <= (sampleRateHz / 2) * (1 + 1e-9);
  const samplesAt = new Map<number, number>();
  for (const one of segments) {
    const centre = one.centreHz ?? centreHz;
    if (holds(centre)) samplesAt.set(centre, (samplesAt.get(centre) ?? 0) + one.sampleCount);
  }
  const [most] = [...samplesAt].sort((a, b) => b[1] - a[1]);
  if (!most)
    throw new Fault(
      'invalid',
      `The recording does not hold the whole band of ${bandwidthHz} Hz around ${centreHz} Hz.`,
      { hint: 'Choose a band inside the recording.' },
    );
  return segments.filter((one) => (one.centreHz ?? centreHz) === most[0]);
}

function tooShort(sampleCount: number): Fault {
  return new Fault('invalid', `The recording has only ${sampleCount} samples without a gap.`, {
    hint: `Record at least ${fewestSamples} samples.`,
  });
}
