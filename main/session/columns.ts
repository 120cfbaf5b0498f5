/** What a column of a CSV file, or a named datum of a GPX or KML point, means, and how its values are read. */
import { parseCoordinate, parsePlace } from '../../contract/coordinates.ts';
import { Fault } from '../../contract/fault.ts';
import { formatExact, parseQuantity } from '../../contract/quantity.ts';
import type { Fields } from './rows.ts';

type Meaning = keyof Fields | 'place';

export interface Column {
  meaning: Meaning;
  /** Named in the heading: hz, khz, mhz, ghz, m or km. */
  unit: string | undefined;
}

const synonyms: Readonly<Record<Meaning, readonly string[]>> = {
  name: [
    'name',
    'label',
    'station',
    'station name',
    'title',
    'call',
    'callsign',
    'call sign',
    'source',
    'nome',
    'nom',
    'bezeichnung',
  ],
  frequencyHz: [
    '',
    'frequency',
    'freq',
    'f',
    'qrg',
    'centre',
    'center',
    'centre frequency',
    'center frequency',
    'output freq',
    'output frequency',
    'rx frequency',
    'downlink',
    'frequenz',
    'frequenza',
    'frecuencia',
    'frequence',
  ],
  bandwidthHz: ['bandwidth', 'bw', 'width', 'bandbreite'],
  latitudeDeg: ['latitude', 'lat'],
  longitudeDeg: ['longitude', 'lon', 'lng', 'long'],
  errorRadiusM: ['error', 'error radius', 'error margin', 'accuracy', 'radius', 'uncertainty'],
  notes: ['notes', 'note', 'comment', 'comments', 'remark', 'remarks', 'description', 'desc', 'info'],
  place: [
    'place',
    'position',
    'location',
    'coordinates',
    'coords',
    'lat lon',
    'lat long',
    'latlon',
    'latlng',
    'gps',
  ],
};
const meanings = new Map<string, Meaning>();
for (const [meaning, names] of Object.entries(synonyms) as [Meaning, readonly string[]][])
  for (const name of names) meanings.set(name, meaning);

const units = new Map([
  ['hz', 'hz'],
  ['khz', 'khz'],
  ['mhz', 'mhz'],
  ['ghz', 'ghz'],
  ['m', 'm'],
  ['meter', 'm'],
  ['meters', 'm'],
  ['metre', 'm'],
  ['metres', 'm'],
  ['km', 'km'],
  ['deg', 'deg'],
  ['degrees', 'deg'],
  ['decimal', 'deg'],
  ['wgs84', 'deg'],
]);

/** `Frequency (MHz)`, `freq_mhz`, `frequencyHz`, `MHz`, `error_radius_m`; undefined for a heading that says nothing. */
export function columnOf(heading: string): Column | undefined {
  const words = heading
    .slice(0, 200)
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[kmg]?hz/gi, (written) => ` ${written.toLowerCase()} `)
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  let unit: string | undefined;
  while (words.length > 0 && units.has(words.at(-1) ?? '')) unit = units.get(words.pop() ?? '');
  const hertz = unit?.endsWith('hz') ?? false;
  // A heading of nothing but a unit names a frequency, if the unit is hertz.
  if (words.length === 0 && !hertz) return undefined;
  const meaning = meanings.get(words.join(' '));
  return meaning === undefined ? undefined : { meaning, unit };
}

/** Beyond it nothing is transmitted that a radio of this trade hears: a comma read as thousands gives such numbers. */
const bareMhzBelow = 10_000;

/**
 * A frequency or width in hertz. The cell's own unit wins over the heading's. Without either, a million or more is
 * hertz and a number with decimals below 10,000 is megahertz (145.625); anything else could be anything and is
 * refused. Throws Fault 'invalid'.
 */
function readHertz(cell: string, unit: string | undefined, comma: boolean, name: string): number {
  const text = cell.trim();
  const own = /[a-z]\s*$/i.test(text);
  const hertz = unit?.endsWith('hz') === true ? unit : undefined;
  const mega = /[mg](?:hz)?\s*$/i.test(own ? text : (hertz ?? ''));
  // 145,625 MHz has a decimal comma; 7,074,000 Hz hasn't.
  const limits = { name, min: 0, max: 1e12, decimalComma: comma || mega };
  if (own) return parseQuantity(text, 'Hz', limits);
  if (hertz !== undefined) return parseQuantity(`${text}${hertz}`, 'Hz', limits);
  const bare = parseQuantity(text, 'Hz', { ...limits, decimalComma: true });
  if (bare >= 1e6 || bare === 0) return parseQuantity(text, 'Hz', limits);
  if (!Number.isInteger(bare) && bare < bareMhzBelow)
    return parseQuantity(`${text}MHz`, 'Hz', { ...limits, decimalComma: true });
  throw new Fault('invalid', `${name} ${text.slice(0, 40)} has no unit.`, {
    hint: 'Name it in the heading, like "Frequency (MHz)", or behind the number.',
  });
}

function readMetres(cell: string, unit: string | undefined): number {
  const match = /^[±~]?\s*(\d+(?:[.,]\d+)?(?:e[+-]?\d+)?)\s*(m|km|met(?:er|re)s?)?$/i.exec(cell.trim());
  if (match === null)
    throw new Fault('invalid', `The error radius '${cell.trim().slice(0, 40)}' is no distance in metres.`);
  const scale = (match[2] ?? unit)?.toLowerCase() === 'km' ? 1000 : 1;
  return Number(match[1]?.replace(',', '.')) * scale;
}

/**
 * Reads one value into `fields`. Empty ones say nothing. The first value of a meaning wins, notes are gathered.
 * Throws Fault 'invalid' with a sentence.
 */
export function readField(fields: Fields, { meaning, unit }: Column, cell: string, comma: boolean): void {
  if (cell.trim() === '') return;
  if (meaning === 'notes') {
    const notes = fields.notes ?? '';
    fields.notes = (notes === '' ? cell : notes.includes(cell) ? notes : `${notes}\n${cell}`).slice(0, 4000);
    return;
  }
  if (meaning === 'place') {
    if (fields.latitudeDeg === undefined) Object.assign(fields, parsePlace(cell));
    return;
  }
  if (fields[meaning] !== undefined) return;
  switch (meaning) {
    case 'name':
      fields.name = cell;
      return;
    case 'frequencyHz':
      fields.frequencyHz = readHertz(cell, unit, comma, 'The frequency');
      return;
    case 'bandwidthHz':
      fields.bandwidthHz = readHertz(cell, unit, comma, 'The bandwidth');
      return;
    case 'latitudeDeg':
      fields.latitudeDeg = parseCoordinate(cell, 'latitude');
      return;
    case 'longitudeDeg':
      fields.longitudeDeg = parseCoordinate(cell, 'longitude');
      return;
    case 'errorRadiusM':
      fields.errorRadiusM = readMetres(cell, unit);
      return;
  }
}

/** A source without a name goes by its frequency. */
export function nameByFrequency(fields: Fields): Fields {
  if ((fields.name ?? '').trim() !== '' || fields.frequencyHz === undefined) return fields;
  return { ...fields, name: formatExact(fields.frequencyHz, 'Hz') };
}

/** The first frequency written with its unit in a text: `Turin R4 145.625 MHz`. */
export function frequencyIn(text: string): number | undefined {
  const match = /(?<![\w.,])(\d[\d.,]{0,20})\s?([kMG]?Hz)\b/i.exec(text.slice(0, 20_000));
  if (match === null) return undefined;
  try {
    return readHertz(`${match[1] ?? ''}${match[2] ?? ''}`, undefined, false, 'The frequency');
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}
