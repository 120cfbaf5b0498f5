/**
 * Every kernel in readable TypeScript: the definition the native twins are tested against, and what the
 * application runs on where the addon can't be loaded.
 */
import { ReferenceChannel } from './channel.ts';
import { convert, countClipped } from './convert.ts';
import { ReferenceFft } from './fft.ts';
import type { Kernels } from './kernels.ts';
import { maxInto, maxPyramid } from './pyramid.ts';
import { ReferenceSpectrum } from './spectrum.ts';

export const typescriptKernels: Kernels = {
  kind: 'typescript',
  simd: 'none',
  makeFft: (size) => new ReferenceFft(size),
  makeSpectrum: (options) => new ReferenceSpectrum(options),
  makeChannel: (options) => new ReferenceChannel(options),
  convert,
  countClipped,
  maxPyramid,
  maxInto,
};
