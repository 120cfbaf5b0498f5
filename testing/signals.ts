/** Recordings of known signals, in any format that SigMF spells. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeMeta, type Annotation, type Capture } from '../main/sigmf/index.ts';
import { makeRandom } from './random.ts';

export type Format = 'cu8' | 'ci8' | 'ci16_le' | 'cf32_le' | 'ri16_le';

const encoders: Readonly<
  Record<Format, { bytes: number; put: (view: DataView, at: number, value: number) => void }>
> = {
  cu8: {
    bytes: 1,
    put: (view, at, value) => view.setUint8(at, clip(Math.round(127.5 + 127.5 * value), 0, 255)),
  },
  ci8: { bytes: 1, put: (view, at, value) => view.setInt8(at, clip(Math.round(128 * value), -128, 127)) },
  ci16_le: { bytes: 2, put: (view, at, value) => view.setInt16(at, word(value), true) },
  ri16_le: { bytes: 2, put: (view, at, value) => view.setInt16(at, word(value), true) },
  cf32_le: { bytes: 4, put: (view, at, value) => view.setFloat32(at, value, true) },
};
const clip = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));
const word = (value: number): number => clip(Math.round(32768 * value), -32768, 32767);

/** Interleaved I and Q as the bytes of a format; of real ones I only. */
export function encode(format: Format, iq: Float32Array): Uint8Array {
  const { bytes, put } = encoders[format];
  const step = format.startsWith('r') ? 2 : 1;
  const view = new DataView(new ArrayBuffer((iq.length / step) * bytes));
  for (let n = 0; n < iq.length; n += step) put(view, (n / step) * bytes, iq[n]!);
  return new Uint8Array(view.buffer);
}

export interface SignalFile {
  format?: Format;
  sampleRateHz: number;
  centreHz?: number | undefined;
  iq: Float32Array;
  captures?: Capture[];
  annotations?: Annotation[];
  global?: Record<string, unknown>;
}

/** Writes `NAME.sigmf-meta` and its data; answers with the path of the metadata. */
export async function writeSignal(folder: string, name: string, file: SignalFile): Promise<string> {
  const format = file.format ?? 'cf32_le';
  writeFileSync(join(folder, `${name}.sigmf-data`), encode(format, file.iq));
  const path = join(folder, `${name}.sigmf-meta`);
  await writeMeta(path, {
    global: {
      ...file.global,
      'core:datatype': format,
      'core:version': '1.2.5',
      'core:sample_rate': file.sampleRateHz,
    },
    captures: file.captures ?? [
      {
        'core:sample_start': 0,
        ...(file.centreHz === undefined ? {} : { 'core:frequency': file.centreHz }),
        'core:datetime': '2026-03-01T12:00:00.000000Z',
      },
    ],
    annotations: file.annotations ?? [],
  });
  return path;
}

/** A stretch of silence that signals are added to. */
export interface Air {
  readonly iq: Float32Array;
  /** White noise of this power in the whole rate. */
  noise(power: number, seed: number): Air;
  /** Adds what `at(n)` says: amplitude and phase in radians of sample n. */
  add(at: (n: number) => { amplitude: number; phase: number }): Air;
}

export function makeAir(samples: number): Air {
  const iq = new Float32Array(2 * samples);
  const air: Air = {
    iq,
    noise(power, seed) {
      const random = makeRandom(seed);
      const sigma = Math.sqrt(power / 2);
      for (let n = 0; n < iq.length; n++) iq[n] = iq[n]! + sigma * random.normal();
      return air;
    },
    add(at) {
      for (let n = 0; n < samples; n++) {
        const { amplitude, phase } = at(n);
        iq[2 * n] = iq[2 * n]! + amplitude * Math.cos(phase);
        iq[2 * n + 1] = iq[2 * n + 1]! + amplitude * Math.sin(phase);
      }
      return air;
    },
  };
  return air;
}

/** A tone, by its frequency in cycles per sample. */
export const tone = (
  cycles: number,
  amplitude = 1,
): ((n: number) => { amplitude: number; phase: number }) => {
  return (n) => ({ amplitude, phase: 2 * Math.PI * ((cycles * n) % 1) });
};
