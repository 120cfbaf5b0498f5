import { describe, expect, it } from 'vitest';
import { makeRandom } from '../../testing/random.ts';
import { History, levelStart, type Line } from './history.ts';
import { coveredPixels, makeMapping, mapLine, reduceMax, strongestHz } from './reduce.ts';
import { encodeRows } from './rows-sample.ts';
import type { Span } from './scale.ts';

const centreHz = 100e6;
const sampleRateHz = 2.4e6;

function lineOf(bins: Uint8Array): Line {
  const history = new History(4);
  history.push(encodeRows([{ bins, centreHz, sampleRateHz }]));
  return history.newest()!;
}

function columns(line: Line, view: Span, pixels: number): { out: Uint8Array; first: number; end: number } {
  const mapping = makeMapping();
  mapLine(line, view, pixels, mapping);
  const covered = coveredPixels(mapping, pixels);
  const out = new Uint8Array(pixels);
  reduceMax(line.bytes, mapping, covered.first, covered.end, out);
  return { out, ...covered };
}

const band = { lowHz: centreHz - sampleRateHz / 2, highHz: centreHz + sampleRateHz / 2 };
/** The middle of bin i: DC is bin width/2. */
const binHz = (i: number, width: number): number => centreHz + ((i - width / 2) * sampleRateHz) / width;

describe('bins to pixels', () => {
  it('no bin is lost at any zoom: a burst one bin wide is in the pixel of its frequency', () => {
    const random = makeRandom(5);
    for (let n = 0; n < 400; n++) {
      const width = 512 << random.integer(8);
      const bins = new Uint8Array(width).fill(10);
      const bin = random.integer(width);
      bins[bin] = 250;
      const pixels = 200 + random.integer(2000);
      const hz = binHz(bin, width);
      const span = sampleRateHz * (0.02 + 0.98 * random.next());
      const lowHz = hz - span * (0.1 + 0.8 * random.next());
      const { out, first, end } = columns(lineOf(bins), { lowHz, highHz: lowHz + span }, pixels);
      const x = Math.floor(((hz - lowHz) / span) * pixels);
      expect(x >= first && x < end).toBe(true);
      expect(out[x]).toBe(250);
    }
  });

  it('no pixel shows a bin that is not under it, beyond the pyramid texel that reaches in', () => {
    const random = makeRandom(6);
    for (let n = 0; n < 100; n++) {
      const width = 8192;
      const bins = new Uint8Array(width).fill(10);
      const bin = random.integer(width);
      bins[bin] = 250;
      const pixels = 1200;
      const { out } = columns(lineOf(bins), band, pixels);
      const x = Math.floor(((binHz(bin, width) - band.lowHz) / sampleRateHz) * pixels);
      // 8192 bins on 1200 pixels: texels of 4 bins, 1.7 a pixel; one reaches at most a pixel to each side.
      const wrong = out.findIndex((level, at) => level !== 10 && Math.abs(at - x) > 1);
      expect(wrong).toBe(-1);
    }
  });

  it('takes one to two texels a pixel where the pyramid has them', () => {
    const mapping = makeMapping();
    const line = lineOf(new Uint8Array(65_536));
    for (const share of [1, 0.7, 0.3, 0.11, 0.05]) {
      const view = { lowHz: centreHz, highHz: centreHz + (sampleRateHz * share) / 2 };
      mapLine(line, view, 1000, mapping);
      expect(mapping.perPixel).toBeGreaterThanOrEqual(1);
      expect(mapping.perPixel).toBeLessThan(2);
    }
  });

  it('a row of another centre keeps its true frequency and leaves the rest empty', () => {
    const bins = new Uint8Array(1024).fill(10);
    bins[512] = 200;
    const pixels = 1024;
    const view = { lowHz: band.lowHz + 600e3, highHz: band.highHz + 600e3 };
    const { out, first, end } = columns(lineOf(bins), view, pixels);
    // The row's DC stands a quarter of the band left of the view's middle.
    expect(out[256]).toBe(200);
    expect(first).toBe(0);
    // 600 kHz of 2.4 MHz are not covered; the last bin reaches half a bin less than the band's edge.
    expect(end).toBe(768);
    const far = columns(lineOf(bins), { lowHz: 200e6, highHz: 201e6 }, pixels);
    expect(far.end - far.first).toBe(0);
  });

  it('names a peak by its strongest bin', () => {
    const width = 65_536;
    const bins = new Uint8Array(width).fill(10);
    bins[40_000] = 222;
    const hz = binHz(40_000, width);
    const x = Math.floor(((hz - band.lowHz) / sampleRateHz) * 1200);
    expect(strongestHz(lineOf(bins), band, 1200, x)).toBeCloseTo(hz, 3);
    expect(strongestHz(lineOf(bins), band, 1200, x + 1)).toBeCloseTo(hz, 3);
  });

  it('finds every level where the history says it is', () => {
    const line = lineOf(Uint8Array.from({ length: 4096 }, (_, i) => i % 251));
    for (let level = 1; level < line.levels; level++) {
      const at = levelStart(line, level);
      const below = levelStart(line, level - 1);
      expect(line.bytes[at + 7]).toBe(Math.max(line.bytes[below + 14]!, line.bytes[below + 15]!));
    }
  });
});
