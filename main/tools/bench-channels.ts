/** What cutting channels out of a stream costs: the filter by itself, and a task queue's worth of channels. */
import { designChannel, type Channel, type Kernels } from '../dsp/index.ts';
import type { Bench } from './bench-spectrum.ts';

/** The shape by which the kernel is compared with others' (scripts/compare-channels.ts). */
const tapCount = 128;
const decimation = 10;

const setCount = 50;
const setBandwidthHz = 12_500;
const setRateHz = 2_400_000;
/** 20 ms of the stream at a time. */
const blockSamples = 48_000;

export function benchChannels(kernels: Kernels, seconds: number): Bench[] {
  const by = `${kernels.kind} kernels (${kernels.simd})`;
  const taps = Float32Array.from({ length: tapCount }, (_, n) =>
    Math.sin((Math.PI * (Math.min(n, tapCount - 1 - n) + 0.5)) / tapCount),
  );
  const one = kernels.makeChannel({ stages: [{ taps, decimation }], shift: 0.1234 });
  const { stages, outRateHz } = designChannel({ sampleRateHz: setRateHz, bandwidthHz: setBandwidthHz });
  // Spread over the usable 0.8 of the rate.
  const set = Array.from({ length: setCount }, (_, n) =>
    kernels.makeChannel({ stages, shift: 0.8 * ((n + 0.5) / setCount - 0.5) }),
  );
  const shape = stages.map((stage) => `${stage.taps.length}/${stage.decimation}`).join(', ');
  return [
    {
      name: `channel, ${tapCount} taps by ${decimation}`,
      value: samplesPerSecond([one], seconds / 2) / 1e6,
      unit: 'Msamples per processor second',
      detail: `complex float32, mixing included, ${by}`,
    },
    {
      name: `${setCount} channels of 12.5 kHz`,
      value: (100 * setRateHz) / samplesPerSecond(set, seconds / 2),
      unit: '% of one core',
      detail: `out of 2.4 MS/s, to ${outRateHz / 1000} kS/s each, taps/decimation ${shape}, ${by}`,
    },
  ];
}

/** Samples of the stream that all of `channels` take in, per second of this process's processor time. */
function samplesPerSecond(channels: readonly Channel[], seconds: number): number {
  // Any spread of values will do: the time does not depend on them. A fixed sequence keeps runs alike.
  const input = Float32Array.from({ length: 2 * blockSamples }, (_, n) => Math.sin(n * n));
  const output = new Float32Array(2 * (blockSamples + 1));
  const round = (): void => {
    for (const channel of channels) channel.process(input, blockSamples, output);
  };
  round();
  const started = performance.now();
  const before = process.cpuUsage();
  let samples = 0;
  while (performance.now() - started < seconds * 1000) {
    round();
    samples += blockSamples;
  }
  const used = process.cpuUsage(before);
  return samples / ((used.user + used.system) / 1e6);
}
