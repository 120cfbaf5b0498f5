import { checkFftSize, checkLength, sampleBytes } from './check.ts';
import { bytesView, componentReader } from './convert.ts';
import { ReferenceFft } from './fft.ts';
import { fullScale, type Spectrum, type SpectrumOptions } from './kernels.ts';

/**
 * Powers outside this range (relative to full scale) are taken as its ends: digital silence has a finite
 * level, and so has a float sample that is infinite or not a number. -200 dB lies far below float32's rounding;
 * the other end is where float32 ends.
 */
const leastPower = 1e-20;
const mostPower = 2 ** 128;

/** dBFS of a power relative to full scale. */
function powerToDb(power: number): number {
  // Written so that NaN becomes the least power, as in the SIMD twins.
  const bounded = power > leastPower ? Math.min(power, mostPower) : leastPower;
  return 10 * Math.log10(bounded);
}

/** The u8 level of a dBFS value: 0 is `floorDb` or less, a level is `stepDb`. */
function dbToLevel(db: number, floorDb: number, stepDb: number): number {
  return Math.min(255, Math.max(0, Math.round((db - floorDb) / stepDb)));
}

function checkSpectrumOptions(options: SpectrumOptions): void {
  checkFftSize(options.size);
  if (options.window.length !== options.size)
    throw new RangeError(
      `the window has ${options.window.length} coefficients for an FFT of ${options.size}`,
    );
  // Wider than anyone draws; in this range no level overflows the integers it passes through.
  if (!(options.stepDb >= 0.001 && options.stepDb <= 100))
    throw new RangeError(`stepDb is ${options.stepDb}, not from 0.001 to 100 dB`);
  if (!(Math.abs(options.floorDb) <= 1000))
    throw new RangeError(`floorDb is ${options.floorDb}, not from -1000 to 1000 dB`);
  let sum = 0;
  for (const coefficient of options.window) sum += coefficient;
  if (sum === 0 || !Number.isFinite(sum))
    throw new RangeError(`the window's coefficients sum to ${sum}: no full scale can be told`);
}

/** One row from samples, as `Spectrum` promises it, in float64. */
export class ReferenceSpectrum implements Spectrum {
  readonly size: number;
  readonly #options: SpectrumOptions;
  readonly #window: Float64Array;
  readonly #fft: ReferenceFft;
  readonly #power: Float64Array;

  constructor(options: SpectrumOptions) {
    checkSpectrumOptions(options);
    this.size = options.size;
    this.#options = options;
    // Scaled by the coherent gain, so that a full-scale tone has power 1.
    let sum = 0;
    for (const coefficient of options.window) sum += coefficient;
    this.#window = Float64Array.from(options.window, (coefficient) => coefficient / sum);
    this.#fft = new ReferenceFft(options.size);
    this.#power = new Float64Array(options.size);
  }

  row(samples: Uint8Array, transforms: number, hop: number, row: Uint8Array): void {
    checkLength('row', row.length, this.size);
    const { floorDb, stepDb } = this.#options;
    const power = this.#join(samples, transforms, hop);
    for (let bin = 0; bin < this.size; bin++) row[bin] = dbToLevel(powerToDb(power[bin]!), floorDb, stepDb);
  }

  rowDb(samples: Uint8Array, transforms: number, hop: number, row: Float32Array): void {
    checkLength('row', row.length, this.size);
    const power = this.#join(samples, transforms, hop);
    for (let bin = 0; bin < this.size; bin++) row[bin] = powerToDb(power[bin]!);
  }

  /** The joined powers, lowest frequency first. */
  #join(samples: Uint8Array, transforms: number, hop: number): Float64Array {
    const { format, detector } = this.#options;
    checkRowRequest(samples.byteLength / sampleBytes[format], this.size, transforms, hop);
    const view = bytesView(samples);
    const power = this.#power.fill(0);
    const first = detector === 'sample' ? transforms - 1 : 0;
    for (let t = first; t < transforms; t++) {
      const { re, im } = this.#transform(view, t * hop);
      for (let k = 0; k < this.size; k++) {
        const one = re[k]! * re[k]! + im[k]! * im[k]!;
        const bin = (k + this.size / 2) % this.size;
        if (detector === 'peak') power[bin] = one > power[bin]! ? one : power[bin]!;
        else if (detector === 'average') power[bin] = power[bin]! + one / transforms;
        else power[bin] = one;
      }
    }
    return power;
  }

  #transform(view: DataView, firstSample: number): { re: Float64Array; im: Float64Array } {
    const { format } = this.#options;
    const read = componentReader(format);
    const step = sampleBytes[format] / 2;
    const { zero, scale } = fullScale[format];
    const window = this.#window;
    const component = (n: number, offset: number): number =>
      ((read(view, (2 * (firstSample + n) + offset) * step) - zero) / scale) * window[n]!;
    return this.#fft.transform(
      (n) => component(n, 0),
      (n) => component(n, 1),
    );
  }
}

/** Throws unless `transforms` windows of `size` samples, `hop` apart, lie within `sampleCount` samples. */
function checkRowRequest(sampleCount: number, size: number, transforms: number, hop: number): void {
  if (!Number.isInteger(transforms) || transforms < 1)
    throw new RangeError(`transforms is ${transforms} where an integer of at least 1 is needed`);
  if (!Number.isInteger(hop) || hop < 0)
    throw new RangeError(`hop is ${hop} where an integer of at least 0 is needed`);
  checkLength('samples (counted in complex samples)', sampleCount, (transforms - 1) * hop + size);
}
