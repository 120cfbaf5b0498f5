/** Megasamples of cu8 a second of processor time, from bytes to a u8 row, by transform size. */
import type { Kernels } from '../dsp/index.ts';
import { makeWindow } from '../dsp/index.ts';

export interface Bench {
  name: string;
  value: number;
  unit: string;
  detail: string;
}

export function benchSpectrum(kernels: Kernels, seconds: number): Bench[] {
  const sizes = [1024, 8192, 65_536];
  return sizes.map((size) => {
    const spectrum = kernels.makeSpectrum({
      size,
      format: 'cu8',
      window: makeWindow('blackman-harris', size),
      detector: 'sample',
      floorDb: -140,
      stepDb: 0.5,
    });
    const samples = new Uint8Array(size * 2);
    // Any spread of values will do: the time does not depend on them. A fixed sequence keeps runs alike.
    for (let i = 0; i < samples.length; i++) samples[i] = (i * 73 + (i >> 5) * 151) & 255;
    const row = new Uint8Array(size);
    for (let warm = 0; warm < 20; warm++) spectrum.row(samples, 1, size, row);
    const started = performance.now();
    const cpu = process.cpuUsage();
    let transforms = 0;
    while (performance.now() - started < (seconds * 1000) / sizes.length) {
      for (let i = 0; i < 10; i++) spectrum.row(samples, 1, size, row);
      transforms += 10;
    }
    const used = process.cpuUsage(cpu);
    const cpuSeconds = (used.user + used.system) / 1e6;
    return {
      name: `spectrum line, ${size} points`,
      value: (transforms * size) / cpuSeconds / 1e6,
      unit: 'Msamples per processor second',
      detail: `cu8, Blackman-Harris, one transform a row, ${kernels.kind} kernels (${kernels.simd})`,
    };
  });
}
