/** The form of a source: texts as typed, what they mean and what is wrong with them. Pure. */
import { formatPlace, parsePlace } from '../../contract/coordinates.ts';
import { Fault } from '../../contract/fault.ts';
import { formatExact, formatRounded, readFrequency } from '../../contract/quantity.ts';
import type { Source, SourceDraft } from '../../contract/source.ts';
import { readHz } from '../tasks/frequencies.ts';

export interface SourceForm {
  name: string;
  frequency: string;
  bandwidth: string;
  place: string;
  errorRadius: string;
  notes: string;
}

type Problems = Partial<Record<keyof SourceForm, string>>;

export const emptyForm: SourceForm = {
  name: '',
  frequency: '',
  bandwidth: '',
  place: '',
  errorRadius: '',
  notes: '',
};

/** Half the way round the Earth. */
const farthestM = 20_037_508;

/** As exact as a person reads it; nothing for none. */
export const frequencyText = (hz: number | undefined): string =>
  hz === undefined ? '' : formatRounded(hz, 'Hz', 9);

/** For a field: megahertz and kilohertz as people write them, and exact all the same. */
export function editableHz(hz: number): string {
  const text = formatRounded(hz, 'Hz', 15);
  return readFrequency(text, '').hz === hz ? text : formatExact(hz, 'Hz');
}

/** A bandwidth in hertz; a bare number is kilohertz. Throws Fault 'invalid'. */
export const readWidth = (text: string): number =>
  readFrequency(text, 'k', { name: 'The bandwidth', min: 1, max: 1e9 }).hz;

/** `50 m`, `1.5 km`. */
export function formatMetres(metres: number): string {
  if (metres < 1000) return `${Number(metres.toPrecision(3))} m`;
  return `${Number((metres / 1000).toPrecision(3))} km`;
}

/** A bare number is metres. Throws Fault 'invalid'. */
export function parseMetres(text: string): number {
  const match = /^\s*±?\s*(\d+(?:[.,]\d+)?)\s*(m|km)?\s*$/i.exec(text);
  const metres = Number(match?.[1]?.replace(',', '.')) * (match?.[2]?.toLowerCase() === 'km' ? 1000 : 1);
  if (match === null || metres > farthestM)
    throw new Fault('invalid', `'${text.trim().slice(0, 40)}' is no distance on the Earth.`, {
      hint: 'Write for example 50 m or 1.5 km.',
    });
  return metres;
}

export function formOf(source: Source): SourceForm {
  const { frequencyHz, bandwidthHz, latitudeDeg, longitudeDeg, errorRadiusM } = source;
  return {
    name: source.name,
    frequency: frequencyHz === undefined ? '' : editableHz(frequencyHz),
    bandwidth: bandwidthHz === undefined ? '' : editableHz(bandwidthHz),
    place:
      latitudeDeg === undefined || longitudeDeg === undefined
        ? ''
        : // As exact as it is kept, or saving a form nobody changed would move the source.
          `${latitudeDeg}, ${longitudeDeg}`,
    errorRadius: errorRadiusM === undefined ? '' : `${errorRadiusM} m`,
    notes: source.notes,
  };
}

export interface Reading {
  /** Present when nothing is wrong. */
  draft: SourceDraft | undefined;
  problems: Problems;
  /** The place as it was understood, for the line below the field. */
  placeText: string | undefined;
}

export function readForm(form: SourceForm): Reading {
  const problems: Problems = {};
  const read = <T>(field: keyof SourceForm, parse: (text: string) => T): T | undefined => {
    if (form[field].trim() === '') return undefined;
    try {
      return parse(form[field]);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      problems[field] = `${error.message} ${error.hint ?? ''}`.trim();
      return undefined;
    }
  };
  const name = form.name.trim();
  if (name === '') problems.name = 'A source needs a name.';
  else if (name.length > 200) problems.name = 'The name is longer than 200 letters.';
  if (form.notes.length > 4000) problems.notes = 'The notes are longer than 4000 letters.';
  const frequencyHz = read('frequency', (text) => readHz(text, 'M', 'The frequency'));
  const bandwidthHz = read('bandwidth', (text) => readWidth(text));
  const place = read('place', parsePlace);
  const errorRadiusM = read('errorRadius', parseMetres);
  if (errorRadiusM !== undefined && place === undefined && problems.place === undefined)
    problems.errorRadius = 'An error radius needs a place.';
  const draft: SourceDraft = {
    name,
    notes: form.notes,
    ...(frequencyHz === undefined ? {} : { frequencyHz }),
    ...(bandwidthHz === undefined ? {} : { bandwidthHz }),
    ...place,
    ...(errorRadiusM === undefined ? {} : { errorRadiusM }),
  };
  return {
    draft: Object.keys(problems).length === 0 ? draft : undefined,
    problems,
    placeText: place === undefined ? undefined : formatPlace(place),
  };
}
