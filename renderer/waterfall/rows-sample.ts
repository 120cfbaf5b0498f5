/** Batches for tests: rows given as levels, encoded as the engine does. */
import {
  batchBytes,
  levelCount,
  levelOffset,
  writeBatchHead,
  writeRowHead,
  type RowHead,
} from '../../contract/rows.ts';

export interface TestRow extends Partial<RowHead> {
  /** Level of each bin; all rows of a batch are equally wide. */
  bins: Uint8Array;
}

/** Encodes rows with their max pyramid. Floor −140 dBFS, half a decibel a level. */
export function encodeRows(rows: readonly TestRow[], sequence = 0): Uint8Array {
  const width = rows[0]?.bins.length ?? 2;
  const shape = { rows: rows.length, width, levels: levelCount(width), floorDb: -140, stepDb: 0.5, sequence };
  const batch = new Uint8Array(batchBytes(shape.rows, width, shape.levels));
  const view = new DataView(batch.buffer);
  writeBatchHead(view, shape);
  rows.forEach((row, index) => {
    const head: RowHead = {
      timeMs: 0,
      firstSample: 0,
      centreHz: 100e6,
      sampleRateHz: 2.4e6,
      lostSamples: 0,
      transforms: 1,
      merged: 1,
      spanSamples: 80_000,
      ...row,
    };
    writeRowHead(view, index, head);
    batch.set(row.bins, levelOffset(shape, index, 0));
    for (let level = 1; level < shape.levels; level++) {
      const from = levelOffset(shape, index, level - 1);
      const to = levelOffset(shape, index, level);
      for (let i = 0; i < width >> level; i++)
        batch[to + i] = Math.max(batch[from + 2 * i]!, batch[from + 2 * i + 1]!);
    }
  });
  return batch;
}
