import { describe, expect, it } from 'vitest';
import { blend, drawGround, drawTrace } from './trace.ts';
import { pixel } from './theme.ts';

const black = pixel([0, 0, 0]);
const white = pixel([255, 255, 255]);

function canvas(width: number, height: number): { pixels: Uint32Array; width: number; height: number } {
  return { pixels: new Uint32Array(width * height).fill(black), width, height };
}
/** Brightness of a column's pixels, 0 to 1. */
const column = (picture: { pixels: Uint32Array; width: number; height: number }, x: number): number[] =>
  Array.from({ length: picture.height }, (_, y) => (picture.pixels[y * picture.width + x]! & 255) / 255);

describe('traces', () => {
  it('a level line has its thickness in light, wherever it lies between pixels', () => {
    for (const y of [5, 5.25, 5.5, 5.9]) {
      const picture = canvas(8, 12);
      drawTrace(picture, new Float32Array(8).fill(y), 0, 8, white, 1.25);
      const light = column(picture, 4).reduce((a, b) => a + b, 0);
      // Two blended ends, each rounded to 1/256.
      expect(Math.abs(light - 1.25)).toBeLessThan(0.02);
    }
  });

  it('a jump is joined: no gap between neighbouring columns', () => {
    const picture = canvas(4, 40);
    drawTrace(picture, Float32Array.from([35, 35, 5, 5]), 0, 4, white, 1);
    const joined = column(picture, 1).map((light, y) => light + column(picture, 2)[y]!);
    for (let y = 6; y < 34; y++) expect(joined[y]).toBeGreaterThanOrEqual(1);
  });

  it('stays inside the picture', () => {
    const picture = canvas(3, 4);
    drawTrace(picture, Float32Array.from([-50, 50, -50]), 0, 3, white, 2);
    expect(picture.pixels).toHaveLength(12);
    expect(column(picture, 1)).toEqual([1, 1, 1, 1]);
  });

  it('fills below the curve only, and only where there is data', () => {
    const picture = canvas(3, 4);
    const plain = new Uint32Array(12).fill(black);
    const filled = new Uint32Array(12).fill(white);
    drawGround(picture, plain, filled, Float32Array.from([0, 1.5, 3]), 1, 3);
    expect([0, 1, 2].map((x) => column(picture, x))).toEqual([
      [0, 0, 0, 0],
      [0, 0, 1, 1],
      [0, 0, 0, 0],
    ]);
  });

  it('blends opaque colours', () => {
    expect(blend(black, white, 256)).toBe(white);
    expect(blend(black, white, 0)).toBe(black);
    expect(blend(black, white, 128) & 255).toBe(127);
    expect(blend(black, white, 128) >>> 24).toBe(255);
  });
});
