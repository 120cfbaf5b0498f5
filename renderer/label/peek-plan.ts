/** Which part of a recording's spectrogram shows a label with some of what is around it. Pure. */
import type { Box } from '../analysis/store.ts';
import { tileRows } from '../../contract/analysis.ts';
import type { Extent } from '../analysis/zoom.ts';

export interface PeekPlan {
  fftSize: number;
  rowSamples: number;
  /** The tiles from the first to the last, and the rows of them that are shown. */
  firstTile: number;
  lastTile: number;
  firstRow: number;
  rows: number;
  firstBin: number;
  bins: number;
  columns: number;
  /** The label inside the picture, shares of its width (time) and height (frequency, from the top). */
  left: number;
  width: number;
  top: number;
  height: number;
}

const power = (value: number): number => 2 ** Math.ceil(Math.log2(Math.max(1, value)));
/** Of the picture, so much is the label. */
const share = 0.5;
const shownRows = 160;
const shownColumns = 120;

export function planPeek(box: Box, extent: Extent): PeekPlan {
  const { samples, sampleRateHz, centreHz, real } = extent;
  const lowHz = real ? centreHz : centreHz - sampleRateHz / 2;
  const bandHz = real ? sampleRateHz / 2 : sampleRateHz;
  const widthHz = Math.min(bandHz, Math.max((box.upperHz - box.lowerHz) / share, bandHz / 64));
  const fftSize = Math.min(8192, Math.max(256, power((sampleRateHz / widthHz) * 64)));
  const binHz = sampleRateHz / fftSize;
  const allBins = Math.round(bandHz / binHz);
  const bins = Math.min(allBins, Math.max(16, Math.round(widthHz / binHz)));
  const middleBin = ((box.lowerHz + box.upperHz) / 2 - lowHz) / binHz;
  const firstBin = Math.round(Math.min(Math.max(middleBin - bins / 2, 0), allBins - bins));
  const wanted = Math.min(samples, Math.max(box.sampleCount / share, fftSize * 4));
  const rowSamples = Math.max(32, power(wanted / shownRows));
  const allRows = Math.max(1, Math.floor(samples / rowSamples));
  const rows = Math.max(1, Math.min(allRows, Math.ceil(wanted / rowSamples)));
  const middleRow = (box.startSample + box.sampleCount / 2) / rowSamples;
  const firstRow = Math.round(Math.min(Math.max(middleRow - rows / 2, 0), allRows - rows));
  const spanHz = bins * binHz;
  const topHz = lowHz + (firstBin + bins) * binHz;
  return {
    fftSize,
    rowSamples,
    firstTile: Math.floor(firstRow / tileRows),
    lastTile: Math.floor((firstRow + rows - 1) / tileRows),
    firstRow,
    rows,
    firstBin: firstBin + (real ? fftSize / 2 : 0),
    bins,
    columns: Math.min(bins, shownColumns),
    left: (box.startSample - firstRow * rowSamples) / (rows * rowSamples),
    width: box.sampleCount / (rows * rowSamples),
    top: (topHz - box.upperHz) / spanHz,
    height: (box.upperHz - box.lowerHz) / spanHz,
  };
}
