import { describe, expect, it } from 'vitest';
import { Fault } from '../../contract/fault.ts';
import { rowBytes } from '../../contract/rows.ts';
import { makeRandom } from '../../testing/random.ts';
import { History, levelStart, longestGapLines, thinWidth } from './history.ts';
import { lineAtTime, LineWindow } from './window.ts';
import { encodeRows } from './rows-sample.ts';

const noise = (width: number, seed: number): Uint8Array => {
  const random = makeRandom(seed);
  return Uint8Array.from({ length: width }, () => random.integer(200));
};

describe('history', () => {
  it('keeps rows with their levels, newest last', () => {
    const history = new History(16);
    const rows = [0, 1, 2].map((n) => ({ bins: noise(2048, n), timeMs: n * 10, centreHz: 100e6 + n }));
    expect(history.push(encodeRows(rows))).toBe(3);
    rows.forEach((row, n) => {
      const line = history.line(n)!;
      expect(line).toMatchObject({ kind: 'row', timeMs: row.timeMs, centreHz: row.centreHz, width: 2048 });
      expect(line.bytes.subarray(levelStart(line, 0), levelStart(line, 0) + 2048)).toEqual(row.bins);
      const top = levelStart(line, 1);
      expect(line.bytes[top]).toBe(Math.max(row.bins[0]!, row.bins[1]!));
    });
    expect(history.line(3)).toBeUndefined();
  });

  it('forgets the oldest beyond its capacity', () => {
    const history = new History(8);
    for (let n = 0; n < 20; n++) history.push(encodeRows([{ bins: noise(512, n), timeMs: n }]));
    expect(history.oldest).toBe(12);
    expect(history.line(11)).toBeUndefined();
    expect(history.line(12)?.timeMs).toBe(12);
    expect(history.counts.rows).toBe(20);
  });

  it('a gap becomes lines as high as it lasted, with times running through it, and is counted exactly', () => {
    const history = new History(200);
    history.push(encodeRows([{ bins: noise(512, 1), timeMs: 1000, firstSample: 0 }]));
    const lostSamples = 5 * 80_000;
    const gapMs = (lostSamples / 2.4e6) * 1000;
    const after = { bins: noise(512, 2), timeMs: 2000, firstSample: 480_000, lostSamples };
    expect(history.push(encodeRows([after]))).toBe(6);
    const times = [1, 2, 3, 4, 5].map((n) => history.line(n)!);
    expect(times.every((line) => line.kind === 'gap' && line.lostSamples === lostSamples)).toBe(true);
    expect(times[0]!.timeMs).toBeCloseTo(2000 - gapMs, 6);
    expect(times.map((line) => line.timeMs)).toEqual([...times.map((line) => line.timeMs)].sort());
    expect(history.newest()).toMatchObject({ kind: 'row', lostSamples: 0 });
    history.push(encodeRows([{ ...after, timeMs: 9e6, lostSamples: 1e9 }]));
    expect(history.end).toBe(1 + 6 + longestGapLines + 1);
    history.push(encodeRows([{ ...after, timeMs: 9.1e6, lostSamples: 1 }]));
    expect(history.counts.lostSamples).toBe(lostSamples + 1e9 + 1);
  });

  it('stays within its budget by thinning the oldest, whose coarse levels stay exact', () => {
    const width = 32_768;
    const bytes = rowBytes(width, 7);
    const history = new History(64, 4 * bytes);
    const rows = Array.from({ length: 12 }, (_, n) => noise(width, n));
    rows.forEach((bins, n) => history.push(encodeRows([{ bins, timeMs: n }])));
    expect(history.fineBytes).toBeLessThanOrEqual(4 * bytes);
    const old = history.line(0)!;
    expect(old.width >> old.firstLevel).toBe(thinWidth);
    const level = old.firstLevel;
    const group = 2 ** level;
    const expected = Uint8Array.from({ length: thinWidth }, (_, i) =>
      Math.max(...rows[0]!.subarray(i * group, (i + 1) * group)),
    );
    const start = levelStart(old, level);
    expect(old.bytes.subarray(start, start + thinWidth)).toEqual(expected);
    // Its own small buffer: the wide batch can be freed.
    expect(old.bytes.byteLength).toBeLessThan(2 * thinWidth);
    expect(history.line(11)?.firstLevel).toBe(0);
  });

  it('accounts for rows that are overwritten before they were thinned', () => {
    const history = new History(4, 1e9);
    for (let n = 0; n < 50; n++) history.push(encodeRows([{ bins: noise(1024, n) }]));
    expect(history.fineBytes).toBeLessThanOrEqual(4 * rowBytes(1024, 2));
    history.clear();
    expect(history.fineBytes).toBe(0);
    expect(history.newest()).toBeUndefined();
    history.push(encodeRows([{ bins: noise(1024, 1) }]));
    expect(history.end - history.oldest).toBe(1);
  });

  it('refuses a damaged batch', () => {
    const batch = encodeRows([{ bins: noise(512, 1) }]);
    expect(() => new History(4).push(batch.subarray(0, batch.length - 1))).toThrow(Fault);
  });

  it('counts rows that arrived merged', () => {
    const history = new History(8);
    history.push(encodeRows([{ bins: noise(512, 1), merged: 4 }, { bins: noise(512, 2) }]));
    expect(history.counts.mergedAway).toBe(3);
  });
});

describe('lines on the screen', () => {
  const filled = (lines: number): History => {
    const history = new History(32);
    for (let n = 0; n < lines; n++) history.push(encodeRows([{ bins: noise(512, n), timeMs: n * 10 }]));
    return history;
  };

  it('scrolls back, stays put while rows arrive, and returns to live at the end', () => {
    const history = filled(20);
    const window = new LineWindow(history);
    window.scroll(5, 4);
    expect(window.end(4)).toBe(15);
    history.push(encodeRows([{ bins: noise(512, 99) }]));
    expect(window.end(4)).toBe(15);
    window.scroll(-100, 4);
    expect(window.live).toBe(true);
    expect(window.end(4)).toBe(21);
  });

  it('does not scroll beyond the oldest line, also when that moves on', () => {
    const history = filled(20);
    const window = new LineWindow(history);
    window.scroll(1000, 4);
    expect(window.end(4)).toBe(4);
    for (let n = 0; n < 30; n++) history.push(encodeRows([{ bins: noise(512, n) }]));
    expect(window.end(4)).toBe(history.oldest + 4);
  });

  it('frozen stays frozen at the end until released', () => {
    const history = filled(20);
    const window = new LineWindow(history);
    window.freeze(true);
    window.scroll(-5, 4);
    history.push(encodeRows([{ bins: noise(512, 99) }]));
    expect(window.end(4)).toBe(20);
    window.freeze(false);
    expect(window.end(4)).toBe(21);
  });

  it('finds the line of a time', () => {
    const history = filled(20);
    expect(lineAtTime(history, 75)).toBe(7);
    expect(lineAtTime(history, 70)).toBe(7);
    expect(lineAtTime(history, -1)).toBeUndefined();
    expect(lineAtTime(history, 1e9)).toBe(19);
  });
});
