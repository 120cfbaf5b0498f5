/** The addon in several worker threads at once, over shared memory, and what becomes of its objects. */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { SpectrumOptions } from '../main/dsp/kernels.ts';
import { makeWindow } from '../main/dsp/windows.ts';
import { makeRandom } from '../testing/random.ts';
import { loadBinding, type NativeBinding } from './index.ts';

const size = 2048;
const rows = 40;
const options: SpectrumOptions = {
  size,
  format: 'cs8',
  detector: 'average',
  window: makeWindow('hann', size),
  floorDb: -120,
  stepDb: 0.5,
};

function load(): NativeBinding | undefined {
  try {
    return loadBinding();
  } catch {
    return undefined;
  }
}

const binding = load();

/** Plain JavaScript: each thread loads the addon itself and fills its part of the shared rows, many times over. */
const work = `
  const { workerData } = require('node:worker_threads');
  const { addon, options, samples, rows, first, step, count, repeats } = workerData;
  const native = require(addon);
  const spectrum = new native.Spectrum(options);
  for (let repeat = 0; repeat < repeats; repeat++)
    for (let n = first; n < count; n += step)
      spectrum.row(new Uint8Array(samples, n * 1000), 2, 700, new Uint8Array(rows, n * options.size, options.size));
`;

describe.skipIf(binding === undefined)('native kernels in threads', () => {
  const native = binding!;

  it('give the same rows from four threads at once as from one, through shared memory', async () => {
    const random = makeRandom(1);
    const samples = new SharedArrayBuffer(rows * 1000 + 8 * size);
    const bytes = new Uint8Array(samples);
    for (let n = 0; n < bytes.length; n++) bytes[n] = random.integer(256);
    const shared = new SharedArrayBuffer(rows * size);
    const threads = [0, 1, 2, 3].map(
      (first) =>
        new Worker(work, {
          eval: true,
          workerData: {
            addon: fileURLToPath(new URL('./build/Release/wavekeep.node', import.meta.url)),
            options,
            samples,
            rows: shared,
            first,
            step: 4,
            count: rows,
            repeats: 50,
          },
        }),
    );
    const codes = await Promise.all(
      threads.map(
        (thread) =>
          new Promise<number>((resolve, reject) => {
            thread.once('exit', resolve);
            thread.once('error', reject);
          }),
      ),
    );
    expect(codes).toEqual([0, 0, 0, 0]);
    const spectrum = new native.Spectrum(options);
    const row = new Uint8Array(size);
    for (let n = 0; n < rows; n++) {
      spectrum.row(bytes.subarray(n * 1000), 2, 700, row);
      expect(new Uint8Array(shared.slice(n * size, (n + 1) * size))).toEqual(row);
    }
  });

  it('give the memory of forgotten objects back', async () => {
    const before = process.memoryUsage.rss();
    // 300 transforms of 2 MiB: kept, they would be 600 MiB. The collector is told their weight and runs by itself.
    for (let n = 0; n < 300; n++) {
      new native.Fft(65536).process(new Float32Array(131072), new Float32Array(131072));
      // Finalisers run between turns of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(process.memoryUsage.rss() - before).toBeLessThan(300e6);
  });
});
