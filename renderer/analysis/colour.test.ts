import { describe, expect, it } from 'vitest';
import { palettes } from '../../contract/palettes.ts';
import { makeRandom } from '../../testing/random.ts';
import { joinColumns, levelOfByte, makeLookup, paintCell, rangeOf, readCell } from './colour.ts';
import { cut, drawTile } from './sheet.ts';

const cell = (bytes: number[], rows: number, columns: number): Parameters<typeof paintCell>[0] => ({
  bytes: Uint8Array.from(bytes),
  rows,
  columns,
  whole: true,
});

describe('a tile in colours', () => {
  it('has time to the right and frequency upwards', () => {
    const lookup = Uint32Array.from({ length: 256 }, (_, i) => i);
    const pixels = new Uint32Array(6);
    // Two rows of time, three bins each, the lowest frequency first.
    paintCell(cell([1, 2, 3, 11, 12, 13], 2, 3), lookup, pixels);
    expect([...pixels]).toEqual([3, 13, 2, 12, 1, 11]);
  });

  it('with fewer columns keeps its peaks where they are', () => {
    const wide = cell([1, 2, 9, 4, 5, 6, 7, 8, /* next row */ 8, 7, 6, 5, 4, 30, 2, 1], 2, 8);
    const narrow = joinColumns(wide, 4);
    expect(narrow).toEqual(cell([2, 9, 6, 8, 8, 6, 30, 2], 2, 4));
    expect(joinColumns(narrow, 4)).toBe(narrow);
    expect(joinColumns(narrow, 1).bytes).toEqual(Uint8Array.of(9, 30));
  });

  it('is dark at the lower end of the range and bright at the upper', () => {
    const lookup = makeLookup(palettes.greyscale.rgb, -110, -20);
    const grey = (db: number): number => lookup[Math.round((db + 200) / 0.9)]! & 0xff;
    expect(grey(-150)).toBe(grey(-110));
    expect(grey(-20)).toBe(grey(0));
    expect(grey(-20)).toBeGreaterThan(grey(-65));
    expect(grey(-65)).toBeGreaterThan(grey(-110));
  });

  it('is refused where bytes are missing', () => {
    expect(() => readCell({ rows: 2, columns: 3, base64: btoa('12345'), whole: true })).toThrow(RangeError);
    expect(readCell({ rows: 1, columns: 2, base64: btoa('AB'), whole: false })).toMatchObject({
      bytes: Uint8Array.of(65, 66),
      whole: false,
    });
  });
});

describe('the range of colours', () => {
  it('begins at the noise, whatever share is signal or digital silence, and ends above the strongest', () => {
    const random = makeRandom(1);
    // Noise about -90 dBFS (byte 122), a signal at -30 (byte 189), a third of nothing at all.
    const bytes = Array.from({ length: 6000 }, (_, i) =>
      i % 3 === 0 ? 0 : i % 20 === 1 ? 189 : Math.round(122 + 4 * random.normal()),
    );
    const [minDb, maxDb] = rangeOf([cell(bytes, 60, 100)])!;
    // Six decibels of room on both sides; the noise of single bins scatters by a few.
    expect(minDb).toBeGreaterThan(-102);
    expect(minDb).toBeLessThan(-92);
    expect(maxDb).toBe(Math.round(levelOfByte(189) + 6));
  });

  it('of nothing is none', () => {
    expect(rangeOf([])).toBeUndefined();
    expect(rangeOf([cell([0, 0], 1, 2)])).toBeUndefined();
  });
});

describe('a tile on its place', () => {
  it('is cut to what is visible, at whole steps, its edges on whole pixels', () => {
    // Ten steps over 0 to 100; 25 to 55 is seen on 300 pixels: steps 2 to 5.
    expect(cut(0, 100, 10, 25, 55, 300)).toEqual({ from: 2, size: 4, to: -50, toSize: 400 });
    expect(cut(0, 100, 10, 200, 300, 300)).toBeUndefined();
  });

  it('meets its neighbour without a gap or an overlap, at any zoom', () => {
    const random = makeRandom(2);
    for (let n = 0; n < 200; n++) {
      const low = random.next() * 90;
      const high = low + 0.5 + random.next() * 100;
      const left = cut(0, 50, 7, low, high, 641);
      const right = cut(50, 100, 7, low, high, 641);
      if (left !== undefined && right !== undefined && left.from + left.size === 7 && right.from === 0)
        expect(left.to + left.toSize).toBe(right.to);
    }
  });

  it('stands a bin about its frequency and a row at its time', () => {
    const drawn: number[][] = [];
    const extent = { samples: 64_000, sampleRateHz: 64, centreHz: 1000, real: false };
    drawTile(
      // Destination of the picture: x, y, width, height.
      { drawImage: (...all: unknown[]) => void drawn.push(all.slice(5) as number[]) },
      {
        extent,
        span: { fromSample: 0, toSample: 32, lowHz: 999.5, highHz: 1000.5 },
        width: 100,
        height: 200,
      },
      { fftSize: 64, rowSamples: 32, index: 0, firstBin: 32, bins: 1, columns: 1 },
      { width: 1, height: 1 } as ImageBitmap,
    );
    expect(drawn).toEqual([[0, 0, 100, 200]]);
  });
});
