/** Files as samples, whatever their format: what everybody who reads recordings builds on. */
import type { Stated } from '../../contract/library.ts';
import type { Annotation } from '../sigmf/index.ts';

/** A run of samples without a gap, at one centre frequency. */
export interface SampleRun {
  startSample: number;
  sampleCount: number;
  /** Samples lost just before it. */
  lostBefore: number;
  /** Undefined: as the file as a whole. */
  centreHz: number | undefined;
  /** UTC milliseconds of its first sample. */
  timeMs: number | undefined;
}

export interface SampleFacts {
  name: string;
  format: 'sigmf' | 'sigmf-archive' | 'wav' | 'flac' | 'sdriq' | 'raw';
  /** As SigMF spells it: cu8, ci16_le, ri16_le, cf32_le… */
  datatype: string;
  /** Real samples are given as complex ones with nothing in Q. */
  real: boolean;
  /** The first of several is read. */
  channels: number;
  /** Undefined: nobody said. */
  sampleRateHz: number | undefined;
  centreHz: number | undefined;
  startedMs: number | undefined;
  sampleCount: number;
  bytes: number;
  /** In order; at least one where there are samples. */
  runs: readonly SampleRun[];
  /** SigMF only. */
  annotations: readonly Annotation[];
}

export interface SampleFile {
  readonly facts: SampleFacts;
  /**
   * Samples as interleaved I and Q, full scale ±1, into `into` (at least 2 · count). Returns how many there were:
   * fewer than `count` only at the end of the file. Throws Fault 'corrupt' with the byte where it ends early.
   * Calls may not overlap.
   */
  read(startSample: number, count: number, into: Float32Array): Promise<number>;
  close(): Promise<void>;
}

/**
 * Opens a recording, raw or audio file; `stated` is what a person says of it, which never overrules a header. The
 * time it takes does not depend on the size. A FLAC file is refused here: it is decoded when it is imported.
 * Throws Fault not-found, permission, corrupt (with a place), unsupported, invalid (contradiction, no datatype).
 * `blocking`, for threads that do nothing else meanwhile: reads hold the thread until the file system has answered;
 * of a few kilobytes each they take a tenth of the time.
 */
export type OpenSamples = (
  path: string,
  stated?: Stated,
  options?: { blocking?: boolean },
) => Promise<SampleFile>;
