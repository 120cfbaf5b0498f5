import { describe, expect, it } from 'vitest';
import { makeRandom } from '../../testing/random.ts';
import { ColumnMaker, makeColumns } from './columns.ts';
import { History } from './history.ts';
import { averageRows, Holds } from './hold.ts';
import { encodeRows, type TestRow } from './rows-sample.ts';

const all = { average: true, max: true, min: true };

function feed(holds: Holds, rows: readonly TestRow[]): void {
  const history = new History(rows.length + 1);
  for (const row of rows) {
    history.push(encodeRows([row]));
    holds.add(history.newest()!, all);
  }
}

describe('held traces', () => {
  it('max and min are those of every row ever joined', () => {
    const random = makeRandom(7);
    const rows = Array.from({ length: 40 }, () =>
      Uint8Array.from({ length: 512 }, () => random.integer(256)),
    );
    const holds = new Holds();
    feed(
      holds,
      rows.map((bins) => ({ bins })),
    );
    for (let i = 0; i < 512; i += 37) {
      expect(holds.max[i]).toBe(Math.max(...rows.map((row) => row[i]!)));
      expect(holds.min[i]).toBe(Math.min(...rows.map((row) => row[i]!)));
    }
  });

  it('averages power, not decibels: half the time 20 dB stronger is 3 dB under the stronger', () => {
    const holds = new Holds();
    feed(
      holds,
      Array.from({ length: 60 * averageRows }, (_, n) => ({
        bins: new Uint8Array(512).fill(n % 2 ? 120 : 80),
      })),
    );
    const strongDb = -140 + 120 / 2;
    const columns = new ColumnMaker().ofHold(
      holds,
      'average',
      { lowHz: 99e6, highHz: 101e6 },
      makeColumns(100),
    );
    // The exponential average of an alternation swings by 2/(n+1) of its depth: ±0.2 dB at 20 rows.
    expect(Math.abs(columns.db[50]! - (strongDb - 2.97))).toBeLessThan(0.3);
  });

  it('starts anew after a retune, another rate or FFT size: bins would mean other frequencies', () => {
    const strong = new Uint8Array(1024).fill(200);
    const weak = new Uint8Array(1024).fill(20);
    for (const change of [
      { centreHz: 101e6, bins: weak },
      { sampleRateHz: 2e6, bins: weak },
      { bins: new Uint8Array(2048).fill(20) },
    ]) {
      const holds = new Holds();
      feed(holds, [{ bins: strong }, { bins: strong }, change]);
      expect(holds.rows).toBe(1);
      expect(Math.max(...holds.max)).toBe(20);
    }
  });

  it('a burst one bin wide survives in max hold of rows wider than are held', () => {
    const bins = new Uint8Array(262_144).fill(10);
    bins[200_001] = 222;
    const holds = new Holds();
    feed(holds, [{ bins }]);
    expect(holds.width).toBe(65_536);
    expect(holds.max[200_001 >> 2]).toBe(222);
  });
});
