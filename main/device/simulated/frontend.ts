/**
 * The radio behind the antenna: noise, gain after the noise, the flaws of a direct-conversion receiver, and the
 * converter to the sample format, which clips as a real one does.
 */
import { bytesPerSample, type Datatype } from '../../../contract/radio.ts';
import { unitSize } from './block.ts';
import { hash, makeSequence } from './random.ts';

interface FrontendSettings {
  sampleRateHz: number;
  noiseDbfsPerHz: number;
  /** Linear factor on signal and noise. */
  gain: number;
  /** Level of the DC spike behind all gains, dBFS. */
  dcDbfs: number;
  /** Level of the image relative to the signal. */
  imageDb: number;
}

export interface Frontend {
  configure(settings: FrontendSettings): void;
  /** One unit of clean samples (2·unitSize floats) to bytes of the datatype; `output` holds one unit. */
  process(unit: number, clean: Float32Array, output: Uint8Array<ArrayBuffer>): void;
}

/**
 * Complex noise values kept. Each unit adds two runs of them, from seeded places and with seeded odd steps. The steps
 * matter: with a step of 1 every unit has the spectrum of these values, whose chance bumps (0.4 dB in 1 kHz) never
 * average out; another step deals them out to other frequencies, and long spectra are flat.
 */
const noiseCount = 1 << 18;
const noiseSteps = 64;
/** Keeps an index of interleaved values inside. */
const noiseMask = 2 * noiseCount - 1;

function makeNoise(seed: number): Float32Array {
  const random = makeSequence(seed);
  const noise = new Float32Array(2 * noiseCount);
  // Box-Muller gives two independent normals at a time: one complex value.
  for (let i = 0; i < noise.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
    const angle = 2 * Math.PI * random.next();
    noise[i] = radius * Math.cos(angle);
    noise[i + 1] = radius * Math.sin(angle);
  }
  return noise;
}

export function makeFrontend(seed: number, datatype: Datatype): Frontend {
  const noise = makeNoise(seed);
  const convert = converters[datatype];
  const values = new Float32Array(2 * unitSize);
  const limit = values.length;
  let signalGain = 1;
  let noiseGain = 0;
  let dc = 0;
  /** Q' = skew·I + (1 + spread)·Q. */
  let skew = 0;
  let spread = 1;

  return {
    configure(settings) {
      const deviation = Math.sqrt((Math.pow(10, settings.noiseDbfsPerHz / 10) * settings.sampleRateHz) / 2);
      signalGain = settings.gain;
      // Two independent runs add in power.
      noiseGain = (settings.gain * deviation) / Math.SQRT2;
      dc = Math.pow(10, settings.dcDbfs / 20);
      // Equal parts of gain and phase error e give an image of e/√2.
      const error = Math.SQRT2 * Math.pow(10, settings.imageDb / 20);
      skew = Math.sin(error);
      spread = (1 + error) * Math.cos(error);
    },
    process(unit, clean, output) {
      let one = 2 * Math.floor(hash(seed, 77, unit) * noiseCount);
      let two = 2 * Math.floor(hash(seed, 78, unit) * noiseCount);
      const stepOne = 4 * Math.floor(hash(seed, 79, unit) * noiseSteps) + 2;
      const stepTwo = 4 * Math.floor(hash(seed, 80, unit) * noiseSteps) + 2;
      for (let i = 0; i < limit; i += 2) {
        const re = clean[i]! * signalGain + (noise[one]! + noise[two]!) * noiseGain;
        const im = clean[i + 1]! * signalGain + (noise[one + 1]! + noise[two + 1]!) * noiseGain;
        one = (one + stepOne) & noiseMask;
        two = (two + stepTwo) & noiseMask;
        values[i] = re + dc;
        values[i + 1] = im * spread + re * skew;
      }
      convert(values, output);
    },
  };
}

type Converter = (values: Float32Array, output: Uint8Array<ArrayBuffer>) => void;

/** Two's complement steps, rounded half up and clamped. */
const converters: Readonly<Record<Datatype, Converter>> = {
  cs8(values, output) {
    const limit = values.length;
    for (let i = 0; i < limit; i++) {
      const step = values[i]! * 128 + 128.5;
      output[i] = (step < 0 ? 0 : step > 255 ? 255 : step) ^ 128;
    }
  },
  cu8(values, output) {
    const limit = values.length;
    for (let i = 0; i < limit; i++) {
      const step = values[i]! * 127.5 + 128;
      output[i] = step < 0 ? 0 : step > 255 ? 255 : step;
    }
  },
  cs16(values, output) {
    const view = new DataView(output.buffer, output.byteOffset, values.length * 2);
    for (let i = 0; i < values.length; i++) {
      const step = Math.round(values[i]! * 32_768);
      view.setInt16(2 * i, step < -32_768 ? -32_768 : step > 32_767 ? 32_767 : step, true);
    }
  },
  cf32(values, output) {
    const view = new DataView(output.buffer, output.byteOffset, values.length * 4);
    for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i]!, true);
  },
};

/** Bytes of one unit in a datatype. */
export function unitBytes(datatype: Datatype): number {
  return unitSize * bytesPerSample[datatype];
}
