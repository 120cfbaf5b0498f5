/** One emitter as heard at one tuning: its samples at a low rate, and where its bins go in the wide spectrum. */
import { blockSize, overlapSize, unitSize, type MakeFft, type Tuning } from './block.ts';
import { fadeAt } from './fading.ts';
import type { Emitter } from './scene.ts';
import type { Tables } from './tables.ts';
import { burstAt, burstsWithin, scheduleKey } from './timing.ts';

export interface Placed {
  /** Adds the emitter's part of block `unit` to the spectrum (imaginary part first). False: it was silent. */
  add(unit: number, spectrum: Float32Array): boolean;
}

export interface Placing {
  emitter: Emitter;
  index: number;
  seed: number;
  tuning: Tuning;
  tables: Tables;
  fftOf: MakeFft;
}

/**
 * Bins kept free on each side for the skirts of the taper: with an eighth of overlap they are 75 dB
 * down after 32 bins, below the noise of any 8-bit scene.
 */
const skirtBins = 32;
/** A signal wider than 16 times the tuned band is cut: what folds back of it is far out in its own skirts. */
const largestGrid = 16 * blockSize;

/** Undefined where the tuning doesn't hear the emitter. */
export function placeEmitter(placing: Placing): Placed | undefined {
  const { emitter, tuning } = placing;
  const reachHz = emitter.waveform.spanHz / 2 + (emitter.drift?.hz ?? 0) + hopReach(emitter);
  if (Math.abs(emitter.centreHz - tuning.centreHz) - reachHz >= tuning.sampleRateHz / 2) return undefined;
  return makePlaced(placing);
}

function hopReach(emitter: Emitter): number {
  return Math.max(0, ...(emitter.hopsHz ?? []).map(Math.abs));
}

/** Points of the emitter's own transform: a power of two that holds its span and its skirts. */
function gridSize(emitter: Emitter, binHz: number): number {
  const bins = emitter.waveform.spanHz / binHz + 2 * skirtBins;
  return Math.min(largestGrid, 2 ** Math.ceil(Math.log2(Math.max(64, bins))));
}

/** The taper of a block sampled at `size` points: raised cosine over the overlap, 1 between. */
function taper(size: number): Float32Array {
  const edge = overlapSize / blockSize;
  return Float32Array.from({ length: size }, (_, m) => {
    const u = m / size;
    if (u < edge) return 0.5 - 0.5 * Math.cos((Math.PI * u) / edge);
    if (u >= 1 - edge) return 0.5 + 0.5 * Math.cos((Math.PI * (u - 1 + edge)) / edge);
    return 1;
  });
}

function makePlaced({ emitter, index, seed, tuning, tables, fftOf }: Placing): Placed {
  const binHz = tuning.sampleRateHz / blockSize;
  const size = gridSize(emitter, binHz);
  const gridHz = size * binHz;
  const unitGrid = (unitSize / blockSize) * size;
  const unitS = unitSize / tuning.sampleRateHz;
  const fft = fftOf(size);
  const table = tables.get(emitter.waveform, gridHz);
  const window = taper(size);
  const key = scheduleKey(emitter, index);
  const amplitude = (Math.pow(10, emitter.powerDbfs / 20) * tuning.signalGain) / size;
  const baseband = new Float32Array(2 * size);
  const bins = new Float32Array(2 * size);
  /** The taper turned by the part of the frequency that is no whole bin. */
  const turned = new Float32Array(2 * size);
  let turnedHz = Number.NaN;

  const turnWindow = (residualHz: number): void => {
    if (residualHz === turnedHz) return;
    turnedHz = residualHz;
    for (let m = 0; m < size; m++) {
      const angle = (2 * Math.PI * residualHz * m) / gridHz;
      turned[2 * m] = window[m]! * Math.cos(angle);
      turned[2 * m + 1] = window[m]! * Math.sin(angle);
    }
  };

  /** Table samples from `from` on, times the turned taper, into [first, last) of the baseband. */
  const fill = (first: number, last: number, from: number): void => {
    const length = table.length;
    let p = 2 * from;
    for (let i = 2 * first; i < 2 * last; i += 2) {
      const re = table[p]!;
      const im = table[p + 1]!;
      const a = turned[i]!;
      const b = turned[i + 1]!;
      baseband[i] = re * a - im * b;
      baseband[i + 1] = re * b + im * a;
      p += 2;
      if (p === length) p = 0;
    }
  };

  /** The emitter's bins times a complex factor, onto the spectrum from bin `centre` - size/2 on. */
  const addBins = (centre: number, re: number, im: number, spectrum: Float32Array): void => {
    const half = blockSize / 2;
    const sizeMask = size - 1;
    const blockMask = blockSize - 1;
    const lowest = Math.max(-size / 2, -half - centre);
    const highest = Math.min(size / 2, half - centre);
    for (let q = lowest; q < highest; q++) {
      const from = 2 * (q & sizeMask);
      const to = 2 * ((centre + q) & blockMask);
      const x = bins[from]!;
      const y = bins[from + 1]!;
      spectrum[to]! += x * im + y * re;
      spectrum[to + 1]! += x * re - y * im;
    }
  };

  /** Transforms what was filled for one frequency and adds it with the phase the block begins with. */
  const emit = (unit: number, offsetHz: number, cycles: number, spectrum: Float32Array): void => {
    const centre = Math.round(offsetHz / binHz);
    const fade = fadeAt(emitter, seed, key, (unit + 0.5) * unitS);
    const angle = 2 * Math.PI * (cycles - Math.floor(cycles));
    const cos = Math.cos(angle) * amplitude;
    const sin = Math.sin(angle) * amplitude;
    addBins(centre, fade.re * cos - fade.im * sin, fade.re * sin + fade.im * cos, spectrum);
  };

  const offset = emitter.centreHz - tuning.centreHz;
  const steady = emitter.waveform.spanHz === 0 && !emitter.drift && !emitter.bursts;
  if (steady) {
    turnWindow(offset - Math.round(offset / binHz) * binHz);
    fill(0, size, 0);
    fft.process(baseband, bins);
  }

  /** Frequency and phase of the block's begin. Drift: held over the block, its phase exact at the middle. */
  const swing = (unit: number, hopHz: number): { offsetHz: number; cycles: number } => {
    const beginS = unit * unitS;
    const still = offset + hopHz;
    if (!emitter.drift) return { offsetHz: still, cycles: still * beginS };
    const { hz, periodS } = emitter.drift;
    const middleS = beginS + unitS / 2;
    const turns = (2 * Math.PI * middleS) / periodS;
    const driftHz = hz * Math.sin(turns);
    const driftCycles = ((hz * periodS) / (2 * Math.PI)) * (1 - Math.cos(turns));
    return { offsetHz: still + driftHz, cycles: still * beginS + driftCycles - (driftHz * unitS) / 2 };
  };

  const addAlways = (unit: number, spectrum: Float32Array): boolean => {
    const { offsetHz, cycles } = swing(unit, 0);
    if (!steady) {
      turnWindow(offsetHz - Math.round(offsetHz / binHz) * binHz);
      const loop = table.length / 2;
      fill(0, size, (((unit * unitGrid) % loop) + loop) % loop);
      fft.process(baseband, bins);
    }
    emit(unit, offsetHz, cycles, spectrum);
    return true;
  };

  const addBursts = (unit: number, spectrum: Float32Array): boolean => {
    const begin = unit * unitGrid;
    const [first, last] = burstsWithin(emitter, begin / gridHz, (begin + size) / gridHz);
    let heard = false;
    for (let k = first; k < last; k++) {
      const event = burstAt(emitter, key, seed, k);
      const start = Math.round(event.startS * gridHz) - begin;
      const end = Math.min(size, start + table.length / 2);
      if (start >= size || end <= 0) continue;
      const { offsetHz, cycles } = swing(unit, event.hopHz);
      turnWindow(offsetHz - Math.round(offsetHz / binHz) * binHz);
      baseband.fill(0);
      fill(Math.max(0, start), end, Math.max(0, -start));
      fft.process(baseband, bins);
      emit(unit, offsetHz, cycles, spectrum);
      heard = true;
    }
    return heard;
  };

  return { add: emitter.bursts ? addBursts : addAlways };
}
