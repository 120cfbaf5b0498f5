import { describe, expect, it } from 'vitest';
import { loadKernels } from '../../dsp/index.ts';
import { unitSize } from './block.ts';
import { parseSimulatedName } from './name.ts';
import { makeSource } from './source.ts';
import { makeTransform } from './transform.ts';

/** Samples made per second of processor time, of `sim:band` as 8-bit samples at 20 MS/s around 100 MHz. */
function rate(makeFft: typeof makeTransform): number {
  const source = makeSource(parseSimulatedName('sim:band'), makeFft);
  source.configure({ centreHz: 100e6, sampleRateHz: 20e6, lnaDb: 20, vgaDb: 20 });
  const chunk = new Uint8Array(2 * unitSize * 32);
  for (let i = 0; i < 20; i++) source.read(Infinity, chunk);
  const before = process.cpuUsage();
  const from = source.cursor;
  for (let i = 0; i < 100; i++) source.read(Infinity, chunk);
  const { user, system } = process.cpuUsage(before);
  return ((source.cursor - from) / (user + system)) * 1e6;
}

// Processor time, so that other work on the machine counts less; still a measurement, so not in every run.
describe.skipIf(process.env['WAVEKEEP_LONG'] !== '1')('speed (WAVEKEEP_LONG=1)', () => {
  it('is 20 MS/s and more on one core in TypeScript alone', () => {
    // 41 MS/s were measured: half of that on a machine shared with others.
    expect(rate(makeTransform)).toBeGreaterThan(20e6);
  });

  it.skipIf(loadKernels().kernels.kind !== 'native')('is 40 MS/s and more with the native transform', () => {
    // 90 MS/s were measured.
    expect(rate((size) => loadKernels().kernels.makeFft(size))).toBeGreaterThan(40e6);
  });
});
