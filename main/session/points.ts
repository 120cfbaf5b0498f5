/** Sources out of GPX way points and KML placemarks. */
import { Fault } from '../../contract/fault.ts';
import { columnOf, frequencyIn, nameByFrequency, readField } from './columns.ts';
import type { Fields, Rows } from './rows.ts';
import { below, childOf, decodeEntities, type Element } from './xml.ts';

/** A datum with a name of its own, from GPX extensions or KML's extended data. */
interface Datum {
  name: string;
  value: string;
}

interface Point {
  name: string;
  texts: readonly string[];
  data: readonly Datum[];
  latitude: string;
  longitude: string;
}

function degrees(text: string, axis: string): number {
  const value = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : NaN;
  if (Number.isNaN(value)) throw new Fault('invalid', `Its ${axis} '${text.slice(0, 40)}' is no number.`);
  return value;
}

function addPoint(place: number, point: Point, rows: Rows): void {
  try {
    const fields: Fields = {
      latitudeDeg: degrees(point.latitude, 'latitude'),
      longitudeDeg: degrees(point.longitude, 'longitude'),
    };
    if (point.name.trim() !== '') fields.name = point.name.trim();
    const notes = [...new Set(point.texts.map((text) => text.trim()))].filter((text) => text !== '');
    if (notes.length > 0) fields.notes = notes.join('\n').slice(0, 4000);
    for (const { name, value } of point.data) {
      const column = columnOf(name);
      if (column !== undefined) readField(fields, column, value.trim(), false);
    }
    const written = [point.name, ...point.texts, ...point.data.map(({ value }) => value)];
    fields.frequencyHz ??= written.map(frequencyIn).find((hz) => hz !== undefined);
    rows.add(place, nameByFrequency(fields));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    rows.reject(place, `${error.message} ${error.hint ?? ''}`.trim());
  }
}

const textOf = (element: Element, name: string): string => childOf(element, name)?.text ?? '';

/** Way points only: routes and tracks say where somebody went, not where a source is. */
export function readGpx(root: Element, rows: Rows): void {
  const points = root.children.filter(({ name }) => name === 'wpt');
  for (const [i, wpt] of points.entries()) {
    const extensions = childOf(wpt, 'extensions');
    addPoint(
      i + 1,
      {
        name: textOf(wpt, 'name'),
        texts: [textOf(wpt, 'desc'), textOf(wpt, 'cmt')],
        data:
          extensions === undefined
            ? []
            : [...below(extensions)].slice(1).map(({ name, text }) => ({ name, value: text })),
        latitude: wpt.attributes['lat'] ?? '',
        longitude: wpt.attributes['lon'] ?? '',
      },
      rows,
    );
    if (rows.full) return;
  }
}

/** Descriptions are often a page of HTML: its text is what is kept. */
function withoutMarkup(html: string): string {
  if (!/<\/?[a-z]/i.test(html)) return html;
  const text = html
    .slice(0, 100_000)
    .replaceAll(/<(?:br|\/p|\/tr|\/div|\/li)\b[^<>]{0,1000}>/gi, '\n')
    .replaceAll(/<[^<>]{1,10000}>/g, ' ');
  return decodeEntities(text)
    .replaceAll(/[ \t\u00a0]+/g, ' ')
    .replaceAll(/ ?\n[ \n]*/g, '\n');
}

function dataOf(placemark: Element): Datum[] {
  const extended = childOf(placemark, 'ExtendedData');
  if (extended === undefined) return [];
  return [...below(extended)]
    .filter(({ name }) => name === 'Data' || name === 'SimpleData')
    .map((datum) => ({
      name: datum.attributes['name'] ?? '',
      value: datum.name === 'Data' ? textOf(datum, 'value') : datum.text,
    }));
}

/** Placemarks with a point, in any folder. */
export function readKml(root: Element, rows: Rows): void {
  let place = 0;
  for (const placemark of below(root)) {
    if (placemark.name !== 'Placemark') continue;
    place++;
    const point = [...below(placemark)].find(({ name }) => name === 'Point');
    const [longitude = '', latitude = ''] = textOf(point ?? placemark, 'coordinates')
      .trim()
      .split(/\s*,\s*/);
    const name = textOf(placemark, 'name');
    if (point === undefined) rows.reject(place, `'${name.trim().slice(0, 100)}' is no point.`);
    else
      addPoint(
        place,
        {
          name,
          texts: [withoutMarkup(textOf(placemark, 'description'))],
          data: dataOf(placemark),
          latitude,
          longitude,
        },
        rows,
      );
    if (rows.full) return;
  }
}
