/** The room's face: the fastest kernels this machine can run, and the windows they are given. */
import { loadBinding, type NativeBinding } from '../../native/index.ts';
import type { Kernels } from './kernels.ts';
import { typescriptKernels } from './typescript.ts';

export { designChannel } from './channel-design.ts';
export type { Channel, Fft, Kernels, Spectrum } from './kernels.ts';
export { measureSignal } from './measure.ts';
export { bandPower } from './measure-band.ts';
export { typescriptKernels } from './typescript.ts';
export { makeWelch, welchSize, type PowerDensity } from './welch.ts';
export { enbwBins, makeWindow } from './windows.ts';

export interface LoadedKernels {
  kernels: Kernels;
  /** Why these are the TypeScript kernels; absent with the native ones. */
  reason?: string;
}

let loaded: LoadedKernels | undefined;

/**
 * The native kernels, or the TypeScript ones with the reason. Asked once per thread; cheap afterwards.
 * The environment variable WAVEKEEP_KERNELS=typescript asks for the TypeScript ones.
 */
export function loadKernels(): LoadedKernels {
  loaded ??= load();
  return loaded;
}

function load(): LoadedKernels {
  if (process.env['WAVEKEEP_KERNELS'] === 'typescript')
    return { kernels: typescriptKernels, reason: 'WAVEKEEP_KERNELS=typescript asks for them' };
  try {
    return { kernels: nativeKernels(loadBinding()) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kernels: typescriptKernels, reason: why };
  }
}

function nativeKernels(binding: NativeBinding): Kernels {
  return {
    kind: 'native',
    simd: binding.simd,
    makeFft: (size) => new binding.Fft(size),
    makeSpectrum: (options) => new binding.Spectrum(options),
    makeChannel: (options) => new binding.Channel(options),
    convert: (format, samples, output) => binding.convert(format, samples, output),
    countClipped: (format, samples) => binding.countClipped(format, samples),
    maxPyramid: (pyramid, width, levels) => binding.maxPyramid(pyramid, width, levels),
    maxInto: (row, other) => binding.maxInto(row, other),
  };
}
