import { describe, expect, it } from 'vitest';
import { ColumnMaker, makeColumns } from './columns.ts';
import { History } from './history.ts';
import { autoOf } from './report.ts';
import { encodeRows } from './rows-sample.ts';

/** Floor −140 dBFS and half a decibel a level: level 80 is −100 dBFS, level 200 is −40 dBFS. */
const row = (strongest: number): Uint8Array =>
  Uint8Array.from({ length: 512 }, (_, x) => (x === 300 ? strongest : 80 + (x % 3)));
const view = { lowHz: 98.8e6, highHz: 101.2e6 };

function range(rows: readonly number[]): { minDb: number; maxDb: number } | undefined {
  const history = new History();
  history.push(encodeRows(rows.map((strongest, n) => ({ bins: row(strongest), timeMs: n * 33 }))));
  const live = new ColumnMaker().ofLine(history.newest(), view, makeColumns(512));
  return autoOf(live, history, history.end, view);
}

describe('the automatic range of what is on the screen', () => {
  it('has room for a burst that has just ended', () => {
    expect(range([200, 80, 80])).toMatchObject({ maxDb: -30 });
    expect(range([80, 80, 80])).toMatchObject({ maxDb: -69 });
  });

  it('forgets it after three seconds of rows', () => {
    expect(range([200, ...Array.from({ length: 90 }, () => 80)])).toMatchObject({ maxDb: -69 });
  });

  it('is nothing without rows', () => {
    const history = new History();
    expect(autoOf(makeColumns(512), history, history.end, view)).toBeUndefined();
  });
});
