/** Finds and loads the addon. What it exports is checked in C++: a wrong argument throws, it never crashes. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type {
  Channel,
  ChannelOptions,
  Fft,
  SampleFormat,
  Spectrum,
  SpectrumOptions,
} from '../main/dsp/kernels.ts';

/** The addon's exports: the kernels, whose promises stand in main/dsp/kernels.ts. */
export interface NativeBinding {
  /** The path chosen when the addon was loaded: 'avx512', 'avx2+fma', 'neon' or 'portable'. */
  readonly simd: string;
  readonly Fft: new (size: number) => Fft;
  readonly Spectrum: new (options: SpectrumOptions) => Spectrum;
  readonly Channel: new (options: ChannelOptions) => Channel;
  convert(format: SampleFormat, samples: Uint8Array, output: Float32Array): void;
  countClipped(format: SampleFormat, samples: Uint8Array): number;
  maxPyramid(pyramid: Uint8Array, width: number, levels: number): void;
  maxInto(row: Uint8Array, other: Uint8Array): void;
  /**
   * The same exports on a path of the caller's choice: 'portable', 'avx2', 'avx512' or 'neon'. Throws where this
   * processor can't run it. The environment variable WAVEKEEP_SIMD chooses for the whole process.
   */
  forPath(path: string): NativeBinding;
}

/**
 * Where the addon lies as seen from this module: beside it in the source tree, or from out/main when bundled.
 * An application package keeps it outside its archive.
 */
const places = [
  './build/Release/wavekeep.node',
  '../../native/build/Release/wavekeep.node',
  '../native/build/Release/wavekeep.node',
];

/** Loads the addon. Throws an Error whose message says in one line why it can't be had. */
export function loadBinding(): NativeBinding {
  const require = createRequire(import.meta.url);
  const refusals: string[] = [];
  for (const place of places) {
    const path = unpacked(fileURLToPath(new URL(place, import.meta.url)));
    try {
      const binding: unknown = require(path);
      if (!isBinding(binding)) throw new Error('it lacks an export: rebuild it with npm install');
      return binding;
    } catch (error) {
      if (!isMissing(error)) refusals.push(firstLine(error));
    }
  }
  const why = refusals[0] ?? 'it was not built; npm install builds it where a C++ compiler is present';
  throw new Error(`The native kernels can't be loaded: ${why}`);
}

/** A library can't be loaded from inside an archive: electron-builder unpacks it beside. */
function unpacked(path: string): string {
  return path.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');
}

const functions = [
  'Fft',
  'Spectrum',
  'Channel',
  'convert',
  'countClipped',
  'maxPyramid',
  'maxInto',
  'forPath',
] as const;

function isBinding(value: unknown): value is NativeBinding {
  if (typeof value !== 'object' || value === null) return false;
  const members = new Map<string, unknown>(Object.entries(value));
  return (
    typeof members.get('simd') === 'string' &&
    functions.every((name) => typeof members.get(name) === 'function')
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND';
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0] ?? text;
}
