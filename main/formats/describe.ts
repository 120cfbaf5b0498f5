/** What a file says of itself: format, rate, centre, and where its samples lie. Reads headers only. */
import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { Fault } from '../../contract/fault.ts';
import { fileFault, openRecording, type Annotation, type Meta } from '../sigmf/index.ts';
import { encodingOf, isPlain, sampleBytes, sigmfName } from './encoding.ts';
import { readFlac } from './flac.ts';
import { bytesAt, corrupt, tag, type Choice, type Header } from './header.ts';
import { extensionOf, readName, type NameReading } from './name.ts';
import { readSdriq } from './sdriq.ts';
import type { SampleFacts, SampleRun } from './types.ts';
import { readWav } from './wav.ts';

/** Where a run lies in the data file. */
export interface ByteRun extends SampleRun {
  byteOffset: number;
}

/** What is known of the samples, from one source. */
export interface Facts {
  /** As SigMF spells it. */
  datatype?: string;
  sampleRateHz?: number;
  centreHz?: number;
  startedMs?: number;
}

export interface Description {
  name: string;
  format: SampleFacts['format'];
  /** Holds the samples: the file itself, or its data file. */
  dataPath: string;
  /** Of the data file, or of its part of an archive. */
  bytes: number;
  /** Stated by a header: what the user gives must not contradict it. */
  header: Facts;
  /** Stated by the name: what the user gives overrules it, and so does a header. */
  named: Facts;
  /** Only likely: proposed to the user. */
  hints: Facts;
  /** The ways the header lets the samples be read; undefined where there is no header. */
  choices: readonly Choice[] | undefined;
  /** Where the samples lie, once it is known how they are encoded. */
  runs(choice: Choice): ByteRun[];
  annotations: readonly Annotation[];
  /** Why something is asked about. */
  questions: string[];
  /** SigMF only. */
  meta?: Meta;
  /** Compressed: how many samples there are when it is decoded; 0 where its encoder didn't know. */
  decodedSamples?: number;
}

/** Of one recording; a number in metadata could ask for any amount of memory. */
const mostChannels = 1024;
const sigmfExtensions = ['sigmf-meta', 'sigmf-data', 'sigmf'];
const compressed = ['gz', 'xz', 'zip', 'bz2', '7z', 'zst', 'rar', 'coco'];
const refusals = new Map([
  ...compressed.map((extension) => [extension, 'is compressed: unpack it first'] as const),
  ['sigmf-collection', 'is a collection: its recordings are imported, not the list of them'],
  ['part', 'is half of a recording that is still being written'],
  ['tmp', 'is half of a file that is still being written'],
]);

/** Throws Fault not-found, permission, corrupt (with a place), unsupported, version, invalid. */
export async function describeFile(path: string): Promise<Description> {
  const name = basename(path);
  const extension = extensionOf(name);
  const refusal = refusals.get(extension);
  if (refusal !== undefined)
    throw new Fault('unsupported', `${name} ${refusal} (byte 0).`, {
      hint: 'Choose a recording.',
      data: { byte: 0 },
    });
  if (sigmfExtensions.includes(extension)) {
    const sigmf = await describeSigmf(path, extension);
    if (sigmf) return sigmf;
  }
  try {
    const file = await open(path, 'r');
    try {
      const stats = await file.stat();
      if (!stats.isFile())
        throw new Fault('invalid', `${name} is not a file.`, { hint: 'Choose a recording.' });
      if (stats.size === 0) throw corrupt(name, 'it is empty', 0);
      return await describeOpened(file, path, stats.size);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileFault(error, name);
  }
}

/** Undefined for data whose metadata is gone: that is raw samples, about which everything is asked. */
async function describeSigmf(path: string, extension: string): Promise<Description | undefined> {
  let recording;
  try {
    recording = await openRecording(path);
  } catch (error) {
    if (extension === 'sigmf-data' && error instanceof Fault && error.code === 'not-found') return undefined;
    throw error;
  }
  const { meta, sampleRateHz, segments, channels } = recording;
  const datatype = meta.global['core:datatype'];
  const encoding = encodingOf(datatype);
  if (!encoding)
    throw new Fault('unsupported', `The sample format ${datatype} is unknown (global.core:datatype).`);
  if (channels > mostChannels)
    throw new Fault('corrupt', `It says it holds ${channels} channels (global.core:num_channels).`, {
      hint: 'No receiver has so many: the metadata is damaged.',
    });
  const header: Facts = { datatype };
  if (sampleRateHz !== undefined) header.sampleRateHz = sampleRateHz;
  const centreHz = segments.find((one) => one.centreHz !== undefined)?.centreHz;
  if (centreHz !== undefined) header.centreHz = centreHz;
  const startedMs = segments[0]?.timeMs;
  if (startedMs !== undefined) header.startedMs = startedMs;
  return {
    name: recording.name,
    format: extension === 'sigmf' ? 'sigmf-archive' : 'sigmf',
    dataPath: recording.dataPath,
    bytes: recording.dataBytes,
    header,
    named: {},
    hints: {},
    choices: [{ encoding, channels }],
    runs: () => segments,
    annotations: meta.annotations,
    questions: channels > 1 ? [`It has ${channels} channels; the first is read.`] : [],
    meta,
  };
}

async function describeOpened(file: FileHandle, path: string, size: number): Promise<Description> {
  const name = basename(path);
  const extension = extensionOf(name);
  const head = size >= 12 ? await bytesAt(file, name, 0, 12, 'the file') : undefined;
  const kind = head ? tag(head, 0) : '';
  const reading = readName(name);
  const wave = ['RIFF', 'RF64', 'BW64'].includes(kind) && head !== undefined && tag(head, 8) === 'WAVE';
  if (wave || extension === 'wav')
    return withHeader('wav', path, size, await readWav(file, name, size), reading);
  if (kind === 'fLaC' || extension === 'flac') {
    const header = await readFlac(file, name, size);
    return {
      ...withHeader('flac', path, size, header, reading),
      decodedSamples: header.totalSamples,
    };
  }
  if (extension === 'sdriq')
    return withHeader('sdriq', path, size, await readSdriq(file, name, size), reading);
  return withoutHeader(path, size, reading);
}

function withHeader(
  format: SampleFacts['format'],
  path: string,
  size: number,
  found: Header,
  { facts: said, hints, content }: NameReading,
): Description {
  const { choices, sampleRateHz, centreHz, startedMs, byteOffset, byteLength } = found;
  const header: Facts = { sampleRateHz };
  if (centreHz !== undefined) header.centreHz = centreHz;
  if (startedMs !== undefined) header.startedMs = startedMs;
  const questions: string[] = [];
  const sure = sureChoice(choices, found.iq, content);
  if (sure) header.datatype = sure.encoding.datatype;
  else questions.push('It has two channels: are they I and Q, or the left and right of sound?');
  if (sure && sure.channels > 1) questions.push(`It has ${sure.channels} channels; the first is read.`);
  if (said.sampleRateHz !== undefined && Math.abs(said.sampleRateHz / sampleRateHz - 1) > 1e-3)
    questions.push(
      `Its header says ${sampleRateHz} samples per second, its name ${said.sampleRateHz}; the header is taken.`,
    );
  const named: Facts = {};
  if (said.centreHz !== undefined) named.centreHz = said.centreHz;
  if (said.startedMs !== undefined) named.startedMs = said.startedMs;
  const likely: Facts = sure ? {} : { datatype: choices[0].encoding.datatype };
  if (hints.startedMs !== undefined) likely.startedMs = hints.startedMs;
  return {
    name: basename(path),
    format,
    dataPath: path,
    bytes: size,
    header,
    named,
    hints: likely,
    choices: sure ? [sure] : choices,
    runs: (choice) => oneRun(byteOffset, Math.max(0, Math.min(byteLength, size - byteOffset)), choice),
    annotations: [],
    questions,
  };
}

function sureChoice(
  choices: Header['choices'],
  iq: boolean,
  content: NameReading['content'],
): Choice | undefined {
  if (choices.length === 1) return choices[0];
  if (content === 'audio') return choices[1];
  return iq || content === 'iq' ? choices[0] : undefined;
}

function withoutHeader(path: string, size: number, reading: NameReading): Description {
  return {
    name: basename(path),
    format: 'raw',
    dataPath: path,
    bytes: size,
    header: {},
    named: spelt(reading.facts),
    hints: spelt(reading.hints),
    choices: undefined,
    runs: (choice) => oneRun(0, size, choice),
    annotations: [],
    questions: reading.questions,
  };
}

function spelt({ datatype, ...others }: NameReading['facts']): Facts {
  return datatype === undefined ? others : { ...others, datatype: sigmfName(datatype) };
}

function oneRun(byteOffset: number, byteLength: number, { encoding, channels }: Choice): ByteRun[] {
  // A byte or three behind the last whole sample are no sample.
  const sampleCount = Math.floor(byteLength / (sampleBytes(encoding) * channels));
  return [{ startSample: 0, sampleCount, byteOffset, lostBefore: 0, centreHz: undefined, timeMs: undefined }];
}

/** True where the samples can be left where they are and described by SigMF metadata beside them. */
export function canBeReferred({ choices, decodedSamples }: Description): boolean {
  return decodedSamples === undefined && (choices?.every(({ encoding }) => isPlain(encoding)) ?? true);
}
