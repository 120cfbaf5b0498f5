/**
 * The rows that have arrived, newest last, in bounded memory. Batches are kept as they came (no copy); every line
 * of the waterfall is one entry: a row, or a line of a gap. When the wide rows fill their budget, the oldest are
 * thinned to their coarse pyramid levels, so that scroll-back stays long at any FFT size.
 */
import { batchHeadBytes, readBatchHead, readRowHead, rowBytes, rowHeadBytes } from '../../contract/rows.ts';

/** Lines of scroll-back. */
const historyLines = 4096;
/** Bytes of full rows kept before the oldest are thinned. */
const fineBudgetBytes = 128 * 1024 * 1024;
/** Thinned rows keep the pyramid levels up to this width: two texels a pixel on most screens. */
export const thinWidth = 4096;
/** A gap is as many lines high as it lasted, at least one and at most this. */
export const longestGapLines = 24;

const nothing = new Uint8Array(0);

/** What is known of one line. Filled by `read`, so that reading allocates nothing. */
export interface Line {
  kind: 'row' | 'gap';
  timeMs: number;
  firstSample: number;
  centreHz: number;
  sampleRateHz: number;
  /** Samples lost in this gap; 0 for a row. */
  lostSamples: number;
  merged: number;
  spanSamples: number;
  floorDb: number;
  stepDb: number;
  /** Bins of level 0. */
  width: number;
  levels: number;
  /** The finest level still there: 0 until the row is thinned. */
  firstLevel: number;
  /** Where the levels lie: `bytes` from `offset` on, level `firstLevel` first. Owned by the history; read only. */
  bytes: Uint8Array;
  offset: number;
}

export function emptyLine(): Line {
  return {
    kind: 'row',
    timeMs: 0,
    firstSample: 0,
    centreHz: 0,
    sampleRateHz: 1,
    lostSamples: 0,
    merged: 1,
    spanSamples: 1,
    floorDb: 0,
    stepDb: 0.5,
    width: 0,
    levels: 0,
    firstLevel: 0,
    bytes: nothing,
    offset: 0,
  };
}

/** Offset of `level` in the bytes of a line. */
export function levelStart(line: Line, level: number): number {
  let offset = line.offset;
  for (let l = line.firstLevel; l < level; l++) offset += line.width >> l;
  return offset;
}

export interface Counts {
  rows: number;
  lostSamples: number;
  /** Rows that arrived merged with others because the display was slower. */
  mergedAway: number;
}

export class History {
  /** Lines ever added; line numbers run from `oldest` to `end - 1`. */
  end = 0;
  readonly counts: Counts = { rows: 0, lostSamples: 0, mergedAway: 0 };
  readonly #lines: Line[];
  #start = 0;
  #thinned = 0;
  #fineBytes = 0;
  readonly #budgetBytes: number;

  constructor(capacity = historyLines, budgetBytes = fineBudgetBytes) {
    this.#lines = Array.from({ length: capacity }, emptyLine);
    this.#budgetBytes = budgetBytes;
  }

  get capacity(): number {
    return this.#lines.length;
  }

  get oldest(): number {
    return Math.max(this.#start, this.end - this.capacity);
  }

  /** Bytes of the rows that are still whole. */
  get fineBytes(): number {
    return this.#fineBytes;
  }

  /** The line with this number, valid until it is overwritten; undefined outside oldest..end. Read only. */
  line(number: number): Line | undefined {
    if (number < this.oldest || number >= this.end) return undefined;
    return this.#lines[number % this.capacity];
  }

  newest(): Line | undefined {
    return this.line(this.end - 1);
  }

  /** Adds a batch, which belongs to the history from now on. Returns the lines added. Throws Fault 'corrupt'. */
  push(batch: Uint8Array): number {
    const before = this.end;
    const shape = readBatchHead(batch);
    const stride = rowBytes(shape.width, shape.levels);
    const first = batchHeadBytes + shape.rows * rowHeadBytes;
    for (let row = 0; row < shape.rows; row++) {
      const head = readRowHead(batch, row);
      if (head.lostSamples > 0) this.#addGap(head.lostSamples, head);
      const line = this.#next();
      Object.assign(line, head);
      line.kind = 'row';
      line.lostSamples = 0;
      line.floorDb = shape.floorDb;
      line.stepDb = shape.stepDb;
      line.width = shape.width;
      line.levels = shape.levels;
      line.firstLevel = 0;
      line.bytes = batch;
      line.offset = first + row * stride;
      this.#fineBytes += stride;
      this.counts.rows++;
      this.counts.mergedAway += Math.max(0, head.merged - 1);
    }
    while (this.#fineBytes > this.#budgetBytes && this.#thinned < this.end - 1) this.#thinOne();
    return this.end - before;
  }

  clear(): void {
    for (const line of this.#lines) line.bytes = nothing;
    this.#start = this.end;
    this.#thinned = this.end;
    this.#fineBytes = 0;
  }

  #next(): Line {
    const number = this.end++;
    if (this.#thinned < this.oldest) this.#thinOne();
    const line = this.#lines[number % this.capacity];
    if (line === undefined) throw new RangeError('History without lines.');
    return line;
  }

  /** Gap lines carry the time their place in the gap stands for, so that the time axis runs through. */
  #addGap(lostSamples: number, after: ReturnType<typeof readRowHead>): void {
    this.counts.lostSamples += lostSamples;
    const lines = Math.min(
      longestGapLines,
      Math.max(1, Math.round(lostSamples / Math.max(1, after.spanSamples))),
    );
    const gapMs = (lostSamples / after.sampleRateHz) * 1000;
    for (let n = 0; n < lines; n++) {
      const line = this.#next();
      Object.assign(line, after);
      line.kind = 'gap';
      line.lostSamples = lostSamples;
      line.timeMs = after.timeMs - gapMs * (1 - n / lines);
      line.firstSample = after.firstSample - lostSamples * (1 - n / lines);
      line.width = 0;
      line.levels = 0;
      line.firstLevel = 0;
      line.bytes = nothing;
      line.offset = 0;
    }
  }

  /** Takes the oldest whole row out of the budget: copies what stays, so that its batch can be freed. */
  #thinOne(): void {
    const number = this.#thinned++;
    const line = this.#lines[number % this.capacity];
    if (line === undefined || line.kind === 'gap' || line.levels === 0) return;
    this.#fineBytes -= rowBytes(line.width, line.levels);
    // About to be overwritten: nothing to keep.
    if (number < this.oldest) return;
    let level = 0;
    while (level < line.levels - 1 && line.width >> level > thinWidth) level++;
    const start = levelStart(line, level);
    const bytes = line.offset + rowBytes(line.width, line.levels) - start;
    line.bytes = line.bytes.slice(start, start + bytes);
    line.offset = 0;
    line.firstLevel = level;
  }
}
