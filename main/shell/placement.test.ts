import { describe, expect, it } from 'vitest';
import { makeRandom } from '../../testing/random.ts';
import { firstPlacement, fitPlacement, parsePlacement, smallestWindow, type Area } from './placement.ts';

const laptop: Area = { x: 0, y: 0, width: 1920, height: 1040 };
const beside: Area = { x: 1920, y: -200, width: 2560, height: 1440 };
const normal = { ...firstPlacement, x: 100, y: 100 };

describe('placement of the window', () => {
  it('stays where it was while that place exists', () => {
    expect(fitPlacement(normal, [laptop])).toEqual(normal);
    const there = { ...normal, x: 2200, y: -100 };
    expect(fitPlacement(there, [laptop, beside])).toEqual(there);
  });
  it('loses a place on a display that is gone', () => {
    const found = fitPlacement({ ...normal, x: 2200, y: -100 }, [laptop]);
    expect([found.x, found.y]).toEqual([undefined, undefined]);
    expect([found.width, found.height]).toEqual([1280, 720]);
  });
  it('shrinks to its display, but never below what the page needs', () => {
    expect(fitPlacement({ ...normal, x: 0, y: 0, width: 5000, height: 4000 }, [laptop])).toMatchObject({
      width: 1920,
      height: 1040,
    });
    expect(fitPlacement({ ...normal, width: 10, height: 10 }, [laptop])).toMatchObject(smallestWindow);
  });
  it('leaves the title bar within reach wherever it was', () => {
    const random = makeRandom(11);
    const between = (low: number, high: number): number => Math.round(low + random.next() * (high - low));
    for (let round = 0; round < 2000; round++) {
      const wanted = {
        ...firstPlacement,
        x: between(-6000, 6000),
        y: between(-4000, 4000),
        width: between(1, 4000),
        height: between(1, 3000),
      };
      const displays = [laptop, beside];
      const { x, y, width, height } = fitPlacement(wanted, displays);
      expect(width).toBeGreaterThanOrEqual(smallestWindow.width);
      expect(height).toBeGreaterThanOrEqual(smallestWindow.height);
      if (x === undefined || y === undefined) continue;
      const inReach = displays.some(
        (area) =>
          y >= area.y &&
          y < area.y + area.height &&
          Math.min(x + width, area.x + area.width) - Math.max(x, area.x) >= 80,
      );
      expect(inReach, JSON.stringify(wanted)).toBe(true);
    }
  });
  it('is read from its file, and from a broken one as on the first start', () => {
    expect(parsePlacement(JSON.stringify(normal))).toEqual(normal);
    for (const text of [
      undefined,
      '',
      '{',
      '{"width":"x"}',
      '[]',
      JSON.stringify({ ...normal, background: 'red' }),
    ])
      expect(parsePlacement(text)).toEqual(firstPlacement);
  });
});
