/**
 * From blocks of samples to waterfall rows. A row covers rate / rowsPerSecond samples; when that is more than
 * one transform every sample is transformed and the detector joins them, when it is less transforms overlap.
 */
import { bytesPerSample, type Datatype, type SpectrumRequest } from '../../contract/radio.ts';
import { rowStepDb, type RowHead } from '../../contract/rows.ts';
import { makeWindow, type Kernels, type Spectrum } from '../dsp/index.ts';
import type { ReadBlock } from './ring.ts';

export interface RowMaker {
  /** Feeds one block; `onRow` is called for every finished row, its arguments are reused afterwards. */
  push(samples: Uint8Array, block: Readonly<ReadBlock>): void;
}

export function makeRowMaker(
  kernels: Kernels,
  datatype: Datatype,
  sampleRateHz: number,
  request: SpectrumRequest,
  onRow: (head: Readonly<RowHead>, row: Uint8Array) => void,
): RowMaker {
  const { fftSize } = request;
  const sampleBytes = bytesPerSample[datatype];
  const plan = rowPlan(sampleRateHz, request);
  const spectrum: Spectrum = kernels.makeSpectrum({
    size: fftSize,
    format: datatype,
    window: makeWindow(request.window, fftSize),
    detector: request.detector,
    floorDb: request.floorDb,
    stepDb: rowStepDb,
  });
  const needed = ((plan.transforms - 1) * plan.hop + fftSize) * sampleBytes;
  // Twice the need: the stage is moved to its front once per need, not once per row.
  let stage = new Uint8Array(needed * 2);
  let start = 0;
  let filled = 0;
  let carry = 0;
  const row = new Uint8Array(fftSize);
  const head: RowHead = {
    timeMs: 0,
    firstSample: 0,
    centreHz: 0,
    sampleRateHz,
    lostSamples: 0,
    transforms: plan.transforms,
    merged: 1,
    spanSamples: plan.span,
  };
  /** First sample, and UTC, of the byte at `start`. */
  let firstSample = 0;
  let firstMs = 0;
  let centreHz = Number.NaN;
  let lost = 0;

  const drain = (): void => {
    while (filled - start >= needed) {
      head.timeMs = firstMs;
      head.firstSample = firstSample;
      head.centreHz = centreHz;
      head.lostSamples = lost;
      lost = 0;
      spectrum.row(stage.subarray(start, start + needed), plan.transforms, plan.hop, row);
      carry += plan.span;
      const step = Math.floor(carry);
      carry -= step;
      onRow(head, row);
      start += step * sampleBytes;
      firstSample += step;
      firstMs += (step / sampleRateHz) * 1000;
    }
  };

  const append = (samples: Uint8Array): void => {
    if (filled + samples.byteLength > stage.byteLength) {
      // A row may cover more than it transforms: then `start` stands ahead of what is there yet.
      const used = Math.min(start, filled);
      stage.copyWithin(0, used, filled);
      filled -= used;
      start -= used;
      if (filled + samples.byteLength > stage.byteLength) {
        const larger = new Uint8Array((filled + samples.byteLength) * 2);
        larger.set(stage.subarray(0, filled));
        stage = larger;
      }
    }
    stage.set(samples, filled);
    filled += samples.byteLength;
  };

  return {
    push(samples, block) {
      const gap = block.lostBefore + block.missed;
      if (gap > 0 || block.centreHz !== centreHz) {
        // A row never joins two tunings or leaps a gap: what was begun is dropped.
        lost += gap;
        start = 0;
        filled = 0;
        carry = 0;
        firstSample = block.firstSample;
        firstMs = block.timeMs;
        centreHz = block.centreHz;
      }
      append(samples);
      drain();
    },
  };
}

export interface RowPlan {
  /** Transforms joined in one row. */
  transforms: number;
  /** Samples between two transforms of a row. */
  hop: number;
  /** Samples one row covers; may have a fraction. */
  span: number;
}

/** How a request is met at a rate. Rows come slower than asked where the allowed overlap is used up. */
export function rowPlan(sampleRateHz: number, request: SpectrumRequest): RowPlan {
  const wanted = sampleRateHz / request.rowsPerSecond;
  if (wanted >= request.fftSize) {
    // One transform more than fits side by side, slightly overlapped, so that no sample is left out.
    const transforms = Math.ceil(wanted / request.fftSize);
    const hop =
      transforms === 1 ? request.fftSize : Math.floor((wanted - request.fftSize) / (transforms - 1));
    return { transforms, hop, span: wanted };
  }
  const shortest = Math.max(1, request.fftSize * (1 - request.overlap));
  return { transforms: 1, hop: request.fftSize, span: Math.max(wanted, shortest) };
}
