/**
 * Every kernel in readable TypeScript: the definition the native twins are tested against, and what the
 * application runs on where the addon can't be loaded.
 */
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
  convert,
  countClipped,
  maxPyramid,
  maxInto,
};
