/** Rows and held traces as one value per pixel column, in dBFS. Buffers are reused: valid until the next call. */
import { emptyLine, type Line } from './history.ts';
import type { Holds, TraceName } from './hold.ts';
import { coveredPixels, makeMapping, mapLine, reduceMax } from './reduce.ts';
import type { Span } from './scale.ts';

export interface Columns {
  /** One value per pixel; only [first, end) is meant. */
  readonly db: Float32Array;
  first: number;
  end: number;
}

export class ColumnMaker {
  readonly #mapping = makeMapping();
  readonly #held = emptyLine();

  /** Fills `into` with the levels of a row as the screen sees them. */
  ofLine(line: Line | undefined, view: Span, into: Columns): Columns {
    if (line === undefined || line.width === 0) return Object.assign(into, { first: 0, end: 0 });
    this.#reduce(line, line.bytes, view, into);
    for (let x = into.first; x < into.end; x++) into.db[x] = line.floorDb + line.stepDb * into.db[x]!;
    return into;
  }

  /** Fills `into` with a held trace. */
  ofHold(holds: Holds, trace: TraceName, view: Span, into: Columns): Columns {
    if (holds.rows === 0) return Object.assign(into, { first: 0, end: 0 });
    const line = this.#held;
    line.width = holds.sourceWidth;
    line.firstLevel = holds.level;
    line.levels = holds.level + 1;
    line.centreHz = holds.centreHz;
    line.sampleRateHz = holds.sampleRateHz;
    const source = trace === 'average' ? holds.power : holds[trace];
    this.#reduce(line, source, view, into);
    const { db } = into;
    if (trace === 'average')
      for (let x = into.first; x < into.end; x++) db[x] = 10 * Math.log10(Math.max(1e-30, db[x]!));
    else for (let x = into.first; x < into.end; x++) db[x] = holds.floorDb + holds.stepDb * db[x]!;
    return into;
  }

  #reduce(line: Line, source: Uint8Array | Float32Array, view: Span, into: Columns): void {
    const pixels = into.db.length;
    mapLine(line, view, pixels, this.#mapping);
    Object.assign(into, coveredPixels(this.#mapping, pixels));
    reduceMax(source, this.#mapping, into.first, into.end, into.db);
  }
}

export const makeColumns = (pixels: number): Columns => ({ db: new Float32Array(pixels), first: 0, end: 0 });
