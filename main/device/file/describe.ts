/** What a file says of itself: format, rate, centre, and where its samples lie. */
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Datatype } from '../../../contract/radio.ts';
import { bytesPerSample } from '../../../contract/radio.ts';
import { Fault } from '../../../contract/fault.ts';
import { fileFault, openRecording } from '../../sigmf/index.ts';
import { extensionOf, readName, type NameFacts } from './filename.ts';
import { readWav } from './wav.ts';

/** A run of samples without a gap, at one centre frequency. */
export interface Run {
  /** Sample of the file it begins with. */
  startSample: number;
  sampleCount: number;
  byteOffset: number;
  /** Samples the recording misses just before it. */
  lostBefore: number;
  /** Undefined: as the file as a whole. */
  centreHz: number | undefined;
}

export interface Description {
  name: string;
  dataPath: string;
  /** Stated by a header: what the user gives must not contradict it. */
  header: NameFacts;
  /** Stated by the name of a raw file: what the user gives overrules it. */
  named: NameFacts;
  /** Only likely: proposed to the user. */
  hints: NameFacts;
  /** Where the samples lie, once the datatype is known. */
  runs(datatype: Datatype): Run[];
}

/** Throws Fault not-found, permission, corrupt (with a place), unsupported. */
export async function describeFile(path: string): Promise<Description> {
  const name = basename(path);
  const extension = extensionOf(name);
  if (['sigmf-meta', 'sigmf-data', 'sigmf'].includes(extension)) return describeSigmf(path);
  try {
    const file = await open(path, 'r');
    try {
      const stats = await file.stat();
      if (!stats.isFile())
        throw new Fault('invalid', `${name} is not a file.`, { hint: 'Choose a recording.' });
      if (extension === 'wav') return wavDescription(path, stats.size, await readWav(file, name, stats.size));
      return rawDescription(path, stats.size);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof Fault ? error : fileFault(error, name);
  }
}

async function describeSigmf(path: string): Promise<Description> {
  const recording = await openRecording(path);
  const { format, sampleRateHz, segments } = recording;
  if (!format)
    throw new Fault(
      'unsupported',
      `${recording.name} holds ${recording.meta.global['core:datatype']} in ${recording.channels} channel(s).`,
      { hint: 'One channel of cu8, ci8, ci16_le or cf32_le can be played.' },
    );
  const centreHz = segments.find((one) => one.centreHz !== undefined)?.centreHz;
  const header: NameFacts = { datatype: format };
  if (sampleRateHz !== undefined) header.sampleRateHz = sampleRateHz;
  if (centreHz !== undefined) header.centreHz = centreHz;
  return {
    name: recording.name,
    dataPath: recording.dataPath,
    header,
    named: {},
    hints: {},
    runs: () => segments,
  };
}

function wavDescription(path: string, size: number, wav: Awaited<ReturnType<typeof readWav>>): Description {
  const { datatype, sampleRateHz, byteOffset, byteLength } = wav;
  const header: NameFacts = { datatype, sampleRateHz };
  if (wav.centreHz !== undefined) header.centreHz = wav.centreHz;
  const { facts } = readName(basename(path));
  return {
    name: basename(path),
    dataPath: path,
    header,
    named: facts.centreHz === undefined ? {} : { centreHz: facts.centreHz },
    hints: {},
    runs: () => oneRun(byteOffset, Math.min(byteLength, size - byteOffset), datatype),
  };
}

function rawDescription(path: string, size: number): Description {
  const { facts, hints } = readName(basename(path));
  return {
    name: basename(path),
    dataPath: path,
    header: {},
    named: facts,
    hints,
    runs: (datatype) => oneRun(0, size, datatype),
  };
}

function oneRun(byteOffset: number, byteLength: number, datatype: Datatype): Run[] {
  // A byte or three behind the last whole sample are no sample.
  const sampleCount = Math.floor(byteLength / bytesPerSample[datatype]);
  return [{ startSample: 0, sampleCount, byteOffset, lostBefore: 0, centreHz: undefined }];
}
