/**
 * Average, max hold and min hold of the rows, per bin of one pyramid level (so that zooming keeps them).
 * Joined in the level's bins: a pyramid level is a maximum, so bursts survive here too.
 */
import { levelStart, type Line } from './history.ts';

export const traceNames = ['average', 'max', 'min'] as const;
export type TraceName = (typeof traceNames)[number];
export type TraceSet = Readonly<Record<TraceName, boolean>>;

/** Wider rows are held at the level that fits: three float rows of 65,536 are updated per row at most. */
const widestHold = 65_536;

/** Rows the average remembers: an exponential average with the mean age of a moving one this long. */
export const averageRows = 20;

export class Holds {
  /** Bins of the held rows; 0 before the first row. */
  width = 0;
  centreHz = 0;
  sampleRateHz = 1;
  floorDb = 0;
  stepDb = 0.5;
  /** Mean power as 10^(dB/10), so that the average of noise is its power and not its typical decibel. */
  power = new Float32Array(0);
  max = new Uint8Array(0);
  min = new Uint8Array(0);
  /** The row the held level was taken from: bins of its level 0, and which level is held. */
  sourceWidth = 0;
  level = 0;
  #rows = 0;
  readonly #powerOf = new Float32Array(256);

  get rows(): number {
    return this.#rows;
  }

  /** Forgets everything held. */
  reset(): void {
    this.#rows = 0;
  }

  /** Joins a row. A retune, another rate, FFT size or scale starts anew: held bins would mean other frequencies. */
  add(line: Line, wanted: TraceSet): void {
    if (line.kind === 'gap') return;
    const level = this.#prepare(line);
    const start = levelStart(line, level);
    const first = this.#rows++ === 0;
    if (wanted.max || first) this.#joinMax(line.bytes, start, first);
    if (wanted.min || first) this.#joinMin(line.bytes, start, first);
    if (wanted.average || first) this.#joinPower(line.bytes, start, first ? 1 : 2 / (averageRows + 1));
  }

  #prepare(line: Line): number {
    let level = line.firstLevel;
    while (level < line.levels - 1 && line.width >> level > widestHold) level++;
    const width = line.width >> level;
    const same =
      width === this.width &&
      line.centreHz === this.centreHz &&
      line.sampleRateHz === this.sampleRateHz &&
      line.floorDb === this.floorDb &&
      line.stepDb === this.stepDb &&
      line.width === this.sourceWidth;
    if (same) return level;
    if (width !== this.width) {
      this.power = new Float32Array(width);
      this.max = new Uint8Array(width);
      this.min = new Uint8Array(width);
    }
    this.width = width;
    this.centreHz = line.centreHz;
    this.sampleRateHz = line.sampleRateHz;
    this.floorDb = line.floorDb;
    this.stepDb = line.stepDb;
    this.sourceWidth = line.width;
    this.level = level;
    for (let value = 0; value < 256; value++)
      this.#powerOf[value] = 10 ** ((line.floorDb + value * line.stepDb) / 10);
    this.#rows = 0;
    return level;
  }

  #joinMax(bytes: Uint8Array, start: number, first: boolean): void {
    const { max, width } = this;
    if (first) max.set(bytes.subarray(start, start + width));
    else
      for (let i = 0; i < width; i++) {
        const value = bytes[start + i]!;
        if (value > max[i]!) max[i] = value;
      }
  }

  #joinMin(bytes: Uint8Array, start: number, first: boolean): void {
    const { min, width } = this;
    if (first) min.set(bytes.subarray(start, start + width));
    else
      for (let i = 0; i < width; i++) {
        const value = bytes[start + i]!;
        if (value < min[i]!) min[i] = value;
      }
  }

  #joinPower(bytes: Uint8Array, start: number, weight: number): void {
    const { power, width } = this;
    const table = this.#powerOf;
    for (let i = 0; i < width; i++) {
      const now = power[i]!;
      power[i] = now + weight * (table[bytes[start + i]!]! - now);
    }
  }
}
