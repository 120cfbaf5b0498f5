/** Sources out of a CSV file, and into one that reads back as what it was. */
import { setImmediate as turn } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse';
import { Fault } from '../../contract/fault.ts';
import type { Source } from '../../contract/source.ts';
import { columnOf, nameByFrequency, readField, type Column } from './columns.ts';
import type { Fields, Rows } from './rows.ts';

/** A record this long is a quote that was never closed. */
const longestRecord = 100_000;
const pieceChars = 65_536;

type Separator = ',' | ';' | '\t';

/** The separator that gives the first line the most columns; quoted text does not count. */
export function separatorOf(text: string): Separator {
  const line = /^[^\r\n]*/.exec(text.slice(0, 100_000))?.[0].replaceAll(/"[^"]*"?/g, '') ?? '';
  const counts = ([';', '\t', ','] as const).map((sign) => ({ sign, count: line.split(sign).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).sign;
}

function columnsOf(headings: readonly string[]): (Column | undefined)[] {
  const columns = headings.map((heading) => columnOf(heading));
  const means = (meaning: Column['meaning']): boolean =>
    columns.some((column) => column?.meaning === meaning);
  if (!means('name') && !means('frequencyHz'))
    throw new Fault('invalid', 'The first line names neither a name nor a frequency column.', {
      hint: 'Begin the file with a line like: name, frequency (MHz), latitude, longitude, notes.',
    });
  return columns;
}

/** Reads text with a heading line. Throws Fault 'invalid' where the headings say nothing of sources. */
export async function readCsv(text: string, rows: Rows): Promise<void> {
  const separator = separatorOf(text);
  const seen: { columns?: (Column | undefined)[]; line: number; failed?: unknown } = { line: 0 };
  const parser = parse({
    delimiter: separator,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    // Spaces around a quoted text are the list's, spaces within it the text's own.
    trim: true,
    max_record_size: longestRecord,
    // Taken here and not from the stream: an error there would throw away records that were read before it.
    on_record: (record: string[], { lines }) => {
      // The parser counts lines up to the end of the record.
      seen.line = lines - record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
      const { columns, line } = seen;
      if (columns === undefined) seen.columns = columnsOf(record);
      else if (record.some((cell) => cell.trim() !== '')) readRecord(record, columns, line, separator, rows);
      return null;
    },
  });
  parser.on('error', (error) => (seen.failed = error));
  parser.resume();
  for (let at = 0; at < text.length && seen.failed === undefined && !rows.full; at += pieceChars) {
    parser.write(text.slice(at, at + pieceChars));
    // Other work gets its turn.
    await turn();
  }
  parser.end();
  await turn();
  if (seen.failed instanceof CsvError)
    rows.reject(
      seen.line + 1,
      'The file cannot be read from here on: a quote is opened here or below and never closed.',
    );
  else if (seen.failed !== undefined)
    throw seen.failed instanceof Error ? seen.failed : new Error('The reader of CSV failed.');
  if (seen.columns === undefined)
    throw new Fault('invalid', 'The first line cannot be read.', {
      hint: 'Begin the file with a line like: name, frequency (MHz), latitude, longitude, notes.',
    });
}

function readRecord(
  record: readonly string[],
  columns: readonly (Column | undefined)[],
  line: number,
  separator: Separator,
  rows: Rows,
): void {
  const fields: Fields = {};
  try {
    for (const [i, column] of columns.entries())
      if (column !== undefined) readField(fields, column, record[i] ?? '', separator !== ',');
    rows.add(line, nameByFrequency(fields));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    rows.reject(line, `${error.message} ${error.hint ?? ''}`.trim());
  }
}

const headings = [
  'name',
  'frequency_hz',
  'bandwidth_hz',
  'latitude_deg',
  'longitude_deg',
  'error_radius_m',
  'notes',
];

/** Quoted where a reader would otherwise split or trim it. */
function quoted(text: string): string {
  return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Every source as a line; numbers in the shortest form that reads back exactly. Lines end in CR LF (RFC 4180). */
export function writeCsv(sources: readonly Source[]): string {
  const text = (value: number | undefined): string => (value === undefined ? '' : String(value));
  const lines = sources.map((source) =>
    [
      quoted(source.name),
      text(source.frequencyHz),
      text(source.bandwidthHz),
      text(source.latitudeDeg),
      text(source.longitudeDeg),
      text(source.errorRadiusM),
      quoted(source.notes),
    ].join(','),
  );
  return `${[headings.join(','), ...lines].join('\r\n')}\r\n`;
}
