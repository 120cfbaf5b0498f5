/** The addon in several worker threads at once, over shared memory, and what becomes of its objects. */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { designChannel } from '../main/dsp/channel-design.ts';
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
const addon = fileURLToPath(new URL('./build/Release/wavekeep.node', import.meta.url));

function exitCodes(threads: readonly Worker[]): Promise<number[]> {
  return Promise.all(
    threads.map(
      (thread) =>
        new Promise<number>((resolve, reject) => {
          thread.once('exit', resolve);
          thread.once('error', reject);
        }),
    ),
  );
}

/** 2.4 MHz to 12.5 kHz, in three stages. */
const channelOptions = {
  stages: designChannel({ sampleRateHz: 2.4e6, bandwidthHz: 12.5e3 }).stages,
  shift: 0.21,
};

/** Plain JavaScript: each thread cuts its own channel, again and again, out of samples that all share. */
const cutting = `
  const { workerData } = require('node:worker_threads');
  const { addon, options, samples, outputs, index, repeats, blocks } = workerData;
  const native = require(addon);
  const channel = new native.Channel({ ...options, shift: options.shift + index / 16 });
  const wave = new Float32Array(samples);
  const output = new Float32Array(outputs, index * outputs.byteLength / 4, outputs.byteLength / 16);
  const block = wave.length / 2 / blocks;
  for (let repeat = 0; repeat < repeats; repeat++) {
    channel.reset(repeat);
    let written = 0;
    for (let n = 0; n < blocks; n++)
      written += channel.process(wave.subarray(2 * n * block), block, output.subarray(2 * written));
  }
`;

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
            addon,
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
    expect(await exitCodes(threads)).toEqual([0, 0, 0, 0]);
    const spectrum = new native.Spectrum(options);
    const row = new Uint8Array(size);
    for (let n = 0; n < rows; n++) {
      spectrum.row(bytes.subarray(n * 1000), 2, 700, row);
      expect(new Uint8Array(shared.slice(n * size, (n + 1) * size))).toEqual(row);
    }
  });

  it('cut the same channels in four threads at once as in one, out of shared memory', async () => {
    const random = makeRandom(2);
    const blocks = 6;
    const block = 5000;
    const wave = new Float32Array(new SharedArrayBuffer(8 * blocks * block));
    for (let n = 0; n < wave.length; n++) wave[n] = random.normal();
    const floats = (2 * (blocks * block)) / 120 + 2 * blocks;
    const outputs = new SharedArrayBuffer(4 * 4 * floats);
    const repeats = 50;
    const threads = [0, 1, 2, 3].map(
      (index) =>
        new Worker(cutting, {
          eval: true,
          workerData: {
            addon,
            options: channelOptions,
            samples: wave.buffer,
            outputs,
            index,
            repeats,
            blocks,
          },
        }),
    );
    expect(await exitCodes(threads)).toEqual([0, 0, 0, 0]);
    for (let index = 0; index < 4; index++) {
      const channel = new native.Channel({ ...channelOptions, shift: channelOptions.shift + index / 16 });
      channel.reset(repeats - 1);
      const expected = new Float32Array(floats + 2);
      const count = channel.process(wave, blocks * block, expected);
      expect(count).toBe(250);
      const actual = new Float32Array(outputs, 4 * index * floats, 2 * count);
      expect(actual).toEqual(expected.subarray(0, 2 * count));
    }
  });

  it('give the memory of forgotten objects back', async () => {
    const before = process.memoryUsage.rss();
    // 300 transforms of 2 MiB and channels of 1 to 2: kept, they would be 900 MiB. The collector is told their weight and runs by itself.
    for (let n = 0; n < 300; n++) {
      new native.Fft(65536).process(new Float32Array(131072), new Float32Array(131072));
      new native.Channel({ stages: [{ taps: new Float32Array(30_001), decimation: 9 }], shift: 0.1 });
      // Finalisers run between turns of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(process.memoryUsage.rss() - before).toBeLessThan(300e6);
  });
});
