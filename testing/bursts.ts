/** Seeded scenes of bursts in white noise, with what is known of each. Nothing here is taken from what it tests. */
import { makeRandom, type Random } from './random.ts';

interface Burst {
  kind: 'noise' | 'fsk' | 'tone';
  /** Where its envelope is at half of its power. */
  startSample: number;
  endSample: number;
  /** Ends of the band with 99 % of its power, hertz from the centre. */
  lowerHz: number;
  upperHz: number;
  /** Mean power over the noise, both in that band. */
  snrDb: number;
}

export interface BurstScene {
  /** cf32 */
  samples: Uint8Array;
  bursts: Burst[];
}

/** In place, unnormalised, interleaved; the plain recursive definition. */
function fourier(values: Float64Array): void {
  const size = values.length / 2;
  for (let i = 1, j = 0; i < size; i++) {
    let bit = size >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i >= j) continue;
    for (const part of [0, 1]) {
      const kept = values[2 * i + part]!;
      values[2 * i + part] = values[2 * j + part]!;
      values[2 * j + part] = kept;
    }
  }
  for (let length = 2; length <= size; length *= 2) {
    const turn = (-2 * Math.PI) / length;
    for (let k = 0; k < length / 2; k++) {
      const re = Math.cos(turn * k);
      const im = Math.sin(turn * k);
      for (let at = k; at < size; at += length) {
        const other = at + length / 2;
        const x = values[2 * other]! * re - values[2 * other + 1]! * im;
        const y = values[2 * other]! * im + values[2 * other + 1]! * re;
        values[2 * other] = values[2 * at]! - x;
        values[2 * other + 1] = values[2 * at + 1]! - y;
        values[2 * at] = values[2 * at]! + x;
        values[2 * at + 1] = values[2 * at + 1]! + y;
      }
    }
  }
}

export interface BurstPlan {
  kind: Burst['kind'];
  startSample: number;
  sampleCount: number;
  centreHz: number;
  bandwidthHz: number;
  snrDb: number;
  /** The noise under a signal is counted over no less than this. */
  leastBandHz: number;
}

export interface ScenePlan {
  seed: number;
  sampleRateHz: number;
  sampleCount: number;
  /** Power of the noise in all. */
  noiseDbfs: number;
  bursts: readonly BurstPlan[];
}

export function makeBurstScene({
  seed,
  sampleRateHz,
  sampleCount,
  noiseDbfs,
  bursts,
}: ScenePlan): BurstScene {
  const random = makeRandom(seed);
  const values = new Float32Array(2 * sampleCount);
  const noise = 10 ** (noiseDbfs / 10);
  const sigma = Math.sqrt(noise / 2);
  for (let i = 0; i < values.length; i++) values[i] = sigma * random.normal();
  const truth = bursts.map((plan) => addBurst(values, plan, sampleRateHz, noise / sampleRateHz, random));
  return { samples: new Uint8Array(values.buffer), bursts: truth };
}

function addBurst(
  values: Float32Array,
  plan: BurstPlan,
  sampleRateHz: number,
  noisePerHz: number,
  random: Random,
): Burst {
  const size = 2 ** Math.ceil(Math.log2(plan.sampleCount));
  const wave = baseband(plan, size, sampleRateHz, random);
  // Raised-cosine ramps of 40 µs at both ends: a transmitter's. Half of the power is at 0.571 of the amplitude's rise.
  const ramp = Math.round(40e-6 * sampleRateHz);
  for (let n = 0; n < size; n++) {
    const toEnd = Math.min(n, plan.sampleCount - 1 - n);
    const gain = toEnd < 0 ? 0 : toEnd >= ramp ? 1 : (1 - Math.cos((Math.PI * (toEnd + 0.5)) / ramp)) / 2;
    wave[2 * n] = wave[2 * n]! * gain;
    wave[2 * n + 1] = wave[2 * n + 1]! * gain;
  }
  const spectrum = wave.slice();
  fourier(spectrum);
  const power = new Float64Array(size);
  let total = 0;
  for (let k = 0; k < size; k++) {
    const one = spectrum[2 * k]! ** 2 + spectrum[2 * k + 1]! ** 2;
    power[(k + size / 2) % size] = one;
    total += one;
  }
  const endOf = (step: 1 | -1): number => {
    let sum = 0;
    let k = step === 1 ? 0 : size - 1;
    for (; sum < total * 0.005; k += step) sum += power[k]!;
    return ((k - size / 2) * sampleRateHz) / size;
  };
  const middle = (endOf(1) + endOf(-1)) / 2;
  const spread = Math.max(Math.abs(endOf(-1) - endOf(1)) / 2, sampleRateHz / size / 2);
  const [lower, upper] = [middle - spread, middle + spread];
  const half = Math.round(0.571 * ramp);
  const length = plan.sampleCount - 2 * half;
  const now = total / size / length;
  const width = Math.max(upper - lower, plan.leastBandHz);
  const gain = Math.sqrt((10 ** (plan.snrDb / 10) * noisePerHz * width) / (0.99 * now));
  for (let n = 0; n < plan.sampleCount; n++) {
    const phase = (2 * Math.PI * plan.centreHz * n) / sampleRateHz;
    const re = wave[2 * n]! * gain;
    const im = wave[2 * n + 1]! * gain;
    const at = 2 * (plan.startSample + n);
    values[at] = values[at]! + re * Math.cos(phase) - im * Math.sin(phase);
    values[at + 1] = values[at + 1]! + re * Math.sin(phase) + im * Math.cos(phase);
  }
  return {
    kind: plan.kind,
    startSample: plan.startSample + half,
    endSample: plan.startSample + half + length,
    lowerHz: plan.centreHz + lower,
    upperHz: plan.centreHz + upper,
    snrDb: plan.snrDb,
  };
}

/** `size` samples around 0 Hz, of any level. */
function baseband(
  { kind, bandwidthHz }: BurstPlan,
  size: number,
  sampleRateHz: number,
  random: Random,
): Float64Array {
  const wave = new Float64Array(2 * size);
  if (kind === 'tone') {
    for (let n = 0; n < size; n++) wave[2 * n] = 1;
    return wave;
  }
  if (kind === 'fsk') {
    // Two tones a half of the band apart, smoothed symbols of a third of the band.
    const symbol = (3 * sampleRateHz) / bandwidthHz;
    let phase = 0;
    let smooth = 0;
    let sign = 1;
    for (let n = 0, next = 0; n < size; n++) {
      if (n >= next) {
        sign = random.next() < 0.5 ? -1 : 1;
        next += symbol;
      }
      smooth += (sign - smooth) * Math.min(1, 6 / symbol);
      phase += (Math.PI * 0.5 * bandwidthHz * smooth) / sampleRateHz;
      wave[2 * n] = Math.cos(phase);
      wave[2 * n + 1] = Math.sin(phase);
    }
    return wave;
  }
  // A band of noise with sides that fall over a tenth of it: many carriers, or spread.
  for (let k = 0; k < size; k++) {
    const hertz = Math.abs(((k < size / 2 ? k : k - size) * sampleRateHz) / size);
    const inside = Math.min(1, Math.max(0, (0.5 * bandwidthHz - hertz) / (0.1 * bandwidthHz)));
    const gain = Math.sin((Math.PI / 2) * inside);
    if (gain === 0) continue;
    wave[2 * k] = gain * random.normal();
    wave[2 * k + 1] = gain * random.normal();
  }
  fourier(wave);
  return wave;
}
