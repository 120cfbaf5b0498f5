/**
 * One channel's samples out of a wide stream: kernel, place in time, and what happens at gaps and retunes.
 *
 * Outputs are numbered on one grid for the whole stream: output g belongs to input sample g·decimation. After a gap
 * the kernel starts anew on that grid, so the number of outputs that are missing comes from the stream's own
 * indices and never drifts. Outputs whose filter lacks an input are never given out: they would be false.
 */
import { Fault } from '../../contract/fault.ts';
import { designChannel, type Channel, type Kernels } from '../dsp/index.ts';
import type { BlockFacts, ReadBlock } from './ring.ts';

/** Facts of a run of outputs; firstSample is an output index. */
export type CutFacts = Pick<
  ReadBlock,
  'firstSample' | 'sampleCount' | 'timeMs' | 'settingsEpoch' | 'clipped' | 'missed'
>;

export interface Cut {
  readonly sampleRateHz: number;
  /** Most outputs of one block. */
  readonly mostOutputs: number;
  /** Complex outputs of the last block, `facts.sampleCount` of them; valid until the next. */
  readonly samples: Float32Array;
  readonly facts: Readonly<CutFacts>;
  /**
   * Why the channel can't go on with this block: its band left the stream. A retune that keeps the band is followed;
   * blocks from before the tuning it began with are passed over for a second.
   */
  refusal(block: Readonly<BlockFacts>): string | undefined;
  /** Takes one block as floats of full scale ±1; fills `samples` and `facts`. */
  process(wide: Float32Array, block: Readonly<ReadBlock>): void;
}

export interface CutOptions {
  kernels: Kernels;
  /** Of the stream as the channel begins. */
  wideCentreHz: number;
  wideRateHz: number;
  /** Largest block, complex samples. */
  mostInputs: number;
  centreHz: number;
  bandwidthHz: number;
}

/** Nearer to the ends of the stream the radio's own filters fall off and aliases begin. */
const usablePart = 0.8;
/** A radio may still deliver what it took before a retune. */
const patienceSeconds = 1;
/** Rate over bandwidth: 1 Hz of 2.5 MS/s. Beyond that the filters would lag by many seconds and take long to design. */
const narrowest = 2_500_000;
/** Places are sums of floats. */
const toleranceHz = 1;

/** Throws Fault 'invalid' where the band does not lie in the stream. */
export function makeCut(options: CutOptions): Cut {
  const { kernels, wideRateHz, mostInputs, centreHz, bandwidthHz } = options;
  /** How far from the middle of the stream the band reaches. */
  const reachHz = (wideCentreHz: number): number => Math.abs(centreHz - wideCentreHz) + bandwidthHz / 2;
  if (!(bandwidthHz > 0) || reachHz(options.wideCentreHz) > wideRateHz / 2 + toleranceHz)
    throw new Fault(
      'invalid',
      `A band of ${bandwidthHz} Hz at ${centreHz} Hz does not lie in a stream of ${wideRateHz} S/s at ${options.wideCentreHz} Hz.`,
      { hint: 'Tune the radio nearer to it, or choose a higher sample rate.' },
    );
  if (wideRateHz / bandwidthHz > narrowest)
    throw new Fault(
      'invalid',
      `A band of ${bandwidthHz} Hz is too narrow to be cut out of ${wideRateHz} S/s.`,
      { hint: 'Ask for a wider band, or lower the sample rate.' },
    );
  const farthestHz =
    toleranceHz +
    Math.max((usablePart * wideRateHz) / 2, Math.min(reachHz(options.wideCentreHz), wideRateHz / 2));
  const { decimation, outRateHz, stages } = designChannel({ sampleRateHz: wideRateHz, bandwidthHz });
  const tune = (wideCentreHz: number): Channel =>
    kernels.makeChannel({ stages, shift: (centreHz - wideCentreHz) / wideRateHz });

  let wideCentreHz = options.wideCentreHz;
  let kernel = tune(wideCentreHz);
  const { delay } = kernel;
  /** Outputs after a start whose filter still reaches before it. */
  const warmUp = Math.ceil((2 * delay) / decimation);
  const mostOutputs = Math.ceil(mostInputs / decimation) + 1;
  const samples = new Float32Array(2 * mostOutputs);
  const facts: CutFacts = {
    firstSample: 0,
    sampleCount: 0,
    timeMs: 0,
    settingsEpoch: 0,
    clipped: 0,
    missed: 0,
  };
  /** Input index that continues what the kernel holds; -1: start anew. */
  let expected = -1;
  /** Input index of the first sample the kernel is given after a start. */
  let startsAt = 0;
  /** Output index of the kernel's next output. */
  let nextOutput = 0;
  let cold = 0;
  let clipped = 0;
  let missed = 0;

  let begun = false;
  /** Samples passed over before the first. */
  let early = 0;
  const fits = (block: Readonly<BlockFacts>): boolean =>
    block.centreHz === wideCentreHz || reachHz(block.centreHz) <= farthestHz;

  const start = (firstSample: number): void => {
    nextOutput = Math.ceil(firstSample / decimation);
    startsAt = nextOutput * decimation;
    kernel.reset(startsAt);
    cold = warmUp;
  };

  return {
    sampleRateHz: outRateHz,
    mostOutputs,
    samples,
    facts,
    refusal(block) {
      if (fits(block)) return undefined;
      early = begun ? Infinity : early + block.sampleCount;
      if (early <= patienceSeconds * wideRateHz) return undefined;
      return `The radio is tuned to ${block.centreHz} Hz, and the band is outside the stream.`;
    },
    process(wide, block) {
      facts.sampleCount = 0;
      if (!fits(block)) return;
      begun = true;
      if (block.centreHz !== wideCentreHz) {
        wideCentreHz = block.centreHz;
        kernel = tune(wideCentreHz);
        expected = -1;
      }
      if (block.firstSample !== expected) start(block.firstSample);
      expected = block.firstSample + block.sampleCount;
      clipped += block.clipped;
      missed += block.missed;
      const skip = Math.max(0, startsAt - block.firstSample);
      if (skip >= block.sampleCount) return;
      const made = kernel.process(
        skip === 0 ? wide : wide.subarray(2 * skip),
        block.sampleCount - skip,
        samples,
      );
      const dropped = Math.min(made, cold);
      if (dropped > 0) samples.copyWithin(0, 2 * dropped, 2 * made);
      cold -= dropped;
      nextOutput += made;
      facts.sampleCount = made - dropped;
      if (facts.sampleCount === 0) return;
      facts.firstSample = nextOutput - facts.sampleCount;
      // An output shows what the antenna saw `delay` before the sample it belongs to.
      const shown = facts.firstSample * decimation - delay - block.firstSample;
      facts.timeMs = block.timeMs + (shown / wideRateHz) * 1000;
      facts.settingsEpoch = block.settingsEpoch;
      facts.clipped = Math.min(clipped, facts.sampleCount);
      facts.missed = Math.ceil(missed / decimation);
      clipped = 0;
      missed = 0;
    },
  };
}
