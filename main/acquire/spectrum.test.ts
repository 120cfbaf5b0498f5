import { describe, expect, it } from 'vitest';
import { levelOffset, readBatchHead, readRowHead, rowStepDb, type RowHead } from '../../contract/rows.ts';
import type { SpectrumRequest } from '../../contract/radio.ts';
import { makeRandom } from '../../testing/random.ts';
import { loadKernels } from '../dsp/index.ts';
import { makeBatch } from './batch.ts';
import { emptyBlock, type ReadBlock } from './ring.ts';
import { makeRowMaker, rowPlan } from './spectrum.ts';

const { kernels } = loadKernels();
const rateHz = 1_000_000;
const request: SpectrumRequest = {
  fftSize: 1024,
  window: 'blackman-harris',
  detector: 'peak',
  rowsPerSecond: 50,
  overlap: 0.5,
  floorDb: -140,
};

/** cf32 samples of one tone, amplitude 1 = 0 dBFS. */
function tone(offsetHz: number, amplitude: number, from: number, count: number): Uint8Array {
  const floats = new Float32Array(count * 2);
  for (let i = 0; i < count; i++) {
    const phase = 2 * Math.PI * ((((from + i) * offsetHz) / rateHz) % 1);
    floats[2 * i] = amplitude * Math.cos(phase);
    floats[2 * i + 1] = amplitude * Math.sin(phase);
  }
  return new Uint8Array(floats.buffer);
}

function block(over: Partial<ReadBlock>): ReadBlock {
  return { ...emptyBlock(), centreHz: 100e6, sampleRateHz: rateHz, ...over };
}

interface Row {
  head: RowHead;
  row: Uint8Array;
}

function rowsOf(
  feed: (push: (samples: Uint8Array, block: ReadBlock) => void) => void,
  over = request,
): Row[] {
  const rows: Row[] = [];
  const maker = makeRowMaker(kernels, 'cf32', rateHz, over, (head, row) =>
    rows.push({ head: { ...head }, row: row.slice() }),
  );
  feed((samples, facts) => maker.push(samples, facts));
  return rows;
}

/** One second in blocks of odd size, so that rows and blocks never line up. */
function oneSecond(
  push: (samples: Uint8Array, block: ReadBlock) => void,
  offsetHz: number,
  amplitude = 0.1,
): void {
  const size = 7919;
  for (let at = 0; at < rateHz; at += size) {
    const count = Math.min(size, rateHz - at);
    push(
      tone(offsetHz, amplitude, at, count),
      block({ firstSample: at, sampleCount: count, timeMs: (at / rateHz) * 1000 }),
    );
  }
}

describe('rows', () => {
  it('gives the asked rows a second, a tone in its bin at its level', () => {
    const rows = rowsOf((push) => oneSecond(push, 200_000));
    // 50 a second; the last may lack its final samples.
    expect(rows.length).toBeGreaterThanOrEqual(49);
    expect(rows.length).toBeLessThanOrEqual(50);
    const bin = Math.round((200_000 / rateHz + 0.5) * 1024);
    for (const { row } of rows) {
      const peak = row.indexOf(Math.max(...row));
      expect(Math.abs(peak - bin)).toBeLessThanOrEqual(1);
      // 0.1 of full scale is -20 dBFS; off bin centre by 0.2 bins Blackman-Harris loses under 0.1 dB, a level is 0.5 dB.
      expect(Math.abs(row[peak]! * rowStepDb - 140 + 20)).toBeLessThanOrEqual(0.6);
    }
  });

  it('stamps rows evenly with sample and time', () => {
    const rows = rowsOf((push) => oneSecond(push, 100_000));
    rows.forEach(({ head }, i) => {
      expect(head.firstSample).toBe(i * 20_000);
      expect(head.timeMs).toBeCloseTo(i * 20, 6);
      expect(head.spanSamples).toBe(20_000);
    });
  });

  it('transforms every sample: a burst of one transform is seen wherever it lies', () => {
    const random = makeRandom(7);
    for (let trial = 0; trial < 40; trial++) {
      const start = 40_000 + random.integer(20_000);
      const samples = new Uint8Array(100_000 * 8);
      samples.set(tone(-250_000, 0.5, start, 1024), start * 8);
      const rows = rowsOf((push) => push(samples, block({ sampleCount: 100_000 })));
      const seen = Math.max(...rows.map(({ row }) => row[256]!)) * rowStepDb - 140;
      // Worst case the burst straddles two windows: Blackman-Harris at half overlap keeps it within 14 dB of -6 dBFS.
      expect(seen).toBeGreaterThan(-20);
    }
  });

  it('a row never leaps a gap or a retune, and says what was lost before it', () => {
    const rows = rowsOf((push) => {
      push(tone(1e5, 0.1, 0, 30_000), block({ sampleCount: 30_000 }));
      push(
        tone(1e5, 0.1, 0, 30_000),
        block({ firstSample: 35_000, sampleCount: 30_000, lostBefore: 5000, timeMs: 35 }),
      );
      push(
        tone(1e5, 0.1, 0, 30_000),
        block({ firstSample: 65_000, sampleCount: 30_000, centreHz: 101e6, timeMs: 65 }),
      );
    });
    expect(rows.map(({ head }) => [head.firstSample, head.centreHz, head.lostSamples])).toEqual([
      [0, 100e6, 0],
      [35_000, 100e6, 5000],
      [65_000, 101e6, 0],
    ]);
  });

  it('counts what the reader itself missed as lost', () => {
    const rows = rowsOf((push) => {
      push(tone(1e5, 0.1, 0, 20_000), block({ sampleCount: 20_000 }));
      push(tone(1e5, 0.1, 0, 20_000), block({ firstSample: 50_000, sampleCount: 20_000, missed: 30_000 }));
    });
    expect(rows.map(({ head }) => head.lostSamples)).toEqual([0, 30_000]);
  });

  it('overlaps when rows are asked faster than transforms fit, up to the allowed overlap', () => {
    expect(rowPlan(1e6, { ...request, fftSize: 65_536, rowsPerSecond: 60, overlap: 0.95 }).span).toBeCloseTo(
      1e6 / 60,
    );
    expect(rowPlan(1e6, { ...request, fftSize: 65_536, rowsPerSecond: 60, overlap: 0.5 }).span).toBe(32_768);
    expect(rowPlan(1e6, { ...request, fftSize: 512, rowsPerSecond: 50 })).toEqual({
      transforms: 40,
      hop: 499,
      span: 20_000,
    });
  });
});

describe('batch', () => {
  const head = (n: number, over: Partial<RowHead> = {}): RowHead => ({
    timeMs: n,
    firstSample: n * 100,
    centreHz: 100e6,
    sampleRateHz: rateHz,
    lostSamples: 0,
    transforms: 1,
    merged: 1,
    spanSamples: 100,
    ...over,
  });

  it('without credit merges by peak-hold: nothing vanishes, memory is bounded, the count is told', () => {
    const batch = makeBatch(kernels, 2048, -140);
    const row = new Uint8Array(2048);
    for (let n = 0; n < 1000; n++) {
      row.fill(10);
      if (n === 437) row[1234] = 200;
      batch.add(head(n), row);
    }
    const bytes = batch.take();
    const shape = readBatchHead(bytes);
    expect(shape.rows).toBeLessThanOrEqual(16);
    let merged = 0;
    let span = 0;
    let brightest = 0;
    for (let i = 0; i < shape.rows; i++) {
      const facts = readRowHead(bytes, i);
      merged += facts.merged;
      span += facts.spanSamples;
      brightest = Math.max(brightest, bytes[levelOffset(shape, i, 0) + 1234]!);
      // The pyramid holds the burst at every level.
      for (let level = 1; level < shape.levels; level++)
        expect(bytes[levelOffset(shape, i, level) + (1234 >> level)]!).toBeGreaterThanOrEqual(10);
    }
    expect(merged).toBe(1000);
    expect(span).toBe(100_000);
    expect(brightest).toBe(200);
  });

  it('keeps rows of different tunings apart and tells the span of what had to go', () => {
    const batch = makeBatch(kernels, 512, -140);
    const row = new Uint8Array(512);
    for (let n = 0; n < 40; n++) batch.add(head(n, { centreHz: 100e6 + n * 1000 }), row);
    const bytes = batch.take();
    const shape = readBatchHead(bytes);
    const centres = new Set<number>();
    let covered = 0;
    for (let i = 0; i < shape.rows; i++) {
      const facts = readRowHead(bytes, i);
      centres.add(facts.centreHz);
      covered += facts.spanSamples + facts.lostSamples;
    }
    expect(centres.size).toBe(shape.rows);
    expect(covered).toBe(4000);
  });
});
