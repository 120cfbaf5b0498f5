/**
 * The open batch between the spectrum reader and a consumer with credits. While there is no credit, neighbouring
 * rows of the same tuning merge by peak-hold: coarser in time, bounded in memory, and a burst does not vanish.
 * Only level 0 is kept here; the pyramid is made once, when the batch is closed.
 */
import {
  batchBytes,
  levelCount,
  levelOffset,
  rowStepDb,
  writeBatchHead,
  writeRowHead,
  type BatchShape,
  type RowHead,
} from '../../contract/rows.ts';
import type { Kernels } from '../dsp/index.ts';

/** Rows an open batch holds before it merges: a quarter of a second at 60 rows a second. */
const rowsPerBatch = 16;

export interface OpenBatch {
  readonly rows: number;
  /** `row` is copied. */
  add(head: Readonly<RowHead>, row: Uint8Array): void;
  /** Closes the batch: the caller owns the bytes and may transfer them. */
  take(): Uint8Array<ArrayBuffer>;
}

export function makeBatch(kernels: Kernels, width: number, floorDb: number): OpenBatch {
  const levels = levelCount(width);
  const heads: RowHead[] = Array.from({ length: rowsPerBatch }, () => ({
    timeMs: 0,
    firstSample: 0,
    centreHz: 0,
    sampleRateHz: 0,
    lostSamples: 0,
    transforms: 0,
    merged: 0,
    spanSamples: 0,
  }));
  const levels0 = Array.from({ length: rowsPerBatch }, () => new Uint8Array(width));
  let rows = 0;
  let sequence = 0;

  const mergeable = (a: RowHead, b: RowHead): boolean =>
    a.centreHz === b.centreHz && a.sampleRateHz === b.sampleRateHz && b.lostSamples === 0;

  const merge = (into: number, from: number): void => {
    const a = heads[into]!;
    const b = heads[from]!;
    kernels.maxInto(levels0[into]!, levels0[from]!);
    a.transforms += b.transforms;
    a.merged += b.merged;
    a.spanSamples += b.spanSamples;
  };

  const move = (to: number, from: number): void => {
    if (to === from) return;
    Object.assign(heads[to]!, heads[from]!);
    const freed = levels0[to]!;
    levels0[to] = levels0[from]!;
    levels0[from] = freed;
  };

  /** Joins neighbours pairwise, so that time stays evenly coarse. */
  const compact = (): void => {
    let kept = 0;
    for (let row = 0; row < rows;) {
      move(kept, row);
      if (row + 1 < rows && mergeable(heads[kept]!, heads[row + 1]!)) {
        merge(kept, row + 1);
        row += 2;
      } else row += 1;
      kept++;
    }
    if (kept === rows) {
      // Every row differs in tuning or follows a gap: the oldest goes, and its span is told as lost.
      const lost = heads[0]!.spanSamples + heads[0]!.lostSamples;
      for (let row = 1; row < rows; row++) move(row - 1, row);
      heads[0]!.lostSamples += lost;
      kept = rows - 1;
    }
    rows = kept;
  };

  return {
    get rows() {
      return rows;
    },
    add(head, row) {
      if (rows === rowsPerBatch) compact();
      Object.assign(heads[rows]!, head);
      levels0[rows]!.set(row);
      rows++;
    },
    take() {
      const shape: BatchShape = { rows, width, levels, floorDb, stepDb: rowStepDb, sequence: sequence++ };
      const batch = new Uint8Array(batchBytes(rows, width, levels));
      const view = new DataView(batch.buffer);
      writeBatchHead(view, shape);
      for (let row = 0; row < rows; row++) {
        writeRowHead(view, row, heads[row]!);
        const start = levelOffset(shape, row, 0);
        batch.set(levels0[row]!, start);
        const end = row + 1 < rows ? levelOffset(shape, row + 1, 0) : batch.byteLength;
        if (levels > 1) kernels.maxPyramid(batch.subarray(start, end), width, levels);
      }
      rows = 0;
      return batch;
    },
  };
}
