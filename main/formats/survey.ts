/** What a file says of itself before it is imported, and what has to be asked. */
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ImportCandidate, Stated } from '../../contract/library.ts';
import { Fault } from '../../contract/fault.ts';
import { formatExact } from '../../contract/quantity.ts';
import { asFault } from '../thread/index.ts';
import { canBeReferred, describeFile, type Description, type Facts } from './describe.ts';
import { encodingOf, sampleBytes, statedName } from './encoding.ts';
import { extensionOf } from './name.ts';
import { doubt } from './plausible.ts';

export type Survey = Omit<ImportCandidate, 'grant' | 'knownAs'>;

/**
 * Reads headers, names and a little of the samples: a file of any size within milliseconds. Never throws for what a
 * file holds or lacks: `rejected` says why it can't be imported, with a place.
 */
export async function survey(path: string): Promise<Survey> {
  const name = basename(path).slice(0, 300);
  try {
    const described = await describeFile(path);
    if (described.format === 'raw') await refuseText(path, name);
    return surveyed(await doubt(described));
  } catch (error) {
    const { code, message } = asFault(error);
    const bytes = await stat(path).then(
      (stats) => stats.size,
      () => 0,
    );
    return {
      name,
      format: formatOf(extensionOf(name)),
      bytes,
      known: [],
      missing: [],
      questions: [],
      rejected: { code, message: message.slice(0, 1000) },
    };
  }
}

function formatOf(extension: string): Survey['format'] {
  if (extension === 'sigmf') return 'sigmf-archive';
  if (extension.startsWith('sigmf-')) return 'sigmf';
  return extension === 'wav' || extension === 'flac' || extension === 'sdriq' ? extension : 'raw';
}

function surveyed(description: Description): Survey {
  const { header, named, hints, choices, decodedSamples } = description;
  const facts: Facts = { ...named, ...header };
  const [choice] = choices ?? [];
  const encoding = choice?.encoding ?? encodingOf(facts.datatype ?? '');
  // Which of two ways a header is read changes neither the length nor the size of the copy.
  const way = encoding && { encoding, channels: choice?.channels ?? 1 };
  const last = way && decodedSamples === undefined ? description.runs(way).at(-1) : undefined;
  const samples = decodedSamples ?? (last ? last.startSample + last.sampleCount : undefined);
  if (way && samples === 0 && decodedSamples === undefined)
    throw new Fault('corrupt', `${description.name} holds no samples (its data ends at byte 0).`, {
      data: { byte: 0 },
    });
  const survey: Survey = {
    name: description.name.slice(0, 300),
    format: description.format,
    bytes: description.bytes,
    ...usable(facts),
    known: (['datatype', 'sampleRateHz', 'centreHz', 'startedMs'] as const).filter(
      (fact) => facts[fact] !== undefined,
    ),
    missing: (['datatype', 'sampleRateHz'] as const).filter((fact) => facts[fact] === undefined),
    questions: questionsOf(description, facts),
  };
  if (samples !== undefined) survey.samples = samples;
  if (samples !== undefined && facts.sampleRateHz !== undefined)
    survey.seconds = samples / facts.sampleRateHz;
  if (description.format.startsWith('sigmf')) survey.annotations = description.annotations.length;
  const likely = likelyOf(hints, facts);
  if (Object.keys(likely).length > 0) survey.likely = likely;
  if (!canBeReferred(description)) {
    const copied = Math.max(1, samples ?? 0) * (way ? copiedFrameBytes(way) : 1);
    // An encoder that didn't know the length leaves 0: sound seldom shrinks to less than a quarter.
    survey.copyBytes = decodedSamples === 0 ? 4 * description.bytes : copied;
  }
  return survey;
}

/** 24 bits become 32. */
function copiedFrameBytes({ encoding, channels }: NonNullable<Description['choices']>[number]): number {
  return sampleBytes(encodingOf(encoding.datatype) ?? encoding) * channels;
}

/** Within what the contract lets through. */
function usable(facts: Facts): Facts {
  const { startedMs, ...others } = facts;
  return startedMs === undefined ? others : { ...others, startedMs: Math.round(startedMs) };
}

function likelyOf(hints: Facts, facts: Facts): Stated {
  const likely: Stated = {};
  const datatype = hints.datatype === undefined ? undefined : statedName(hints.datatype);
  if (facts.datatype === undefined && datatype !== undefined) likely.datatype = datatype;
  if (facts.sampleRateHz === undefined && hints.sampleRateHz !== undefined)
    likely.sampleRateHz = hints.sampleRateHz;
  if (facts.centreHz === undefined && hints.centreHz !== undefined && hints.centreHz >= 0)
    likely.centreHz = hints.centreHz;
  if (facts.startedMs === undefined && hints.startedMs !== undefined) likely.startedMs = hints.startedMs;
  return likely;
}

/** Ten at most, each short enough for the contract. */
function questionsOf({ header, hints, questions, name }: Description, facts: Facts): string[] {
  const asked = [...questions];
  if (facts.datatype === undefined && asked.length === 0 && header.sampleRateHz === undefined)
    asked.push(
      extensionOf(name) === 'sigmf-data'
        ? 'Its metadata is missing: how are its samples encoded?'
        : 'Its name does not say how its samples are encoded.',
    );
  if (facts.sampleRateHz === undefined && hints.sampleRateHz === undefined)
    asked.push(
      header.datatype === undefined
        ? 'Its name does not say its sample rate.'
        : 'It does not say its sample rate.',
    );
  if (hints.centreHz !== undefined && facts.centreHz === undefined && hints.sampleRateHz === undefined)
    asked.push(`Is it centred on ${formatExact(hints.centreHz, 'Hz')}?`);
  return asked.slice(0, 10).map((question) => question.slice(0, 400));
}

/** Lists, notes and source code have names like recordings; samples never are text throughout. */
async function refuseText(path: string, name: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(new Uint8Array(4096), 0, 4096, 0);
    if (bytesRead < 16 || !buffer.subarray(0, bytesRead).every(isText)) return;
  } finally {
    await file.close();
  }
  throw new Fault('unsupported', `${name} is text, not samples (byte 0).`, { data: { byte: 0 } });
}

function isText(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10 || byte === 13;
}
