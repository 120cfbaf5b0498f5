import { resolve } from 'node:path';
import { Fault } from '../../contract/fault.ts';
import { formatExact, parseQuantity } from '../../contract/quantity.ts';
import { Stated, type ImportCandidate, type LibraryEntry } from '../../contract/library.ts';
import type { Context, Output } from './context.ts';
import { jobEnd } from './job.ts';
import { labelsOf } from './label-set.ts';
import { whole } from './values.ts';

export interface ImportOptions {
  copy?: boolean;
  incomplete?: boolean;
  dryRun?: boolean;
  datatype?: string;
  rate?: string;
  freq?: string;
  source?: string;
  notes?: string;
}

interface Refused {
  path: string;
  code: string;
  message: string;
}

/** `import PATH…`: catalogues recordings and raw files; what is missing is asked for, never guessed. */
export async function importFiles(
  context: Context,
  paths: readonly string[],
  options: ImportOptions,
): Promise<Output> {
  const { api, engine, signal } = context;
  const grants = paths.map((path) => engine.grant(resolve(path)).grant);
  const stated = statedBy(options);
  const { candidates, left } = await api.library.inspect({ grants }, { signal });
  if (options.dryRun === true)
    return { json: { candidates }, text: candidates.map(candidateLine).join('\n') };
  const rejected: Refused[] = [];
  const wanted: ImportCandidate[] = [];
  for (const one of candidates) {
    const refusal = refusalOf(one, stated, options.incomplete === true);
    if (refusal) rejected.push({ path: one.name, ...refusal });
    else wanted.push(one);
  }
  if (left > 0)
    rejected.push({ path: '…', code: 'overflow', message: `${String(left)} more files: import them next.` });
  const imported: LibraryEntry[] = [];
  const fresh = wanted.filter((one) => one.knownAs === undefined);
  if (fresh.length > 0) {
    const { jobId } = await api.library.import({
      items: fresh.map(({ grant }) => ({ grant, ...(stated ? { stated } : {}) })),
      copy: options.copy === true,
      incomplete: options.incomplete === true,
      ...(options.source === undefined
        ? {}
        : { sourceId: whole(options.source, 'The number of a source', 1, Number.MAX_SAFE_INTEGER) }),
      notes: options.notes ?? '',
    });
    const job = await jobEnd(context, jobId);
    rejected.push(...job.rejected.map(({ name, code, message }) => ({ path: name, code, message })));
  }
  // What was there already is told as well: running it twice gives the same answer.
  const again = wanted.length === 0 ? [] : (await api.library.inspect({ grants }, { signal })).candidates;
  for (const { knownAs, annotations = 0 } of again) {
    if (knownAs === undefined) continue;
    // Whoever looks at them has them read in: a search right after this finds their labels.
    if (annotations > 0) await labelsOf(context, knownAs);
    imported.push((await api.library.get({ id: knownAs })).entry);
  }
  return {
    json: { imported: imported.map(told), rejected },
    text: [
      ...imported.map(entryLine),
      ...rejected.map((one) => `${one.path}: ${one.message}`),
      `${String(imported.length)} in the library, ${String(rejected.length)} rejected.`,
    ].join('\n'),
    failed: imported.length === 0 || rejected.length > 0,
  };
}

function statedBy(options: ImportOptions): Stated | undefined {
  const { datatype, rate, freq } = options;
  if (datatype === undefined && rate === undefined && freq === undefined) return undefined;
  const parsed = Stated.safeParse({
    ...(datatype === undefined ? {} : { datatype }),
    ...(rate === undefined ? {} : { sampleRateHz: parseQuantity(rate, 'S/s', { min: 1e-3 }) }),
    ...(freq === undefined ? {} : { centreHz: parseQuantity(freq, 'Hz', { min: 0 }) }),
  });
  if (parsed.success) return parsed.data;
  throw new Fault('invalid', `'${datatype ?? ''}' is no sample format.`, {
    hint: 'Take one of cu8, cs8, cs16, cf32, rs16, ru8, rf32.',
  });
}

/** Why a file is not imported as it stands; undefined where nothing is missing. */
function refusalOf(
  one: ImportCandidate,
  stated: Stated | undefined,
  incomplete: boolean,
): { code: string; message: string } | undefined {
  if (one.rejected) return one.rejected;
  if (incomplete) return undefined;
  const missing = one.missing.filter((fact) => stated?.[fact] === undefined);
  if (missing.length === 0) return undefined;
  const ask = missing.map((fact) =>
    fact === 'datatype'
      ? `--datatype${one.likely?.datatype === undefined ? '' : ` (likely ${one.likely.datatype})`}`
      : `--rate${one.likely?.sampleRateHz === undefined ? '' : ` (likely ${formatExact(one.likely.sampleRateHz, 'S/s')})`}`,
  );
  return {
    code: 'invalid',
    message: [...one.questions, `Give ${ask.join(' and ')}, or --incomplete to take it as it is.`].join(' '),
  };
}

const told = (entry: LibraryEntry): Record<string, unknown> => ({
  id: entry.id,
  path: entry.name,
  datatype: entry.datatype,
  sampleRateHz: entry.sampleRateHz,
  centreHz: entry.centreHz,
  samples: entry.samples,
  sha512: entry.sha512,
});

/** One recording as a line. */
export function entryLine(entry: LibraryEntry): string {
  return [
    entry.id,
    entry.startedMs === undefined ? '' : new Date(entry.startedMs).toISOString().slice(0, 19) + 'Z',
    entry.centreHz === undefined ? '' : formatExact(entry.centreHz, 'Hz'),
    entry.sampleRateHz === undefined ? 'rate unknown' : formatExact(entry.sampleRateHz, 'S/s'),
    entry.datatype,
    `${entry.seconds.toFixed(3)} s`,
    ...(entry.condition === 'complete' ? [] : [entry.condition]),
    ...entry.labels.map(({ name, count }) => `${name === '' ? 'unnamed' : name} ×${String(count)}`),
  ]
    .filter((part) => part !== '')
    .join('  ');
}

function candidateLine(one: ImportCandidate): string {
  if (one.rejected) return `${one.name}: ${one.rejected.message}`;
  const facts = [
    one.datatype ?? 'format?',
    one.sampleRateHz === undefined ? 'rate?' : formatExact(one.sampleRateHz, 'S/s'),
    one.centreHz === undefined ? '' : formatExact(one.centreHz, 'Hz'),
    one.seconds === undefined ? '' : `${one.seconds.toFixed(3)} s`,
  ].filter((part) => part !== '');
  return [`${one.name}: ${facts.join(', ')}`, ...one.questions].join(' — ');
}
