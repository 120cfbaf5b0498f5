/** Names of file radios: `file:PATH?speed=max&loop=0&datatype=…&rate=…&freq=…`. */
import { Datatype } from '../../../contract/radio.ts';
import { Fault } from '../../../contract/fault.ts';
import { parseQuantity } from '../../../contract/quantity.ts';
import type { NameFacts } from './inspect.ts';

export interface FileName {
  path: string;
  /** False: as fast as the reader takes samples. */
  paced: boolean;
  loop: boolean;
  /** What the user says of the file. */
  given: NameFacts;
}

const known = ['speed', 'loop', 'datatype', 'rate', 'freq'];

/** Throws Fault 'invalid' for a parameter that is none. */
export function parseFileName(id: string): FileName {
  const text = id.replace(/^file:/, '');
  // A question mark may be part of a path: parameters are what follows the last one and looks like them.
  const split = /^(.*)\?([a-z]+=[^?]*)$/s.exec(text);
  const path = split?.[1] ?? text;
  if (path === '')
    throw new Fault('invalid', 'The file radio has no path.', {
      hint: 'Write file:PATH, for example file:a.cu8.',
    });
  const parsed: FileName = { path, paced: true, loop: true, given: {} };
  for (const [key, value] of new URLSearchParams(split?.[2] ?? '')) apply(parsed, key, value);
  return parsed;
}

function apply(parsed: FileName, key: string, value: string): void {
  switch (key) {
    case 'speed':
      parsed.paced = choice(key, value, '1', 'max');
      return;
    case 'loop':
      parsed.loop = choice(key, value, '1', '0');
      return;
    case 'datatype':
      parsed.given.datatype = readDatatype(value);
      return;
    case 'rate':
      parsed.given.sampleRateHz = parseQuantity(value, 'S/s', { min: 1e-3, max: 1e12 });
      return;
    case 'freq':
      parsed.given.centreHz = parseQuantity(value, 'Hz', { min: 0, max: 1e12 });
      return;
    default:
      throw new Fault('invalid', `A file radio has no parameter '${key.slice(0, 40)}'.`, {
        hint: `Known are ${known.join(', ')}.`,
      });
  }
}

function choice(key: string, value: string, yes: string, no: string): boolean {
  if (value === yes) return true;
  if (value === no) return false;
  throw new Fault('invalid', `'${key}=${value.slice(0, 20)}' is not understood.`, {
    hint: `Write ${key}=${yes} or ${key}=${no}.`,
  });
}

function readDatatype(text: string): Datatype {
  const read = Datatype.safeParse(text);
  if (read.success) return read.data;
  throw new Fault('invalid', `'${text.slice(0, 20)}' is no sample format.`, {
    hint: `Take one of ${Datatype.options.join(', ')}.`,
  });
}

/** The name of a file as a radio. Always with a parameter, so that a question mark in the path stays part of it. */
export function fileSource(path: string, options: NameFacts & { paced?: boolean; loop?: boolean }): string {
  const query = new URLSearchParams({
    speed: options.paced === false ? 'max' : '1',
    loop: options.loop === false ? '0' : '1',
  });
  if (options.datatype !== undefined) query.set('datatype', options.datatype);
  if (options.sampleRateHz !== undefined) query.set('rate', String(options.sampleRateHz));
  if (options.centreHz !== undefined) query.set('freq', String(options.centreHz));
  return `file:${path}?${query.toString()}`;
}
