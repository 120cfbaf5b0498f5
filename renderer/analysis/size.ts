/** How large the file of a crop becomes, said before it is made. Pure. */
import type { AnalysisInfo } from '../../contract/analysis.ts';
import type { LibraryEntry } from '../../contract/library.ts';
import type { Box } from './store.ts';

/** The engine's filter keeps so much rate for each hertz of band, and takes every whole number-th sample. */
const ratePerBandwidth = 1.6;
const floatBytes = 4;

/**
 * Bytes of the samples. A filtered crop is of complex floats; a whole band keeps the bytes of SigMF files, which all in
 * the recording folder are, and is of floats where the file is of another format: nobody knows which before, so the
 * larger of both is said.
 */
export function cropBytes(
  { sampleRateHz, real }: AnalysisInfo,
  entry: Pick<LibraryEntry, 'place' | 'bytes' | 'samples'> | undefined,
  { sampleCount, lowerHz, upperHz }: Box,
  filtered: boolean,
): number {
  if (filtered) {
    const decimation = Math.max(1, Math.floor(sampleRateHz / (ratePerBandwidth * (upperHz - lowerHz))));
    return Math.ceil(sampleCount / decimation) * 2 * floatBytes;
  }
  const floats = real ? floatBytes : 2 * floatBytes;
  const own = entry === undefined || entry.samples === 0 ? 0 : entry.bytes / entry.samples;
  return Math.ceil(sampleCount * (entry?.place === 'folder' && own > 0 ? own : Math.max(own, floats)));
}
