/**
 * Binary layout of a waterfall batch: encode and decode side by side, little endian.
 *
 * Batch head, 32 bytes: u32 magic 'WKR1', u32 rows, u32 width (bins of level 0), u32 levels,
 * f32 floorDb, f32 stepDb, u32 sequence of the batch, u32 zero.
 * Row head, 64 bytes each: f64 timeMs (UTC of the first sample), f64 firstSample (since start, lost included),
 * f64 centreHz, f64 sampleRateHz, f64 lostSamples (in the gap before this row), u32 transforms joined,
 * u32 merged rows (1: none merged), f64 spanSamples the row covers, f64 zero.
 * Then for each row its levels in turn: width, width/2, … u8 values; level = (dB - floorDb) / stepDb.
 * Level k+1 is the maximum of pairs of level k (a burst one bin wide must not vanish when zoomed out).
 */
import { Fault } from './fault.ts';

const rowMagic = 0x31524b57;
export const batchHeadBytes = 32;
export const rowHeadBytes = 64;
export const rowStepDb = 0.5;
/** The pyramid stops at this many bins: no screen needs fewer. */
const smallestLevel = 512;

/** Number of pyramid levels of a row `width` bins wide, level 0 included. */
export function levelCount(width: number): number {
  let levels = 1;
  for (let w = width; w > smallestLevel && w % 2 === 0; w /= 2) levels++;
  return levels;
}

/** Bytes of one row with all its levels. */
export function rowBytes(width: number, levels: number): number {
  let total = 0;
  for (let level = 0; level < levels; level++) total += width >> level;
  return total;
}

export interface RowHead {
  timeMs: number;
  firstSample: number;
  centreHz: number;
  sampleRateHz: number;
  lostSamples: number;
  transforms: number;
  merged: number;
  spanSamples: number;
}

export interface BatchShape {
  rows: number;
  width: number;
  levels: number;
  floorDb: number;
  stepDb: number;
  sequence: number;
}

export function batchBytes(rows: number, width: number, levels: number): number {
  return batchHeadBytes + rows * (rowHeadBytes + rowBytes(width, levels));
}

export function writeBatchHead(view: DataView, shape: BatchShape): void {
  view.setUint32(0, rowMagic, true);
  view.setUint32(4, shape.rows, true);
  view.setUint32(8, shape.width, true);
  view.setUint32(12, shape.levels, true);
  view.setFloat32(16, shape.floorDb, true);
  view.setFloat32(20, shape.stepDb, true);
  view.setUint32(24, shape.sequence, true);
  view.setUint32(28, 0, true);
}

export function writeRowHead(view: DataView, row: number, head: RowHead): void {
  const at = batchHeadBytes + row * rowHeadBytes;
  view.setFloat64(at, head.timeMs, true);
  view.setFloat64(at + 8, head.firstSample, true);
  view.setFloat64(at + 16, head.centreHz, true);
  view.setFloat64(at + 24, head.sampleRateHz, true);
  view.setFloat64(at + 32, head.lostSamples, true);
  view.setUint32(at + 40, head.transforms, true);
  view.setUint32(at + 44, head.merged, true);
  view.setFloat64(at + 48, head.spanSamples, true);
  view.setFloat64(at + 56, 0, true);
}

/** Offset of level `level` of row `row` in a batch. */
export function levelOffset(shape: BatchShape, row: number, level: number): number {
  let offset = batchHeadBytes + shape.rows * rowHeadBytes + row * rowBytes(shape.width, shape.levels);
  for (let l = 0; l < level; l++) offset += shape.width >> l;
  return offset;
}

/** Parses the head of a batch and checks that every row is really there. Throws Fault 'corrupt'. */
export function readBatchHead(batch: Uint8Array): BatchShape {
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  if (batch.byteLength < batchHeadBytes || view.getUint32(0, true) !== rowMagic)
    throw new Fault('corrupt', 'Not a waterfall batch.');
  const shape: BatchShape = {
    rows: view.getUint32(4, true),
    width: view.getUint32(8, true),
    levels: view.getUint32(12, true),
    floorDb: view.getFloat32(16, true),
    stepDb: view.getFloat32(20, true),
    sequence: view.getUint32(24, true),
  };
  const sane =
    shape.width >= 2 &&
    shape.width <= 1_048_576 &&
    shape.levels >= 1 &&
    shape.levels <= levelCount(shape.width) &&
    shape.rows <= 65_536 &&
    batchBytes(shape.rows, shape.width, shape.levels) === batch.byteLength;
  if (!sane) throw new Fault('corrupt', 'A waterfall batch is damaged: its size does not fit its head.');
  return shape;
}

export function readRowHead(batch: Uint8Array, row: number): RowHead {
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  const at = batchHeadBytes + row * rowHeadBytes;
  return {
    timeMs: view.getFloat64(at, true),
    firstSample: view.getFloat64(at + 8, true),
    centreHz: view.getFloat64(at + 16, true),
    sampleRateHz: view.getFloat64(at + 24, true),
    lostSamples: view.getFloat64(at + 32, true),
    transforms: view.getUint32(at + 40, true),
    merged: view.getUint32(at + 44, true),
    spanSamples: view.getFloat64(at + 48, true),
  };
}
