import { checkLength } from './check.ts';
import type { Channel, ChannelOptions, ChannelStage } from './kernels.ts';

/** More than any design asks for; the native twin's tables and indices are sized by them. */
const mostStages = 8;
const mostTaps = 65_536;
const mostDecimation = 65_536;

/**
 * The mixer's frequency is rounded to this part of the sampling rate. Its phase is then a sum of integers that
 * float64 holds exactly, so that it neither drifts nor depends on where counting began; over a day at 20 MS/s
 * the rounding makes less than 0.1 degree.
 */
const turn = 2 ** 52;

/** Throws RangeError unless a channel can be made of `options`. Answers its decimation and delay. */
function checkChannelOptions({ stages, shift }: ChannelOptions): { decimation: number; delay: number } {
  if (!(shift >= -0.5 && shift <= 0.5))
    throw new RangeError(`shift is ${shift}, not from -0.5 to 0.5 cycles per sample`);
  if (stages.length < 1 || stages.length > mostStages)
    throw new RangeError(`a channel has 1 to ${mostStages} stages, not ${stages.length}`);
  let decimation = 1;
  let delay = 0;
  for (const stage of stages) {
    checkStage(stage);
    delay += (decimation * (stage.taps.length - 1)) / 2;
    decimation *= stage.decimation;
  }
  if (decimation > 2 ** 31) throw new RangeError(`a decimation of ${decimation} is more than 2^31`);
  return { decimation, delay };
}

function checkStage({ taps, decimation }: ChannelStage): void {
  if (!Number.isInteger(decimation) || decimation < 1 || decimation > mostDecimation)
    throw new RangeError(`a stage's decimation is ${decimation}, not an integer from 1 to ${mostDecimation}`);
  if (taps.length < 1 || taps.length > mostTaps)
    throw new RangeError(`a stage has 1 to ${mostTaps} taps, not ${taps.length}`);
  for (let n = 0; n < taps.length; n++) {
    const tap = taps[n]!;
    if (!Number.isFinite(tap) || tap !== taps[taps.length - 1 - n])
      throw new RangeError(`tap ${n} of ${taps.length} is ${tap}: taps must be finite and symmetric`);
  }
}

/** One stage, fed sample by sample. An output stands in `re` and `im` until the next. */
class ReferenceStage {
  re = 0;
  im = 0;
  readonly #taps: Float64Array;
  readonly #decimation: number;
  /** The last samples, each written twice, one length of the taps apart: any stretch of them lies in one piece. */
  readonly #pastRe: Float64Array;
  readonly #pastIm: Float64Array;
  #position = 0;
  /** Samples still to come before the next output; the first sample gives one. */
  #wait = 0;

  constructor({ taps, decimation }: ChannelStage) {
    this.#taps = Float64Array.from(taps);
    this.#decimation = decimation;
    this.#pastRe = new Float64Array(2 * taps.length);
    this.#pastIm = new Float64Array(2 * taps.length);
  }

  /** True when this sample gave an output: the sum of tap j times the sample j before this one. */
  push(re: number, im: number): boolean {
    const taps = this.#taps;
    const count = taps.length;
    this.#position = (this.#position + 1) % count;
    const last = this.#position + count;
    this.#pastRe[this.#position] = this.#pastRe[last] = re;
    this.#pastIm[this.#position] = this.#pastIm[last] = im;
    if (this.#wait > 0) {
      this.#wait--;
      return false;
    }
    this.#wait = this.#decimation - 1;
    this.re = this.im = 0;
    for (let j = 0; j < count; j++) {
      this.re += taps[j]! * this.#pastRe[last - j]!;
      this.im += taps[j]! * this.#pastIm[last - j]!;
    }
    return true;
  }

  reset(): void {
    this.#pastRe.fill(0);
    this.#pastIm.fill(0);
    this.#wait = 0;
  }
}

/** A channel as `Channel` promises it, in float64. New, it stands as after `reset(0)`. */
export class ReferenceChannel implements Channel {
  readonly decimation: number;
  readonly delay: number;
  readonly #stages: readonly ReferenceStage[];
  /** Phase of the next sample and its increase a sample, in 1/2^52 of a turn. */
  #phase = 0;
  readonly #step: number;

  constructor(options: ChannelOptions) {
    const { decimation, delay } = checkChannelOptions(options);
    this.decimation = decimation;
    this.delay = delay;
    this.#stages = options.stages.map((stage) => new ReferenceStage(stage));
    this.#step = (Math.round(options.shift * turn) + turn) % turn;
  }

  process(input: Float32Array, sampleCount: number, output: Float32Array): number {
    if (!Number.isInteger(sampleCount) || sampleCount < 0)
      throw new RangeError(`sampleCount is ${sampleCount} where an integer of at least 0 is needed`);
    checkLength('input', input.length, 2 * sampleCount);
    checkLength('output', output.length, 2 * (Math.ceil(sampleCount / this.decimation) + 1));
    let count = 0;
    for (let n = 0; n < sampleCount; n++) {
      const angle = (-2 * Math.PI * this.#phase) / turn;
      this.#phase = (this.#phase + this.#step) % turn;
      const cos = Math.cos(angle);
      const sin = Math.sin(angle);
      let re = input[2 * n]! * cos - input[2 * n + 1]! * sin;
      let im = input[2 * n]! * sin + input[2 * n + 1]! * cos;
      let arrived = true;
      for (const stage of this.#stages) {
        arrived = stage.push(re, im);
        if (!arrived) break;
        re = stage.re;
        im = stage.im;
      }
      if (!arrived) continue;
      output[2 * count] = re;
      output[2 * count + 1] = im;
      count++;
    }
    return count;
  }

  reset(firstSample: number): void {
    if (!Number.isSafeInteger(firstSample) || firstSample < 0)
      throw new RangeError(`firstSample is ${firstSample} where an integer from 0 to 2^53 is needed`);
    for (const stage of this.#stages) stage.reset();
    // Their product has up to 105 bits.
    this.#phase = Number(BigInt.asUintN(52, BigInt(this.#step) * BigInt(firstSample)));
  }
}
