/** What a file says of itself, and what has to be asked before it can be played. */
import type { Datatype } from '../../../contract/radio.ts';
import { Fault } from '../../../contract/fault.ts';
import { formatExact } from '../../../contract/quantity.ts';
import { describeFile, type Description, type Run } from './describe.ts';
import type { NameFacts } from './filename.ts';

interface FileAnswer extends NameFacts {
  /** What has to be asked; a value that stands beside it is a proposal. */
  missing: (keyof NameFacts)[];
}

const facts = ['datatype', 'sampleRateHz', 'centreHz'] as const;

/** Throws Fault not-found, permission, corrupt, unsupported. */
export async function inspectFile(path: string): Promise<FileAnswer> {
  const { header, named, hints } = await describeFile(path);
  const stated = { ...named, ...header };
  return { ...hints, ...stated, missing: facts.filter((fact) => stated[fact] === undefined) };
}

/** A file with everything known that playing needs. */
export interface Playable {
  name: string;
  dataPath: string;
  datatype: Datatype;
  sampleRateHz: number;
  /** 0 where nobody knows: frequencies are then offsets from the centre. */
  centreHz: number;
  /** At least one sample in all. */
  runs: Run[];
  totalSamples: number;
}

/**
 * Joins what the file says with what the user says. Throws Fault 'invalid' where something is missing, or where
 * both say different things, and 'corrupt' for a file without samples.
 */
export async function preparePlay(path: string, given: NameFacts): Promise<Playable> {
  const description = await describeFile(path);
  refuseContradiction(description, given);
  const { datatype, sampleRateHz, centreHz } = { ...description.named, ...given, ...description.header };
  if (datatype === undefined || sampleRateHz === undefined)
    throw missingFault(description, datatype === undefined, sampleRateHz === undefined);
  const runs = description.runs(datatype).filter((run) => run.sampleCount > 0);
  const last = runs.at(-1);
  if (!last)
    throw new Fault('corrupt', `${description.name} holds no samples (its data ends at byte 0).`, {
      hint: 'Choose another recording.',
      data: { byte: 0 },
    });
  return {
    name: description.name,
    dataPath: description.dataPath,
    datatype,
    sampleRateHz,
    centreHz: centreHz ?? 0,
    runs,
    totalSamples: last.startSample + last.sampleCount,
  };
}

function refuseContradiction({ name, header }: Description, given: NameFacts): void {
  for (const fact of facts) {
    const said = header[fact];
    const claimed = given[fact];
    if (said === undefined || claimed === undefined || said === claimed) continue;
    const spell = (value: string | number): string =>
      typeof value === 'string' ? value : formatExact(value, fact === 'centreHz' ? 'Hz' : 'S/s');
    throw new Fault('invalid', `${name} says it holds ${spell(said)}, not ${spell(claimed)}.`, {
      hint: 'Leave out what the file knows itself.',
    });
  }
}

function missingFault({ name, hints }: Description, datatype: boolean, rate: boolean): Fault {
  const what = [...(datatype ? ['sample format'] : []), ...(rate ? ['sample rate'] : [])].join(' and ');
  const options = [
    ...(datatype ? [`--datatype ${hints.datatype ?? 'cu8, cs8, cs16 or cf32'}`] : []),
    ...(rate ? ['--rate, for example --rate 250k'] : []),
  ].join(' and ');
  return new Fault('invalid', `${name} does not say its ${what}.`, { hint: `Give ${options}.` });
}
