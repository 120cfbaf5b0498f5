import { describe, expect, it } from 'vitest';
import { TileRequest, tileRows } from '../../contract/analysis.ts';
import { makeRandom } from '../../testing/random.ts';
import { levelOf, overviewLevel, spanOf, tilesOf } from './level.ts';
import { bandOf, clampSpan, wholeSpan, type Extent } from './zoom.ts';

const extent: Extent = { samples: 50_000_000, sampleRateHz: 2.4e6, centreHz: 100e6, real: false };
const pixels = { width: 1200, height: 600 };

describe('the tiles of a view', () => {
  it('draw the whole with rows and columns of one to two pixels', () => {
    const span = wholeSpan(extent);
    const level = levelOf(extent, span, pixels);
    const rowPixels = (level.rowSamples / (span.toSample - span.fromSample)) * pixels.width;
    expect(rowPixels).toBeGreaterThanOrEqual(1);
    expect(rowPixels).toBeLessThan(2);
    const columnPixels = pixels.height / level.columns;
    expect(columnPixels).toBeGreaterThan(0.5);
    expect(columnPixels).toBeLessThanOrEqual(2);
  });

  it('take bins as wide as the user says, joined where they are finer than the pixels', () => {
    const level = levelOf(extent, wholeSpan(extent), pixels, 65_536);
    expect(level).toMatchObject({ fftSize: 65_536, join: 128, columns: 512 });
    const close = levelOf(
      extent,
      clampSpan(extent, { fromSample: 0, toSample: 1e6, lowHz: 100e6, highHz: 100.02e6 }),
      pixels,
      65_536,
    );
    expect(close).toMatchObject({ join: 1, columns: 1024 });
  });

  it('close in, give up frequency for time', () => {
    const far = levelOf(extent, wholeSpan(extent), pixels);
    const near = levelOf(extent, { ...wholeSpan(extent), fromSample: 0, toSample: 12_000 }, pixels);
    expect(near.fftSize).toBeLessThan(far.fftSize);
    expect(near.rowSamples).toBe(32);
  });

  it('cover every view without a hole, within what the engine accepts, over seeded views of any size', () => {
    const seeded = makeRandom(5);
    const random = (): number => seeded.next();
    for (let n = 0; n < 300; n++) {
      const real = random() < 0.3;
      const one: Extent = {
        samples: Math.ceil(10 ** (1 + random() * 9)),
        sampleRateHz: 8000 * 10 ** (random() * 4),
        centreHz: real ? 0 : 100e6,
        real,
      };
      const whole = wholeSpan(one);
      const wide = 10 ** (-4 * random());
      const start = random();
      const band = bandOf(one);
      const narrow = 10 ** (-3 * random());
      const lowHz = band.lowHz + random() * (1 - narrow) * (band.highHz - band.lowHz);
      const span = clampSpan(one, {
        fromSample: start * whole.toSample,
        toSample: (start + wide) * whole.toSample,
        lowHz,
        highHz: lowHz + narrow * (band.highHz - band.lowHz),
      });
      const level = levelOf(
        one,
        span,
        pixels,
        random() < 0.3 ? 2 ** (6 + Math.floor(random() * 11)) : undefined,
      );
      const keys = tilesOf(one, level, span);
      expect(keys.length, 'a screen takes few tiles').toBeLessThan(60);
      for (const key of keys) TileRequest.parse({ id: 'x', ...key });
      const spans = keys.map((key) => spanOf(one, key));
      const binHz = one.sampleRateHz / level.fftSize;
      for (const sample of [span.fromSample, (span.fromSample + span.toSample) / 2, span.toSample - 1e-3])
        // Half a bin at the upper edge belongs to the lowest bin: the transform wraps around.
        for (const hz of [span.lowHz, (span.lowHz + span.highHz) / 2, span.highHz - binHz / 2 - 1e-3])
          expect(
            spans.some(
              (tile) =>
                tile.fromSample <= sample && sample < tile.toSample && tile.lowHz <= hz && hz < tile.highHz,
            ),
            `${String(sample)} ${String(hz)} of ${JSON.stringify({ one, span, level })}`,
          ).toBe(true);
    }
  });

  it('come in the order in which they are looked at: the middle first, the margin last', () => {
    const tile = tileRows * 2 ** 15;
    const span = { ...wholeSpan(extent), fromSample: tile * 3.2, toSample: tile * 6.8 };
    const level = { ...levelOf(extent, span, pixels), rowSamples: 2 ** 15 };
    const order = tilesOf(extent, level, span, 1).map(({ index }) => index);
    expect(new Set(order.slice(0, 2))).toEqual(new Set([4, 5]));
    expect(new Set(order.slice(-2))).toEqual(new Set([2, 7]));
  });

  it('a bin lies about its frequency', () => {
    const key = { fftSize: 64, rowSamples: 32, index: 2, firstBin: 32, bins: 1, columns: 1 };
    const span = spanOf(extent, key);
    expect((span.lowHz + span.highHz) / 2).toBeCloseTo(100e6, 3);
    expect(span.fromSample).toBe(2 * tileRows * 32);
  });

  it('the overview of twenty gigabytes is the handful of tiles that the picture of all of it has', () => {
    const large = { ...extent, samples: 1e10 };
    const pixels = { width: 1200, height: 560 };
    const tiles = tilesOf(large, overviewLevel(large, pixels), wholeSpan(large));
    expect(tiles.length).toBeLessThanOrEqual(10);
    expect(tiles).toEqual(tilesOf(large, levelOf(large, wholeSpan(large), pixels), wholeSpan(large)));
  });

  it('the overview has all of the band in one tile, however high the picture', () => {
    for (const real of [false, true])
      for (const height of [40, 700, 2100, 4400]) {
        const level = overviewLevel({ ...extent, real, samples: 1e9 }, { width: 3840, height });
        const tiles = tilesOf(
          { ...extent, real, samples: 1e9 },
          level,
          wholeSpan({ ...extent, real, samples: 1e9 }),
        );
        expect(new Set(tiles.map(({ firstBin }) => firstBin)).size).toBe(1);
        // What the contract allows.
        expect(level.columns).toBeLessThanOrEqual(2048);
      }
  });
});
