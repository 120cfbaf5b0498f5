/** Which samples a crop will have, and what of the recording each shows. */
import { designChannel, type Kernels } from '../dsp/index.ts';
import { checkWidth } from './band.ts';
import { holding, type Box, type Piece } from './box.ts';

/** Samples of the crop without a gap. */
export interface Stretch {
  piece: Piece;
  /** Of the crop's stream, in its samples, those missing counted in: first one, and how many. */
  first: number;
  count: number;
  /** In the crop's data. */
  start: number;
}

export interface CropPlan {
  /** Undefined: sample for sample. */
  filter: { stages: ReturnType<typeof designChannel>['stages']; delay: number; middleHz: number } | undefined;
  decimation: number;
  sampleRateHz: number;
  /** Sample of the recording's stream that sample 0 of the crop's stream shows. */
  origin: number;
  stretches: Stretch[];
  sampleCount: number;
}

/**
 * Outputs of a filter fall every `decimation` samples of the stream, from the first of the box on. Those whose filter
 * would reach over an end of what is there are left out: they would be false.
 */
export function planCrop(kernels: Kernels, box: Box, filter: boolean): CropPlan {
  const { sampleRateHz, lowHz, highHz } = box;
  checkWidth(sampleRateHz, highHz - lowHz);
  const bandwidthHz = Math.min(highHz - lowHz, sampleRateHz);
  const design = filter && !box.whole ? designChannel({ sampleRateHz, bandwidthHz }) : undefined;
  // A band so wide that nothing would be filtered: shifted it would only wrap around.
  const cuts = design?.stages.some(({ taps }) => taps.length > 1) === true;
  const pieces = cuts ? holding(box) : box.pieces;
  const origin = pieces[0]?.streamIndex ?? 0;
  const delay = cuts ? kernels.makeChannel({ stages: design.stages, shift: 0 }).delay : 0;
  const decimation = cuts ? design.decimation : 1;
  const lag = Math.floor(delay);
  const stretches: Stretch[] = [];
  let start = 0;
  for (const piece of pieces) {
    const { streamIndex, startSample, sampleCount, run } = piece;
    const begins = streamIndex - (startSample - run.from);
    const ends = streamIndex + (run.to - startSample);
    const from = Math.max(streamIndex, begins + 2 * delay - lag);
    const to = Math.min(streamIndex + sampleCount, ends - lag);
    const first = Math.ceil((from - origin) / decimation);
    const count = Math.ceil((to - origin) / decimation) - first;
    if (count <= 0) continue;
    stretches.push({ piece, first, count, start });
    start += count;
  }
  return {
    filter: cuts ? { stages: design.stages, delay, middleHz: (lowHz + highHz) / 2 } : undefined,
    decimation,
    sampleRateHz: sampleRateHz / decimation,
    origin,
    stretches,
    sampleCount: start,
  };
}
