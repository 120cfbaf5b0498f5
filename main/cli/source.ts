import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { formatRounded, parseQuantity } from '../../contract/quantity.ts';
import type { Source } from '../../contract/source.ts';
import type { Context, Output } from './context.ts';
import { firstValue, whole } from './values.ts';

export interface SourceAddOptions {
  freq?: string;
  bandwidth?: string;
  lat?: string;
  lon?: string;
  error?: string;
  notes?: string;
}

/** `source list`. */
export async function sourceList({ api }: Context): Promise<Output> {
  const sources = await firstValue<Source[]>((consumer) => api.source.list({}, consumer));
  return { json: { sources }, text: sources.map(line).join('\n') || 'No sources yet.' };
}

/** `source add NAME`. */
export async function sourceAdd({ api }: Context, name: string, options: SourceAddOptions): Promise<Output> {
  const number = (text: string, what: string): number => parseQuantity(text, '', { name: what });
  const sources = await api.source.add({
    drafts: [
      {
        name,
        ...(options.freq === undefined ? {} : { frequencyHz: parseQuantity(options.freq, 'Hz') }),
        ...(options.bandwidth === undefined ? {} : { bandwidthHz: parseQuantity(options.bandwidth, 'Hz') }),
        ...(options.lat === undefined ? {} : { latitudeDeg: number(options.lat, 'The latitude') }),
        ...(options.lon === undefined ? {} : { longitudeDeg: number(options.lon, 'The longitude') }),
        ...(options.error === undefined ? {} : { errorRadiusM: number(options.error, 'The error radius') }),
        ...(options.notes === undefined ? {} : { notes: options.notes }),
      },
    ],
  });
  return { json: { sources }, text: sources.map(line).join('\n') };
}

/** `source remove ID`. */
export async function sourceRemove({ api }: Context, id: string): Promise<Output> {
  const number = whole(id, 'The number of a source', 1, Number.MAX_SAFE_INTEGER);
  await api.source.remove({ id: number });
  return { json: { removed: number }, text: `Source ${id} is removed.` };
}

/** `source import FILE`: adds what is new; says what was left out and why. */
export async function sourceImport({ api, engine }: Context, path: string): Promise<Output> {
  const found = await api.source.inspect({ grant: engine.grant(resolve(path)).grant });
  const fresh = found.rows.filter((row) => !row.known);
  const added = fresh.length === 0 ? [] : await api.source.add({ drafts: fresh.map((row) => row.draft) });
  const known = found.rows.length - fresh.length;
  return {
    json: { format: found.format, added, known, rejected: found.rejected },
    text: [
      `${String(added.length)} added, ${String(known)} known already, ${String(found.rejected.length)} rejected`,
      ...found.rejected.map((one) => `  ${String(one.place)}: ${one.message}`),
    ].join('\n'),
    failed: found.rows.length === 0,
  };
}

/** `source export FILE`: CSV. */
export async function sourceExport({ api }: Context, path: string): Promise<Output> {
  const { text } = await api.source.csv({});
  writeFileSync(resolve(path), text);
  return { json: { file: resolve(path) }, text: resolve(path) };
}

function line(source: Source): string {
  return [
    String(source.id).padStart(6),
    source.frequencyHz === undefined ? ''.padEnd(14) : formatRounded(source.frequencyHz, 'Hz').padEnd(14),
    source.name,
    source.latitudeDeg === undefined ? '' : `${String(source.latitudeDeg)} ${String(source.longitudeDeg)}`,
  ]
    .join('  ')
    .trimEnd();
}
