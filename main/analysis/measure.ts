/** Measurements of a selection; docs/measurements.md says what each figure is and how exact. */
import type { Measurements } from '../../contract/analysis.ts';
import { Fault } from '../../contract/fault.ts';
import {
  bandPower,
  makeWelch,
  measureSignal,
  welchSize,
  type Kernels,
  type PowerDensity,
} from '../dsp/index.ts';
import type { SampleFile } from '../formats/index.ts';
import { makeBand } from './band.ts';
import { atOneCentre, type Box } from './box.ts';
import { makeEnvelope } from './envelope.ts';
import { asBytes } from './samples.ts';
import { centroidOf, peakOf, width3Db } from './shape.ts';
import { stretchesOf } from './stretches.ts';

const fewestSamples = 64;
/** Below any receiver's: digital silence has to be a number. */
const leastPerHz = 1e-30;
const leastDb = -300;

export function tooShort(sampleCount: number): Fault {
  return new Fault('invalid', `The selection has ${sampleCount} samples without a gap, too few to measure.`, {
    hint: `Select at least ${fewestSamples} samples.`,
  });
}

/**
 * At most some 16 million samples are looked at, evenly spread over what is selected; `seconds` says how much.
 * Throws Fault 'invalid' for a selection that is too short or a band the recording doesn't hold.
 */
export async function measure(kernels: Kernels, file: SampleFile, box: Box): Promise<Measurements> {
  const { sampleRateHz, lowHz, highHz } = box;
  const { stretches, all } = stretchesOf(atOneCentre(box));
  const centreHz = stretches[0]?.centreHz ?? 0;
  const longest = stretches.reduce((most, one) => Math.max(most, one.sampleCount), 0);
  const bandwidthHz = highHz - lowHz;
  const welch = makeWelch({
    kernels,
    size: welchSize(sampleRateHz, bandwidthHz, longest),
    format: 'cf32',
    sampleRateHz,
  });
  const band = makeBand({ kernels, file, sampleRateHz, lowHz, highHz });
  const total = stretches.reduce((sum, one) => sum + one.sampleCount, 0);
  const envelope = makeEnvelope(Math.ceil(total / band.decimation) + stretches.length);
  for (const stretch of stretches) {
    welch.gap();
    const { from, to } = band.sure(stretch);
    let outputs = 0;
    await band.through(
      stretch,
      (samples, count) => {
        const before = outputs;
        envelope.push(samples, count, (n) => before + n >= from && before + n < to);
        outputs += count;
      },
      (samples) => welch.process(asBytes(samples)),
    );
  }
  const density = welch.density();
  if (!density) throw tooShort(longest);
  for (const [bin, value] of density.perHz.entries())
    if (!(value > leastPerHz)) density.perHz[bin] = leastPerHz;
  const low = lowHz - centreHz;
  const high = highHz - centreHz;
  const reading = measureSignal(density, { offsetHz: (low + high) / 2, bandwidthHz });
  const peak = peakOf(density, { lowHz: low, highHz: high });
  const own = bandPower(density, low, high);
  const lowest = file.facts.real ? 0 : -sampleRateHz / 2;
  const noise = 10 ** (reading.noiseDbfsPerHz / 10);
  // Of several stretches nobody knows what lies between them.
  const burst = all && stretches.length === 1 ? envelope.burst(noise * band.outRateHz) : undefined;
  return {
    powerDbfs: db(own),
    noiseDbfsPerHz: Math.max(leastDb, reading.noiseDbfsPerHz),
    ...(reading.snrDb === undefined ? {} : { snrDb: reading.snrDb }),
    peakDbfs: db(peak.power),
    peakHz: peak.hz + centreHz,
    ...shapeOf(density, reading, { low, high, centreHz, noise }),
    ...beside(density, own, low - bandwidthHz, low, lowest, sampleRateHz, 'lowerAcprDb'),
    ...beside(density, own, high, high + bandwidthHz, lowest, sampleRateHz, 'upperAcprDb'),
    ...(burst
      ? {
          burstSeconds: (burst.to - burst.from) / band.outRateHz,
          burstStartSample: (stretches[0]?.startSample ?? 0) + Math.round(burst.from * band.decimation),
        }
      : {}),
    peakToAverageDb: envelope.mean > 0 ? db(envelope.peak / envelope.mean) : 0,
    resolutionHz: density.binHz,
    seconds: density.seconds,
  };
}

/** What only a signal that stands out of the noise has. */
function shapeOf(
  density: PowerDensity,
  { offsetHz, occupiedBandwidthHz }: ReturnType<typeof measureSignal>,
  { low, high, centreHz, noise }: { low: number; high: number; centreHz: number; noise: number },
): Pick<Measurements, 'centroidHz' | 'occupied99Hz' | 'width3DbHz'> {
  if (offsetHz === undefined || occupiedBandwidthHz === undefined) return {};
  const middle = (low + high) / 2 + offsetHz;
  // A bin more on either side: what is narrower than a bin lies between two.
  const span = {
    lowHz: Math.max(low, middle - occupiedBandwidthHz / 2 - density.binHz),
    highHz: Math.min(high, middle + occupiedBandwidthHz / 2 + density.binHz),
  };
  const centroid = centroidOf(density, span, noise);
  const width = width3Db(density, { lowHz: low, highHz: high }, noise, occupiedBandwidthHz);
  return {
    ...(centroid === undefined ? {} : { centroidHz: centroid + centreHz }),
    occupied99Hz: occupiedBandwidthHz,
    ...(width === undefined ? {} : { width3DbHz: width }),
  };
}

/** The neighbour's power less the band's own; nothing where the neighbour lies outside the recording. */
function beside<K extends 'lowerAcprDb' | 'upperAcprDb'>(
  density: PowerDensity,
  own: number,
  from: number,
  to: number,
  lowest: number,
  sampleRateHz: number,
  name: K,
): Partial<Record<K, number>> {
  const slack = sampleRateHz * 1e-9;
  if (from < lowest - slack || to > sampleRateHz / 2 + slack) return {};
  const ratio: Partial<Record<K, number>> = {};
  ratio[name] = db(bandPower(density, from, to) / own);
  return ratio;
}

function db(power: number): number {
  return Math.max(leastDb, 10 * Math.log10(power));
}
