import { describe, expect, it } from 'vitest';
import { placeBox, timeAtY, type Rows } from './boxes.ts';
import { History } from './history.ts';
import { Keep } from './keep.ts';
import { layOut } from './layout.ts';
import { encodeRows } from './rows-sample.ts';

/** Rows of 100 ms, the first at `1000`; one device pixel a line. */
function rows(count: number, capacity = 64): Rows {
  const history = new History(capacity);
  for (let n = 0; n < count; n++)
    history.push(encodeRows([{ bins: new Uint8Array(512), timeMs: 1000 + n * 100, spanSamples: 240_000 }]));
  const view = { lowHz: 99e6, highHz: 101e6 };
  return { history, end: history.end, view, geometry: { ...layOut(1072, 700, 0.35, 1), fallHeight: 300 } };
}
const band = { lowerHz: 99.5e6, upperHz: 100.5e6 };

describe('boxes among the rows', () => {
  it('cover exactly the rows with a part of their time, at their frequency', () => {
    // Rows 10 to 12 hold 2.05 s to 2.25 s; row 19 is at the top.
    expect(placeBox({ fromMs: 2050, toMs: 2250, ...band }, rows(20))).toEqual({
      left: 250,
      right: 750,
      top: 7,
      bottom: 10,
    });
  });

  it('scroll with the rows, a row a line', () => {
    const box = { fromMs: 1500, toMs: 1700, ...band };
    const before = placeBox(box, rows(20))!;
    const after = placeBox(box, rows(27))!;
    expect(after.top - before.top).toBe(7);
    expect(after.bottom - before.bottom).toBe(7);
  });

  it('what began before the rows that are kept reaches below the oldest', () => {
    const placed = placeBox({ fromMs: 0, toMs: 1250, ...band }, rows(20))!;
    expect(placed.bottom).toBe(21);
    expect(placeBox({ fromMs: 0, toMs: 900, ...band }, rows(20))).toBeUndefined();
  });

  it('what is newer than the rows is not shown, what is out of the view neither', () => {
    expect(placeBox({ fromMs: 3001, toMs: 3100, ...band }, rows(20))).toBeUndefined();
    expect(placeBox({ fromMs: 2950, toMs: 3100, ...band }, rows(20))).toMatchObject({ top: 0, bottom: 1 });
    expect(placeBox({ fromMs: 2050, toMs: 2250, lowerHz: 102e6, upperHz: 103e6 }, rows(20))).toBeUndefined();
  });

  it('the moment at a height is that of its row', () => {
    expect(timeAtY(rows(20), 0)).toBe(2900);
    expect(timeAtY(rows(20), 19.5)).toBe(1000);
    expect(timeAtY(rows(20), 250)).toBe(1000);
    expect(timeAtY(rows(20), -5)).toBe(2900);
    expect(timeAtY(rows(0), 5)).toBeUndefined();
  });
});

describe('a box that is dragged over the past', () => {
  it('keeps the moment it began at while rows go on coming', () => {
    const keep = new Keep();
    keep.begin(rows(20), 250, 5);
    keep.move(rows(27), 750, 22);
    expect(keep.box).toEqual({ fromMs: 1400, toMs: 2400, ...band });
    // The other way around it is the same box.
    keep.begin(rows(27), 750, 22);
    keep.move(rows(27), 250, 12);
    expect(keep.box).toEqual({ fromMs: 1400, toMs: 2400, ...band });
  });

  it('is nothing without rows, and ends inside the picture', () => {
    const keep = new Keep();
    keep.begin(rows(0), 1, 1);
    keep.move(rows(0), 9, 9);
    expect(keep.box).toBeUndefined();
    keep.begin(rows(20), 500, 0);
    keep.move(rows(20), 5000, 9999);
    expect(keep.box).toMatchObject({ upperHz: 101e6, fromMs: 1000 });
  });
});
