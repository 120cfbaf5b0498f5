/** From the bytes of tiles to pixels and back to levels. Pure. */
import { tileFloorDb, tileStepDb } from '../../contract/analysis.ts';
import { pixel } from '../waterfall/theme.ts';

/** The values of a tile: `rows` of time, `columns` of frequency each, the lowest first. */
export interface Cell {
  readonly bytes: Uint8Array;
  readonly rows: number;
  readonly columns: number;
  readonly whole: boolean;
}

export const levelOfByte = (byte: number): number => tileFloorDb + byte * tileStepDb;

/** @throws where the bytes are fewer than rows and columns say */
export function readCell(tile: { rows: number; columns: number; base64: string; whole: boolean }): Cell {
  const text = atob(tile.base64);
  if (text.length < tile.rows * tile.columns)
    throw new RangeError(`A tile has ${String(text.length)} bytes.`);
  const bytes = new Uint8Array(tile.rows * tile.columns);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return { bytes, rows: tile.rows, columns: tile.columns, whole: tile.whole };
}

/** The same with fewer columns: neighbours are joined by their maximum, so that a narrow carrier stays. */
export function joinColumns(cell: Cell, columns: number): Cell {
  const each = Math.ceil(cell.columns / columns);
  if (each <= 1) return cell;
  const joined = Math.ceil(cell.columns / each);
  const bytes = new Uint8Array(cell.rows * joined);
  for (let row = 0; row < cell.rows; row++)
    for (let column = 0; column < cell.columns; column++) {
      const to = row * joined + Math.floor(column / each);
      bytes[to] = Math.max(bytes[to]!, cell.bytes[row * cell.columns + column]!);
    }
  return { ...cell, bytes, columns: joined };
}

/** The colour of each byte, as a little endian RGBA pixel. @param palette 256 RGB entries */
export function makeLookup(palette: Uint8Array, minDb: number, maxDb: number): Uint32Array {
  const lookup = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    const share = (levelOfByte(byte) - minDb) / (maxDb - minDb);
    const entry = 3 * Math.round(255 * Math.min(1, Math.max(0, share)));
    lookup[byte] = pixel([palette[entry]!, palette[entry + 1]!, palette[entry + 2]!]);
  }
  return lookup;
}

/** Time to the right, frequency upwards. @param pixels at least rows · columns */
export function paintCell({ bytes, rows, columns }: Cell, lookup: Uint32Array, pixels: Uint32Array): void {
  for (let row = 0; row < rows; row++) {
    let at = (columns - 1) * rows + row;
    const start = row * columns;
    for (let column = 0; column < columns; column++, at -= rows) pixels[at] = lookup[bytes[start + column]!]!;
  }
}

/** Share of the values that is noise, whatever else is there. */
const noiseShare = 0.4;
/** Room below the noise and above the strongest, dB: noise stays visible, the strongest is not one flat patch. */
const belowDb = 6;
const aboveDb = 6;
const leastRangeDb = 25;

/** A colour range from the noise to the strongest of some cells, whole dBFS; undefined where there is nothing. */
export function rangeOf(cells: readonly Cell[]): readonly [number, number] | undefined {
  const counts = new Float64Array(256);
  for (const { bytes } of cells) for (const byte of bytes) counts[byte]!++;
  // Digital silence is no noise floor.
  counts[0] = 0;
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  let left = total * noiseShare;
  const noise = counts.findIndex((count) => (left -= count) < 0);
  const peak = counts.findLastIndex((count) => count > 0);
  const minDb = Math.round(Math.max(-160, levelOfByte(noise) - belowDb));
  return [minDb, Math.round(Math.min(10, Math.max(minDb + leastRangeDb, levelOfByte(peak) + aboveDb)))];
}
