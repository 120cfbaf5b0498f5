/** One band out of a stretch of samples: mixed to its middle, filtered, decimated. */
import { Fault } from '../../contract/fault.ts';
import { designChannel, type Kernels } from '../dsp/index.ts';
import type { SampleFile } from '../formats/index.ts';
import type { Piece } from './box.ts';
import { readPadded } from './samples.ts';

export interface BandOptions {
  kernels: Kernels;
  file: SampleFile;
  sampleRateHz: number;
  /** As the box counts. */
  lowHz: number;
  highHz: number;
}

export interface Band {
  readonly outRateHz: number;
  readonly decimation: number;
  /**
   * Outputs from `from` to `to` (behind the last) of those that show a piece see nothing but what is there; those
   * before and after reach over an end of the run.
   */
  sure(piece: Piece): { from: number; to: number };
  /**
   * Calls `take` with the band of a piece, `count` complex samples at a time, valid during the call: together those
   * that show the piece's time, one every `decimation` samples from its first on. What the filter lacks at the ends of
   * the run is silence. `wide` is called with the piece's own samples.
   */
  through(
    piece: Piece,
    take: (samples: Float32Array, count: number) => void,
    wide?: (samples: Float32Array) => void,
  ): Promise<void>;
}

/** A channel is flat up to 0.6 of its bandwidth to either side: the band itself is to be, and no more. */
const flatShare = 1.2;
const pieceSamples = 65_536;
/** Rate over bandwidth: beyond that filters lag by many seconds and take long to design. */
const narrowest = 2_500_000;

/** Throws Fault 'invalid' for a band too narrow to be cut out. */
export function checkWidth(sampleRateHz: number, bandwidthHz: number): void {
  if (sampleRateHz / bandwidthHz <= narrowest) return;
  throw new Fault(
    'invalid',
    `A band of ${bandwidthHz} Hz is too narrow to be cut out of ${sampleRateHz} S/s.`,
    {
      hint: 'Select a wider band.',
    },
  );
}

/** Throws Fault 'invalid' for a band too narrow to be cut out. */
export function makeBand({ kernels, file, sampleRateHz, lowHz, highHz }: BandOptions): Band {
  checkWidth(sampleRateHz, highHz - lowHz);
  const { decimation, outRateHz, stages } = designChannel({
    sampleRateHz,
    bandwidthHz: (highHz - lowHz) / flatShare,
  });
  const { delay } = kernels.makeChannel({ stages, shift: 0 });
  const input = new Float32Array(2 * pieceSamples);
  const output = new Float32Array(2 * (Math.ceil(pieceSamples / decimation) + 1));
  return {
    outRateHz,
    decimation,
    sure({ startSample, sampleCount, run }) {
      const outputs = Math.ceil(sampleCount / decimation);
      const before = Math.ceil((delay - (startSample - run.from)) / decimation);
      const after = Math.ceil((delay - (run.to - startSample - sampleCount)) / decimation);
      return { from: Math.max(0, before), to: outputs - Math.max(0, after) };
    },
    async through(piece, take, wide) {
      const shift = ((lowHz + highHz) / 2 - piece.centreHz) / sampleRateHz;
      const kernel = kernels.makeChannel({ stages, shift: Math.max(-0.5, Math.min(0.5, shift)) });
      const lag = Math.floor(kernel.delay);
      // Outputs fall on inputs `decimation` apart: the one that shows the piece's first sample is among them.
      const warm = Math.ceil((kernel.delay + lag) / decimation);
      const begin = piece.startSample + lag - warm * decimation;
      const end = piece.startSample + piece.sampleCount + lag;
      let left = Math.ceil(piece.sampleCount / decimation);
      let skip = warm;
      // The phase of the mixer only has to go on within the piece.
      kernel.reset(0);
      for (let at = begin; at < end; at += pieceSamples) {
        const count = Math.min(pieceSamples, end - at);
        await readPadded(file, piece.run, at, count, input);
        wide?.(own(input, at, count, piece));
        const made = kernel.process(input, count, output);
        const dropped = Math.min(skip, made);
        skip -= dropped;
        const kept = Math.min(left, made - dropped);
        left -= kept;
        if (kept > 0) take(output.subarray(2 * dropped, 2 * (dropped + kept)), kept);
      }
    },
  };
}

/** Of `count` samples from `at`, those of the piece itself. */
function own(
  input: Float32Array,
  at: number,
  count: number,
  { startSample, sampleCount }: Piece,
): Float32Array {
  const from = Math.min(count, Math.max(0, startSample - at));
  const to = Math.max(from, Math.min(count, startSample + sampleCount - at));
  return input.subarray(2 * from, 2 * to);
}
