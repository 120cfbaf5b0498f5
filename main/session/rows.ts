/** What an import gathers: rows that can become sources, and rejected ones with their reason. */
import { SourceDraft, type SourceImport } from '../../contract/source.ts';

/** As many rows, and as many rejected ones, as one import may have: the contract's limit. */
const mostRows = 20_000;

/** What a line or point says of a source, before it is checked. */
export interface Fields {
  name?: string | undefined;
  frequencyHz?: number | undefined;
  bandwidthHz?: number | undefined;
  latitudeDeg?: number | undefined;
  longitudeDeg?: number | undefined;
  errorRadiusM?: number | undefined;
  notes?: string | undefined;
}

export interface Rows {
  /** Checks and keeps it, or rejects it with the first thing wrong. */
  add(place: number, fields: Fields): void;
  reject(place: number, message: string): void;
  /** True when no more is taken: reading can stop. */
  readonly full: boolean;
  result(format: SourceImport['format']): SourceImport;
}

/** Names of the fields in sentences. */
const words: Readonly<Record<string, string>> = {
  name: 'name',
  frequencyHz: 'frequency',
  bandwidthHz: 'bandwidth',
  latitudeDeg: 'latitude',
  longitudeDeg: 'longitude',
  errorRadiusM: 'error radius',
  notes: 'notes',
};

/** Two sources are the same for an import when name (but for case and outer spaces) and frequency agree. */
export function sourceKey(source: { name: string; frequencyHz?: number | undefined }): string {
  return `${source.name.trim().toLowerCase()}\n${String(source.frequencyHz ?? '')}`;
}

/** @param known keys of the sources there are, by `sourceKey`. A row repeated within the file counts as known. */
export function makeRows(known: Iterable<string>): Rows {
  const seen = new Set(known);
  const rows: SourceImport['rows'] = [];
  const rejected: SourceImport['rejected'] = [];
  let full = false;
  const reject = (place: number, message: string): void => {
    if (rejected.length < mostRows) rejected.push({ place, message: message.slice(0, 300) });
    if (rejected.length >= mostRows) full = true;
  };
  return {
    add(place, fields) {
      if (full) return;
      if (rows.length >= mostRows) {
        full = true;
        rejected.length = Math.min(rejected.length, mostRows - 1);
        reject(place, `Everything from here on was left out: one import takes ${String(mostRows)} sources.`);
        return;
      }
      const said = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
      const read = SourceDraft.safeParse(said);
      if (read.success) {
        const key = sourceKey(read.data);
        rows.push({ place, draft: read.data, known: seen.has(key) });
        seen.add(key);
        return;
      }
      const issue = read.error.issues[0];
      const field = String(issue?.path[0] ?? '');
      if (field === 'name' && (fields.name ?? '') === '') reject(place, 'It has no name and no frequency.');
      else reject(place, `The ${words[field] ?? 'row'} does not fit: ${issue?.message ?? 'unknown'}`);
    },
    reject,
    get full() {
      return full;
    },
    result: (format) => ({ format, rows, rejected }),
  };
}
