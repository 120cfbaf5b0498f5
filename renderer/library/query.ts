/**
 * What is looked for: the form of the search in the person's own words, the contract's search, and the chips that
 * show it. Pure.
 */
import { formatPlace, parsePlace } from '../../contract/coordinates.ts';
import { Fault } from '../../contract/fault.ts';
import type { libraryOrders, LibrarySearch } from '../../contract/library.ts';
import { formatRounded, parseQuantity } from '../../contract/quantity.ts';
import { editableHz, formatMetres, parseMetres } from '../sources/form.ts';
import { dayMs, lengthText, readStamp, stampText } from '../tasks/clock.ts';
import { readHz } from '../tasks/frequencies.ts';
import { conditionWords, decibelText, labelledWords, momentText, originWords } from './words.ts';

export type LibraryOrder = (typeof libraryOrders)[number];

/** The fields a person types; what is chosen from a list stands in the search itself. */
export interface SearchForm {
  low: string;
  high: string;
  from: string;
  to: string;
  least: string;
  most: string;
  label: string;
  radio: string;
  snr: string;
  task: string;
  place: string;
  within: string;
}

type SearchProblems = Partial<Record<keyof SearchForm, string>>;

const when = <T>(value: T | undefined, text: (value: T) => string): string =>
  value === undefined ? '' : text(value);

/** The form of a search as it stands. */
export function formOf(search: LibrarySearch): SearchForm {
  const { near } = search;
  return {
    low: when(search.lowHz, editableHz),
    high: when(search.highHz, editableHz),
    from: when(search.fromMs, momentText),
    to: when(search.toMs, endText),
    least: when(search.leastSeconds, lengthField),
    most: when(search.mostSeconds, lengthField),
    label: search.label ?? '',
    radio: search.radio ?? '',
    snr: when(search.leastSnrDb, (db) => `${String(db)} dB`),
    task: when(search.taskId, String),
    place: near === undefined ? '' : `${String(near.latitudeDeg)}, ${String(near.longitudeDeg)}`,
    within: near === undefined ? '' : `${String(near.withinM)} m`,
  };
}

const lengthField = (seconds: number): string => `${String(seconds)} s`;

/** The last moment of a day is written as that day. */
const endText = (timeMs: number): string =>
  timeMs % dayMs === dayMs - 1 ? momentText(timeMs - dayMs + 1) : momentText(timeMs);

/** A date or a moment in UTC; a date alone is its first or its last moment. Throws Fault 'invalid'. */
export function readMoment(text: string, end: 'first' | 'last'): number {
  const stamp = text.trim();
  const day = readStamp(`${stamp} 00:00`, 'utc');
  const moment = day ?? readStamp(stamp, 'utc');
  // A thirteenth month would slide into the next year.
  if (moment !== undefined && stampText(moment, 'utc').startsWith(stamp.slice(0, 10)))
    return day === undefined || end === 'first' ? moment : day + dayMs - 1;
  throw new Fault('invalid', `'${text.trim().slice(0, 40)}' is no date.`, {
    hint: 'Write for example 2026-11-23 or 2026-11-23 15:30, in UTC.',
  });
}

function readTask(text: string): number {
  const id = Number(text.trim());
  if (Number.isInteger(id) && id > 0) return id;
  throw new Fault('invalid', `'${text.trim().slice(0, 40)}' is no number of a task.`);
}

/** Near means something without a distance too. */
const usualWithin = '10 km';

/**
 * The search a form means, beside what is chosen from lists in `chosen`. A field that can't be read yet searches for
 * nothing; `problems` says why.
 */
export function readForm(
  form: SearchForm,
  chosen: LibrarySearch,
): { search: LibrarySearch; problems: SearchProblems } {
  const problems: SearchProblems = {};
  const read = <T>(field: keyof SearchForm, parse: (text: string) => T): T | undefined => {
    if (form[field].trim() === '') return undefined;
    try {
      return parse(form[field]);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      problems[field] = `${error.message} ${error.hint ?? ''}`.trim();
      return undefined;
    }
  };
  const seconds = (text: string): number =>
    parseQuantity(text, 's', { name: 'The length', min: 0, max: 1e9 });
  const place = read('place', parsePlace);
  const near = place && {
    ...place,
    withinM: read('within', parseMetres) ?? parseMetres(usualWithin),
  };
  const typed: LibrarySearch = {
    lowHz: read('low', (text) => readHz(text, 'M', 'The lowest frequency')),
    highHz: read('high', (text) => readHz(text, 'M', 'The highest frequency')),
    fromMs: read('from', (text) => readMoment(text, 'first')),
    toMs: read('to', (text) => readMoment(text, 'last')),
    leastSeconds: read('least', seconds),
    mostSeconds: read('most', seconds),
    label: read('label', (text) => text.trim().slice(0, 100)),
    radio: read('radio', (text) => text.trim().slice(0, 300)),
    leastSnrDb: read('snr', (text) =>
      parseQuantity(text, 'dB', { name: 'The strength', min: -100, max: 200 }),
    ),
    taskId: read('task', readTask),
    near,
  };
  return { search: tidy({ ...chosen, ...typed }), problems };
}

/** Without what says nothing: two searches that mean the same are then written the same. */
export function tidy(search: LibrarySearch): LibrarySearch {
  const text = search.text?.trim().replaceAll(/\s+/g, ' ').slice(0, 200);
  const said = Object.entries({ ...search, text: text === '' ? undefined : text })
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(said);
}

export const isEverything = (search: LibrarySearch): boolean => Object.keys(tidy(search)).length === 0;
export const sameSearch = (a: LibrarySearch, b: LibrarySearch): boolean =>
  JSON.stringify(tidy(a)) === JSON.stringify(tidy(b));

/** A part of the search as it is shown, and what it takes away when it is closed. */
export interface Chip {
  name: string;
  fields: readonly (keyof LibrarySearch)[];
}

const between = <T>(
  low: T | undefined,
  high: T | undefined,
  text: (value: T) => string,
  words: { from: string; to: string },
): string | undefined => {
  if (low !== undefined && high !== undefined) return `${text(low)} – ${text(high)}`;
  if (low !== undefined) return `${words.from} ${text(low)}`;
  return high === undefined ? undefined : `${words.to} ${text(high)}`;
};

/** Names of what a search knows by number. */
export interface Names {
  source: (id: number) => string | undefined;
  session: (id: number) => string | undefined;
}

/** Everything but the text, which stands in its own field. */
export function chipsOf(search: LibrarySearch, names: Names): Chip[] {
  const hz = (value: number): string => formatRounded(value, 'Hz', 9);
  const chips: [string | undefined, ...(keyof LibrarySearch)[]][] = [
    [between(search.lowHz, search.highHz, hz, { from: 'Above', to: 'Below' }), 'lowHz', 'highHz'],
    [between(search.fromMs, undefined, momentText, { from: 'Since', to: '' }), 'fromMs'],
    [between(undefined, search.toMs, endText, { from: '', to: 'Until' }), 'toMs'],
    [
      between(search.leastSeconds, search.mostSeconds, lengthText, { from: 'At least', to: 'At most' }),
      'leastSeconds',
      'mostSeconds',
    ],
    [search.label === undefined ? undefined : `Label ${search.label}`, 'label'],
    [search.labelled && labelledWords[search.labelled], 'labelled'],
    [
      search.leastSnrDb === undefined ? undefined : `Strength from ${decibelText(search.leastSnrDb)}`,
      'leastSnrDb',
    ],
    [starsText(search.leastStars), 'leastStars'],
    [search.radio === undefined ? undefined : `Radio ${search.radio}`, 'radio'],
    [named('Source', search.sourceId, names.source), 'sourceId'],
    [named('Session', search.sessionId, names.session), 'sessionId'],
    [search.taskId === undefined ? undefined : `Task ${String(search.taskId)}`, 'taskId'],
    [search.condition && conditionWords[search.condition].word, 'condition'],
    [search.origin && originWords[search.origin], 'origin'],
    [search.near && `Within ${formatMetres(search.near.withinM)} of ${formatPlace(search.near, 3)}`, 'near'],
  ];
  return chips.flatMap(([name, ...fields]) => (name === undefined ? [] : [{ name, fields }]));
}

const starsText = (stars: number | undefined): string | undefined => {
  if (stars === undefined || stars === 0) return undefined;
  return stars === 5 ? '5 stars' : `${String(stars)} ${stars === 1 ? 'star' : 'stars'} or more`;
};

const named = (
  what: string,
  id: number | undefined,
  name: (id: number) => string | undefined,
): string | undefined => (id === undefined ? undefined : `${what} ${name(id) ?? String(id)}`);

/** The search without what a chip stands for. */
export const without = (search: LibrarySearch, fields: readonly (keyof LibrarySearch)[]): LibrarySearch =>
  tidy(Object.fromEntries(Object.entries(search).filter(([key]) => !fields.some((field) => field === key))));

/** A click on a header: another column begins in its natural order, the same one turns round. */
export function nextOrder(
  now: { order: LibraryOrder; descending: boolean },
  order: LibraryOrder,
): { order: LibraryOrder; descending: boolean } {
  if (now.order === order) return { order, descending: !now.descending };
  // The newest, longest, largest, strongest and best labelled come first; names and frequencies rise.
  return { order, descending: order !== 'name' && order !== 'frequency' };
}
