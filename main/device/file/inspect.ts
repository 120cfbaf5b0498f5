/** What a file says of itself, and what has to be asked before it can be played. */
import { Fault } from '../../../contract/fault.ts';
import type { Datatype } from '../../../contract/radio.ts';
import { describeFile, settle, toPlay, type ByteRun, type Description } from '../../formats/index.ts';

/** What can be said of a file that is played. */
export interface NameFacts {
  datatype?: Datatype;
  sampleRateHz?: number;
  centreHz?: number;
}

interface FileAnswer extends NameFacts {
  /** What has to be asked; a value that stands beside it is a proposal. */
  missing: (keyof NameFacts)[];
}

const facts = ['datatype', 'sampleRateHz', 'centreHz'] as const;

/** Throws Fault not-found, permission, corrupt, unsupported. */
export async function inspectFile(path: string): Promise<FileAnswer> {
  const description = await describeFile(path);
  const { header, named, hints } = description;
  const stated = { ...named, ...header };
  const { datatype, sampleRateHz, centreHz } = { ...hints, ...stated };
  const playing = toPlay(description, datatype);
  return {
    ...(playing === undefined ? {} : { datatype: playing }),
    ...(sampleRateHz === undefined ? {} : { sampleRateHz }),
    ...(centreHz === undefined ? {} : { centreHz }),
    missing: facts.filter(
      // A file of two channels is played as IQ: opening it as a radio says that it is.
      (fact) => stated[fact] === undefined && !(fact === 'datatype' && description.choices !== undefined),
    ),
  };
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
  runs: readonly ByteRun[];
  totalSamples: number;
}

/**
 * Joins what the file says with what the user says. Throws Fault 'invalid' where something is missing, or where
 * both say different things, and 'corrupt' for a file without samples.
 */
export async function preparePlay(path: string, given: NameFacts): Promise<Playable> {
  const description = await describeFile(path);
  // What the user says overrules the name, never a header.
  const overruled = given.datatype !== undefined && description.choices === undefined;
  const datatype = overruled ? given.datatype : toPlay(description, undefined);
  if (datatype === undefined && given.datatype === undefined) throw missingFault(description, true);
  const { runs, sampleCount, sampleRateHz, centreHz } = settle(
    description,
    description.choices?.length === 2 && datatype !== undefined ? { datatype, ...given } : given,
  );
  const playing = given.datatype ?? datatype;
  if (playing === undefined || sampleRateHz === undefined) throw missingFault(description, false);
  return {
    name: description.name,
    dataPath: description.dataPath,
    datatype: playing,
    sampleRateHz,
    centreHz: centreHz ?? 0,
    runs,
    totalSamples: sampleCount,
  };
}

function missingFault({ name, hints, header, named }: Description, datatype: boolean): Fault {
  const rate = header.sampleRateHz === undefined && named.sampleRateHz === undefined;
  const what = [...(datatype ? ['sample format'] : []), ...(rate ? ['sample rate'] : [])].join(' and ');
  const likely = hints.datatype === undefined ? undefined : toPlay(undefined, hints.datatype);
  const options = [
    ...(datatype ? [`--datatype ${likely ?? 'cu8, cs8, cs16 or cf32'}`] : []),
    ...(rate ? ['--rate, for example --rate 250k'] : []),
  ].join(' and ');
  return new Fault('invalid', `${name} does not say its ${what}.`, { hint: `Give ${options}.` });
}
