/**
 * Renders the emitters of a scene into blocks of samples: every emitter is sampled at a low rate, transformed,
 * and added to the bins of one wide spectrum; one inverse transform per block makes the samples. Blocks are
 * tapered and overlap by an eighth, and the tapers sum to one. So the cost per sample hardly grows
 * with the number of emitters, and the signal at a sample depends on its index, the tuning and the rate alone.
 */

import type { Fft } from '../../dsp/index.ts';
import { blockSize, overlapSize, unitSize, type MakeFft, type Tuning } from './block.ts';
import { placeEmitter, type Placed } from './place.ts';
import type { Scene } from './scene.ts';
import { makeTables } from './tables.ts';

export interface Renderer {
  /** Prepares what the tuning hears; may take some ten milliseconds for waveforms not heard before. */
  configure(tuning: Tuning): void;
  /**
   * Samples [unit·unitSize, (unit+1)·unitSize) into the first 2·unitSize floats of `output`, I,Q interleaved.
   * Any order of units; in sequence it is fastest. `output` holds 2·blockSize floats.
   */
  render(unit: number, output: Float32Array): void;
}

/** One transform per size, made on demand. */
function cachedFfts(makeFft: MakeFft): MakeFft {
  const kept = new Map<number, Fft>();
  return (size) => {
    let fft = kept.get(size);
    if (!fft) kept.set(size, (fft = makeFft(size)));
    return fft;
  };
}

export function makeRenderer(scene: Scene, seed: number, makeFft: MakeFft): Renderer {
  const fftOf = cachedFfts(makeFft);
  const inverse = fftOf(blockSize);
  const tables = makeTables(seed);
  // Imaginary part first: the forward transform of a swapped spectrum is the swapped inverse transform.
  const spectrum = new Float32Array(2 * blockSize);
  const samples = new Float32Array(2 * blockSize);
  const tail = new Float32Array(2 * overlapSize);
  const made = 2 * unitSize;
  let placed: Placed[] = [];
  let rateHz = 0;
  let nextUnit = Number.NaN;

  const block = (unit: number): void => {
    spectrum.fill(0);
    let heard = false;
    for (const emitter of placed) if (emitter.add(unit, spectrum)) heard = true;
    if (heard) inverse.process(spectrum, samples);
    else samples.fill(0);
  };

  const keepTail = (): void => tail.set(samples.subarray(2 * unitSize));

  return {
    configure(tuning) {
      if (tuning.sampleRateHz !== rateHz) tables.clear();
      rateHz = tuning.sampleRateHz;
      placed = [];
      scene.emitters.forEach((emitter, index) => {
        const one = placeEmitter({ emitter, index, seed, tuning, tables, fftOf });
        if (one) placed.push(one);
      });
      nextUnit = Number.NaN;
    },
    render(unit, output) {
      if (unit !== nextUnit) {
        block(unit - 1);
        keepTail();
      }
      block(unit);
      for (let i = 0; i < tail.length; i++) samples[i]! += tail[i]!;
      keepTail();
      nextUnit = unit + 1;
      for (let i = 0; i < made; i += 2) {
        output[i] = samples[i + 1]!;
        output[i + 1] = samples[i]!;
      }
    },
  };
}
