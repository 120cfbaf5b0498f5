/** What is on the waterfall, read back: where the known carriers stand, in level and in colour. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { within } from './desktop.ts';
import type { Probe } from '../renderer/waterfall/messages.ts';
import { sceneTruth } from '../main/device/simulated/index.ts';

/** Asks the waterfall's worker for its top row. */
export async function probe(page: Page): Promise<Probe> {
  const answer = page.evaluate(async () => {
    const ask: unknown = Reflect.get(window, 'wavekeepProbe');
    if (typeof ask !== 'function') throw new Error('The page shows no waterfall.');
    return (await Reflect.apply(ask, window, [])) as Probe;
  });
  // A modal dialog of the main process keeps the page waiting for ever.
  return await within(answer, 10_000, 'The waterfall did not answer');
}

/** Asks until `ready` says so. Throws with the last probe's facts after `limitMs`. */
export async function probeUntil(
  page: Page,
  what: string,
  ready: (probe: Probe) => boolean,
  limitMs = 15_000,
): Promise<Probe> {
  const until = Date.now() + limitMs;
  let last = 'no waterfall';
  while (Date.now() < until) {
    const seen = await probe(page).catch((error: unknown) =>
      error instanceof Error ? error.message : String(error),
    );
    if (typeof seen !== 'string' && ready(seen)) return seen;
    last =
      typeof seen === 'string'
        ? seen
        : JSON.stringify({ ...seen, topRowDb: undefined, topRowRgba: undefined });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what} did not happen within ${limitMs / 1000} s: ${last}`);
}

/** Carriers of sim:band that are always on, whose frequency lies in the row with room beside it. */
export function carriersIn(row: { centreHz: number; sampleRateHz: number }): number[] {
  // A twentieth of the band at each edge: filters of real radios fall off there, and the view may end there.
  const reach = row.sampleRateHz * 0.45;
  return sceneTruth('sim:band')
    .emitters.filter(({ kind, powerDbfs }) => kind === 'carrier' && powerDbfs >= -46)
    .map(({ centreHz }) => centreHz)
    .filter((hz) => Math.abs(hz - row.centreHz) < reach);
}

/** A carrier has to stand this much above the median of its surroundings: the weakest taken has 40 dB over noise. */
const standsOutDb = 15;

/**
 * Every carrier that is always on stands in its pixel column: a local maximum of the levels, and brighter on the
 * screen than its surroundings.
 */
export function expectCarriers(seen: Probe): void {
  const row = seen.topRow;
  expect(row, 'the waterfall has a top row').toBeDefined();
  const carriers = carriersIn(row!);
  expect(carriers.length, 'carriers in sight').toBeGreaterThanOrEqual(3);
  const { topRowDb: levels, topRowRgba: colours, view } = seen;
  const hzPerPixel = (view.highHz - view.lowHz) / levels.length;
  for (const hz of carriers) {
    const column = Math.floor((hz - view.lowHz) / hzPerPixel);
    const name = `${hz / 1e6} MHz in column ${column}`;
    // 60 pixels to either side hold mostly noise and at most one neighbour: their median is the noise.
    const around = range(column - 60, column + 60, levels.length).filter((x) => Math.abs(x - column) > 3);
    const near = range(column - 3, column + 3, levels.length);
    const peak = near.reduce((best, x) => (level(levels, x) > level(levels, best) ? x : best), near[0]!);
    // A window's main lobe is a few bins wide and a bin may straddle two pixels.
    expect(Math.abs(peak - column), `${name} peaks at ${peak}`).toBeLessThanOrEqual(1);
    const floorDb = median(around.map((x) => level(levels, x)));
    expect(level(levels, peak) - floorDb, `${name} over its surroundings`).toBeGreaterThan(standsOutDb);
    const floorColour = median(around.map((x) => difference(colours, x, peak)));
    // Of 765 at most: noise and a strong carrier lie far apart in every palette.
    expect(floorColour, `${name}: colour against its surroundings`).toBeGreaterThan(60);
  }
}

function range(from: number, to: number, count: number): number[] {
  const first = Math.max(0, from);
  return Array.from({ length: Math.max(0, Math.min(count - 1, to) - first + 1) }, (_, k) => first + k);
}

function level(levels: readonly (number | null)[], x: number): number {
  return levels[x] ?? -300;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

/** Sum of the differences of red, green and blue of two columns. */
function difference(rgba: readonly number[], a: number, b: number): number {
  return [0, 1, 2].reduce((sum, k) => sum + Math.abs(rgba[a * 4 + k]! - rgba[b * 4 + k]!), 0);
}
